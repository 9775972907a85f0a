/**
 * What comes in, before it is decoded: what doesn't pass never is anything that holt writes.
 */
import { BYTES, hasFewItems, headAt } from "../protocol/cbor-items.ts";

/** Entries of the longest roster, and what surrounds them. */
const MOST_IN_MESSAGE = 10_100;
/** A new epoch's boxes for the greatest number of members. */
const MOST_IN_ENTRY = 4000;
/** Of an envelope: nine short fields. */
const LONGEST_HEADER_BYTES = 1024;

export const isPlausibleMessage = (bytes: Uint8Array): boolean => hasFewItems(bytes, MOST_IN_MESSAGE);

/** [header, body, signature] */
export function isPlausibleEnvelope(bytes: Uint8Array): boolean {
  const header = headAt(bytes, 1);
  return hasFewItems(bytes, 4) && header?.major === BYTES && header.value <= LONGEST_HEADER_BYTES;
}

/** [body, signature] */
export function isPlausibleEntry(bytes: Uint8Array): boolean {
  const body = headAt(bytes, 1);
  if (!hasFewItems(bytes, 3) || body?.major !== BYTES) return false;
  return hasFewItems(bytes.subarray(body.end, body.end + body.value), MOST_IN_ENTRY);
}
