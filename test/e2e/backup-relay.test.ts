/**
 * A backup whose relay goes away, fills up, is set back or is somebody else's: real processes, and what a person sees.
 */
import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { eventually } from "../support/eventually.ts";
import {
  accountsOf,
  addAccount,
  BUSY_MACHINE_MS,
  createFleet,
  errorOf,
  type Fleet,
  issuersOf,
  uriOf,
} from "../support/fleet.ts";
import type { Program } from "../support/program.ts";

vi.setConfig({ testTimeout: BUSY_MACHINE_MS });
let fleet: Fleet;
beforeEach(async () => {
  fleet = await createFleet();
});
afterEach(() => fleet.end());

interface Status {
  readonly state: string;
  readonly problem: string | null;
  readonly recovery: readonly { readonly kind: string }[];
  readonly lastVerifiedAt: number | null;
}

const WORDS = "words.txt";
const enable = (device: Program, ...more: readonly string[]) =>
  device.run([
    "backup",
    "enable",
    "--yes",
    "--words-out",
    device.file(WORDS),
    "--no-recovery-passphrase",
    ...more,
  ]);
const statusOf = async (device: Program): Promise<Status> =>
  JSON.parse((await device.run(["backup", "status", "--json"])).stdout) as Status;
const verify = (device: Program) =>
  device.run(["backup", "verify", "--words-file", device.file(WORDS), "--json"]);

test("a relay that isn't there turns nothing on, and says so", async () => {
  const laptop = await fleet.foundLinked("laptop");
  await addAccount(laptop, "One");
  await fleet.relay.kill();
  const enabled = await enable(laptop, "--json");
  expect([enabled.code, errorOf(enabled).type]).toEqual([5, "unreachable"]);
  expect(await statusOf(laptop)).toMatchObject({ state: "off", recovery: [] });
  await fleet.relay.restart();
  rmSync(laptop.file(WORDS), { force: true });
  expect((await enable(laptop)).code).toBe(0);
  expect(await statusOf(laptop)).toMatchObject({ state: "on" });
});

test("a relay that is killed in the midst of the first upload: not on until it was read back", async () => {
  const laptop = await fleet.foundLinked("laptop");
  const uris = Array.from({ length: 3000 }, (_, index) => uriOf(`Service ${index}`)).join("\n");
  await laptop.ok(["import", "-"], uris);
  const enabling = enable(laptop, "--json");
  await eventually(
    () => statusOf(laptop),
    ({ recovery }) => expect(recovery).not.toEqual([]),
  );
  await fleet.relay.kill();
  const enabled = await enabling;
  const after = await statusOf(laptop);
  // It may have been through already, or proven in the very moment: then it is on, and never else.
  expect(after.state === "on").toBe(after.lastVerifiedAt !== null);
  expect(enabled.code === 0 ? after.state : "on").toBe("on");
  await fleet.relay.restart();
  expect((await laptop.run(["sync", "--wait", "--timeout", "60"])).code).toBe(0);
  const proven = await verify(laptop);
  expect(proven.code).toBe(0);
  expect(JSON.parse(proven.stdout)).toMatchObject({ accounts: 3000, differences: [] });
  await eventually(
    () => statusOf(laptop),
    ({ state }) => expect(state).toBe("on"),
  );
});

test("a relay that has no room left for the backup: not on, says so, and is on once there is", async () => {
  const relay = await fleet.newRelay(["--quota-mb", "1"]);
  const laptop = await fleet.found("laptop");
  await laptop.ok(["link", relay.address]);
  // Notes that don't shrink: the whole document fits in once, a second time it doesn't.
  const note = laptop.file("note.txt");
  const names = Array.from({ length: 32 }, (_, index) => `Service ${index + 10}`);
  await laptop.ok(["import", "-"], names.map((name) => uriOf(name)).join("\n"));
  for (const name of names) {
    writeFileSync(note, randomBytes(14_900).toString("base64"));
    await laptop.ok(["edit", name, "--note-file", note]);
  }
  await laptop.ok(["sync", "--wait", "--timeout", "30"]);
  const enabled = await enable(laptop, "--json");
  // Either it found no room for the way in, or only for what is to come.
  expect([5, 8]).toContain(enabled.code);
  expect(["refused", "backup-unhealthy"]).toContain(errorOf(enabled).type);
  expect(await statusOf(laptop)).toMatchObject({ state: "failing", problem: "quota" });
  expect(await accountsOf(laptop)).toHaveLength(names.length);
  await relay.stop();
  await relay.restart(undefined, ["--quota-mb", "64"]);
  await laptop.ok(["sync", "--wait", "--timeout", "60"]);
  const proven = await verify(laptop);
  expect([proven.code, JSON.parse(proven.stdout)]).toMatchObject([
    0,
    { accounts: names.length, differences: [] },
  ]);
  expect(await statusOf(laptop)).toMatchObject({ state: "on", problem: null });
});

