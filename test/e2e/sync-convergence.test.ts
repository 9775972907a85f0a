/**
 * Edits on several devices while the relay is away, and a relay that dies in the middle: both sides hold the same
 * afterwards, and nothing that a command answered with exit code 0 is lost.
 */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { eventually, eventuallyMatches } from "../support/eventually.ts";
import {
  BUSY_MACHINE_MS,
  accountsOf,
  addAccount,
  converge,
  createFleet,
  errorOf,
  type Fleet,
  statusOf,
  uriOf,
} from "../support/fleet.ts";
import type { Program } from "../support/program.ts";
import { openRpc } from "../support/rpc.ts";

vi.setConfig({ testTimeout: BUSY_MACHINE_MS });
let fleet: Fleet;
beforeEach(async () => {
  fleet = await createFleet();
});
afterEach(async () => {
  await fleet.end();
});

test("edits made on both sides while the relay is down are merged field by field", async () => {
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  for (const issuer of ["Both", "Same", "Tags", "Gone"]) await addAccount(laptop, issuer);
  await converge(laptop, desktop);

  await fleet.relay.stop();
  await eventuallyMatches(() => statusOf(laptop), { link: { state: "offline", error: "unreachable" } });
  await laptop.ok(["edit", "Both", "--name", "from-laptop"]);
  await desktop.ok(["edit", "Both", "--pin"]);
  await laptop.ok(["edit", "Same", "--name", "laptop-says"]);
  await desktop.ok(["edit", "Same", "--name", "desktop-says"]);
  await laptop.ok(["edit", "Tags", "--tag", "laptop"]);
  await desktop.ok(["edit", "Tags", "--tag", "desktop"]);
  await laptop.ok(["rm", "Gone"]);
  await desktop.ok(["edit", "Gone", "--name", "edited in the trash"]);
  await addAccount(laptop, "OnlyLaptop");
  await addAccount(desktop, "OnlyDesktop");
  for (const device of [laptop, desktop]) {
    const { link } = await statusOf(device);
    expect(link).toMatchObject({ state: "offline" });
    expect(link.pending).toBeGreaterThan(0);
    expect(link.since).not.toBeNull();
  }

  const begunAt = performance.now();
  const synced = await laptop.run(["sync", "--timeout", "60", "--json"]);
  expect({ code: synced.code, type: errorOf(synced).type }).toEqual({ code: 5, type: "unreachable" });
  // Told at once, not when time is up.
  expect(performance.now() - begunAt).toBeLessThan(30_000);

  await fleet.relay.restart();
  const accounts = await converge(laptop, desktop);
  const account = (wanted: string) => accounts.find(({ issuer }) => issuer === wanted);
  expect(account("Both")).toMatchObject({ name: "from-laptop", pinned: true });
  expect(["laptop-says", "desktop-says"]).toContain(account("Same")?.name);
  expect(account("Tags")?.tags.toSorted()).toEqual(["desktop", "laptop"]);
  expect(accounts.map(({ issuer }) => issuer).toSorted()).toEqual(
    ["Both", "OnlyDesktop", "OnlyLaptop", "Same", "Tags"].toSorted(),
  );
  for (const device of [laptop, desktop]) {
    expect(await device.json(["list", "--trash"])).toMatchObject([{ name: "edited in the trash" }]);
    expect((await statusOf(device)).link).toMatchObject({ state: "online", pending: 0 });
  }
});

/** Adds accounts, one after the other, until told to stop; the ids of those that were answered. */
async function addUntil(device: Program, name: string, isOver: () => boolean): Promise<readonly string[]> {
  const rpc = await openRpc(device);
  const answered: string[] = [];
  for (let count = 0; !isOver(); count++) {
    const { account } = await rpc.call("accounts.addUri", { uri: uriOf(`${name} ${count}`) });
    answered.push(account.id);
  }
  rpc.close();
  return answered;
}

test("a relay that is killed in the middle of edits, several times, loses nothing that was answered", async () => {
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  let isOver = false;
  const adding = Promise.all([
    addUntil(laptop, "laptop", () => isOver),
    addUntil(desktop, "desktop", () => isOver),
  ]);
  /** How much of the laptop's the desktop shows. */
  const arrived = async (): Promise<number> =>
    (await accountsOf(desktop)).filter(({ issuer }) => issuer.startsWith("laptop")).length;
  for (let kills = 0; kills < 3; kills++) {
    const before = await arrived();
    for (const device of [laptop, desktop]) await device.ok(["sync", "--timeout", "10"]);
    await eventually(arrived, (count) => expect(count).toBeGreaterThan(before));
    await fleet.relay.kill();
    await fleet.relay.restart();
  }
  isOver = true;
  const answered = (await adding).flat();
  const accounts = await converge(laptop, desktop);
  expect(answered.length).toBeGreaterThan(20);
  expect(accounts.map(({ id }) => id)).toEqual(answered.toSorted());
  for (const device of [laptop, desktop]) {
    expect((await statusOf(device)).problems).toEqual([{ type: "no-passphrase" }]);
  }
});
