/**
 * A device whose past is in doubt: its database was put back from an older copy, or it runs twice. No edit of anyone is
 * lost, and all devices end up with the same accounts.
 */
import { cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { eventually } from "../support/eventually.ts";
import {
  BUSY_MACHINE_MS,
  addAccount,
  converge,
  createFleet,
  devicesOf,
  type Fleet,
  homeOf,
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

/** Its daemon stands still. */
async function keepCopy(device: Program): Promise<void> {
  await device.ok(["daemon", "stop"]);
  cpSync(join(homeOf(device), "data"), device.file("copy"), { recursive: true });
}

/** As other files, or written over those that are there: then nothing but the log tells that they were put back. */
async function putBack(
  device: Program,
  how: "as other files" | "in place" = "as other files",
): Promise<void> {
  await device.ok(["daemon", "stop"]);
  const data = join(homeOf(device), "data");
  if (how === "as other files") rmSync(data, { recursive: true });
  cpSync(device.file("copy"), data, { recursive: true });
}

async function expectNoAlarm(...devices: readonly Program[]): Promise<void> {
  for (const device of devices) {
    expect((await statusOf(device)).problems).toEqual([{ type: "no-passphrase" }]);
  }
}

test.each(["as other files", "in place"] as const)(
  "a device restored %s from an older copy and edited before it reaches the relay loses nothing",
  async (how) => {
    const [laptop, desktop] = await fleet.devices("laptop", "desktop");
    await addAccount(laptop, "Old");
    await addAccount(laptop, "Edited");
    await converge(laptop, desktop);
    await keepCopy(laptop);

    // What the copy doesn't know of itself.
    await addAccount(laptop, "AfterCopy");
    await laptop.ok(["edit", "Edited", "--name", "after the copy"]);
    await laptop.ok(["edit", "Edited", "--tag", "kept"]);
    await converge(laptop, desktop);
    await fleet.relay.stop();
    await putBack(laptop, how);

    // Under the same name as what is in the log already.
    expect(await issuersOf(laptop)).toEqual(["Edited", "Old"]);
    await addAccount(laptop, "Restored1");
    await laptop.ok(["edit", "Old", "--name", "edited after the restore"]);
    await addAccount(laptop, "Restored2");
    await addAccount(desktop, "Elsewhere");
    await fleet.relay.restart();

    const accounts = await converge(laptop, desktop);
    expect(accounts.map(({ issuer }) => issuer).toSorted()).toEqual(
      ["AfterCopy", "Edited", "Elsewhere", "Old", "Restored1", "Restored2"].toSorted(),
    );
    const account = (wanted: string) => accounts.find(({ issuer }) => issuer === wanted);
    expect(account("Edited")).toMatchObject({ name: "after the copy", tags: ["kept"] });
    expect(account("Old")).toMatchObject({ name: "edited after the restore" });
    expect((await logOf(laptop)).map(({ type }) => type)).toContain("generation-renewed");
    // It goes on as it did before.
    await addAccount(laptop, "Later");
    await eventually(
      () => issuersOf(desktop),
      (issuers) => expect(issuers).toContain("Later"),
    );
    await expectNoAlarm(laptop, desktop);
  },
);

test("a device restored from the same copy again and again loses nothing either", async () => {
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  await addAccount(laptop, "Old");
  await converge(laptop, desktop);
  await keepCopy(laptop);
  for (const round of ["1", "2", "3"]) {
    await addAccount(laptop, `Online${round}`);
    await converge(laptop, desktop);
    await putBack(laptop);
    // Before or after it hears from the relay: either way it is kept.
    await addAccount(laptop, `Early${round}`);
    await addAccount(desktop, `Elsewhere${round}`);
  }
  const accounts = await converge(laptop, desktop);
  const expected = ["1", "2", "3"].flatMap((round) =>
    ["Online", "Early", "Elsewhere"].map((name) => `${name}${round}`),
  );
  expect(accounts.map(({ issuer }) => issuer).toSorted()).toEqual(["Old", ...expected].toSorted());
  await expectNoAlarm(laptop, desktop);
});

test("a copy of a device that runs beside its original: the edits of both arrive everywhere", async () => {
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  await addAccount(laptop, "Old");
  await converge(laptop, desktop);
  await laptop.ok(["daemon", "stop"]);
  const twin = fleet.copyHome(laptop);

  // Both start from the same place and know nothing of each other.
  await fleet.relay.stop();
  for (const [device, name] of [
    [laptop, "Original"],
    [twin, "Twin"],
  ] as const) {
    await addAccount(device, `${name}Offline`);
    await device.ok(["edit", "Old", "--tag", name.toLowerCase()]);
  }
  await fleet.relay.restart();
  await converge(laptop, desktop, twin);

  for (const round of ["1", "2"]) {
    await Promise.all([addAccount(laptop, `Original${round}`), addAccount(twin, `Twin${round}`)]);
    await addAccount(desktop, `Desktop${round}`);
  }
  const accounts = await converge(laptop, desktop, twin);
  expect(accounts.map(({ issuer }) => issuer).toSorted()).toEqual(
    [
      "Old",
      ...["Original", "Twin"].flatMap((name) => [`${name}Offline`, `${name}1`, `${name}2`]),
      "Desktop1",
      "Desktop2",
    ].toSorted(),
  );
  expect(accounts.find(({ issuer }) => issuer === "Old")?.tags.toSorted()).toEqual(["original", "twin"]);
  // To the others it is one device.
  expect(await devicesOf(desktop)).toHaveLength(2);
  await expectNoAlarm(laptop, desktop, twin);
});
