/**
 * The undo and redo stacks as sealed rows: they outlive a restart.
 *
 * The newest row of a table is its top. Each row holds beside the entry what front ends say of it, so that
 * a label costs no decoding of ten thousand changes.
 */
import { type CborValue, decode, encode } from "../protocol/codec.ts";
import { bytesOf, mapOf, textOf } from "../protocol/shape.ts";
import { ACTIVITY_TYPES, type UndoView } from "../protocol/view.ts";
import type { RecordBox } from "./record-box.ts";
import type { StoreReader, StoreWriter } from "./store.ts";

export type UndoTable = "undo" | "redo";

/** What one change of mind covers: far more than anyone steps back. */
const KEPT_ENTRIES = 200;
/** Now and then: finding the oldest to keep costs as much as sealing an entry. */
const SWEPT_EVERY = 16;

export interface StackTop {
  readonly seq: number;
  readonly view: UndoView;
  /** Encoded; decoded only when it is used. */
  readonly entry: Uint8Array;
}

export function pushEntry(
  rows: StoreWriter,
  box: RecordBox,
  { table, view, entry }: { readonly table: UndoTable; readonly view: UndoView; readonly entry: CborValue },
): StackTop {
  const encoded = encode(entry);
  const payload = { action: view.action, text: view.text, entry: encoded };
  const seq = rows.append(table, box.seal(table, payload));
  if (seq % SWEPT_EVERY === 0) rows.keepNewest(table, KEPT_ENTRIES);
  return { seq, view, entry: encoded };
}

/** A new change is not what was undone before: there is nothing to redo any more. */
export const clearRedo = (rows: StoreWriter): void => rows.removeThrough("redo", rows.lastSeq("redo"));

/** The newest entry that opens; `damaged`: the rows above it that don't. */
export function readTop(
  rows: StoreReader,
  box: RecordBox,
  table: UndoTable,
): { readonly top: StackTop | null; readonly damaged: readonly number[] } {
  const damaged: number[] = [];
  for (let before = Number.MAX_SAFE_INTEGER; ;) {
    const [row] = rows.rows(table, { before, limit: 1, newestFirst: true });
    if (row === undefined) return { top: null, damaged };
    const top = toTop(row.seq, box.open(table, row));
    if (top !== undefined) return { top, damaged };
    damaged.push(row.seq);
    before = row.seq;
  }
}

export function decodeEntry({ entry }: StackTop): CborValue | undefined {
  const decoded = decode(entry, "undo entry");
  return decoded.ok ? decoded.value : undefined;
}

function toTop(seq: number, payload: CborValue | undefined): StackTop | undefined {
  const map = mapOf(payload, "action", "text", "entry");
  const action = ACTIVITY_TYPES.find((known) => known === map?.action);
  const text = textOf(map?.text);
  const entry = bytesOf(map?.entry);
  if (action === undefined || text === undefined || entry === undefined) return undefined;
  return { seq, view: { action, text }, entry };
}
