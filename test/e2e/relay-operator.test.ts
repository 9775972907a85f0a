/**
 * What a relay's operator does, and what the devices make of it: tokens, the list of vaults, removing one.
 */
import { writeFileSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";
import { eventually, eventuallyMatches } from "../support/eventually.ts";
import { openRpc } from "../support/rpc.ts";
import {
  accountsOf,
  addAccount,
  BUSY_MACHINE_MS,
  converge,
  createFleet,
  errorOf,
  type Fleet,
  issuersOf,
  SECRET,
  statusOf,
} from "../support/fleet.ts";

vi.setConfig({ testTimeout: BUSY_MACHINE_MS });
let fleet: Fleet;
afterEach(async () => {
  await fleet.end();
});

interface StoredVault {
  readonly vaultId: string;
  readonly records: number;
  readonly bytes: number;
  readonly members: number;
  readonly lastWrittenAt: number;
}

test("a closed relay takes a vault with a token, once, and its devices without", async () => {
  fleet = await createFleet();
  const laptop = await fleet.found("laptop");
  const operator = fleet.newHome();
  const data = ["--data", fleet.relay.directory];
  const token = (await operator.ok(["relay", "token", ...data])).trim();
  const withToken = (text: string): readonly string[] => {
    writeFileSync(laptop.file("token"), text);
    return ["--token-file", laptop.file("token")];
  };

  const without = await laptop.run(["link", fleet.relay.address, "--json"]);
  expect(without.code).toBe(5);
  expect(errorOf(without)).toMatchObject({
    type: "refused",
    message: expect.stringContaining("token") as unknown,
  });
  expect((await statusOf(laptop)).link).toMatchObject({ relay: null, state: "off" });
  const wrong = await laptop.run(["link", fleet.relay.address, ...withToken(token.slice(0, -1)), "--json"]);
  expect({ code: wrong.code, type: errorOf(wrong).type }).toEqual({ code: 5, type: "refused" });

  await laptop.ok(["link", fleet.relay.address, ...withToken(`${token}\n`)]);
  const desktop = await fleet.admit(laptop, "desktop");
  await addAccount(desktop, "GitHub");
  await converge(laptop, desktop);
  const other = await fleet.found("other");
  const again = await other.run(["link", fleet.relay.address, ...withToken(token), "--json"]);
  expect({ code: again.code, type: errorOf(again).type }).toEqual({ code: 5, type: "refused" });
  // Once it is open to all again, nobody needs one.
  await operator.ok(["relay", "token", "--open", ...data]);
  await other.ok(["link", fleet.relay.address]);
});

test("the operator sees how much there is of each vault, and nothing of it", async () => {
  fleet = await createFleet();
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  const stranger = await fleet.foundLinked("stranger");
  const vaults = (): Promise<readonly StoredVault[]> =>
    stranger.json<readonly StoredVault[]>(["relay", "vaults", "--data", fleet.relay.directory]);
  const before = await vaults();
  expect(before.map(({ vaultId, members }) => ({ vaultId, members }))).toEqual(
    expect.arrayContaining([
      { vaultId: (await statusOf(laptop)).vaultId, members: 2 },
      { vaultId: (await statusOf(stranger)).vaultId, members: 1 },
    ]),
  );
  await addAccount(laptop, "GitHub");
  await converge(laptop, desktop);
  const of = (list: readonly StoredVault[], vaultId: string) => list.find((one) => one.vaultId === vaultId);
  const { vaultId } = await statusOf(laptop);
  const now = of(await vaults(), vaultId);
  expect(now?.records).toBeGreaterThan(of(before, vaultId)?.records ?? Infinity);
  expect(now?.bytes).toBeGreaterThan(of(before, vaultId)?.bytes ?? Infinity);
  expect(now?.lastWrittenAt).toBeGreaterThan(Date.now() / 1000 - 60);
  const printed = await stranger.ok(["relay", "fingerprint", "--data", fleet.relay.directory]);
  expect(printed.trim()).toBe(fleet.relay.fingerprint);
});

test("a vault that the operator removed is put back by its devices, which are told", async () => {
  fleet = await createFleet();
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  await addAccount(laptop, "GitHub");
  await converge(laptop, desktop);
  const { vaultId } = await statusOf(laptop);
  const data = ["--data", fleet.relay.directory];
  await fleet.relay.stop();
  expect(await laptop.json(["relay", "remove", vaultId.slice(0, 12), "--yes", ...data])).toEqual({
    removed: vaultId,
  });
  expect(await laptop.json(["relay", "vaults", ...data])).toEqual([]);
  const none = await laptop.run(["relay", "remove", vaultId, "--yes", "--json", ...data]);
  expect(none.code).toBe(2);
  await fleet.relay.restart();
  await addAccount(desktop, "Bank");
  await converge(laptop, desktop);
  expect(await issuersOf(laptop)).toEqual(["Bank", "GitHub"]);
  await eventually(
    () => statusOf(laptop),
    ({ problems }) => expect(problems.map(({ type }) => type)).toContain("relay-lost-data"),
  );
  const tablet = await fleet.admit(laptop, "tablet");
  expect(await accountsOf(tablet)).toEqual(await accountsOf(laptop));
});

test("a relay whose room is used up says so; edits wait, and go when there is room", async () => {
  fleet = await createFleet(["--quota-mb", "1"]);
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  const rpc = await openRpc(laptop);
  // More than the relay has room for, one by one as well as all at once.
  for (let count = 0; count < 80; count++) {
    const note = `${count} `.repeat(19_000 / `${count} `.length);
    await rpc.call("accounts.add", { issuer: `Big ${count}`, note, otp: { type: "totp", secret: SECRET } });
  }
  rpc.close();
  await eventuallyMatches(() => statusOf(laptop), { link: { state: "refused", error: "quota" } });
  expect((await statusOf(laptop)).link.pending).toBeGreaterThan(0);
  await addAccount(laptop, "Waiting");
  expect((await laptop.ok(["code", "Waiting"])).trim()).toMatch(/^\d{6}$/u);
  expect(await laptop.ok(["status"])).toMatch(/room|quota|full/iu);
  await fleet.relay.stop();
  await fleet.relay.restart(fleet.relay.directory, ["--quota-mb", "100"]);
  await converge(laptop, desktop);
  expect(await issuersOf(desktop)).toContain("Waiting");
});
