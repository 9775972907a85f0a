/**
 * Undo and redo of this device's own edits: the stacks in the store, the taking back in the document.
 *
 * What is taken back goes to the other stack with the very edit that takes it back, in one transaction.
 */
import type { Doc } from "yjs";
import type { HoltError } from "../protocol/errors.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import type { UndoView, ViewState } from "../protocol/view.ts";
import type { Making } from "../vault/accounts.ts";
import { accountMap, accountsOf, asMap } from "../vault/document.ts";
import type { FieldChange } from "../vault/edit.ts";
import { KEY } from "../vault/schema.ts";
import { applyUndo, renameInEntry, toUndoEntry, type Undone, type UndoEntry } from "../vault/undo.ts";
import type { RecordBox } from "./record-box.ts";
import type { Store, StoreWriter } from "./store.ts";
import type { Happening } from "./vault-activity.ts";
import { toUndoView } from "./vault-describe.ts";
import { changesToCbor, cborToChanges } from "./vault-undo-entry.ts";
import {
  clearRedo,
  decodeEntry,
  pushEntry,
  readTop,
  type StackTop,
  type UndoTable,
} from "./vault-undo-rows.ts";

export interface UndoPlace {
  readonly store: Store;
  readonly box: RecordBox;
  /** Whether another device may have seen what is taken back. */
  readonly isShared: () => boolean;
}

/** One step, ready to be made as an edit. */
export interface UndoStep {
  readonly act: (doc: Doc) => Result<Undone, HoltError>;
  readonly describe: (undone: Undone) => Happening;
  /** With the edit: off this stack, onto the other. */
  readonly store: (rows: StoreWriter, changes: readonly FieldChange[]) => void;
  /** Where nothing could be taken back: off this stack. */
  readonly drop: (rows: StoreWriter) => void;
}

export interface UndoStacks {
  views(): Pick<ViewState, "undo" | "redo">;
  /** With an edit of its own: it can be undone, and what was undone before can't be redone. */
  record(
    rows: StoreWriter,
    edit: { readonly said: Happening; readonly changes: readonly FieldChange[] },
  ): void;
  /** After the transaction, whether it held or not: what lies on top now. */
  settle(isStored: boolean): void;
  prepare(table: UndoTable, making: Making): Result<UndoStep, HoltError>;
  /** On lock: the entries in memory, which hold secrets as they were, are overwritten. */
  forget(): void;
}

type Tops = { readonly [T in UndoTable]: StackTop | null };

const OTHER = { undo: "redo", redo: "undo" } as const;
const TYPE = { undo: "undone", redo: "redone" } as const;

export function createUndoStacks({ store, box, isShared }: UndoPlace): UndoStacks {
  const topOf = (table: UndoTable): StackTop | null => {
    const read = store.read((rows) => readTop(rows, box, table).top);
    return read.ok ? read.value : null;
  };
  let tops: Tops = { undo: topOf("undo"), redo: topOf("redo") };
  /** What the transaction under way makes of them; undefined: to be read again. */
  let next: { readonly [T in UndoTable]?: StackTop | null } = tops;

  const push = (
    rows: StoreWriter,
    table: UndoTable,
    { view, changes }: { readonly view: UndoView; readonly changes: readonly FieldChange[] },
  ): StackTop | null => {
    const entry = toUndoEntry({ ...view, changes });
    if (entry === null) return tops[table];
    return pushEntry(rows, box, { table, view, entry: changesToCbor(entry.changes) });
  };

  return {
    views: () => ({ undo: tops.undo?.view ?? null, redo: tops.redo?.view ?? null }),
    record: (rows, { said, changes }) => {
      next = { undo: push(rows, "undo", { view: toUndoView(said), changes }), redo: null };
      clearRedo(rows);
    },
    settle: (isStored) => {
      if (isStored) {
        const { undo = topOf("undo"), redo = topOf("redo") } = next;
        tops = { undo, redo };
      }
      next = tops;
    },
    forget: () => {
      for (const top of [tops.undo, tops.redo, next.undo, next.redo]) top?.entry.fill(0);
      tops = { undo: null, redo: null };
      next = tops;
    },
    prepare: (table, making) => {
      const top = tops[table];
      if (top === null) return err({ type: "usage", reason: `nothing-to-${table}` });
      const { seq, view } = top;
      const changes = cborToChanges(decodeEntry(top)) ?? [];
      return ok({
        act: (doc) =>
          ok(applyUndo(doc, followRestored(doc, { ...view, changes }), { ...making, shared: isShared() })),
        describe: ({ conflicts }) => describeStep(table, view, { changes, conflicts: conflicts.length }),
        store: (rows, taken) => {
          rows.remove(table, [seq]);
          const other = push(rows, OTHER[table], { view, changes: taken });
          next = table === "undo" ? { redo: other } : { undo: other };
        },
        drop: (rows) => {
          rows.remove(table, [seq]);
          next = table === "undo" ? { redo: tops.redo } : { undo: tops.undo };
        },
      });
    },
  };
}

function describeStep(
  table: UndoTable,
  { action, text }: UndoView,
  { changes, conflicts }: { readonly changes: readonly FieldChange[]; readonly conflicts: number },
): Happening {
  const ids = new Set(changes.map(({ accountId }) => accountId));
  const [only] = ids;
  return {
    type: TYPE[table],
    account: ids.size === 1 ? text : null,
    accountId: ids.size === 1 && only !== undefined ? only : null,
    fields: [],
    details: { action, ...(ids.size > 1 && { count: ids.size }), ...(conflicts > 0 && { conflicts }) },
  };
}

/** Accounts that came back from the trash under a new id are still the ones that an entry means. */
function followRestored(doc: Doc, entry: UndoEntry): UndoEntry {
  const newIdByOld = new Map<string, string>();
  for (const [id, value] of accountsOf(doc).entries()) {
    const from = asMap(value)?.get(KEY.restoredFrom);
    if (typeof from === "string") newIdByOld.set(from, id);
  }
  const ids = new Set(entry.changes.map(({ accountId }) => accountId));
  const renamed = [...ids].flatMap((from) => {
    const to = follow(newIdByOld, from);
    return to === from || accountMap(doc, from) !== undefined ? [] : [{ from, to }];
  });
  return renameInEntry(entry, renamed);
}

/** Several times trashed and restored: to the end, but never round in a circle. */
function follow(newIdByOld: ReadonlyMap<string, string>, from: string): string {
  const seen = new Set<string>();
  let id = from;
  for (let next = newIdByOld.get(id); next !== undefined && !seen.has(next); next = newIdByOld.get(id)) {
    seen.add(next);
    id = next;
  }
  return id;
}
