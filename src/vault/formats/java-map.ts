/**
 * A serialised Java HashMap of strings to strings, and no other object: there is no class to be made, no code to be
 * run and nothing nested. Every length is checked against the bytes there are.
 *
 * Strings are "modified UTF-8": NUL in two bytes, characters beyond the first plane as two surrogates. Source: Java
 * Object Serialization Specification, chapter 6.
 */
import { bytesToUtf8, concatBytes, utf8ToBytes } from "../../protocol/bytes.ts";

/** Stream header, class description of java.util.HashMap with its two fields, no superclass. */
const START = concatBytes(
  Uint8Array.of(0xac, 0xed, 0, 5, 0x73, 0x72, 0, 17),
  utf8ToBytes("java.util.HashMap"),
  Uint8Array.of(0x05, 0x07, 0xda, 0xc1, 0xc3, 0x16, 0x60, 0xd1, 3, 0, 2, 0x46, 0, 10),
  utf8ToBytes("loadFactor"),
  Uint8Array.of(0x49, 0, 9),
  utf8ToBytes("threshold"),
  Uint8Array.of(0x78, 0x70),
);
/** Values of the two fields; then a block of 8 bytes: buckets and size. */
const FIELD_BYTES = 8;
const BLOCK_BYTES = 10;
/** Class and map have the first two handles. */
const FIRST_STRING_HANDLE = 0x7e_0002;

const TAG = {
  null: 0x70,
  reference: 0x71,
  string: 0x74,
  blockData: 0x77,
  end: 0x78,
  longString: 0x7c,
} as const;

export const isJavaMap = (bytes: Uint8Array): boolean =>
  Buffer.compare(bytes.subarray(0, START.length), START) === 0;

/** Undefined where the bytes are no such map. Null values are left out. */
export function decodeJavaMap(bytes: Uint8Array): ReadonlyMap<string, string> | undefined {
  const block = START.length + FIELD_BYTES;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!isJavaMap(bytes) || bytes.length < block + BLOCK_BYTES) return undefined;
  if (bytes[block] !== TAG.blockData || bytes[block + 1] !== 8) return undefined;
  const size = view.getUint32(block + 6);
  const strings: string[] = [];
  const values = new Map<string, string>();
  let at = block + BLOCK_BYTES;
  for (let entry = 0; entry < size; entry++) {
    const key = decodeObject(view, at, strings);
    const value = key === undefined ? undefined : decodeObject(view, key.end, strings);
    if (key === undefined || value === undefined) return undefined;
    if (key.text !== null && value.text !== null) values.set(key.text, value.text);
    at = value.end;
  }
  return bytes[at] === TAG.end && at + 1 === bytes.length ? values : undefined;
}

interface Decoded {
  readonly text: string | null;
  readonly end: number;
}

/** Strings that were new are added to `strings`: later ones refer to them. */
function decodeObject(view: DataView, at: number, strings: string[]): Decoded | undefined {
  const left = view.byteLength - at - 1;
  if (left < 0) return undefined;
  const tag = view.getUint8(at);
  if (tag === TAG.null) return { text: null, end: at + 1 };
  if (tag === TAG.reference) {
    const text = left < 4 ? undefined : strings[view.getUint32(at + 1) - FIRST_STRING_HANDLE];
    return text === undefined ? undefined : { text, end: at + 5 };
  }
  const lengthBytes = tag === TAG.string ? 2 : tag === TAG.longString ? 8 : undefined;
  if (lengthBytes === undefined || left < lengthBytes) return undefined;
  const length = lengthBytes === 2 ? view.getUint16(at + 1) : Number(view.getBigUint64(at + 1));
  const start = at + 1 + lengthBytes;
  if (length > view.byteLength - start) return undefined;
  const text = decodeModifiedUtf8(new Uint8Array(view.buffer, view.byteOffset + start, length));
  if (text === undefined) return undefined;
  strings.push(text);
  return { text, end: start + length };
}

function decodeModifiedUtf8(bytes: Uint8Array): string | undefined {
  return bytesToUtf8(bytes) ?? decodeUnits(bytes);
}

function decodeUnits(bytes: Uint8Array): string | undefined {
  const units: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at] ?? 0;
    const length = first < 0x80 ? 1 : first >> 5 === 0b110 ? 2 : first >> 4 === 0b1110 ? 3 : 0;
    if (length === 0 || at + length > bytes.length) return undefined;
    let unit = length === 1 ? first : first & (length === 2 ? 0x1f : 0x0f);
    for (const byte of bytes.subarray(at + 1, at + length)) {
      if (byte >> 6 !== 0b10) return undefined;
      unit = (unit << 6) | (byte & 0x3f);
    }
    units.push(String.fromCharCode(unit));
    at += length;
  }
  return units.join("");
}
