/**
 * A vault whose store fails, or holds something else than was believed: nobody is told what is not so.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { HoltError } from "../../src/protocol/errors.ts";
import type { MemberId } from "../../src/protocol/ids.ts";
import { decodeRelayMessage, type Refusal } from "../../src/protocol/messages.ts";
import { err } from "../../src/protocol/result.ts";
import { DEFAULT_POINTS } from "../../src/relay/points.ts";
import { createGroupCommit } from "../../src/relay/group-commit.ts";
import { DEFAULT_LIMITS } from "../../src/relay/limits.ts";
import type { LiveVault, Subscriber } from "../../src/relay/live-vault.ts";
import { noMeter } from "../../src/relay/meter.ts";
import { openVault } from "../../src/relay/open-vault.ts";
import { createRelayDatabase } from "../../src/relay/relay-database.ts";
import type { RelayStore } from "../../src/relay/relay-store.ts";
import { createSqliteRelayStore } from "../../src/relay/sqlite-relay-store.ts";
import { createVaults } from "../../src/relay/vaults.ts";
import {
  admitDevice,
  follow,
  makeEnvelope,
  newMember,
  newVault,
  removeMembers,
  sodium,
  type TestVault,
  tools,
  value,
} from "../support/relay-vault.ts";

let directory: string;
let store: RelayStore;
/** What appending answers instead of doing it. */
let failure: HoltError | "thrown" | undefined;
let bugs: unknown[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "holt-live-"));
  const file = join(directory, "relay.db");
  const real = createSqliteRelayStore(value(createRelayDatabase(file)), file);
  failure = undefined;
  bugs = [];
  store = {
    ...real,
    append: async (...args) => {
      if (failure === "thrown") throw new Error("what must not happen");
      return failure === undefined ? real.append(...args) : err(failure);
    },
  };
});
afterEach(() => {
  store.close();
  rmSync(directory, { recursive: true, force: true });
});

function createRelay() {
  const policy = {
    limits: DEFAULT_LIMITS,
    relayKey: tools.random(32),
    allowsBackups: true,
    points: DEFAULT_POINTS,
  };
  const commits = createGroupCommit({
    store,
    now: () => 0,
    meter: noMeter,
    onBug: (thrown) => bugs.push(thrown),
  });
  const base = { sodium, store, commits, policy, now: () => 0, onErasure: () => {} };
  const vaults = createVaults(base);
  return { ...base, vaults, random: tools.random, isOpenToAll: true };
}

async function opened(): Promise<{
  relay: ReturnType<typeof createRelay>;
  vault: TestVault;
  live: LiveVault;
}> {
  const relay = createRelay();
  const vault = newVault();
  const live = value(await openVault(relay, { entries: vault.entries, token: null, isMember: () => true }));
  return { relay, vault, live };
}

class Device implements Subscriber {
  readonly isLive = true;
  readonly positions: number[] = [];
  readonly refusals: (readonly [string, Refusal])[] = [];
  readonly ends: (number | Refusal)[] = [];
  readonly memberId: MemberId;
  constructor(memberId: MemberId) {
    this.memberId = memberId;
  }
  send(messages: readonly Uint8Array[]): void {
    for (const message of messages) {
      const decoded = value(decodeRelayMessage(message));
      if (decoded.type === "records") {
        this.positions.push(...decoded.items.map((_, index) => decoded.first + index));
      }
    }
  }
  refuse(what: Uint8Array, reason: Refusal): void {
    this.refusals.push([Buffer.from(what).toString("hex"), reason]);
  }
  endAfter(position: number): void {
    this.ends.push(position);
  }
  drop(reason: Refusal): void {
    this.ends.push(reason);
  }
}

function enter(live: LiveVault, memberId: MemberId): Device {
  const device = new Device(memberId);
  live.subscribers.add(device);
  return device;
}

const FULL: HoltError = { type: "storage", reason: "full" };

