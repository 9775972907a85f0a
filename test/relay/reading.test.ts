/**
 * What a device is sent after its login: everything after its cursor, or a snapshot and what follows; nothing twice,
 * nothing left out.
 */
import { afterEach, describe, expect, test } from "vitest";
import type { Cursor } from "../../src/protocol/log.ts";
import { PAGE_BYTES } from "../../src/protocol/messages.ts";
import { DAY_MS } from "../../src/relay/limits.ts";
import { planReading } from "../../src/relay/reading.ts";
import { followLog, idOfItem, lastPosition, logIn } from "../support/relay-client.ts";
import {
  enterVaultAt,
  openVaultAt,
  startTestRelay,
  type TestRelay,
  type VaultSession,
} from "../support/relay.ts";
import {
  admitDevice,
  follow,
  makeEnvelope,
  newMember,
  newVault,
  sodium,
  type TestVault,
} from "../support/relay-vault.ts";

let relay: TestRelay;
afterEach(() => relay?.end());

/** Pushes so many updates at once, and waits until they are back. */
async function pushMany(session: VaultSession, vault: TestVault, count: number, size = 40): Promise<void> {
  const seen = session.log().cursor;
  for (let sent = 0; sent < count; sent++) {
    session.client.send({ type: "push", envelope: makeEnvelope(vault, { seen, size }).bytes });
  }
  await session.until(seen.position + count);
}

async function pushSnapshot(session: VaultSession, vault: TestVault, size = 100): Promise<Uint8Array> {
  const seen = session.log().cursor;
  const { bytes } = makeEnvelope(vault, { seen, kind: "snapshot", size });
  session.client.send({ type: "push", envelope: bytes });
  await session.until(seen.position + 1);
  return bytes;
}

describe("[RD3] a device that has read before", () => {
  test("gets what follows its cursor, in order", async () => {
    relay = await startTestRelay();
    const vault = newVault();
    const first = await openVaultAt(relay, vault);
    const { cursor } = await first.until(1);
    await pushMany(first, vault, 5);
    const back = await enterVaultAt(relay, vault.founder, cursor);
    const { items, start } = back.log();
    expect(start).toBeUndefined();
    expect(items.map(({ position }) => position)).toEqual([2, 3, 4, 5, 6]);
    expect(back.client.received.find(({ type }) => type === "welcome")).toMatchObject({
      isOnChain: true,
      position: 6,
    });
  });

  test("and whom nothing is missing is sent less than a kilobyte, whatever the history", async () => {
    relay = await startTestRelay();
    const vault = newVault();
    const first = await openVaultAt(relay, vault);
    await pushMany(first, vault, 400, 1000);
    const back = await enterVaultAt(relay, vault.founder, first.log().cursor);
    expect(back.client.received.map(({ type }) => type)).toEqual(["challenge", "welcome", "synced"]);
    expect(back.client.receivedBytes()).toBeLessThan(600);
  });

  test.each([
    ["another log", (cursor: Cursor) => ({ ...cursor, log: new Uint8Array(32) })],
    ["another hash", (cursor: Cursor) => ({ ...cursor, hash: new Uint8Array(32) })],
    ["a hash of another place", (cursor: Cursor) => ({ ...cursor, position: cursor.position - 1 })],
    ["a place beyond the end", (cursor: Cursor) => ({ ...cursor, position: cursor.position + 1 })],
    ["the log's beginning, wrongly named", (cursor: Cursor) => ({ ...cursor, position: 0 })],
  ])("of %s begins anew", async (_, wrong) => {
    relay = await startTestRelay();
    const vault = newVault();
    const first = await openVaultAt(relay, vault);
    await pushMany(first, vault, 3);
    const client = await relay.connect();
    const { relayKey } = await logIn(client, sodium, {
      member: vault.founder,
      cursor: wrong(first.log().cursor),
    });
    expect(await client.next("welcome")).toMatchObject({ isOnChain: false, position: 4 });
    await client.next("synced");
    const read = followLog(sodium, client.received, relayKey);
    expect(read.start).toMatchObject({ position: 0, entries: [], snapshot: new Uint8Array() });
    expect(read.items.map(({ position }) => position)).toEqual([1, 2, 3, 4]);
  });

  test("is on the chain after the relay was restarted, at its end and before it", async () => {
    relay = await startTestRelay();
    const vault = newVault();
    const first = await openVaultAt(relay, vault);
    await pushMany(first, vault, 2);
    const early = first.log().cursor;
    await pushMany(first, vault, 2);
    const late = first.log().cursor;
    relay = await relay.restart();
    expect((await enterVaultAt(relay, vault.founder, late)).log().items).toEqual([]);
    expect((await enterVaultAt(relay, vault.founder, early)).log().items).toHaveLength(2);
  });

  test("at the log's very beginning is on the chain, too", async () => {
    relay = await startTestRelay();
    const vault = newVault();
    const { log } = (await openVaultAt(relay, vault)).log().cursor;
    const back = await enterVaultAt(relay, vault.founder, { log, position: 0, hash: log });
    expect(back.log().start).toBeUndefined();
    expect(back.log().items).toHaveLength(1);
  });
});

