/**
 * A locked device and sync: what comes over an open session is kept, sealed, and shows after unlocking; after a restart
 * nothing comes before somebody unlocks.
 */
import { writeFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { eventually, eventuallyMatches } from "../support/eventually.ts";
import {
  addAccount,
  BUSY_MACHINE_MS,
  converge,
  createFleet,
  errorOf,
  type Fleet,
  homeOf,
  issuersOf,
  pairUp,
  statusOf,
} from "../support/fleet.ts";
import { type Program, readTree } from "../support/program.ts";

vi.setConfig({ testTimeout: BUSY_MACHINE_MS });
let fleet: Fleet;
beforeEach(async () => {
  fleet = await createFleet();
});
afterEach(async () => {
  await fleet.end();
});

const PASSPHRASE = "correct horse battery";

async function twoDevices(): Promise<{ laptop: Program; phone: Program }> {
  const laptop = await fleet.foundLinked("laptop");
  const phone = fleet.newHome();
  writeFileSync(phone.file("passphrase"), PASSPHRASE);
  await pairUp(laptop, phone, ["--name", "phone", "--passphrase-file", phone.file("passphrase")]);
  await addAccount(laptop, "Before");
  await converge(laptop, phone);
  return { laptop, phone };
}

const unlock = (phone: Program): Promise<string> =>
  phone.ok(["unlock", "--passphrase-file", phone.file("passphrase")]);

const dataSize = (program: Program): number =>
  readTree(homeOf(program)).reduce((sum, { bytes }) => sum + bytes.length, 0);

test("what comes while a device is locked is kept, and shows after unlocking", async () => {
  const { laptop, phone } = await twoDevices();
  await addAccount(phone, "Pending");
  await phone.ok(["lock"]);
  expect(await statusOf(phone)).toMatchObject({
    locked: true,
    accounts: null,
    link: { relay: fleet.relay.url, state: "online" },
  });
  for (const words of [
    ["list"],
    ["devices"],
    ["pair"],
    ["unlink"],
    ["requests"],
    ["link", fleet.relay.address],
  ]) {
    const { code } = await phone.run([...words, "--json"]);
    expect({ words, code }).toEqual({ words, code: 3 });
  }
  const before = dataSize(phone);
  for (const issuer of ["One", "Two", "Three"]) await addAccount(laptop, issuer);
  await laptop.ok(["sync", "--wait"]);
  // Three envelopes of at least 256 bytes each have reached its disk.
  await eventually(
    () => dataSize(phone),
    (size) => expect(size).toBeGreaterThan(before),
  );
  // The relay is not needed to see them.
  await fleet.relay.stop();
  await unlock(phone);
  expect(await issuersOf(phone)).toEqual(["Before", "One", "Pending", "Three", "Two"]);
  await fleet.relay.restart();
  await converge(laptop, phone);
  expect(await issuersOf(laptop)).toEqual(["Before", "One", "Pending", "Three", "Two"]);
});

test("a daemon that was restarted waits for unlocking, says so, and then catches up", async () => {
  const { laptop, phone } = await twoDevices();
  await phone.ok(["daemon", "restart"]);
  await addAccount(laptop, "Meanwhile");
  const { relay } = fleet;
  expect(await statusOf(phone)).toMatchObject({
    locked: true,
    link: { relay: relay.url, fingerprint: relay.fingerprint, state: "waiting" },
  });
  expect(await phone.ok(["status"])).toMatch(/unlocked/u);
  const synced = await phone.run(["sync", "--json"]);
  expect({ code: synced.code, type: errorOf(synced).type }).toEqual({ code: 3, type: "locked" });
  await unlock(phone);
  await converge(laptop, phone);
  expect(await issuersOf(phone)).toEqual(["Before", "Meanwhile"]);
  // Who stopped using the relay doesn't wait for it.
  await phone.ok(["unlink"]);
  await phone.ok(["daemon", "restart"]);
  expect(await statusOf(phone)).toMatchObject({ locked: true, link: { relay: null, state: "off" } });
});

test("a locked device that is revoked meanwhile learns of it, at the latest when it is unlocked", async () => {
  const { laptop, phone } = await twoDevices();
  await phone.ok(["lock"]);
  await laptop.ok(["devices", "revoke", "phone", "--yes"]);
  await addAccount(laptop, "After");
  await unlock(phone);
  await eventuallyMatches(() => statusOf(phone), { link: { state: "revoked" } });
  expect(await issuersOf(phone)).toEqual(["Before"]);
});

test("a session that broke while the device was locked is taken up again after unlocking", async () => {
  const { laptop, phone } = await twoDevices();
  await phone.ok(["lock"]);
  await fleet.relay.kill();
  await eventuallyMatches(() => statusOf(phone), { link: { state: "waiting" } });
  await fleet.relay.restart();
  await addAccount(laptop, "Meanwhile");
  await laptop.ok(["sync", "--wait"]);
  expect(await phone.ok(["status"])).toMatch(/unlock/u);
  await unlock(phone);
  await converge(laptop, phone);
  expect(await issuersOf(phone)).toEqual(["Before", "Meanwhile"]);
});
