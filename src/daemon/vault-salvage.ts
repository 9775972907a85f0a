/**
 * Reading on behind a draft that is lost: Yjs holds back everything of a client after a gap in its clock.
 *
 * The gap is filled with deleted structs (what Yjs itself leaves of content that was dropped), so that what
 * comes after it takes its place. A later change to a field whose earlier value was lost is lost with it.
 */
import * as Y from "yjs";
import { applyUpdate } from "../vault/document.ts";

/** After an update was applied: lets it take its place where it was held back. */
export function closeGap(doc: Y.Doc, update: Uint8Array): void {
  if (doc.store.pendingStructs === null) return;
  for (const { client, from, length } of missingRanges(doc, update)) {
    const filler = encodeDeleted(client, from, length);
    applyUpdate(doc, filler);
  }
}

interface ClockRange {
  readonly client: number;
  readonly from: number;
  readonly length: number;
}

function missingRanges(doc: Y.Doc, update: Uint8Array): readonly ClockRange[] {
  const firstClock = new Map<number, number>();
  for (const { id } of Y.decodeUpdate(update).structs) {
    firstClock.set(id.client, Math.min(id.clock, firstClock.get(id.client) ?? id.clock));
  }
  return [...firstClock].flatMap(([client, clock]) => {
    const from = Y.getState(doc.store, client);
    return clock > from ? [{ client, from, length: clock - from }] : [];
  });
}

/** Yjs v1: one client, one GC struct (info byte 0), no delete set. */
function encodeDeleted(client: number, from: number, length: number): Uint8Array {
  const bytes: number[] = [];
  for (const value of [1, 1, client, from, 0, length, 0]) pushVarUint(bytes, value);
  return Uint8Array.from(bytes);
}

/** lib0's variable-length integer: seven bits a byte, least first. Division, for clientIDs exceed 32 bits. */
function pushVarUint(bytes: number[], value: number): void {
  let rest = value;
  while (rest > 127) {
    bytes.push(128 + (rest % 128));
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}
