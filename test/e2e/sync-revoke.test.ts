/**
 * A device that is removed: it learns of it, keeps what it held and gets nothing more; the others go on under a new
 * key. And a device that only one other has let in: it is to be confirmed by a second.
 */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { eventually, eventuallyMatches } from "../support/eventually.ts";
import {
  addAccount,
  BUSY_MACHINE_MS,
  converge,
  createFleet,
  devicesOf,
  errorOf,
  type Fleet,
  issuersOf,
  logOf,
  pairUp,
  statusOf,
} from "../support/fleet.ts";
import type { Program } from "../support/program.ts";

vi.setConfig({ testTimeout: BUSY_MACHINE_MS });
let fleet: Fleet;
beforeEach(async () => {
  fleet = await createFleet();
});
afterEach(async () => {
  await fleet.end();
});

async function expectRevoked(device: Program, by: string): Promise<void> {
  await eventuallyMatches(() => statusOf(device), { link: { state: "revoked" } });
  const { problems } = await statusOf(device);
  expect(problems).toContainEqual(expect.objectContaining({ type: "revoked", by }));
  expect(await device.ok(["status"])).toContain(by);
  for (const words of [
    ["sync"],
    ["sync", "--wait"],
    ["pair"],
    ["devices", "revoke", by, "--yes"],
    ["link", fleet.relay.address],
  ]) {
    const run = await device.run([...words, "--json"]);
    expect({ words, code: run.code, type: errorOf(run).type }).toEqual({ words, code: 5, type: "revoked" });
  }
  expect((await logOf(device)).map(({ type }) => type)).toContain("revoked-here");
}

const namesOf = async (device: Program): Promise<readonly string[]> =>
  (await devicesOf(device)).map(({ name }) => name).toSorted();

test("a revoked device says so, keeps its accounts, and gets nothing more", async () => {
  const [laptop, desktop, phone, tablet] = await fleet.devices("laptop", "desktop", "phone", "tablet");
  await addAccount(laptop, "Before");
  await converge(laptop, desktop, phone, tablet);
  // One of the others, and one of the removed, learn of it late.
  await desktop.ok(["daemon", "stop"]);
  await tablet.ok(["daemon", "stop"]);

  const told = await laptop.run(["devices", "revoke", "phone", "--yes"]);
  expect(told).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/phone[^]*stays readable|readable/u) as unknown,
  });
  await laptop.ok(["devices", "revoke", "tablet", "--yes"]);
  await expectRevoked(phone, "laptop");
  await addAccount(laptop, "After");

  // Its accounts are its own still.
  expect(await issuersOf(phone)).toEqual(["Before"]);
  expect(await phone.ok(["code", "Before"])).toMatch(/^\d{6}\n$/u);
  await addAccount(phone, "OnlyPhone");

  // Whoever was away comes back to the new key, and to everything that was written under it.
  await converge(laptop, desktop);
  expect(await issuersOf(desktop)).toEqual(["After", "Before"]);
  await addAccount(desktop, "Desktop");
  await eventually(
    () => issuersOf(laptop),
    (issuers) => expect(issuers).toEqual(["After", "Before", "Desktop"]),
  );
  for (const device of [laptop, desktop]) {
    expect(await namesOf(device)).toEqual(["desktop", "laptop"]);
    const revoked = (await logOf(device)).filter(({ type }) => type === "member-revoked");
    expect(revoked.map(({ by }) => by)).toEqual(["laptop", "laptop"]);
    expect((await statusOf(device)).problems).toEqual([{ type: "no-passphrase" }]);
  }

  // And a removed one that was away learns of it when it comes back; it stays so after a restart.
  await expectRevoked(tablet, "laptop");
  expect(await issuersOf(tablet)).toEqual(["Before"]);
  await phone.ok(["daemon", "restart"]);
  await expectRevoked(phone, "laptop");
  expect(await issuersOf(phone)).toEqual(["Before", "OnlyPhone"]);
  expect(await issuersOf(laptop)).toEqual(["After", "Before", "Desktop"]);
});

test("a revoked device may come back by joining again, with what it held", async () => {
  const [laptop, phone] = await fleet.devices("laptop", "phone");
  await addAccount(laptop, "Shared");
  await converge(laptop, phone);
  await laptop.ok(["devices", "revoke", "phone", "--yes"]);
  await expectRevoked(phone, "laptop");
  await addAccount(phone, "OnlyPhone");
  await addAccount(laptop, "OnlyLaptop");
  await pairUp(laptop, phone, ["--merge"]);
  await converge(laptop, phone);
  expect(await issuersOf(laptop)).toEqual(["OnlyLaptop", "OnlyPhone", "Shared"]);
  expect(await namesOf(laptop)).toEqual(["laptop", "phone"]);
  expect((await statusOf(phone)).problems).toEqual([{ type: "no-passphrase" }]);
});

test("a device that one of two full ones admits is provisional until the other confirms it", async () => {
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  const phone = await fleet.admit(laptop, "phone");
  const tablet = await fleet.admit(laptop, "tablet");
  await eventuallyMatches(
    () => devicesOf(phone),
    [{ name: "phone", self: true, provisional: true }, {}, {}, {}],
  );
  // The one that admitted has nothing to decide; the other is asked, with the words that the new one shows.
  expect(await laptop.json(["requests"])).toEqual([]);
  const requests = await eventuallyMatches(
    () => desktop.json<readonly { id: string; name: string; fingerprint: string }[]>(["requests"]),
    [
      { type: "join", name: "phone", by: "laptop" },
      { type: "join", name: "tablet", by: "laptop" },
    ],
  );
  const [forPhone, forTablet] = requests;
  const [self] = await devicesOf(phone);
  expect(forPhone?.fingerprint).toBe(self?.fingerprint);

  // It reads and writes meanwhile.
  await addAccount(phone, "FromPhone");
  await converge(laptop, desktop, phone, tablet);
  expect(await issuersOf(desktop)).toEqual(["FromPhone"]);

  await desktop.ok(["approve", forPhone?.id ?? ""]);
  for (const device of [laptop, desktop, phone]) {
    await eventually(
      () => devicesOf(device),
      (devices) => expect(devices.find(({ name }) => name === "phone")).toMatchObject({ provisional: false }),
    );
    expect((await logOf(device)).map(({ type }) => type)).toContain("member-confirmed");
  }
  await desktop.ok(["reject", forTablet?.id ?? ""]);
  await eventually(
    () => namesOf(laptop),
    (names) => expect(names).toEqual(["desktop", "laptop", "phone"]),
  );
  await expectRevoked(tablet, "desktop");
  expect(await desktop.json(["requests"])).toEqual([]);
  const again = await desktop.run(["approve", forTablet?.id ?? "", "--json"]);
  expect(again.code).toBe(2);
});

test("a provisional device removes others, and takes none in", async () => {
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  const phone = await fleet.admit(laptop, "phone");
  const refused = await phone.run(["pair", "--json", "--timeout", "20"]);
  expect({ code: refused.code, type: errorOf(refused).type }).toEqual({ code: 5, type: "refused" });
  await phone.ok(["devices", "revoke", "laptop", "--yes"]);
  await expectRevoked(laptop, "phone");
  await eventually(
    () => namesOf(desktop),
    (names) => expect(names).toEqual(["desktop", "phone"]),
  );
  await addAccount(phone, "After");
  await eventually(
    () => issuersOf(desktop),
    (issuers) => expect(issuers).toEqual(["After"]),
  );
});
