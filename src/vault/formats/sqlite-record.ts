/**
 * One row as SQLite stores it: a header that gives each column's type and size, then the values. And SQLite's own
 * variable-length integers. Source: sqlite.org/fileformat2.html, §1.6 and §2.1.
 */
export type SqliteValue = number | string | Uint8Array | null;
export type SqliteEncoding = "utf-8" | "utf-16le" | "utf-16be";

export interface Varint {
  readonly value: number;
  /** Of the byte after it. */
  readonly end: number;
}

/** Undefined where the bytes end first. Negative numbers, and those beyond 2^53, are too large for any size. */
export function readVarint(bytes: Uint8Array, start: number): Varint | undefined {
  let value = 0;
  for (let index = 0; index < 9; index++) {
    const byte = bytes[start + index];
    if (byte === undefined) return undefined;
    if (index === 8) return { value: value * 256 + byte, end: start + 9 };
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: start + index + 1 };
  }
  return undefined;
}

/** Undefined where the bytes are no row. */
export function decodeRecord(bytes: Uint8Array, encoding: SqliteEncoding): SqliteValue[] | undefined {
  const header = readVarint(bytes, 0);
  if (header === undefined || header.value > bytes.length) return undefined;
  const decoder = new TextDecoder(encoding);
  const values: SqliteValue[] = [];
  let at = header.end;
  let body = header.value;
  while (at < header.value) {
    const type = readVarint(bytes, at);
    if (type === undefined || type.end > header.value) return undefined;
    const size = sizeOf(type.value);
    if (size === undefined || body + size > bytes.length) return undefined;
    values.push(decodeValue(type.value, bytes.subarray(body, body + size), decoder));
    at = type.end;
    body += size;
  }
  return values;
}

/** By type: null, integers of 1 to 8 bytes, a real, the numbers 0 and 1. */
const FIXED_SIZES: readonly number[] = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];
const REAL = 7;
const FIRST_BLOB = 12;

const sizeOf = (type: number): number | undefined =>
  type < FIRST_BLOB ? FIXED_SIZES[type] : Math.floor((type - FIRST_BLOB) / 2);

function decodeValue(
  type: number,
  bytes: Uint8Array,
  decoder: Pick<InstanceType<typeof TextDecoder>, "decode">,
): SqliteValue {
  if (type === 0) return null;
  if (type === 8 || type === 9) return type - 8;
  if (type >= FIRST_BLOB) return type % 2 === 0 ? bytes : decoder.decode(bytes);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (type === REAL) return buffer.readDoubleBE(0);
  return bytes.length === 8 ? Number(buffer.readBigInt64BE(0)) : buffer.readIntBE(0, bytes.length);
}
