/**
 * How large a vault may become: what could be written and never read again (docs/SPEC.md [CB3]) must not come in.
 *
 * Measuring a document means writing it down, so its size is estimated from what came in, which is never less, and
 * measured only where the estimate is beyond the bound.
 */
import type { HoltError } from "../protocol/errors.ts";

export interface VaultSize {
  /** Undefined where there is room. `measure` writes the document down, the edit included. */
  refuse(updateBytes: number, measure: () => number): HoltError | undefined;
}

/** Half of what a record may hold; ten thousand accounts with a page of notes each. */
const LARGEST_VAULT = 32 * 1024 * 1024;
/** What keeps a full vault in use (a counter, a tag, emptying the trash) is small, and has room for years. */
const SMALL_EDIT = 4 * 1024;
const LARGEST_WITH_SMALL_EDITS = 56 * 1024 * 1024;

export function createVaultSize(loadedBytes: number, largest = LARGEST_VAULT): VaultSize {
  let estimate = loadedBytes;
  return {
    refuse(updateBytes, measure) {
      const bound = updateBytes <= SMALL_EDIT ? LARGEST_WITH_SMALL_EDITS : largest;
      const next = estimate + updateBytes;
      const size = next <= bound ? next : measure();
      if (size > bound) {
        const reason = `more than a vault holds (${Math.floor(largest / 1024 / 1024)} MB)`;
        return { type: "usage", reason: "bad-field", value: `vault: ${reason}` };
      }
      estimate = size;
      return undefined;
    },
  };
}
