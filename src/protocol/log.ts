/**
 * The log's hash chain: where a record stands, and after what (docs/SPEC.md [LG1]–[LG3]).
 *
 * A record is a roster entry or an envelope; here it is its id alone. Two histories never meet again unnoticed: each
 * hash holds everything before it. Needs no key; relay and devices compute the same.
 */
import { isEqualBytes } from "./bytes.ts";
import { hash } from "./hash.ts";
import type { VaultId } from "./ids.ts";
import type { Hashing } from "./sodium.ts";
import { TAGS } from "./tags.ts";

export const LOG_NONCE_BYTES = 32;

/** How far a log has been read. Position 0 is before the first record; `hash` is H(position). */
export interface Place {
  readonly position: number;
  /** 32 bytes. */
  readonly hash: Uint8Array;
}

export interface Cursor extends Place {
  /** H(0) of the log, 32 bytes: its name. */
  readonly log: Uint8Array;
}

export interface LogStart {
  readonly vaultId: VaultId;
  /** The relay's Ed25519 key, 32 bytes. */
  readonly relayKey: Uint8Array;
  /** 32 bytes that the relay drew when it began this log: a log that was begun anew has another name. */
  readonly nonce: Uint8Array;
}

/** H(0). */
export const startHash = (sodium: Hashing, { vaultId, relayKey, nonce }: LogStart): Uint8Array =>
  hash(sodium, { tag: TAGS.logStart, parts: [vaultId, relayKey, nonce] });

/** H(n) from H(n−1) and the id of record n (32 bytes). */
export const nextHash = (sodium: Hashing, previous: Uint8Array, id: Uint8Array): Uint8Array =>
  hash(sodium, { tag: TAGS.logNext, parts: [previous, id] });

export const isSamePlace = (a: Place, b: Place): boolean =>
  a.position === b.position && isEqualBytes(a.hash, b.hash);
