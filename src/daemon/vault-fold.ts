/**
 * Folding: drafts → a checkpoint, so that the vault opens quickly and keeps a local history of days.
 *
 * One checkpoint per day with changes; a newer one of the same day takes its place; thirty are kept. Drafts go
 * only when the two newest checkpoints hold them: one rotten checkpoint loses nothing. All in the caller's one
 * transaction, so a crash leaves the old state or the new one.
 */
import type { Doc } from "yjs";
import { checkpointToPayload } from "../protocol/stored.ts";
import { encodeSnapshot } from "../vault/document.ts";
import type { RecordBox } from "./record-box.ts";
import type { StoreWriter } from "./store.ts";
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
  /** While a relay has not yet confirmed them, drafts are also what is still to be sent. */
  readonly keepDrafts: boolean;
}

export function writeCheckpoint(
  rows: StoreWriter,
  box: RecordBox,
  { doc, covers, at, keepDrafts }: NewCheckpoint,
): void {
  const before = rows.checkpoints();
  // A clock that was set back must not put the newest state under an older day.
  const day = Math.max(dayOf(at), ...before.slice(0, 1).map((row) => row.day));
  const document = encodeSnapshot(doc);
  rows.addCheckpoint({ day, covers }, box.seal("checkpoint", checkpointToPayload({ document, at })));
  document.fill(0);
  const replaced = before.filter((row) => row.day === day).map((row) => row.seq);
  rows.remove("checkpoint", replaced);
  rows.keepNewest("checkpoint", KEPT_CHECKPOINTS);
  const second = rows.checkpoints()[1];
  if (second !== undefined && !keepDrafts) rows.removeThrough("draft", second.covers);
}
