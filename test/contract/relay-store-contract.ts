/**
 * What every store of a relay must do, whatever keeps its rows: run against each implementation.
 */
import { describe, expect, test } from "vitest";
import type { MemberId } from "../../src/protocol/ids.ts";
import type { NewRecord, OpenVault, RelayStore } from "../../src/relay/relay-store.ts";
import { value } from "../support/relay-vault.ts";
import {
  append,
  bytesOf,
  endOf,
  entry,
  envelope,
  memberId,
  newMember,
  newVault,
  opened,
  page,
  plain,
  plainPlace,
  type RelayStoreUnderTest,
  snapshot,
  vaultId,
} from "./relay-store-rows.ts";

export function describeRelayStore(name: string, open: () => RelayStoreUnderTest): void {
  describe(`${name} keeps the relay store's contract`, () => {
    describe("logs", () => {
      test("a new store knows nobody", async () => {
        const { store } = open();
        expect(value(await store.findMember(memberId()))).toBeUndefined();
        expect(value(await store.loadVault(vaultId()))).toBeUndefined();
        expect(value(await store.hashAt(vaultId(), 1))).toBeUndefined();
        expect(value(await store.readPage(page(vaultId())))).toEqual([]);
        expect(value(await store.readRoster(vaultId(), 5))).toEqual([]);
        expect(value(await store.listVaults())).toEqual([]);
        expect(value(await store.totals())).toEqual({
          vaults: 0,
          records: 0,
          bytes: 0,
          points: 0,
          pointBytes: 0,
        });
      });

      test("an opened vault is there after reopening, with its roster, its members and its log's end", async () => {
        const first = open();
        const vault = newVault({ entries: 2 });
        expect(value(await first.store.openVault(vault, 1000))).toBe("opened");
        const { store } = first.reopen();
        const loaded = value(await store.loadVault(vault.vaultId));
        expect(loaded).toMatchObject({ dropped: 0, snapshots: [] });
        expect(plain(loaded?.logNonce)).toEqual(plain(vault.logNonce));
        expect(plainPlace(loaded?.place)).toEqual(plainPlace(endOf(vault)));
        expect(loaded?.entries.map(plain)).toEqual(vault.records.map(({ bytes }) => plain(bytes)));
        const [member] = vault.members;
        const found = value(await store.findMember(member?.id ?? memberId()));
        expect(plain(found?.vaultId)).toEqual(plain(vault.vaultId));
        expect(plain(found?.signKey)).toEqual(plain(member?.signKey));
        expect(found?.isFormer).toBe(false);
        const [former] = vault.former;
        expect(value(await store.findMember(former?.id ?? memberId()))?.isFormer).toBe(true);
      });

      test("of a member's several vaults the present one is found, and of those the newest", async () => {
        const { store } = open();
        const member = newMember();
        const [old, present, left] = [newVault(), newVault(), newVault()];
        value(await store.openVault({ ...old, members: [member] }, 0));
        value(await store.openVault({ ...present, members: [member] }, 0));
        value(await store.openVault({ ...left, members: [newMember()], former: [member] }, 0));
        const found = value(await store.findMember(member.id));
        expect(plain(found?.vaultId)).toEqual(plain(present.vaultId));
        expect(found?.isFormer).toBe(false);
      });

      test("a vault is opened once", async () => {
        const { store } = open();
        const vault = newVault();
        const both = await Promise.all([store.openVault(vault, 0), store.openVault(vault, 0)]);
        expect(both.map(value).toSorted()).toEqual(["exists", "opened"]);
        expect(value(await store.totals()).vaults).toBe(1);
      });

      test("there is an end to how many vaults are opened", async () => {
        const { store } = open();
        value(await store.openVault({ ...newVault(), mostVaults: 1 }, 0));
        expect(value(await store.openVault({ ...newVault(), mostVaults: 1 }, 0))).toBe("too-many");
      });

      test("records are appended after the log's end and come back in order", async () => {
        const first = open();
        const vault = await opened(first.store);
        const records = [envelope(10), snapshot(20, 1), entry(5), envelope(30)];
        expect(value(await first.store.append([append(vault, endOf(vault), records)], 5000))).toEqual([
          "appended",
        ]);
        const { store } = first.reopen();
        const read = value(await store.readPage(page(vault.vaultId)));
        expect(read.map(({ position, kind }) => [position, kind])).toEqual([
          [1, "entry"],
          [2, "update"],
          [3, "snapshot"],
          [4, "entry"],
          [5, "update"],
        ]);
        expect(read.slice(1).map(({ bytes }) => plain(bytes))).toEqual(
          records.map(({ bytes }) => plain(bytes)),
        );
        expect(read.slice(1).map(({ id }) => plain(id))).toEqual(records.map(({ id }) => plain(id)));
        expect(plain(value(await store.hashAt(vault.vaultId, 3)))).toEqual(plain(records[1]?.hash));
        expect(value(await store.hashAt(vault.vaultId, 6))).toBeUndefined();
        const loaded = value(await store.loadVault(vault.vaultId));
        expect(plainPlace(loaded?.place)).toEqual({ position: 5, hash: plain(records[3]?.hash) });
        expect(loaded?.entries.map(plain)).toEqual([
          plain(vault.records[0]?.bytes),
          plain(records[2]?.bytes),
        ]);
        expect(loaded?.usageByEpoch).toEqual(new Map([[1, { records: 3, bytes: 60 }]]));
        expect(loaded?.snapshots).toEqual([{ position: 3, covers: 1, epoch: 1, storedAt: 5000 }]);
      });

      test("of two that append after the same place, one is written and the other is a conflict", async () => {
        const { store } = open();
        const vault = await opened(store);
        const [one, other] = [[envelope(1)], [envelope(2), envelope(3)]];
        const results = await Promise.all([
          store.append([append(vault, endOf(vault), one)], 0),
          store.append([append(vault, endOf(vault), other)], 0),
        ]);
        expect(results.map(value)).toEqual([["appended"], ["conflict"]]);
        expect(value(await store.readPage(page(vault.vaultId)))).toHaveLength(2);
      });

      test("a place with another hash is a conflict, though its position is the end's", async () => {
        const { store } = open();
        const vault = await opened(store);
        const after = { ...endOf(vault), hash: bytesOf(32) };
        expect(value(await store.append([append(vault, after, [envelope(1)])], 0))).toEqual(["conflict"]);
      });

      test("several vaults are appended to in one transaction, each whole or not at all", async () => {
        const { store } = open();
        const [a, b, gone] = [await opened(store), await opened(store), newVault()];
        const parts = [
          append(a, endOf(a), [envelope(1), envelope(2)]),
          append(gone, endOf(gone), [envelope(3)]),
          append(b, endOf(b), [envelope(4)]),
        ];
        expect(value(await store.append(parts, 0))).toEqual(["appended", "conflict", "appended"]);
        expect(value(await store.totals())).toMatchObject({ vaults: 2, records: 3, bytes: 7 });
      });

      test("who joins is found, and who leaves is a former member", async () => {
        const { store } = open();
        const vault = await opened(store);
        const guest = newMember();
        const founder = vault.members[0]?.id ?? memberId();
        const change = { joined: [guest], left: [founder] };
        value(await store.append([{ ...append(vault, endOf(vault), [entry(5)]), ...change }], 0));
        expect(value(await store.findMember(guest.id))?.isFormer).toBe(false);
        expect(value(await store.findMember(founder))?.isFormer).toBe(true);
      });

      test("a page ends before it is too large, and holds one record that is larger", async () => {
        const { store } = open();
        const vault = await opened(store, { entries: 0 });
        const records = [envelope(100), envelope(100), envelope(500), envelope(50)];
        value(await store.append([append(vault, endOf(vault), records)], 0));
        const positions = async (first: number, last = 99): Promise<number[]> =>
          value(await store.readPage({ vaultId: vault.vaultId, first, last, mostBytes: 250 })).map(
            ({ position }) => position,
          );
        expect(await positions(1)).toEqual([1, 2]);
        expect(await positions(3)).toEqual([3]);
        expect(await positions(4)).toEqual([4]);
        expect(await positions(5)).toEqual([]);
        expect(await positions(1, 1)).toEqual([1]);
      });

      test("the roster up to a position is what stood there then", async () => {
        const { store } = open();
        const vault = await opened(store);
        const records = [envelope(1), entry(2), entry(3)];
        value(await store.append([append(vault, endOf(vault), records)], 0));
        const lengths = async (last: number): Promise<number[]> =>
          value(await store.readRoster(vault.vaultId, last)).map(({ length }) => length);
        expect(await lengths(0)).toEqual([]);
        expect(await lengths(2)).toEqual([40]);
        expect(await lengths(3)).toEqual([40, 2]);
        expect(await lengths(Number.MAX_SAFE_INTEGER)).toEqual([40, 2, 3]);
      });
    });

    describe("upkeep", () => {
      test("what a snapshot covers goes when the snapshot is old enough, and nothing else", async () => {
        const first = open();
        const { store } = first;
        const vault = await opened(store);
        let place = endOf(vault);
        const add = async (records: readonly NewRecord[], atMs: number): Promise<void> => {
          value(await store.append([append(vault, place, records)], atMs));
          place = { position: place.position + records.length, hash: records.at(-1)?.hash ?? place.hash };
        };
        await add([envelope(10), envelope(20)], 0);
        await add([snapshot(30, 2), entry(4), envelope(50)], 1000);
        await add([snapshot(60, 6)], 2000);
        expect(value(await store.dropCovered(999))).toBeUndefined();
        const dropped = value(await store.dropCovered(1000));
        expect(dropped).toMatchObject({
          dropped: 2,
          freedByEpoch: new Map([[1, { records: 1, bytes: 10 }]]),
        });
        expect(plain(dropped?.vaultId)).toEqual(plain(vault.vaultId));
        expect(value(await store.dropCovered(1000))).toBeUndefined();
        expect(value(await store.dropCovered(2000))?.dropped).toBe(6);
        const after = first.reopen().store;
        const read = value(await after.readPage(page(vault.vaultId)));
        expect(read.map(({ position, bytes }) => [position, bytes?.length])).toEqual([
          [1, 40],
          [2, undefined],
          [3, undefined],
          [4, undefined],
          [5, 4],
          [6, undefined],
          [7, 60],
        ]);
        const loaded = value(await after.loadVault(vault.vaultId));
        expect(loaded?.dropped).toBe(6);
        expect(loaded?.snapshots.map(({ position }) => position)).toEqual([7]);
        expect(loaded?.usageByEpoch).toEqual(new Map([[1, { records: 1, bytes: 60 }]]));
        expect(plain(value(await after.hashAt(vault.vaultId, 2)))).toHaveLength(32);
      });

      test("a removed vault leaves nothing: not its members, not its mailboxes", async () => {
        const { store, beside } = open();
        const vault = await opened(store);
        const other = await opened(store);
        const [member = newMember()] = vault.members;
        const mailbox = newMailbox(vault, member.id);
        value(await store.makeMailbox(mailbox, 0));
        expect(value(await beside().removeVault(vault.vaultId))).toBe(true);
        expect(value(await store.removeVault(vault.vaultId))).toBe(false);
        expect(value(await store.hasVault(vault.vaultId))).toBe(false);
        expect(value(await store.hasVault(other.vaultId))).toBe(true);
        expect(value(await store.findMember(member.id))).toBeUndefined();
        expect(value(await store.joinMailbox(mailbox.id, guest(), 0)).status).toBe("none");
        expect(value(await store.append([append(vault, endOf(vault), [envelope(1)])], 0))).toEqual([
          "conflict",
        ]);
        expect(value(await store.listVaults()).map((one) => plain(one.vaultId))).toEqual([
          plain(other.vaultId),
        ]);
      });

      test("another process's writing shows, and one's own doesn't", async () => {
        const { store, beside } = open();
        const before = value(await store.outsideChanges());
        await opened(store);
        expect(value(await store.outsideChanges())).toBe(before);
        await opened(beside());
        expect(value(await store.outsideChanges())).not.toBe(before);
      });

      test("a summary says how much, how many and how old", async () => {
        const { store } = open();
        const vault = await opened(store, {}, 1000);
        value(await store.append([append(vault, endOf(vault), [envelope(10), entry(7)])], 9000));
        expect(value(await store.listVaults())).toMatchObject([
          { records: 3, bytes: 57, members: 1, openedAt: 1000, writtenAt: 9000 },
        ]);
      });

      test("its key is bound once, for ever", async () => {
        const first = open();
        expect(value(await first.store.boundKey())).toBeUndefined();
        const key = bytesOf(32);
        expect(plain(value(await first.store.bindKey(key)))).toEqual(plain(key));
        const { store } = first.reopen();
        expect(plain(value(await store.bindKey(bytesOf(32))))).toEqual(plain(key));
        expect(plain(value(await store.boundKey()))).toEqual(plain(key));
      });

      test("a closed store fails, and does not throw", async () => {
        const { store } = open();
        store.close();
        const read = await store.findMember(memberId());
        expect(read.ok || read.error.type).toBe("storage");
        const written = await store.append([], 0);
        expect(written.ok || written.error.type).toBe("storage");
      });

      test("it can be written to, and what was deleted can be scrubbed", async () => {
        const { store } = open();
        value(await store.probe(5));
        expect(value(await store.scrub(0))).toBe(true);
      });
    });

    describe("tokens", () => {
      test("without any the relay is open; the first one closes it, and it stays closed when all are used", async () => {
        const first = open();
        expect(value(await first.store.isClosed())).toBe(false);
        const token = bytesOf(32);
        value(await first.store.addTokens([token], 1000));
        const { store } = first.reopen();
        expect(value(await store.isClosed())).toBe(true);
        expect(value(await store.openVault(newVault(), 0))).toBe("token-needed");
        expect(value(await store.openVault({ ...newVault(), token: bytesOf(32) }, 0))).toBe("token-refused");
        expect(value(await store.openVault({ ...newVault(), token }, 2000))).toBe("opened");
        expect(value(await store.openVault({ ...newVault(), token }, 0))).toBe("token-refused");
        expect(value(await store.isClosed())).toBe(true);
        expect(value(await store.listTokens())).toMatchObject([{ madeAt: 1000, usedAt: 2000 }]);
      });

      test("two that come with the same token: one vault is opened", async () => {
        const { store } = open();
        const token = bytesOf(32);
        value(await store.addTokens([token], 0));
        const both = await Promise.all([
          store.openVault({ ...newVault(), token }, 0),
          store.openVault({ ...newVault(), token }, 0),
        ]);
        expect(both.map(value).toSorted()).toEqual(["opened", "token-refused"]);
      });

      test("a vault that exists, or one too many, uses no token up", async () => {
        const { store } = open();
        const vault = await opened(store);
        const token = bytesOf(32);
        value(await store.addTokens([token], 0));
        expect(value(await store.openVault({ ...vault, token }, 0))).toBe("exists");
        expect(value(await store.openVault({ ...newVault(), token, mostVaults: 1 }, 0))).toBe("too-many");
        expect(value(await store.openVault({ ...newVault(), token }, 0))).toBe("opened");
      });

      test("a used token that is added again stays used", async () => {
        const { store } = open();
        const token = bytesOf(32);
        value(await store.addTokens([token], 0));
        value(await store.openVault({ ...newVault(), token }, 0));
        value(await store.addTokens([token], 0));
        expect(value(await store.openVault({ ...newVault(), token }, 0))).toBe("token-refused");
      });

      test("a revoked token opens nothing, and a relay that is opened again needs none", async () => {
        const { store } = open();
        const token = bytesOf(32);
        value(await store.addTokens([token], 0));
        const [{ id } = { id: "" }] = value(await store.listTokens());
        expect(value(await store.revokeToken("nothing"))).toBe(0);
        expect(value(await store.revokeToken(id))).toBe(1);
        expect(value(await store.openVault({ ...newVault(), token }, 0))).toBe("token-refused");
        value(await store.reopen());
        expect(value(await store.openVault(newVault(), 0))).toBe("opened");
      });

      test("a relay can be closed without any token", async () => {
        const { store } = open();
        expect(value(await store.openVault({ ...newVault(), isClosed: true }, 0))).toBe("token-needed");
      });
    });

    describe("mailboxes", () => {
      test("what one side posts is there for the other when it joins, also after reopening", async () => {
        const first = open();
        const { mailbox, host } = await withMailbox(first.store);
        const { id } = mailbox;
        expect(value(await first.store.postMailbox(hostPost(id, host, 0, 1), 0))).toBe("posted");
        expect(value(await first.store.postMailbox(hostPost(id, host, 2, 2), 0))).toBe("posted");
        const { store } = first.reopen();
        const one = guest();
        const joined = value(await store.joinMailbox(id, one, 0));
        expect(joined).toMatchObject({ status: "joined", messages: [{ slot: 0 }, { slot: 2 }] });
        expect(value(await store.postMailbox(guestPost(id, one, 1, 3), 0))).toBe("posted");
        const again = value(await store.makeMailbox(mailbox, 0));
        expect(again).toMatchObject({ status: "made", messages: [{ slot: 1 }] });
        expect(value(await store.joinMailbox(id, one, 0)).status).toBe("joined");
      });

      test("a slot is written once: the same bytes are harmless, others are a conflict", async () => {
        const { store } = open();
        const { mailbox, host } = await withMailbox(store);
        expect(value(await store.postMailbox(hostPost(mailbox.id, host, 0, 1), 0))).toBe("posted");
        expect(value(await store.postMailbox(hostPost(mailbox.id, host, 0, 1), 0))).toBe("repeated");
        expect(value(await store.postMailbox(hostPost(mailbox.id, host, 0, 2), 0))).toBe("conflict");
        const joined = value(await store.joinMailbox(mailbox.id, guest(), 0));
        expect(joined.status === "joined" && joined.messages.map(({ bytes }) => plain(bytes))).toEqual([[1]]);
      });

      test("two guests: the mailbox is burnt, what was in it is gone, and that is remembered for its life", async () => {
        const first = open();
        const { store } = first;
        const { mailbox, host } = await withMailbox(store);
        const { id } = mailbox;
        value(await store.postMailbox(hostPost(id, host, 0, 1), 0));
        const both = await Promise.all([
          store.joinMailbox(id, guest(), 0),
          store.joinMailbox(id, guest(), 0),
        ]);
        expect(both.map((one) => value(one).status)).toEqual(["joined", "burnt"]);
        const after = first.reopen().store;
        const gone = { status: "gone", reason: "burnt" };
        expect(value(await after.joinMailbox(id, guest(), 0))).toEqual(gone);
        expect(value(await after.makeMailbox(mailbox, 0))).toEqual(gone);
        expect(value(await after.postMailbox(hostPost(id, host, 2, 1), 0))).toBe("none");
        expect(value(await after.makeMailbox(mailbox, mailbox.expiresAt))).toEqual({
          status: "made",
          messages: [],
        });
      });

      test("nobody but its host and its one guest posts, and nobody but its host closes it", async () => {
        const { store } = open();
        const { mailbox, host } = await withMailbox(store);
        const { id } = mailbox;
        const [one, other] = [guest(), guest()];
        expect(value(await store.postMailbox(guestPost(id, one, 1, 1), 0))).toBe("none");
        value(await store.joinMailbox(id, one, 0));
        expect(value(await store.postMailbox(guestPost(id, other, 1, 1), 0))).toBe("none");
        expect(value(await store.postMailbox(hostPost(id, memberId(), 0, 1), 0))).toBe("none");
        expect(value(await store.closeMailbox(id, memberId(), 0))).toBe(false);
        expect(value(await store.makeMailbox({ ...mailbox, host: memberId() }, 0)).status).toBe("taken");
        expect(value(await store.closeMailbox(id, host, 0))).toBe(true);
        expect(value(await store.closeMailbox(id, host, 0))).toBe(false);
        expect(value(await store.joinMailbox(id, one, 0))).toEqual({ status: "gone", reason: "closed" });
      });

      test("an expired mailbox is nobody's, and is named once when it is deleted", async () => {
        const { store } = open();
        const { mailbox, host } = await withMailbox(store);
        const { id, expiresAt } = mailbox;
        expect(value(await store.expireMailboxes(expiresAt - 1))).toEqual([]);
        expect(value(await store.joinMailbox(id, guest(), expiresAt)).status).toBe("none");
        expect(value(await store.postMailbox(hostPost(id, host, 0, 1), expiresAt))).toBe("none");
        expect(value(await store.expireMailboxes(expiresAt)).map(plain)).toEqual([plain(id)]);
        expect(value(await store.expireMailboxes(expiresAt))).toEqual([]);
      });

      test("there is an end to how many there are, in one vault and in all", async () => {
        const { store } = open();
        const { vault, host } = await withMailbox(store);
        const another = (limits: object) => ({ ...newMailbox(vault, host), ...limits });
        expect(value(await store.makeMailbox(another({ mostPerVault: 1 }), 0)).status).toBe("too-many");
        expect(value(await store.makeMailbox(another({ most: 1 }), 0)).status).toBe("too-many");
        expect(value(await store.makeMailbox(another({}), 0)).status).toBe("made");
      });
    });
  });
}

async function withMailbox(store: RelayStore) {
  const vault = await opened(store);
  const host = vault.members[0]?.id ?? memberId();
  const mailbox = newMailbox(vault, host);
  expect(value(await store.makeMailbox(mailbox, 0))).toEqual({ status: "made", messages: [] });
  return { vault, host, mailbox };
}

const newMailbox = ({ vaultId: id }: OpenVault, host: MemberId) => ({
  id: bytesOf(32),
  vaultId: id,
  host,
  expiresAt: 60_000,
  most: 100,
  mostPerVault: 10,
});

const guest = (): Uint8Array => bytesOf(16);
const hostPost = (id: Uint8Array, host: MemberId, slot: number, byte: number) =>
  ({ id, slot, bytes: Uint8Array.of(byte), side: "host", by: host }) as const;
const guestPost = (id: Uint8Array, by: Uint8Array, slot: number, byte: number) =>
  ({ id, slot, bytes: Uint8Array.of(byte), side: "guest", by }) as const;