test("a relay that was set back to an older copy is no proof: exit 8 or a backup that is whole again", async () => {
  const laptop = await fleet.foundLinked("laptop");
  await addAccount(laptop, "One");
  expect((await enable(laptop)).code).toBe(0);
  const database = (suffix: string): string => join(fleet.relay.directory, `relay.db${suffix}`);
  await fleet.relay.stop();
  for (const suffix of ["", "-wal"]) {
    if (existsSync(database(suffix))) copyFileSync(database(suffix), laptop.file(`old${suffix}`));
  }
  await fleet.relay.restart();
  await addAccount(laptop, "Two");
  await laptop.ok(["sync", "--wait"]);
  await fleet.relay.stop();
  for (const suffix of ["", "-wal", "-shm"]) rmSync(database(suffix), { force: true });
  for (const suffix of ["", "-wal"]) {
    if (existsSync(laptop.file(`old${suffix}`))) copyFileSync(laptop.file(`old${suffix}`), database(suffix));
  }
  await fleet.relay.restart();
  await laptop.ok(["sync", "--wait"]);
  // The loss is told until somebody has looked, and everything is there again.
  const status = await laptop.run(["backup", "status", "--json"]);
  expect([status.code, JSON.parse(status.stdout)]).toMatchObject([
    8,
    { state: "failing", problem: "relay-lost-data" },
  ]);
  const proven = await verify(laptop);
  expect(JSON.parse(proven.stdout)).toMatchObject({ accounts: 2, differences: [] });
  expect(await laptop.run(["backup", "status"])).toMatchObject({ code: 0 });
});

test("another relay's key ends a recovery before anything was said", async () => {
  const laptop = await fleet.foundLinked("laptop");
  await addAccount(laptop, "One");
  expect((await enable(laptop)).code).toBe(0);
  const other = await fleet.newRelay();
  const phone = fleet.newHome();
  const recovered = await phone.run([
    "recover",
    "--relay",
    `${fleet.relay.url}#${other.fingerprint}`,
    "--words-file",
    laptop.file(WORDS),
    "--no-passphrase",
    "--json",
  ]);
  expect([recovered.code, errorOf(recovered)]).toMatchObject([4, { type: "wrong-key" }]);
});

test("a relay without the vault, with wrong words, and with somebody else's: the same answer", async () => {
  const [laptop, other] = [await fleet.foundLinked("laptop"), await fleet.foundLinked("other")];
  await addAccount(laptop, "Mine");
  await addAccount(other, "Theirs");
  expect((await enable(laptop)).code).toBe(0);
  expect((await enable(other)).code).toBe(0);
  const verified = await laptop.run(["backup", "verify", "--words-file", other.file(WORDS), "--json"]);
  expect([verified.code, errorOf(verified)]).toMatchObject([
    4,
    { type: "wrong-key", message: "wrong recovery words" },
  ]);
  const elsewhere = await fleet.newRelay();
  const phone = fleet.newHome();
  const recovered = await phone.run([
    "recover",
    "--relay",
    elsewhere.address,
    "--words-file",
    laptop.file(WORDS),
    "--no-passphrase",
    "--json",
  ]);
  expect([recovered.code, errorOf(recovered)]).toMatchObject([
    4,
    { type: "wrong-key", message: "wrong recovery words" },
  ]);
});

test("a relay that keeps no backups says so, and the vault stays as it was", async () => {
  const none = await fleet.newRelay(["--no-backups"]);
  const laptop = await fleet.found("laptop");
  await addAccount(laptop, "One");
  await laptop.ok(["link", none.address]);
  const enabled = await enable(laptop, "--json");
  expect([enabled.code, errorOf(enabled).type]).toEqual([5, "refused"]);
  expect(errorOf(enabled).message).toMatch(/keeps no backups/u);
  expect(await issuersOf(laptop)).toEqual(["One"]);
});

test("a device that recovers into a full vault asks, keeps its accounts, and never overwrites", async () => {
  const laptop = await fleet.foundLinked("laptop");
  await addAccount(laptop, "Saved");
  expect((await enable(laptop)).code).toBe(0);
  const desktop = await fleet.found("desktop");
  await addAccount(desktop, "Own");
  const args = ["recover", "--relay", fleet.relay.address, "--words-file", laptop.file(WORDS), "--json"];
  // --yes does not answer it.
  const refused = await desktop.run([...args]);
  expect(refused.code).not.toBe(0);
  expect(await issuersOf(desktop)).toEqual(["Own"]);
  const merged = await desktop.run([...args, "--merge"]);
  expect(merged.code).toBe(0);
  expect((await issuersOf(desktop)).toSorted()).toEqual(["Own", "Saved"]);
  await eventually(
    async () => (await issuersOf(laptop)).toSorted(),
    (issuers) => expect(issuers).toEqual(["Own", "Saved"]),
  );
  const saved = (await accountsOf(desktop)).find(({ issuer }) => issuer === "Saved");
  expect(saved).toMatchObject({ verified: false });
});
