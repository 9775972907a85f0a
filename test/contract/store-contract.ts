/**
 * What every store must do, whatever keeps its rows: run against each implementation.
 */
import { describe, expect, test } from "vitest";
import type { Result } from "../../src/protocol/result.ts";
import type { Store } from "../../src/daemon/store.ts";

export interface StoreUnderTest {
  readonly store: Store;
  /** The same rows in a store opened anew. */
  readonly reopen: () => StoreUnderTest;
  /** Where a copy may go, and how it is opened there. */
  readonly copyPlace: string;
  readonly openCopy: () => Store;
}

export function describeStore(name: string, open: () => StoreUnderTest): void {
  describe(`${name} keeps the store's contract`, () => {
    test("a new store is empty", () => {
      const { store } = open();
      value(
        store.read((rows) => {
          expect(rows.keyring()).toEqual([]);
          expect(rows.roster()).toEqual([]);
          expect(rows.rows("draft")).toEqual([]);
          expect(rows.checkpoints()).toEqual([]);
          expect(rows.usage()).toEqual([]);
          expect(rows.lastSeq("draft")).toBe(0);
        }),
      );
    });

    test("appended rows are sealed for their own number and come back in order after reopening", () => {
      const first = open();
      value(
        first.store.write((rows) => {
          for (let count = 0; count < 3; count++) rows.append("draft", (seq) => Uint8Array.of(seq, 7));
        }),
      );
      const { store } = first.reopen();
      expect(value(store.read((rows) => rows.rows("draft"))).map(plain)).toEqual([
        { seq: 1, sealed: [1, 7] },
        { seq: 2, sealed: [2, 7] },
        { seq: 3, sealed: [3, 7] },
      ]);
    });

    test("ranges have exclusive ends, a limit and both directions", () => {
      const { store } = open();
      value(store.write((rows) => [1, 2, 3, 4, 5].forEach(() => rows.append("activity", one))));
      const seqs = (range: Parameters<Parameters<Parameters<Store["read"]>[0]>[0]["rows"]>[1]) =>
        value(store.read((rows) => rows.rows("activity", range))).map(({ seq }) => seq);
      expect(seqs({ after: 2 })).toEqual([3, 4, 5]);
      expect(seqs({ before: 3 })).toEqual([1, 2]);
      expect(seqs({ newestFirst: true, limit: 2 })).toEqual([5, 4]);
      expect(seqs({ newestFirst: true, before: 4, limit: 2 })).toEqual([3, 2]);
    });

    test("a number is never given twice, not even after its row is gone and the store was reopened", () => {
      const first = open();
      value(
        first.store.write((rows) => {
          rows.append("undo", one);
          rows.append("undo", one);
          rows.remove("undo", [2]);
        }),
      );
      const { store } = first.reopen();
      expect(value(store.write((rows) => rows.append("undo", one)))).toBe(3);
      value(store.write((rows) => rows.removeThrough("undo", 3)));
      expect(value(store.write((rows) => rows.append("undo", one)))).toBe(4);
      expect(value(store.read((rows) => rows.lastSeq("undo")))).toBe(4);
    });

    test("a write that throws leaves nothing behind, and its numbers are free again", () => {
      const { store } = open();
      const fail = (): void => {
        void store.write((rows) => {
          rows.append("draft", one);
          rows.append("activity", one);
          rows.putUsage("a", Uint8Array.of(1));
          rows.putKeyring(Uint8Array.of(1));
          throw new Error("on the way");
        });
      };
      expect(fail).toThrow("on the way");
      value(
        store.read((rows) => {
          expect(rows.rows("draft")).toEqual([]);
          expect(rows.rows("activity")).toEqual([]);
          expect(rows.usage()).toEqual([]);
          expect(rows.keyring()).toEqual([]);
        }),
      );
      expect(value(store.write((rows) => rows.append("draft", one)))).toBe(1);
    });

    test("keepNewest drops the oldest rows and no others", () => {
      const { store } = open();
      value(
        store.write((rows) => {
          for (let count = 0; count < 10; count++) rows.append("activity", one);
          rows.keepNewest("activity", 3);
          rows.keepNewest("draft", 3);
        }),
      );
      expect(value(store.read((rows) => rows.rows("activity"))).map(({ seq }) => seq)).toEqual([8, 9, 10]);
    });

    test("checkpoints are listed newest first and hold what they cover", () => {
      const first = open();
      value(
        first.store.write((rows) => {
          rows.addCheckpoint({ day: 5, covers: 10 }, (seq) => Uint8Array.of(seq));
          rows.addCheckpoint({ day: 6, covers: 20 }, (seq) => Uint8Array.of(seq));
        }),
      );
      const { store } = first.reopen();
      value(
        store.read((rows) => {
          expect(rows.checkpoints()).toEqual([
            { seq: 2, day: 6, covers: 20 },
            { seq: 1, day: 5, covers: 10 },
          ]);
          expect([...(rows.checkpoint(2) ?? [])]).toEqual([2]);
          expect(rows.checkpoint(3)).toBeUndefined();
        }),
      );
    });

    test("the keyring is kept twice, and is replaced as a whole", () => {
      const first = open();
      value(first.store.write((rows) => rows.putKeyring(Uint8Array.of(1, 2))));
      value(first.store.write((rows) => rows.putKeyring(Uint8Array.of(3))));
      const copies = value(first.reopen().store.read((rows) => rows.keyring()));
      expect(copies.map((copy) => [...copy])).toEqual([[3], [3]]);
    });

    test("roster entries are kept twice and come back in their order", () => {
      const { store } = open();
      value(
        store.write((rows) => {
          rows.putRosterEntry(1, Uint8Array.of(1));
          rows.putRosterEntry(0, Uint8Array.of(0));
        }),
      );
      const roster = value(store.read((rows) => rows.roster()));
      expect(roster.map((copies) => copies.map((copy) => [...copy]))).toEqual([
        [[0], [0]],
        [[1], [1]],
      ]);
    });

    test("usage has one row per account", () => {
      const { store } = open();
      value(
        store.write((rows) => {
          rows.putUsage("a", Uint8Array.of(1));
          rows.putUsage("a", Uint8Array.of(2));
          rows.putUsage("b", Uint8Array.of(3));
          rows.removeUsage("b");
        }),
      );
      const usage = value(store.read((rows) => rows.usage()));
      expect(usage.map(({ account, sealed }) => ({ account, sealed: [...sealed] }))).toEqual([
        { account: "a", sealed: [2] },
      ]);
    });

    test("a copy holds the same rows, and never lands on a file that is there", () => {
      const { store, copyPlace, openCopy } = open();
      value(store.write((rows) => rows.append("draft", (seq) => Uint8Array.of(seq, 9))));
      value(store.copyTo(copyPlace));
      expect(store.copyTo(copyPlace).ok).toBe(false);
      expect(value(openCopy().read((rows) => rows.rows("draft"))).map(plain)).toEqual([
        { seq: 1, sealed: [1, 9] },
      ]);
    });

    test("scrubbing empties the journal", () => {
      const { store } = open();
      value(store.write((rows) => rows.append("draft", one)));
      expect(value(store.scrub())).toBe(true);
    });
  });
}

const one = (): Uint8Array => Uint8Array.of(1);
const plain = ({ seq, sealed }: { seq: number; sealed: Uint8Array }) => ({ seq, sealed: [...sealed] });

function value<T>(result: Result<T, { type: string }>): T {
  if (!result.ok) throw new Error(`unexpected ${result.error.type}`);
  return result.value;
}
