/**
 * Folding: drafts → a checkpoint, so that the vault opens quickly and keeps a local history of days.
 *
 * One checkpoint per day with changes; a newer one of the same day takes its place; thirty are kept. Drafts go
 * only when the two newest checkpoints hold them, as their sealed content says: one rotten checkpoint loses
 * nothing. All in the caller's one transaction, so a crash leaves the old state or the new one.
 */
import type { Doc } from "yjs";
import { type Checkpoint, checkpointToPayload, payloadToCheckpoint } from "../protocol/stored.ts";
import { encodeSnapshot } from "../vault/document.ts";
import type { RecordBox } from "./record-box.ts";
import type { CheckpointRow, StoreReader, StoreWriter } from "./store.ts";
import type { UncoveredDrafts } from "./vault-load.ts";

const MOST_DRAFTS = 200;
const MOST_BYTES = 256 * 1024;
const KEPT_CHECKPOINTS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Days since 1970-01-01 UTC. */
const dayOf = (atMs: number): number => Math.floor(atMs / DAY_MS);

export const isFoldDue = ({ count, bytes }: UncoveredDrafts): boolean =>
  count > MOST_DRAFTS || bytes > MOST_BYTES;

/** Whether the next edit is the first of a new day: what lies before it is the day before's last state. */
export const isDayOver = ({ lastAt }: UncoveredDrafts, nowMs: number): boolean =>
  lastAt !== null && dayOf(lastAt) < dayOf(nowMs);

export interface NewCheckpoint {
  readonly doc: Doc;
  /** The newest draft in `doc`. */
  readonly covers: number;
  /** Epoch ms: says to which day it belongs. */
  readonly at: number;
}

export function writeCheckpoint(rows: StoreWriter, box: RecordBox, { doc, covers, at }: NewCheckpoint): void {
  const before = rows.checkpoints();
  // A clock that was set back must not put the newest state under an older day.
  const day = Math.max(dayOf(at), ...before.slice(0, 1).map((row) => row.day));
  const document = encodeSnapshot(doc);
  const payload = checkpointToPayload({ document, at, covers, day });
  rows.addCheckpoint({ day, covers }, box.seal("checkpoint", payload));
  document.fill(0);
  const replaced = before.filter((row) => row.day === day).map((row) => row.seq);
  rows.remove("checkpoint", replaced);
  rows.keepNewest("checkpoint", KEPT_CHECKPOINTS);
  const row = rows.checkpoints()[1];
  const second = row && openCheckpoint(rows, box, row);
  // What a relay hasn't taken yet stays: it is what is still to be sent.
  if (second !== undefined) rows.removeCoveredDrafts(second.covers);
}

/** A checkpoint that stands on its own, since the drafts before it are gone: written twice. */
export function writeFreshStart(rows: StoreWriter, box: RecordBox, { doc, covers, at }: NewCheckpoint): void {
  const day = Math.max(dayOf(at), ...rows.checkpoints().map((row) => row.day));
  const document = encodeSnapshot(doc);
  const payload = checkpointToPayload({ document, at, covers, day });
  for (let copy = 0; copy < 2; copy++) rows.addCheckpoint({ day, covers }, box.seal("checkpoint", payload));
  document.fill(0);
}

/** Undefined where it doesn't open. What it covers is its own word; the row's is there for SQLite. */
export function openCheckpoint(
  rows: StoreReader,
  box: RecordBox,
  { seq }: Pick<CheckpointRow, "seq">,
): Checkpoint | undefined {
  const sealed = rows.checkpoint(seq);
  const payload = sealed && box.open("checkpoint", { seq, sealed });
  return payload === undefined ? undefined : payloadToCheckpoint(payload);
}
