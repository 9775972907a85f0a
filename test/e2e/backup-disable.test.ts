/**
 * Turning backup off: what the relay deleted it has signed for, and every device keeps its accounts.
 */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  backupOf,
  enableBackup,
  enabling,
  requestAt,
  secretsOf,
  withPassphrase,
} from "../support/backup-devices.ts";
import { eventuallyMatches } from "../support/eventually.ts";
import {
  addAccount,
  BUSY_MACHINE_MS,
  createFleet,
  errorOf,
  type Fleet,
  issuersOf,
  logOf,
  statusOf,
} from "../support/fleet.ts";
import type { Program } from "../support/program.ts";

vi.setConfig({ testTimeout: BUSY_MACHINE_MS });
let fleet: Fleet;
beforeEach(async () => {
  fleet = await createFleet();
});
afterEach(() => fleet.end());

interface Disabled {
  readonly state: string;
  readonly receipt: null | {
    readonly relay: string;
    readonly at: number;
    readonly what: string;
    readonly fingerprint: string;
    readonly signature: string;
  };
  readonly deletesAt: number | null;
}

/** Two devices with two accounts; backup is on. */
async function twoDevices(): Promise<readonly [Program, Program]> {
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  for (const issuer of ["GitHub", "GitLab"]) await addAccount(laptop, issuer);
  const running = enabling(laptop);
  await desktop.ok(["approve", (await requestAt(desktop, "recovery-change")).id]);
  const { code, stderr } = await running;
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
  return [laptop, desktop];
}

test("a device alone: everything goes at once, a receipt comes, the accounts stay, and it can be turned on again", async () => {
  const laptop = await fleet.foundLinked("laptop");
  await addAccount(laptop, "GitHub");
  const { handle } = await enableBackup(laptop, withPassphrase(laptop));
  const wrong = await laptop.run(["backup", "disable", "--confirm", "eve", "--yes", "--json"]);
  expect(wrong.code).toBe(2);
  expect(errorOf(wrong).message).toContain("eve");
  expect(await backupOf(laptop)).toMatchObject({ state: "on" });
  expect((await laptop.run(["backup", "disable"])).code).toBe(2);

  const { state, receipt } = await laptop.json<Disabled>([
    "backup",
    "disable",
    "--confirm",
    handle ?? "",
    "--confirm-words-file",
    secretsOf(laptop).words,
  ]);
  expect({ state, receipt }).toMatchObject({
    state: "off",
    receipt: { relay: fleet.relay.url, what: "all", fingerprint: fleet.relay.fingerprint },
  });
  expect(receipt?.signature).toMatch(/^[\w+/]{86}==$/u);
  expect(await backupOf(laptop)).toMatchObject({ state: "off", recovery: [] });
  expect(await issuersOf(laptop)).toEqual(["GitHub"]);
  expect((await logOf(laptop)).map(({ type }) => type)).toContain("backup-receipt");
});

test("--keep-sync with words: points and ways in go, and both devices go on syncing", async () => {
  const [laptop, desktop] = await twoDevices();
  const done = await laptop.json<Disabled>([
    "backup",
    "disable",
    "--keep-sync",
    "--yes",
    "--confirm-words-file",
    secretsOf(laptop).words,
  ]);
  expect(done).toMatchObject({ state: "off", receipt: { what: "backup" } });
  await addAccount(laptop, "After");
  await laptop.ok(["sync", "--wait"]);
  await desktop.ok(["sync", "--wait"]);
  for (const device of [laptop, desktop]) {
    expect(await issuersOf(device)).toEqual(["After", "GitHub", "GitLab"]);
    expect(await backupOf(device)).toMatchObject({ state: "off", recovery: [] });
  }
  const phone = fleet.newHome();
  const gone = await phone.run([
    "recover",
    "--relay",
    fleet.relay.address,
    "--words-file",
    secretsOf(laptop).words,
    "--name",
    "phone",
    "--no-passphrase",
  ]);
  expect(gone.code).toBe(4);
});

test("--stop-sync with another device's yes: all of it goes, and every device keeps every account", async () => {
  const [laptop, desktop] = await twoDevices();
  const running = laptop.run(["backup", "disable", "--stop-sync", "--yes", "--wait", "60", "--json"]);
  await desktop.ok(["approve", (await requestAt(desktop, "erase")).id]);
  const { code, stdout } = await running;
  expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({
    code: 0,
    state: "off",
    receipt: { what: "all" },
  });
  for (const device of [laptop, desktop]) {
    await eventuallyMatches(() => statusOf(device), { link: { relay: null } });
    expect(await issuersOf(device)).toEqual(["GitHub", "GitLab"]);
  }
});

test("by one device alone it takes seven days, in which another one can say no", async () => {
  const [laptop, desktop] = await twoDevices();
  const asked = await laptop.json<Disabled>(["backup", "disable", "--yes"]);
  expect(asked).toMatchObject({ state: "deleting", receipt: null });
  const days = ((asked.deletesAt ?? 0) - Date.now() / 1000) / 86_400;
  expect(days).toBeGreaterThan(6.9);
  expect(days).toBeLessThan(7.1);
  expect(await laptop.run(["backup", "status", "--json"])).toMatchObject({ code: 0 });
  expect(await backupOf(laptop)).toMatchObject({ state: "deleting", deletesAt: asked.deletesAt });
  const request = await requestAt(desktop, "erase");
  expect(request.expiresAt).toBe(asked.deletesAt);
  await desktop.ok(["reject", request.id]);
  await eventuallyMatches(() => backupOf(laptop), { state: "on", deletesAt: null });
});

test("nobody's yes within --wait is exit 9, and the backup stays on", async () => {
  const [laptop] = await twoDevices();
  const late = await laptop.run(["backup", "disable", "--yes", "--wait", "1", "--json"]);
  expect(late.code).toBe(9);
  expect(await backupOf(laptop)).toMatchObject({ state: "on" });
});

test("while the relay is away it is being deleted; when it is back the receipt comes by itself", async () => {
  const laptop = await fleet.foundLinked("laptop");
  await addAccount(laptop, "GitHub");
  await enableBackup(laptop);
  await fleet.relay.stop();
  const asked = await laptop.json<Disabled>([
    "backup",
    "disable",
    "--keep-sync",
    "--yes",
    "--confirm-words-file",
    secretsOf(laptop).words,
  ]);
  expect(asked).toMatchObject({ state: "deleting", receipt: null });
  await fleet.relay.restart();
  await laptop.ok(["sync", "--wait"]);
  await eventuallyMatches(() => backupOf(laptop), { state: "off" }, BUSY_MACHINE_MS);
  expect((await logOf(laptop)).map(({ type }) => type)).toContain("backup-receipt");
});
