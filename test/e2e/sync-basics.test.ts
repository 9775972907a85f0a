/**
 * Two devices and a relay: what one does shows at the other, and the commands tell how things are.
 */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { eventually, eventuallyMatches } from "../support/eventually.ts";
import {
  BUSY_MACHINE_MS,
  accountsOf,
  addAccount,
  createFleet,
  devicesOf,
  type Fleet,
  issuersOf,
  logOf,
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

/** Between what a person does here and sees there. Most of it is for the commands that ask, on a busy machine. */
const SOON_MS = 5_000;

test("a device that joins holds the same accounts, and edits travel both ways at once", async () => {
  const laptop = await fleet.foundLinked("laptop");
  await addAccount(laptop, "GitHub");
  const desktop = await fleet.admit(laptop, "desktop");
  expect(await accountsOf(desktop)).toEqual(await accountsOf(laptop));

  await addAccount(desktop, "Bank");
  await eventually(
    () => issuersOf(laptop),
    (issuers) => expect(issuers).toEqual(["Bank", "GitHub"]),
    SOON_MS,
  );
  await laptop.ok(["edit", "Bank", "--name", "sven", "--tag", "money"]);
  await eventuallyMatches(
    async () => (await accountsOf(desktop)).find(({ issuer }) => issuer === "Bank") ?? {},
    { name: "sven", tags: ["money"] },
    SOON_MS,
  );
  await desktop.ok(["rm", "GitHub"]);
  await eventually(
    () => issuersOf(laptop),
    (issuers) => expect(issuers).toEqual(["Bank"]),
    SOON_MS,
  );
  const at = ["--at", "1800000000"];
  expect(await laptop.ok(["code", "Bank", ...at])).toBe(await desktop.ok(["code", "Bank", ...at]));
  const secret = await laptop.json<{ secret: string }>(["show", "Bank", "--reveal"]);
  expect(await desktop.json(["show", "Bank", "--reveal"])).toMatchObject({ secret: secret.secret });
});

test("devices, status and log tell who is there, who did what, and that all is in step", async () => {
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  await addAccount(desktop, "Bank");
  await eventuallyMatches(() => issuersOf(laptop), ["Bank"]);

  const seen = await eventuallyMatches(
    () => devicesOf(laptop),
    [
      { name: "laptop", self: true, online: true, addedBy: null },
      { name: "desktop", self: false, online: true, behind: 0, addedBy: "laptop" },
    ],
  );
  expect(seen).toMatchObject([
    { kind: "device", provisional: false, memberId: (await statusOf(laptop)).device?.memberId },
    { kind: "device", provisional: false, memberId: (await statusOf(desktop)).device?.memberId },
  ]);
  const fromThere = await devicesOf(desktop);
  expect(fromThere.map(({ name, self }) => ({ name, self }))).toEqual([
    { name: "desktop", self: true },
    { name: "laptop", self: false },
  ]);
  for (const { memberId, fingerprint, addedAt } of seen) {
    const there = fromThere.find((other) => other.memberId === memberId);
    expect(there).toMatchObject({ fingerprint, addedAt });
  }

  for (const device of [laptop, desktop]) {
    await eventuallyMatches(() => statusOf(device), {
      accounts: 1,
      link: {
        relay: fleet.relay.url,
        fingerprint: fleet.relay.fingerprint,
        state: "online",
        pending: 0,
        error: null,
        since: null,
      },
    });
    const { link, problems } = await statusOf(device);
    expect(link.lastSyncAt).toBeGreaterThan(Date.now() / 1000 - 60);
    expect(problems).toEqual([{ type: "no-passphrase" }]);
  }
  expect((await statusOf(laptop)).vaultId).toBe((await statusOf(desktop)).vaultId);

  const laptopLog = await logOf(laptop);
  expect(laptopLog).toMatchObject([
    { type: "account-added", by: "desktop", account: "Bank (me)" },
    { type: "member-admitted", by: "laptop", text: expect.stringContaining("desktop") as unknown },
    { type: "linked", by: "laptop" },
    { type: "vault-created", by: "laptop" },
  ]);
  expect(await logOf(desktop)).toMatchObject([
    { type: "account-added", by: "desktop", account: "Bank (me)" },
    { type: "vault-joined", by: "desktop" },
  ]);
});

test("a device renamed on one is renamed everywhere", async () => {
  const [laptop, desktop] = await fleet.devices("laptop", "desktop");
  await laptop.ok(["devices", "rename", "desktop", "old desktop"]);
  await eventuallyMatches(() => statusOf(desktop), { device: { name: "old desktop" } });
  await eventuallyMatches(() => devicesOf(laptop), [{}, { name: "old desktop", online: true }]);
  await addAccount(desktop, "Bank");
  await eventuallyMatches(async () => (await logOf(laptop))[0] ?? {}, { by: "old desktop" });
  expect((await logOf(desktop))[0]).toMatchObject({ by: "old desktop" });
});
