/**
 * A vault that changes its relay, a device that leaves, and a vault that is founded anew from another.
 */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { eventually, eventuallyMatches } from "../support/eventually.ts";
import {
  accountsOf,
  addAccount,
  BUSY_MACHINE_MS,
  converge,
  createFleet,
  devicesOf,
  errorOf,
  type Fleet,
  homeOf,
  issuersOf,
  logOf,
  pairUp,
  statusOf,
} from "../support/fleet.ts";
import { readTree } from "../support/program.ts";

vi.setConfig({ testTimeout: BUSY_MACHINE_MS });
let fleet: Fleet;
beforeEach(async () => {
  fleet = await createFleet();
});
afterEach(async () => {
  await fleet.end();
});

test("a vault moves to another relay, and the other devices follow", async () => {
  const [laptop, desktop, phone] = await fleet.devices("laptop", "desktop", "phone");
  await addAccount(laptop, "Before");
  await converge(laptop, desktop, phone);
  await phone.ok(["daemon", "stop"]);
  const other = await fleet.newRelay();

  const linked = await laptop.json(["link", other.address]);
  expect(linked).toEqual({ relay: other.url, fingerprint: other.fingerprint, firstSeen: false });
  await addAccount(laptop, "After");
  for (const device of [laptop, desktop]) {
    await eventuallyMatches(() => statusOf(device), {
      link: { relay: other.url, fingerprint: other.fingerprint, state: "online" },
    });
  }
  await converge(laptop, desktop);
  expect(await issuersOf(desktop)).toEqual(["After", "Before"]);
  expect((await logOf(desktop)).find(({ type }) => type === "relay-moved")).toMatchObject({ by: "laptop" });

  // Who was away finds at the old relay where the vault went.
  await eventuallyMatches(() => statusOf(phone), { link: { relay: other.url, state: "online" } });
  await addAccount(phone, "FromPhone");
  await converge(laptop, desktop, phone);
  expect(await issuersOf(laptop)).toEqual(["After", "Before", "FromPhone"]);
  // The old relay isn't needed any more, not by a new device either.
  await fleet.relay.stop();
  const tablet = await fleet.admit(desktop, "tablet");
  expect(await issuersOf(tablet)).toEqual(["After", "Before", "FromPhone"]);
  for (const device of [laptop, desktop, phone, tablet]) {
    expect((await statusOf(device)).problems).toEqual([{ type: "no-passphrase" }]);
  }
});

test("a vault moves away from a relay that is gone; its devices come along by being told", async () => {
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  await addAccount(laptop, "Before");
  await converge(laptop, desktop);
  await fleet.relay.kill();
  await addAccount(desktop, "Meanwhile");
  const other = await fleet.newRelay();
  await laptop.ok(["link", other.address]);
  await desktop.ok(["link", other.address]);
  await converge(laptop, desktop);
  expect(await issuersOf(laptop)).toEqual(["Before", "Meanwhile"]);
  expect((await devicesOf(laptop)).map(({ name }) => name)).toEqual(["laptop", "desktop"]);
});

test.each([
  ["that still answers", false],
  ["that is gone", true],
])("a vault comes back to its first relay, from one %s", async (_, isGone) => {
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  await addAccount(laptop, "First");
  await converge(laptop, desktop);
  const other = await fleet.newRelay();
  await laptop.ok(["link", other.address]);
  await eventuallyMatches(() => statusOf(desktop), { link: { relay: other.url, state: "online" } });
  await addAccount(desktop, "Second");
  // The roster grows there: the first relay knows nothing of it.
  const phone = await fleet.admit(desktop, "phone");
  await converge(laptop, desktop, phone);
  if (isGone) await other.kill();

  await laptop.ok(["link", fleet.relay.address]);
  if (isGone) for (const device of [desktop, phone]) await device.ok(["link", fleet.relay.address]);
  await addAccount(laptop, "Third");
  for (const device of [laptop, desktop, phone]) {
    await eventuallyMatches(() => statusOf(device), { link: { relay: fleet.relay.url, state: "online" } });
  }
  await converge(laptop, desktop, phone);
  expect(await issuersOf(phone)).toEqual(["First", "Second", "Third"]);
  expect(await devicesOf(laptop)).toHaveLength(3);
  for (const device of [laptop, desktop, phone]) {
    expect((await statusOf(device)).problems).toEqual([{ type: "no-passphrase" }]);
  }
});

