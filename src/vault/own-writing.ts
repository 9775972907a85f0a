/**
 * Is this our own writing that comes back, or somebody else's under our name? (docs/SPEC.md [GE2])
 *
 * A device that was copied writes under the same clientID as its original until one of them notices: then the log
 * holds structs at clocks that this device gave to something else, or to nothing yet.
 */
import * as Y from "yjs";
import { isEqualValue, toFieldValue } from "./field-value.ts";

/**
 * Does `doc` hold all that the update (Yjs v1, checked before) has under the clientID from that clock on, with the same
 * content? Of what was overwritten since only the place can be compared: which key it stood in, and after what.
 */
export function isOwnWriting(
  doc: Y.Doc,
  update: Uint8Array,
  { clientId, fromClock }: { readonly clientId: number; readonly fromClock: number },
): boolean {
  const known = Y.getState(doc.store, clientId);
  for (const theirs of Y.decodeUpdate(update).structs) {
    const { client, clock } = theirs.id;
    const end = clock + theirs.length;
    if (client !== clientId || end <= fromClock) continue;
    if (end > known) return false;
    if (theirs instanceof Y.Item && !isSame(doc, theirs, Math.max(clock, fromClock))) return false;
  }
  return true;
}

/** Compared at one clock: a run of several values is deleted content, which says nothing. */
function isSame(doc: Y.Doc, theirs: Y.Item, clock: number): boolean {
  const ours = Y.getItem(doc.store, Y.createID(theirs.id.client, clock));
  if (!(ours instanceof Y.Item)) return true;
  // A run is of one key.
  if (ours.parentSub !== null && theirs.parentSub !== null && ours.parentSub !== theirs.parentSub)
    return false;
  if (ours.id.clock > theirs.id.clock) return true;
  const isStart = ours.id.clock === theirs.id.clock;
  const origin = isStart ? ours.origin : Y.createID(theirs.id.client, theirs.id.clock - 1);
  if (!Y.compareIDs(origin, theirs.origin) || !Y.compareIDs(ours.rightOrigin, theirs.rightOrigin))
    return false;
  if (ours.deleted || theirs.content instanceof Y.ContentDeleted) return true;
  if (!isStart || ours.length !== theirs.length) return true;
  if (ours.content.constructor !== theirs.content.constructor) return false;
  if (ours.content instanceof Y.ContentType) return true;
  return isEqualValue(toFieldValue(ours.content.getContent()), toFieldValue(theirs.content.getContent()));
}
