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
 * content? What was overwritten since can't be compared any more, and counts as the same.
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
  if (!(ours instanceof Y.Item) || ours.deleted || theirs.content instanceof Y.ContentDeleted) return true;
  if (ours.id.clock !== theirs.id.clock || ours.length !== theirs.length) return true;
  if (ours.parentSub !== null && theirs.parentSub !== null && ours.parentSub !== theirs.parentSub)
    return false;
  if (ours.content.constructor !== theirs.content.constructor) return false;
  if (ours.content instanceof Y.ContentType) return true;
  return isEqualValue(toFieldValue(ours.content.getContent()), toFieldValue(theirs.content.getContent()));
}