test("unlink stops sync and keeps everything; linking again brings both in step", async () => {
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  await addAccount(laptop, "Before");
  await converge(laptop, desktop);
  await laptop.ok(["unlink"]);
  expect((await statusOf(laptop)).link).toMatchObject({ relay: null, state: "off" });
  const synced = await laptop.run(["sync", "--json"]);
  expect({ code: synced.code, type: errorOf(synced).type }).toEqual({ code: 5, type: "no-link" });
  await addAccount(laptop, "Unlinked");
  await laptop.ok(["edit", "Before", "--name", "renamed"]);
  await addAccount(desktop, "Elsewhere");
  await desktop.ok(["sync", "--wait"]);
  expect(await issuersOf(laptop)).toEqual(["Before", "Unlinked"]);
  await laptop.ok(["daemon", "restart"]);
  expect((await statusOf(laptop)).link.state).toBe("off");

  await laptop.ok(["link", fleet.relay.address]);
  const accounts = await converge(laptop, desktop);
  expect(accounts.map(({ issuer }) => issuer).toSorted()).toEqual(["Before", "Elsewhere", "Unlinked"]);
  expect(accounts.find(({ issuer }) => issuer === "Before")?.name).toBe("renamed");
  for (const device of [laptop, desktop]) {
    expect((await statusOf(device)).problems).toEqual([{ type: "no-passphrase" }]);
  }
  expect(await laptop.ok(["unlink"])).toBe("");
  expect(await laptop.ok(["unlink"])).toBe("");
});

test("a failed move leaves the vault where it is", async () => {
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  await addAccount(laptop, "Before");
  const gone = await laptop.run([
    "link",
    "ws://127.0.0.1:9#aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa",
    "--json",
  ]);
  expect({ code: gone.code, type: errorOf(gone).type }).toEqual({ code: 5, type: "unreachable" });
  const closed = await fleet.newRelay();
  await laptop.ok(["relay", "token", "--data", closed.directory]);
  const refused = await laptop.run(["link", closed.address, "--json"]);
  expect({ code: refused.code, type: errorOf(refused).type }).toEqual({ code: 5, type: "refused" });
  await addAccount(laptop, "After");
  await converge(laptop, desktop);
  expect(await issuersOf(desktop)).toEqual(["After", "Before"]);
  for (const device of [laptop, desktop]) {
    expect((await statusOf(device)).link).toMatchObject({ relay: fleet.relay.url, state: "online" });
  }
});

test("a move with a token that is no good is completed with a good one", async () => {
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  await addAccount(laptop, "Before");
  const closed = await fleet.newRelay();
  const good = await laptop.ok(["relay", "token", "--data", closed.directory]);
  writeFileSync(laptop.file("good"), good);
  writeFileSync(laptop.file("bad"), "aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa");
  const refused = await laptop.run(["link", closed.address, "--token-file", laptop.file("bad"), "--json"]);
  expect({ code: refused.code, type: errorOf(refused).type }).toEqual({ code: 5, type: "refused" });
  await addAccount(laptop, "Meanwhile");
  await laptop.ok(["link", closed.address, "--token-file", laptop.file("good")]);
  await converge(laptop, desktop);
  expect(await issuersOf(desktop)).toEqual(["Before", "Meanwhile"]);
  for (const device of [laptop, desktop]) {
    expect((await statusOf(device)).link).toMatchObject({ relay: closed.url, state: "online" });
  }
});

