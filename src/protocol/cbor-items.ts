/**
 * A look at CBOR before it is decoded: does it have as few items as what it should be?
 *
 * A megabyte of nulls takes seconds to decode, during which nobody else is served. Heads are walked over, contents are
 * skipped; what passes may still be malformed.
 */
export const BYTES = 2;
const TEXT = 3;

export function hasFewItems(bytes: Uint8Array, most: number): boolean {
  let count = 0;
  for (let at = 0; at < bytes.length; count++) {
    const head = headAt(bytes, at);
    if (head === undefined || count === most) return false;
    at = head.end + (head.major === BYTES || head.major === TEXT ? head.value : 0);
  }
  return true;
}

/** RFC 8949 §3; undefined for what is cut off, or has no definite length. */
export function headAt(
  bytes: Uint8Array,
  at: number,
): { major: number; value: number; end: number } | undefined {
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
