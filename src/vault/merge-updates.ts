/**
 * Many updates as one, the same as Yjs' own merging makes of them.
 *
 * Yjs sorts all that it merges again for each piece that it writes: thousands at once take minutes. A few at a time,
 * and what came of them again, take milliseconds.
 */
import { mergeUpdates } from "yjs";

const AT_ONCE = 32;

/** Yjs v1; at least one. */
export function mergeMany(updates: readonly Uint8Array[]): Uint8Array {
  let merged = [...updates];
  while (merged.length > AT_ONCE) {
    const next: Uint8Array[] = [];
    for (let first = 0; first < merged.length; first += AT_ONCE) {
      next.push(mergeUpdates(merged.slice(first, first + AT_ONCE)));
    }
    merged = next;
  }
  return mergeUpdates(merged);
}