describe("[RD3] a device that is new to a log", () => {
  test("gets a short log from its start, though there is a snapshot", async () => {
    relay = await startTestRelay();
    const vault = newVault();
    const first = await openVaultAt(relay, vault);
    await pushMany(first, vault, 3);
    const snapshot = await pushSnapshot(first, vault);
    const { start, items } = (await enterVaultAt(relay, vault.founder)).log();
    expect(start?.position).toBe(0);
    expect(items).toHaveLength(5);
    expect(Buffer.from(items[4]?.bytes ?? [])).toEqual(Buffer.from(snapshot));
  });

  test("gets the newest snapshot of a long log, the roster up to what it covers, and what follows", async () => {
    relay = await startTestRelay();
    const vault = newVault();
    const first = await openVaultAt(relay, vault);
    await pushMany(first, vault, 250);
    await pushSnapshot(first, vault);
    const [early, late] = [newMember(), newMember()];
    first.client.send({ type: "append", entry: follow(vault, admitDevice(vault, early)) });
    await first.until(253);
    await pushMany(first, vault, 60);
    const snapshot = await pushSnapshot(first, vault);
    first.client.send({ type: "append", entry: follow(vault, admitDevice(vault, late)) });
    await first.until(315);
    const back = await enterVaultAt(relay, early);
    const { start, items, cursor } = back.log();
    expect(start?.position).toBe(313);
    expect(start?.entries.map((entry) => Buffer.from(entry))).toEqual(
      vault.entries.slice(0, 2).map((entry) => Buffer.from(entry)),
    );
    expect(Buffer.from(start?.snapshot ?? [])).toEqual(Buffer.from(snapshot));
    expect(items.map(({ kind }) => kind)).toEqual(["snapshot-id", "entry"]);
    const id = idOfItem(sodium, { kind: "envelope", bytes: snapshot });
    expect(Buffer.from(items[0]?.bytes ?? [])).toEqual(Buffer.from(id));
    expect(cursor).toEqual(first.log().cursor);
  });

  test("gets a snapshot as soon as the log is larger than a megabyte", async () => {
    relay = await startTestRelay();
    const vault = newVault();
    const first = await openVaultAt(relay, vault);
    await pushMany(first, vault, 20, 60_000);
    await pushSnapshot(first, vault);
    expect((await enterVaultAt(relay, vault.founder)).log().start?.position).toBe(21);
  });

  test("gets a long log page by page, and one that is larger than a page in one piece", async () => {
    relay = await startTestRelay();
    const vault = newVault();
    const first = await openVaultAt(relay, vault);
    const { cursor } = first.log();
    await pushMany(first, vault, 30, 30_000);
    await pushSnapshot(first, vault, 600_000);
    const back = await enterVaultAt(relay, vault.founder, cursor);
    const pages = back.client.received.filter((message) => message.type === "records");
    const sizes = pages.map(({ items }) => items.reduce((sum, { bytes }) => sum + bytes.length, 0));
    expect(pages.length).toBeGreaterThan(3);
    expect(sizes.filter((size) => size > PAGE_BYTES)).toHaveLength(1);
    expect(pages.every(({ items }, index) => (sizes[index] ?? 0) <= PAGE_BYTES || items.length === 1)).toBe(
      true,
    );
    expect(back.log().items).toHaveLength(31);
  });
});

