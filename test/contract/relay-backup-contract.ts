/**
 * What every store of a relay must do with points in time, proposals to erase, erasures and receipts.
 */
import { describe, expect, test } from "vitest";
import type { Place } from "../../src/protocol/log.ts";
import type { ErasureScope } from "../../src/protocol/roster-change.ts";
import type {
  BackupChanges,
  NewRecord,
  OpenVault,
  PendingErasure,
  RelayStore,
  StoredRecord,
} from "../../src/relay/relay-store.ts";
import { value } from "../support/relay-vault.ts";
import {
  append,
  bytesOf,
  endOf,
  entry,
  envelope,
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

type Change = Partial<BackupChanges>;

/** A vault whose log grows. */
interface Grown {
  readonly vault: OpenVault;
  readonly place: () => Place;
  readonly add: (
    records: readonly NewRecord[],
    how?: { readonly atMs?: number; readonly backup?: Change },
  ) => Promise<string>;
}

async function grown(store: RelayStore): Promise<Grown> {
  const vault = await opened(store);
  let place = endOf(vault);
  return {
    vault,
    place: () => place,
    async add(records, { atMs = 0, backup } = {}) {
      const changes = { addPoints: [], dropPoints: [], proposals: [], erasure: null, ...backup };
      const [answer = ""] = value(
        await store.append([{ ...append(vault, place, records), backup: changes }], atMs),
      );
      const last = records.at(-1);
      if (answer === "appended" && last !== undefined) {
        place = { position: place.position + records.length, hash: last.hash };
      }
      return answer;
    },
  };
}

const erasing = (
  position: number,
  scope: ErasureScope,
  epoch = 2,
): NonNullable<BackupChanges["erasure"]> => ({ entry: bytesOf(32), position, scope, epoch });

const signed = (of: { readonly entry: Uint8Array }) => ({
  entry: of.entry,
  atMs: 9000,
  signature: bytesOf(64),
});

const sizesIn = (records: readonly StoredRecord[]): readonly (number | undefined)[] =>
  records.map(({ bytes }) => bytes?.length);

const pendingIn = async (store: RelayStore): Promise<readonly unknown[]> =>
  value(await store.pendingErasures()).map((one: PendingErasure) => ({
    ...one,
    vaultId: plain(one.vaultId),
    entry: plain(one.entry),
  }));

export function describeRelayBackups(name: string, open: () => RelayStoreUnderTest): void {
  describe(`${name} keeps the contract for backups`, () => {
    describe("points in time", () => {
      test("are snapshots of the same append, given as they came, oldest first, also after reopening", async () => {
        const first = open();
        const { vault, add } = await grown(first.store);
        const [one, two] = [snapshot(30, 1), snapshot(50, 2)];
        await add([one], { atMs: 1000, backup: { addPoints: [2] } });
        await add([envelope(5), two], { atMs: 2000, backup: { addPoints: [4] } });
        const { store } = first.reopen();
        expect(value(await store.loadVault(vault.vaultId))?.points).toEqual([
          { position: 2, epoch: 1, storedAt: 1000, bytes: 30 },
          { position: 4, epoch: 1, storedAt: 2000, bytes: 50 },
        ]);
        expect(plain(value(await store.readPoint(vault.vaultId, 2)))).toEqual(plain(one.bytes));
        expect(plain(value(await store.readPoint(vault.vaultId, 4)))).toEqual(plain(two.bytes));
        expect(value(await store.readPoint(vault.vaultId, 3))).toBeUndefined();
        expect(value(await store.readPoint(vaultId(), 2))).toBeUndefined();
      });

      test("stay when what they hold is dropped from the log, and go when they are told to", async () => {
        const { store } = open();
        const { vault, add } = await grown(store);
        await add([snapshot(30, 1)], { atMs: 1000, backup: { addPoints: [2] } });
        await add([snapshot(40, 2)], { atMs: 2000, backup: { addPoints: [3] } });
        value(await store.dropCovered(2000));
        expect(sizesIn(value(await store.readPage(page(vault.vaultId))))).toEqual([40, undefined, 40]);
        expect(value(await store.readPoint(vault.vaultId, 2))).toHaveLength(30);
        await add([entry(3)], { backup: { dropPoints: [2] } });
        expect(value(await store.readPoint(vault.vaultId, 2))).toBeUndefined();
        expect(value(await store.readPoint(vault.vaultId, 3))).toHaveLength(40);
      });

      test("count in a summary's bytes beside the log's own", async () => {
        const { store } = open();
        const { add } = await grown(store);
        await add([snapshot(30, 1), entry(7)], { backup: { addPoints: [2] } });
        expect(value(await store.listVaults())).toMatchObject([{ points: 1, bytes: 40 + 7 + 30 + 30 }]);
        const totals = { vaults: 1, records: 1, bytes: 30, points: 1, pointBytes: 30 };
        expect(value(await store.totals())).toEqual(totals);
      });

      test("are one vault's: another one with the same positions has its own", async () => {
        const { store } = open();
        const [a, b] = [await grown(store), await grown(store)];
        await a.add([snapshot(30, 1)], { backup: { addPoints: [2] } });
        await b.add([snapshot(31, 1)], { backup: { addPoints: [2] } });
        await a.add([entry(1)], { backup: { dropPoints: [2] } });
        expect(value(await store.readPoint(a.vault.vaultId, 2))).toBeUndefined();
        expect(value(await store.readPoint(b.vault.vaultId, 2))).toHaveLength(31);
      });
    });

    test("nothing of an append that conflicts is written: no point, no proposal, no erasure", async () => {
      const { store } = open();
      const { vault, add } = await grown(store);
      await add([snapshot(30, 1)], { backup: { addPoints: [2] } });
      const backup = { addPoints: [], dropPoints: [2], proposals: [1], erasure: erasing(2, "all") };
      const late = { ...append(vault, endOf(vault), [entry(1)]), backup };
      expect(value(await store.append([late], 0))).toEqual(["conflict"]);
      const loaded = value(await store.loadVault(vault.vaultId));
      expect(loaded?.points).toHaveLength(1);
      expect(loaded).toMatchObject({ proposedAt: new Map(), isErasing: false, receipt: null });
      expect(await pendingIn(store)).toEqual([]);
    });

    test("when a proposal to erase came is kept over reopening", async () => {
      const first = open();
      const { vault, add } = await grown(first.store);
      await add([entry(1)], { atMs: 5000, backup: { proposals: [1] } });
      await add([entry(1), entry(2)], { atMs: 7000, backup: { proposals: [3] } });
      const { store } = first.reopen();
      const expected = new Map([
        [1, 5000],
        [3, 7000],
      ]);
      expect(value(await store.loadVault(vault.vaultId))?.proposedAt).toEqual(expected);
    });

    test("of a vault that is opened with proposals their time begins then", async () => {
      const first = open();
      const vault = { ...newVault({ entries: 5 }), proposals: [2, 4] };
      value(await first.store.openVault(vault, 7000));
      const expected = new Map([
        [2, 7000],
        [4, 7000],
      ]);
      const { store } = first.reopen();
      expect(value(await store.loadVault(vault.vaultId))?.proposedAt).toEqual(expected);
    });

    describe("erasures", () => {
      test("are owed of a vault that is opened with one in force", async () => {
        const first = open();
        const vault = { ...newVault({ entries: 5 }), erasure: erasing(3, "all") };
        value(await first.store.openVault(vault, 7000));
        const { store } = first.reopen();
        const pending = value(await store.pendingErasures());
        expect(pending.map(({ vaultId, scope }) => [plain(vaultId), scope])).toEqual([
          [plain(vault.vaultId), "all"],
        ]);
        expect(value(await store.loadVault(vault.vaultId))?.isErasing).toBe(true);
      });

      test("are owed until there is a receipt, over reopening, in every vault", async () => {
        const first = open();
        const [a, b] = [await grown(first.store), await grown(first.store)];
        const [all, backup] = [erasing(2, "all"), erasing(2, "backup")];
        await a.add([entry(1)], { backup: { erasure: all } });
        await b.add([entry(1)], { backup: { erasure: backup } });
        const second = first.reopen();
        const owedBy = ({ vault }: Grown, { entry: hash, scope }: typeof all) => ({
          vaultId: plain(vault.vaultId),
          entry: plain(hash),
          scope,
          isDone: false,
        });
        expect(await pendingIn(second.store)).toEqual([owedBy(a, all), owedBy(b, backup)]);
        const receipt = signed(all);
        value(await second.store.putReceipt(a.vault.vaultId, receipt));
        const { store } = second.reopen();
        expect(await pendingIn(store)).toEqual([owedBy(b, backup)]);
        const [one, other] = [
          value(await store.loadVault(a.vault.vaultId)),
          value(await store.loadVault(b.vault.vaultId)),
        ];
        expect(one).toMatchObject({ isErasing: false, receipt: { scope: "all", atMs: 9000 } });
        expect(plain(one?.receipt?.entry)).toEqual(plain(all.entry));
        expect(plain(one?.receipt?.signature)).toEqual(plain(receipt.signature));
        expect(other).toMatchObject({ isErasing: true, receipt: null });
      });

      test("a receipt for another entry, or another vault, changes nothing", async () => {
        const { store } = open();
        const { vault, add } = await grown(store);
        const erasure = erasing(2, "all");
        await add([entry(1)], { backup: { erasure } });
        value(await store.putReceipt(vault.vaultId, signed({ entry: bytesOf(32) })));
        value(await store.putReceipt(vaultId(), signed(erasure)));
        expect(await pendingIn(store)).toHaveLength(1);
        expect(value(await store.loadVault(vault.vaultId))?.receipt).toBeNull();
      });

      test("a newer one takes the place of the one before, and of its receipt", async () => {
        const { store } = open();
        const { vault, add } = await grown(store);
        const [old, newer] = [erasing(2, "backup"), erasing(3, "all")];
        await add([entry(1)], { backup: { erasure: old } });
        value(await store.putReceipt(vault.vaultId, signed(old)));
        await add([entry(1)], { backup: { erasure: newer } });
        expect(await pendingIn(store)).toMatchObject([{ entry: plain(newer.entry), isDone: false }]);
        expect(value(await store.loadVault(vault.vaultId))).toMatchObject({ isErasing: true, receipt: null });
      });

      test("go with their vault", async () => {
        const { store } = open();
        const { vault, add } = await grown(store);
        const changes = { addPoints: [2], erasure: erasing(3, "all"), proposals: [2] };
        await add([snapshot(30, 1), entry(1)], { backup: changes });
        value(await store.removeVault(vault.vaultId));
        expect(await pendingIn(store)).toEqual([]);
        value(await store.openVault(vault, 0));
        expect(value(await store.loadVault(vault.vaultId))).toMatchObject({
          points: [],
          proposedAt: new Map(),
          isErasing: false,
        });
      });
    });

    describe("erasing everything", () => {
      test("the log stands anew with what is given, and nothing else but the members stays", async () => {
        const first = open();
        const { vault, add } = await grown(first.store);
        const other = await grown(first.store);
        await other.add([snapshot(30, 1)], { backup: { addPoints: [2] } });
        const id = bytesOf(32);
        const [{ id: host } = newMember()] = vault.members;
        const mailbox = { id, vaultId: vault.vaultId, expiresAt: 60_000, most: 9, mostPerVault: 9 };
        value(await first.store.makeMailbox({ ...mailbox, host }, 0));
        const backup = { addPoints: [3], erasure: erasing(5, "all") };
        await add([envelope(10), snapshot(30, 2), envelope(20), entry(4)], { atMs: 1000, backup });
        value(await first.store.dropCovered(1000));

        const anew = newVault({ entries: 2 });
        const log = { vaultId: vault.vaultId, logNonce: anew.logNonce, records: anew.records };
        value(await first.store.eraseAll(log, 2000));
        const { store } = first.reopen();
        const loaded = value(await store.loadVault(vault.vaultId));
        expect(plain(loaded?.logNonce)).toEqual(plain(anew.logNonce));
        expect(plainPlace(loaded?.place)).toEqual(plainPlace(endOf(anew)));
        expect(loaded?.entries.map(plain)).toEqual(anew.records.map(({ bytes }) => plain(bytes)));
        expect(loaded).toMatchObject({
          dropped: 0,
          snapshots: [],
          points: [],
          usageByEpoch: new Map(),
          isErasing: true,
        });
        const read = value(await store.readPage(page(vault.vaultId)));
        expect(read.map(({ kind, position }) => [position, kind])).toEqual([
          [1, "entry"],
          [2, "entry"],
        ]);
        expect(value(await store.hashAt(vault.vaultId, 3))).toBeUndefined();
        expect(value(await store.readPoint(vault.vaultId, 3))).toBeUndefined();
        expect(value(await store.findMember(host))?.isFormer).toBe(false);
        expect(value(await store.joinMailbox(id, bytesOf(16), 0)).status).toBe("none");
        expect(await pendingIn(store)).toMatchObject([{ isDone: true }]);
        expect(value(await store.readPoint(other.vault.vaultId, 2))).toHaveLength(30);
        expect(value(await store.readPage(page(other.vault.vaultId)))).toHaveLength(2);
      });

      test("the log goes on from its new end, and no longer from its old one", async () => {
        const { store } = open();
        const { vault, add, place } = await grown(store);
        await add([envelope(10), entry(4)], { backup: { erasure: erasing(3, "all") } });
        const anew = newVault({ entries: 2 });
        value(await store.eraseAll({ ...anew, vaultId: vault.vaultId }, 0));
        const answers = [place(), endOf(anew)].map((after) => append(vault, after, [envelope(1)]));
        expect(value(await store.append(answers.slice(0, 1), 0))).toEqual(["conflict"]);
        expect(value(await store.append(answers.slice(1), 0))).toEqual(["appended"]);
      });

      test("of a vault that isn't there is nothing", async () => {
        const { store } = open();
        value(await store.eraseAll(newVault(), 0));
        expect(value(await store.totals()).vaults).toBe(0);
      });
    });

    describe("erasing a backup", () => {
      test("waits for a snapshot under the new epoch, by somebody who had read the erasure", async () => {
        const { store } = open();
        const { vault, add } = await grown(store);
        expect(value(await store.eraseBackup(vault.vaultId))).toBeUndefined();
        const point = { addPoints: [3], erasure: erasing(4, "backup") };
        await add([envelope(10), snapshot(30, 2), entry(4)], { backup: point });
        expect(value(await store.eraseBackup(vault.vaultId))).toBeUndefined();
        await add([
          { ...snapshot(31, 4), epoch: 1 },
          { ...snapshot(32, 3), epoch: 2 },
        ]);
        expect(value(await store.eraseBackup(vault.vaultId))).toBeUndefined();
        expect(await pendingIn(store)).toMatchObject([{ isDone: false }]);
        expect(value(await store.readPoint(vault.vaultId, 3))).toHaveLength(30);
        await add([{ ...snapshot(33, 4), epoch: 2 }]);
        expect(value(await store.eraseBackup(vault.vaultId))).toMatchObject({ dropped: 4 });
        expect(await pendingIn(store)).toMatchObject([{ isDone: true }]);
      });

      test("leaves entries, hashes and what came after, and says what it freed", async () => {
        const first = open();
        const { vault, add } = await grown(first.store);
        const point = { addPoints: [3], erasure: erasing(4, "backup") };
        await add([envelope(10), snapshot(30, 2), entry(4)], { backup: point });
        await add([
          { ...snapshot(33, 4), epoch: 2 },
          { ...envelope(8), epoch: 2 },
        ]);
        const erased = value(await first.store.eraseBackup(vault.vaultId));
        expect(erased?.freedByEpoch).toEqual(new Map([[1, { records: 2, bytes: 40 }]]));
        const { store } = first.reopen();
        const sizes = sizesIn(value(await store.readPage(page(vault.vaultId))));
        expect(sizes).toEqual([40, undefined, undefined, 4, 33, 8]);
        expect(value(await store.hashAt(vault.vaultId, 2))).toHaveLength(32);
        expect(value(await store.loadVault(vault.vaultId))).toMatchObject({
          dropped: 4,
          points: [],
          snapshots: [{ position: 5 }],
          isErasing: true,
        });
        expect(value(await store.loadVault(vault.vaultId))?.usageByEpoch.get(2)).toEqual({
          records: 2,
          bytes: 41,
        });
      });

      test("that was carried out is carried out again without harm", async () => {
        const { store } = open();
        const { vault, add } = await grown(store);
        await add([envelope(10), entry(4)], { backup: { erasure: erasing(3, "backup") } });
        await add([{ ...snapshot(33, 3), epoch: 2 }]);
        value(await store.eraseBackup(vault.vaultId));
        const before = value(await store.loadVault(vault.vaultId));
        expect(value(await store.eraseBackup(vault.vaultId))?.freedByEpoch).toEqual(new Map());
        expect(value(await store.loadVault(vault.vaultId))).toEqual(before);
      });
    });
  });
}