test("a device that forgets the vault leaves nothing behind; the others go on under a new key", async () => {
  const [laptop, desktop, phone] = await fleet.devices("laptop", "desktop", "phone");
  await addAccount(laptop, "GitHub");
  await converge(laptop, desktop, phone);
  const memberId = (await statusOf(desktop)).device?.memberId;
  const forgotten = await desktop.json(["forget", "--yes"]);
  expect(forgotten).toMatchObject({ forgotten: true, left: true });
  expect((await desktop.run(["status", "--json"])).code).toBe(3);
  expect((await desktop.run(["list"])).code).toBe(3);
  const left = readTree(join(homeOf(desktop), "data")).map(({ path }) => path.split("/").at(-1));
  expect(left.filter((name) => name !== "lock.db")).toEqual([]);

  for (const device of [laptop, phone]) {
    await eventually(
      () => devicesOf(device),
      (devices) => expect(devices.map(({ memberId: id }) => id)).not.toContain(memberId),
    );
    expect((await logOf(device)).find(({ type }) => type === "member-left")).toMatchObject({
      by: "desktop",
    });
  }
  await addAccount(phone, "Later");
  await converge(laptop, phone);
  expect(await issuersOf(laptop)).toEqual(["GitHub", "Later"]);
  // A new start, if it is wanted.
  await pairUp(laptop, desktop, ["--name", "desktop", "--no-passphrase"]);
  expect(await issuersOf(desktop)).toEqual(["GitHub", "Later"]);
});

test("the last device that forgets the vault says so, and takes it along", async () => {
  const laptop = await fleet.foundLinked("laptop");
  await addAccount(laptop, "GitHub");
  const unsure = await laptop.run(["forget"]);
  expect(unsure.code).toBe(2);
  expect(await issuersOf(laptop)).toEqual(["GitHub"]);
  const forgotten = await laptop.run(["forget", "--yes"]);
  expect(forgotten.code).toBe(0);
  expect(forgotten.stderr).toMatch(/last device|no other device|only device/u);
  expect((await laptop.run(["status"])).code).toBe(3);
  await laptop.ok(["init", "--no-passphrase"]);
  expect(await issuersOf(laptop)).toEqual([]);
});

test("a vault that is founded from another has the accounts, other keys and no other member", async () => {
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  for (const issuer of ["GitHub", "Bank"]) await addAccount(laptop, issuer);
  await laptop.ok(["edit", "Bank", "--tag", "money", "--pin"]);
  await converge(laptop, desktop);
  const before = await statusOf(laptop);
  const accounts = await accountsOf(laptop);
  const again = await laptop.run(["init", "--no-passphrase"]);
  expect(again.code).toBe(2);

  await laptop.ok(["init", "--from-vault", "--yes"]);
  const after = await statusOf(laptop);
  expect(after.vaultId).not.toBe(before.vaultId);
  expect(after.device?.memberId).not.toBe(before.device?.memberId);
  expect(after).toMatchObject({
    accounts: 2,
    device: { name: "laptop" },
    link: { relay: null, state: "off" },
  });
  const kept = await accountsOf(laptop);
  const labels = (list: typeof kept) =>
    list
      .map(({ issuer, name, tags, pinned }) => ({ issuer, name, tags, pinned }))
      .toSorted((a, b) => a.issuer.localeCompare(b.issuer));
  expect(labels(kept)).toEqual(labels(accounts));
  expect(await devicesOf(laptop)).toMatchObject([{ name: "laptop", self: true }]);
  expect(
    readdirSync(join(homeOf(laptop), "data")).filter((name) => /^vault\.db\..+/u.test(name)),
  ).toHaveLength(1);

  // The old vault goes on without it; the new one finds its own place at the same relay.
  await addAccount(desktop, "OldVault");
  await desktop.ok(["sync", "--wait"]);
  await laptop.ok(["link", fleet.relay.address]);
  await pairUp(laptop, desktop, ["--merge"]);
  await converge(laptop, desktop);
  expect(await issuersOf(laptop)).toEqual(["Bank", "GitHub", "OldVault"]);
  expect((await devicesOf(desktop)).map(({ name }) => name)).toEqual(["desktop", "laptop"]);
});