describe("[RD7] while a device reads", () => {
  test("what others push meanwhile comes after it, once", async () => {
    relay = await startTestRelay();
    const vault = newVault();
    const first = await openVaultAt(relay, vault);
    await pushMany(first, vault, 60, 60_000);
    const client = await relay.connect();
    const { relayKey } = await logIn(client, sodium, { member: vault.founder });
    client.socket.pause();
    await pushMany(first, vault, 60);
    client.socket.resume();
    await client.next("synced");
    await pushMany(first, vault, 3);
    const until = first.log().cursor.position;
    while (lastPosition(client.received) < until) await client.next("records");
    expect(followLog(sodium, client.received, relayKey).cursor).toEqual(first.log().cursor);
    expect(client.received.filter(({ type }) => type === "synced")).toHaveLength(1);
  });

  test("many that read and push at once all come to the same log", async () => {
    relay = await startTestRelay();
    const vault = newVault();
    const first = await openVaultAt(relay, vault);
    await pushMany(first, vault, 100, 20_000);
    const readers = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const reader = await enterVaultAt(relay, vault.founder);
        for (let count = 0; count < 10; count++) {
          const { cursor } = reader.log();
          reader.client.send({ type: "push", envelope: makeEnvelope(vault, { seen: cursor }).bytes });
        }
        return reader;
      }),
    );
    const logs = await Promise.all([first, ...readers].map((one) => one.until(181)));
    expect(new Set(logs.map(({ cursor }) => Buffer.from(cursor.hash).toString("hex"))).size).toBe(1);
  });
});

describe("[RD9] what a snapshot covers", () => {
  async function longLog(): Promise<{ vault: TestVault; first: VaultSession; early: Cursor }> {
    const vault = newVault();
    const first = await openVaultAt(relay, vault);
    await pushMany(first, vault, 5);
    const early = first.log().cursor;
    await pushMany(first, vault, 5);
    await pushSnapshot(first, vault);
    await pushMany(first, vault, 2);
    return { vault, first, early };
  }

  test("is kept for thirty days, then gone; who hadn't read it begins with the snapshot", async () => {
    relay = await startTestRelay();
    const { vault, first, early } = await longLog();
    relay.pass(30 * DAY_MS - 1);
    expect((await enterVaultAt(relay, vault.founder, early)).log().start).toBeUndefined();
    relay.pass(3_600_001);
    await expect.poll(() => relay.logged.map(({ event }) => event)).toContain("dropped-covered");
    const back = await enterVaultAt(relay, vault.founder, early);
    expect(back.client.received.find(({ type }) => type === "welcome")).toMatchObject({ isOnChain: true });
    const { start, items } = back.log();
    expect(start?.position).toBe(11);
    expect(items.map(({ kind }) => kind)).toEqual(["snapshot-id", "envelope", "envelope"]);
    const still = await enterVaultAt(relay, vault.founder, first.log().cursor);
    expect(still.log().start).toBeUndefined();
  });

  test("may still be what an author has seen last", async () => {
    relay = await startTestRelay();
    const { vault, first, early } = await longLog();
    relay.pass(31 * DAY_MS);
    await expect.poll(() => relay.logged.map(({ event }) => event)).toContain("dropped-covered");
    first.client.send({ type: "push", envelope: makeEnvelope(vault, { seen: early }).bytes });
    await first.until(15);
    relay = await relay.restart();
    const again = await enterVaultAt(relay, vault.founder, first.log().cursor);
    again.client.send({ type: "push", envelope: makeEnvelope(vault, { seen: early }).bytes });
    await again.until(16);
  });
});

test("[RD3] the newest snapshot is the one that covers most, not the one that came last", () => {
  const snapshots = [
    { position: 400, covers: 390, epoch: 1, storedAt: 0 },
    { position: 500, covers: 20, epoch: 1, storedAt: 0 },
  ];
  const facts = { snapshots, dropped: 30 } as unknown as Parameters<typeof planReading>[0];
  expect(planReading(facts, null, false)).toEqual({ type: "snapshot", snapshot: snapshots[0] });
});
