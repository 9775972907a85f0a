/**
 * A relay that lost what it had acknowledged, or is another one than it was: the devices put everything back, say so,
 * and send nothing to a relay whose key they don't know.
 */
import { copyFileSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { eventually, eventuallyMatches } from "../support/eventually.ts";
import {
  BUSY_MACHINE_MS,
  accountsOf,
  addAccount,
  converge,
  createFleet,
  devicesOf,
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
afterEach(async () => {
  await fleet.end();
});

const database = (name = "relay.db"): string => join(fleet.relay.directory, name);

async function expectLossTold(device: Program): Promise<void> {
  const { problems } = await statusOf(device);
  expect(problems.map(({ type }) => type)).toContain("relay-lost-data");
  const entry = (await logOf(device)).find(({ type }) => type === "relay-lost-data");
  expect(entry?.text).toMatch(/relay/u);
}

test("a relay whose database is gone is filled again, and the loss is told", async () => {
  const [laptop, desktop, phone] = await fleet.devices("laptop", "desktop", "phone");
  for (const [device, issuer] of [
    [laptop, "First"],
    [desktop, "Second"],
    [phone, "Third"],
  ] as const) {
    await addAccount(device, issuer);
  }
  await converge(laptop, desktop, phone);
  await phone.ok(["daemon", "stop"]);

  await fleet.relay.stop();
  for (const suffix of ["", "-wal", "-shm"]) rmSync(database(`relay.db${suffix}`), { force: true });
  await addAccount(laptop, "Meanwhile");
  await fleet.relay.restart();

  await converge(laptop, desktop);
  expect(await issuersOf(desktop)).toEqual(["First", "Meanwhile", "Second", "Third"]);
  for (const device of [laptop, desktop]) await expectLossTold(device);
  // One that was away finds everything, and learns of it too.
  await converge(laptop, desktop, phone);
  expect(await issuersOf(phone)).toEqual(["First", "Meanwhile", "Second", "Third"]);
  await expectLossTold(phone);
  expect((await devicesOf(phone)).map(({ name }) => name)).toEqual(["phone", "desktop", "laptop"]);
  // The relay's copy is whole: who comes anew gets everything from it.
  const tablet = await fleet.admit(laptop, "tablet");
  expect(await accountsOf(tablet)).toEqual(await accountsOf(laptop));
});

test("a relay whose database is an older copy is filled again, and the loss is told", async () => {
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  await addAccount(laptop, "Before");
  await converge(laptop, desktop);
  await fleet.relay.stop();
  expect(existsSync(database("relay.db-wal"))).toBe(false);
  copyFileSync(database(), database("relay.copy"));
  await fleet.relay.restart();

  await addAccount(laptop, "After");
  await addAccount(desktop, "AfterToo");
  // A member whom the old copy doesn't know.
  const phone = await fleet.admit(desktop, "phone");
  await addAccount(phone, "FromPhone");
  await converge(laptop, desktop, phone);
  await fleet.relay.stop();
  copyFileSync(database("relay.copy"), database());
  await fleet.relay.restart();

  await converge(laptop, desktop, phone);
  for (const device of [laptop, desktop, phone]) {
    expect(await issuersOf(device)).toEqual(["After", "AfterToo", "Before", "FromPhone"]);
  }
  expect((await devicesOf(laptop)).map(({ name }) => name)).toEqual(["laptop", "desktop", "phone"]);
  await expectLossTold(laptop);
  await expectLossTold(desktop);
  await addAccount(phone, "Later");
  await eventually(
    () => issuersOf(laptop),
    (issuers) => expect(issuers).toContain("Later"),
  );
});

test("nothing is sent to a relay with another key, whatever its address", async () => {
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  await addAccount(laptop, "GitHub");
  await converge(laptop, desktop);
  const other = laptop.file("other-relay");
  await fleet.relay.stop();
  await fleet.relay.restart(other);

  await eventuallyMatches(() => statusOf(laptop), { link: { error: "wrong-relay-key" } });
  expect(["refused", "held"]).toContain((await statusOf(laptop)).link.state);
  const synced = await laptop.run(["sync", "--json"]);
  expect(synced.code).toBe(4);
  expect(errorOf(synced)).toMatchObject({ type: "wrong-key" });
  const waited = await laptop.run(["sync", "--wait", "--timeout", "10", "--json"]);
  expect(waited.code).toBe(4);
  const linked = await laptop.run(["link", fleet.relay.address, "--json"]);
  expect(linked.code).toBe(4);
  expect(errorOf(linked)).toMatchObject({ type: "wrong-key" });
  const paired = await laptop.run(["pair", "--json", "--timeout", "2"]);
  expect(paired.code).toBe(4);

  await addAccount(laptop, "Unsent");
  expect((await statusOf(laptop)).link.pending).toBeGreaterThan(0);
  expect(JSON.parse(await laptop.ok(["relay", "vaults", "--data", other, "--json"]))).toEqual([]);
  // The right one comes back: all goes on.
  await fleet.relay.stop();
  await fleet.relay.restart();
  await converge(laptop, desktop);
  expect(await issuersOf(desktop)).toEqual(["GitHub", "Unsent"]);
});
