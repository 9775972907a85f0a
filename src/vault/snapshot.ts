/**
 * The whole document as it travels to other devices: written, merged, and compared.
 *
 * Yjs v1, unlike checkpoints, which only their own device reads. Whoever merges one has checked it (whole.ts).
 */
import * as Y from "yjs";
import { stateOf } from "./document.ts";
import { mergeUpdate, type Merged } from "./incoming.ts";
import type { DeletedRange } from "./strict-update.ts";
import type { Whole } from "./whole.ts";
import { encodeWithout } from "./without.ts";

/** What waits for something that isn't there is left out: nobody could apply it. */
export const encodeWhole = (doc: Y.Doc): Uint8Array =>
  encodeWithout(doc, { clientId: doc.clientID, fromClock: Infinity });

/** Merges, never replaces. Only what passed checkWhole. */
export function mergeWhole(doc: Y.Doc, bytes: Uint8Array): Merged {
  return mergeUpdate(doc, bytes);
}

/**
 * Does the document hold writing or deletions that the whole doesn't? After a merge: is there something to be pushed?
 *
 * Compares what was written and what is gone, not digests: those are only their author's word.
 */
export function holdsMore(doc: Y.Doc, { stateByClient, deletedByClient }: Whole): boolean {
  for (const [client, clock] of stateOf(doc)) if (clock > (stateByClient.get(client) ?? 0)) return true;
  for (const [client, ranges] of Y.createDeleteSetFromStructStore(doc.store).clients) {
    if (!isWithin(ranges, deletedByClient.get(client) ?? [])) return true;
  }
  return false;
}

/** Does the whole hold writing or deletions that the document doesn't? */
export function holdsLess(doc: Y.Doc, { stateByClient, deletedByClient }: Whole): boolean {
  const state = stateOf(doc);
  for (const [client, clock] of stateByClient) if (clock > (state.get(client) ?? 0)) return true;
  const { clients: deleted } = Y.createDeleteSetFromStructStore(doc.store);
  for (const [client, ranges] of deletedByClient) {
    if (!isWithin(ranges, deleted.get(client) ?? [])) return true;
  }
  return false;
}

/** Both ascend, and no range of `wholes` begins where another ends. */
function isWithin(parts: readonly DeletedRange[], wholes: readonly DeletedRange[]): boolean {
  let index = 0;
  return parts.every(({ clock, len }) => {
    let whole = wholes[index];
    while (whole !== undefined && whole.clock + whole.len <= clock) whole = wholes[(index += 1)];
    return whole !== undefined && whole.clock <= clock && clock + len <= whole.clock + whole.len;
  });
}
