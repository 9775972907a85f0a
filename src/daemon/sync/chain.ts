/**
 * The log's chain as this device has read it: where it stands, and the hashes on the way there.
 *
 * Envelopes name a place that their author had seen; it is compared with what stands here, so that two histories are
 * found as soon as somebody writes who has seen the other one.
 */
import { isEqualBytes } from "../../protocol/bytes.ts";
import { type Cursor, nextHash } from "../../protocol/log.ts";
import type { Hashing } from "../../protocol/sodium.ts";

/** Envelopes that were sealed longer ago than that are taken at their word. */
const KEPT_HASHES = 20_000;

export interface Chain {
  readonly cursor: Cursor;
  /** Undefined where it is not known any more, or not yet. */
  readonly hashAt: (position: number) => Uint8Array | undefined;
  /** Record `cursor.position` + 1. */
  add(id: Uint8Array): void;
}

export function createChain(sodium: Hashing, start: Cursor): Chain {
  let cursor = start;
  const hashes = new Map<number, Uint8Array>([[start.position, start.hash]]);
  return {
    get cursor() {
      return cursor;
    },
    hashAt: (position) => hashes.get(position),
    add: (id) => {
      const position = cursor.position + 1;
      const hash = nextHash(sodium, cursor.hash, id);
      cursor = { log: cursor.log, position, hash };
      hashes.set(position, hash);
      hashes.delete(position - KEPT_HASHES);
    },
  };
}

export const isSameLog = (a: Cursor, b: Cursor): boolean => isEqualBytes(a.log, b.log);
