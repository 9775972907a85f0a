/**
 * Apple's binary property lists, as a flat table of objects: what is nested stays a list of indices, so that objects
 * that hold each other, or share one object a thousand times, cost nothing here.
 *
 * The lengths of all objects together are bounded by the bytes there are. Knows nothing of what the objects mean.
 * Source: CoreFoundation, CFBinaryPList.c.
 */
export type PlistObject =
  | { readonly type: "value"; readonly value: boolean | number | string | Uint8Array | null }
  /** A keyed archive's reference. */
  | { readonly type: "uid"; readonly uid: number }
  | { readonly type: "array"; readonly items: readonly number[] }
  | { readonly type: "dictionary"; readonly keys: readonly number[]; readonly values: readonly number[] };

export interface Plist {
  readonly objects: readonly PlistObject[];
  /** Index of the outermost. */
  readonly top: number;
}

const MAGIC = "bplist00";
const TRAILER_BYTES = 32;
const MOST_OBJECTS = 2_000_000;

export const isPlist = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(0, MAGIC.length)).toString("latin1") === MAGIC;

/** Undefined where the bytes are no such list, or damaged. */
export function decodePlist(bytes: Uint8Array): Plist | undefined {
  const trailer = bytes.length - TRAILER_BYTES;
  if (!isPlist(bytes) || trailer < MAGIC.length) return undefined;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [offsetBytes = 0, refBytes = 0] = bytes.subarray(trailer + 6);
  const [count, top, table] = [8, 16, 24].map((at) => Number(buffer.readBigUInt64BE(trailer + at))) as [
    number,
    number,
    number,
  ];
  const isSane = [offsetBytes, refBytes].every((size) => size >= 1 && size <= 6) && count <= MOST_OBJECTS;
  if (!isSane || top >= count || table + count * offsetBytes > trailer) return undefined;
  const reader: Reader = { buffer, end: table, refBytes, count, left: bytes.length };
  const objects: PlistObject[] = [];
  for (let index = 0; index < count; index++) {
    const object = readObject(reader, buffer.readUIntBE(table + index * offsetBytes, offsetBytes));
    if (object === undefined) return undefined;
    objects.push(object);
  }
  return { objects, top };
}

interface Reader {
  readonly buffer: Buffer;
  /** Where the objects end. */
  readonly end: number;
  readonly refBytes: number;
  readonly count: number;
  /** Bytes that objects may still claim. */
  left: number;
}

const valueOf = (value: boolean | number | string | Uint8Array | null): PlistObject => ({
  type: "value",
  value,
});

function readObject(reader: Reader, at: number): PlistObject | undefined {
  const { buffer, refBytes } = reader;
  const marker = at < reader.end ? buffer[at] : undefined;
  if (marker === undefined) return undefined;
  const [kind, low] = [marker >> 4, marker & 15];
  if (kind === 0) return low === 0 ? valueOf(null) : low === 8 || low === 9 ? valueOf(low === 9) : undefined;
  if (kind === 8) {
    const uid = claim(reader, at + 1, low + 1);
    return uid === undefined || low > 5 ? undefined : { type: "uid", uid: uid.readUIntBE(0, low + 1) };
  }
  if (kind <= 3) return readNumber(kind, low, claim(reader, at + 1, 2 ** low));
  const length = readLength(reader, at, low);
  if (length === undefined) return undefined;
  const { items, start } = length;
  const unitBytes = { 4: 1, 5: 1, 6: 2, 10: refBytes, 13: 2 * refBytes }[kind];
  const body = unitBytes === undefined ? undefined : claim(reader, start, items * unitBytes);
  if (body === undefined) return undefined;
  if (kind === 4) return valueOf(new Uint8Array(body));
  if (kind === 5) return valueOf(body.toString("latin1"));
  if (kind === 6) return valueOf(Buffer.from(body).swap16().toString("utf16le"));
  const refs = Array.from({ length: body.length / refBytes }, (_, index) =>
    body.readUIntBE(index * refBytes, refBytes),
  );
  if (refs.some((ref) => ref >= reader.count)) return undefined;
  if (kind === 10) return { type: "array", items: refs };
  return { type: "dictionary", keys: refs.slice(0, items), values: refs.slice(items) };
}

/** The bytes, taken off what objects may still claim. */
function claim(reader: Reader, start: number, length: number): Buffer | undefined {
  reader.left -= length;
  if (reader.left < 0 || start + length > reader.end) return undefined;
  return reader.buffer.subarray(start, start + length);
}

function readNumber(kind: number, low: number, body: Buffer | undefined): PlistObject | undefined {
  if (body === undefined || low > 4) return undefined;
  if (kind === 1) {
    if (low <= 2) return valueOf(body.readUIntBE(0, body.length));
    return valueOf(Number(body.readBigInt64BE(body.length - 8)));
  }
  // Reals, and dates as seconds.
  return low === 2 ? valueOf(body.readFloatBE(0)) : low === 3 ? valueOf(body.readDoubleBE(0)) : undefined;
}

function readLength(reader: Reader, at: number, low: number): { items: number; start: number } | undefined {
  if (low < 15) return { items: low, start: at + 1 };
  const marker = reader.buffer[at + 1] ?? 0;
  const size = 2 ** (marker & 15);
  if (marker >> 4 !== 1 || size > 4 || at + 2 + size > reader.end) return undefined;
  return { items: reader.buffer.readUIntBE(at + 2, size), start: at + 2 + size };
}
