/**
 * Two machines and no relay but the one inside a device's own daemon: pairing on the local network.
 */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { eventually, eventuallyMatches } from "../support/eventually.ts";
import {
  addAccount,
  BUSY_MACHINE_MS,
  converge,
  createFleet,
  devicesOf,
  type Fleet,
  issuersOf,
  pairUp,
  statusOf,
} from "../support/fleet.ts";

vi.setConfig({ testTimeout: BUSY_MACHINE_MS });
let fleet: Fleet;
beforeEach(async () => {
  fleet = await createFleet();
});
afterEach(async () => {
  await fleet.end();
});

test("pair --lan takes a device in without any relay, and goes on after restarts of either side", async () => {
  await fleet.relay.stop();
  const laptop = await fleet.found("laptop");
  await addAccount(laptop, "First");
  const desktop = fleet.newHome();
  await pairUp(laptop, desktop, ["--name", "desktop", "--no-passphrase"], ["--lan", "--yes"]);
  expect(await issuersOf(desktop)).toEqual(["First"]);
  await addAccount(desktop, "FromDesktop");
  await addAccount(laptop, "FromLaptop");
  await converge(laptop, desktop);
  const { relay, fingerprint } = (await statusOf(laptop)).link;
  expect(relay).toMatch(/^ws:\/\/127\.0\.0\.1:\d+$/u);
  expect((await statusOf(desktop)).link.fingerprint).toBe(fingerprint);

  // Without the laptop there is nothing to reach; with it, at the same place, all goes on.
  await laptop.ok(["daemon", "stop"]);
  await addAccount(desktop, "Alone");
  await eventuallyMatches(() => statusOf(desktop), { link: { state: "offline", error: "unreachable" } });
  expect((await statusOf(laptop)).link).toMatchObject({ relay, fingerprint });
  await converge(laptop, desktop);
  expect(await issuersOf(laptop)).toEqual(["Alone", "First", "FromDesktop", "FromLaptop"]);
  await desktop.ok(["daemon", "restart"]);
  await addAccount(laptop, "Later");
  await eventually(
    () => issuersOf(desktop),
    (issuers) => expect(issuers).toContain("Later"),
  );

  // A third one, let in by the guest: what it is given names a place that it can reach.
  const phone = await fleet.admit(desktop, "phone");
  expect(await issuersOf(phone)).toEqual(["Alone", "First", "FromDesktop", "FromLaptop", "Later"]);
  // And a fourth by the laptop again.
  const tablet = fleet.newHome();
  await pairUp(laptop, tablet, ["--name", "tablet", "--no-passphrase"], ["--lan", "--yes"]);
  await converge(laptop, desktop, phone, tablet);
  expect(await devicesOf(tablet)).toHaveLength(4);
});

test("a vault moves from the local network to a relay, and its devices with it", async () => {
  const laptop = await fleet.found("laptop");
  const desktop = fleet.newHome();
  await pairUp(laptop, desktop, ["--name", "desktop", "--no-passphrase"], ["--lan", "--yes"]);
  await addAccount(desktop, "First");
  await converge(laptop, desktop);
  await laptop.ok(["link", fleet.relay.address]);
  await eventuallyMatches(() => statusOf(desktop), { link: { relay: fleet.relay.url, state: "online" } });
  await laptop.ok(["daemon", "stop"]);
  await addAccount(desktop, "Second");
  await desktop.ok(["sync", "--wait"]);
  await converge(laptop, desktop);
  expect(await issuersOf(laptop)).toEqual(["First", "Second"]);
});
