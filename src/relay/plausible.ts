/**
 * A look at CBOR before it is decoded: does it have as few items as what it should be?
 *
 * A megabyte of nulls takes seconds to decode, during which nobody else is served. Heads are walked over, contents are
 * skipped; what passes may still be malformed, and what doesn't never is anything that holt writes.
 */
const BYTES = 2;
const TEXT = 3;

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

function hasFewItems(bytes: Uint8Array, most: number): boolean {
  let count = 0;
  for (let at = 0; at < bytes.length; count++) {
    const head = headAt(bytes, at);
    if (head === undefined || count === most) return false;
    at = head.end + (head.major === BYTES || head.major === TEXT ? head.value : 0);
  }
  return true;
}

/** RFC 8949 §3; undefined for what is cut off, or has no definite length. */
function headAt(bytes: Uint8Array, at: number): { major: number; value: number; end: number } | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  const [major, info] = [first >> 5, first & 31];
  if (info < 24) return { major, value: info, end: at + 1 };
  const length = 2 ** (info - 24);
  if (info > 27 || at + 1 + length > bytes.length) return undefined;
  let value = 0;
  for (let index = 1; index <= length; index++) value = value * 256 + (bytes[at + index] ?? 0);
  return { major, value, end: at + 1 + length };
}