describe("[RD7] where the store fails", () => {
  test.each(["full", "thrown"] as const)(
    "(%s) each record is refused, nobody gets it, and what comes next is judged as if it had never been",
    async (how) => {
      const { relay, vault, live } = await opened();
      const device = enter(live, vault.founder.id);
      const { place } = live.facts;
      const [one, two] = [makeEnvelope(vault, { seen: place }), makeEnvelope(vault, { seen: place })];
      const guest = newMember();
      const entry = admitDevice(vault, guest);
      failure = how === "full" ? FULL : "thrown";
      live.push(device, one.bytes, 0);
      live.append(device, entry);
      live.push(device, two.bytes, 0);
      await relay.commits.idle();
      expect(device.refusals.map(([, reason]) => reason)).toEqual(["storage", "storage", "storage"]);
      expect(device.positions).toEqual([]);
      expect(live.facts.place).toEqual(place);
      expect(bugs).toHaveLength(how === "full" ? 0 : 1);
      failure = undefined;
      live.append(device, entry);
      live.push(device, one.bytes, 0);
      await relay.commits.idle();
      expect(device.positions).toEqual([2, 3]);
      expect(device.ends).toEqual([]);
    },
  );

  test("another vault of the same transaction is refused as well, and both go on", async () => {
    const { relay, vault, live } = await opened();
    const other = newVault();
    const otherLive = value(
      await openVault(relay, { entries: other.entries, token: null, isMember: () => true }),
    );
    const [a, b] = [enter(live, vault.founder.id), enter(otherLive, other.founder.id)];
    const pushBoth = async (): Promise<void> => {
      live.push(a, makeEnvelope(vault, { seen: live.facts.place }).bytes, 0);
      otherLive.push(b, makeEnvelope(other, { seen: otherLive.facts.place }).bytes, 0);
      await relay.commits.idle();
    };
    failure = FULL;
    await pushBoth();
    expect([a.refusals.length, b.refusals.length]).toEqual([1, 1]);
    failure = undefined;
    await pushBoth();
    expect([a.positions, b.positions]).toEqual([[2], [2]]);
  });
});

describe("where the log is not what it was believed to be", () => {
  test("everyone is sent away, and the vault is loaded anew", async () => {
    const { relay, vault, live } = await opened();
    const [device, bystander] = [enter(live, vault.founder.id), enter(live, vault.founder.id)];
    const elsewhere = value(await createVaults(relay).get(vault.vaultId));
    const foreign = new Device(vault.founder.id);
    elsewhere?.push(foreign, makeEnvelope(vault, { seen: live.facts.place }).bytes, 0);
    await relay.commits.idle();
    live.push(device, makeEnvelope(vault, { seen: live.facts.place }).bytes, 0);
    await relay.commits.idle();
    expect(device.refusals.map(([, reason]) => reason)).toEqual(["storage"]);
    expect([device.ends, bystander.ends]).toEqual([["storage"], ["storage"]]);
    const again = value(await relay.vaults.get(vault.vaultId));
    expect(again).not.toBe(live);
    expect(again?.facts.place.position).toBe(2);
  });
});

test("[RD7] a batch is one transaction: what came in one turn is committed together, in order", async () => {
  const { relay, vault, live } = await opened();
  const device = enter(live, vault.founder.id);
  const sizes: number[] = [];
  const { store: counted } = relay;
  const append = counted.append.bind(counted);
  counted.append = (appends, atMs) => {
    sizes.push(appends.reduce((sum, { records }) => sum + records.length, 0));
    return append(appends, atMs);
  };
  const seen = live.facts.place;
  for (let count = 0; count < 10; count++) live.push(device, makeEnvelope(vault, { seen }).bytes, 0);
  await relay.commits.idle();
  expect(sizes).toEqual([10]);
  expect(device.positions).toEqual(Array.from({ length: 10 }, (_, index) => index + 2));
});

test("[RD7] of a batch, a removed member gets what stands before its removal, and the removal", async () => {
  const { relay, vault, live } = await opened();
  const guest = newMember();
  const founder = enter(live, vault.founder.id);
  live.append(founder, follow(vault, admitDevice(vault, guest)));
  await relay.commits.idle();
  const removed = enter(live, guest.id);
  const seen = live.facts.place;
  live.push(founder, makeEnvelope(vault, { seen }).bytes, 0);
  const removal = removeMembers(vault, [guest]);
  live.append(founder, follow(vault, removal.entry));
  vault.epochKey = removal.epochKey;
  live.push(founder, makeEnvelope(vault, { seen }).bytes, 0);
  await relay.commits.idle();
  expect(founder.positions).toEqual([2, 3, 4, 5]);
  expect(removed.positions).toEqual([3, 4]);
  expect(removed.ends).toEqual([4]);
});

test("what is dropped while records are on their way is dropped from the facts after them, too", async () => {
  const { relay, vault, live } = await opened();
  const device = enter(live, vault.founder.id);
  const seen = live.facts.place;
  live.push(device, makeEnvelope(vault, { seen }).bytes, 0);
  await relay.commits.idle();
  live.push(device, makeEnvelope(vault, { seen: live.facts.place, kind: "snapshot" }).bytes, 0);
  await relay.commits.idle();
  const before = live.facts.usageByEpoch.get(1)?.records ?? 0;
  live.push(device, makeEnvelope(vault, { seen: live.facts.place }).bytes, 0);
  const dropped = value(await store.dropCovered(0));
  if (dropped !== undefined) live.applyDropped(dropped);
  await relay.commits.idle();
  const stored = value(await store.loadVault(vault.vaultId));
  expect(live.facts.dropped).toBe(2);
  expect(live.facts.usageByEpoch).toEqual(stored?.usageByEpoch);
  expect(live.facts.usageByEpoch.get(1)?.records).toBe(before);
});
