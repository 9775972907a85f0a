/**
 * Any value that a vault document can hold → bytes: the same for the same value, whatever order its keys were written
 * in, and others for every other value (docs/SPEC.md [VD9]).
 *
 * Takes what Yjs can store and more (floats, undefined, bigints, types inside types), and never throws. What Yjs would
 * store differently from how it is in memory counts as what it stores: an object is its own keys.
 */
import * as Y from "yjs";

export interface CanonicalWriter {
  value(value: unknown): void;
  /** A whole number from 0. */
  count(count: number): void;
  /** Valid until the next write. */
  bytes(): Uint8Array;
  /** Overwrites what was written. */
  wipe(): void;
}

const TAG = {
  undefined: 0,
  null: 1,
  false: 2,
  true: 3,
  number: 4,
  bigint: 5,
  text: 6,
  bytes: 7,
  list: 8,
  object: 9,
  map: 10,
  /** A type of Yjs that is no map, a function, a symbol: none of them is ever stored. */
  other: 11,
  tooDeep: 12,
  /** There are many of it. */
  nan: 13,
} as const;

/** Values from others have at most 64 levels. */
const DEEPEST = 100;
const SIZE_BYTES = 4;
const LONGEST_FIXED = 9;
const SHORT = 40;

export function canonicalBytes(value: unknown): Uint8Array {
  const writer = createCanonicalWriter(64);
  writer.value(value);
  return writer.bytes();
}

export function createCanonicalWriter(startBytes = 1024): CanonicalWriter {
  let buffer = Buffer.allocUnsafeSlow(startBytes);
  let length = 0;

  const reserve = (more: number): void => {
    if (length + more <= buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(buffer.length * 2, length + more));
    buffer.copy(larger, 0, 0, length);
    buffer.fill(0);
    buffer = larger;
  };
  const tag = (code: number): void => {
    reserve(LONGEST_FIXED);
    buffer[length++] = code;
  };
  const sizeAt = (at: number, size: number): void => {
    buffer[at] = size >>> 24;
    buffer[at + 1] = size >>> 16;
    buffer[at + 2] = size >>> 8;
    buffer[at + 3] = size;
  };
  const size = (size: number): void => {
    reserve(LONGEST_FIXED);
    sizeAt(length, size);
    length += SIZE_BYTES;
  };
  const count = (value: number): void => {
    reserve(LONGEST_FIXED);
    length = buffer.writeDoubleBE(value, length);
  };
  const text = (value: string): void => {
    reserve(value.length * 3 + LONGEST_FIXED);
    const start = length + SIZE_BYTES;
    const written = writeShortAscii(buffer, value, start) ?? buffer.write(value, start, "utf8");
    sizeAt(length, written);
    length = start + written;
  };
  const bytes = (value: Uint8Array): void => {
    reserve(value.length + LONGEST_FIXED);
    sizeAt(length, value.length);
    const start = length + SIZE_BYTES;
    if (value.length > SHORT) buffer.set(value, start);
    else for (let index = 0; index < value.length; index += 1) buffer[start + index] = value[index] ?? 0;
    length = start + value.length;
  };
  const keyed = (code: number, keys: string[], read: (key: string) => unknown, depth: number): void => {
    tag(code);
    size(keys.length);
    for (const key of sorted(keys)) {
      text(key);
      any(read(key), depth);
    }
  };
  const object = (value: object, depth: number): void => {
    if (depth >= DEEPEST) tag(TAG.tooDeep);
    else if (value instanceof Uint8Array) {
      tag(TAG.bytes);
      bytes(value);
    } else if (Array.isArray(value)) {
      tag(TAG.list);
      size(value.length);
      for (const inner of value as readonly unknown[]) any(inner, depth + 1);
    } else if (value instanceof Y.Map) {
      const map = value as Y.Map<unknown>;
      keyed(TAG.map, keysOf(map), (key) => map.get(key), depth + 1);
    } else if (value instanceof Y.AbstractType) {
      tag(TAG.other);
    } else {
      const members = value as Readonly<Record<string, unknown>>;
      keyed(TAG.object, Object.keys(members), (key) => members[key], depth + 1);
    }
  };
  const any = (value: unknown, depth: number): void => {
    if (typeof value === "string") {
      tag(TAG.text);
      text(value);
    } else if (typeof value === "number") {
      if (Number.isNaN(value)) return tag(TAG.nan);
      tag(TAG.number);
      count(value);
    } else if (typeof value === "bigint") {
      tag(TAG.bigint);
      text(value.toString());
    } else if (typeof value === "object" && value !== null) object(value, depth);
    else if (value === undefined) tag(TAG.undefined);
    else if (value === null) tag(TAG.null);
    else if (typeof value === "boolean") tag(value ? TAG.true : TAG.false);
    else tag(TAG.other);
  };

  return {
    value: (value) => any(value, 0),
    count,
    bytes: () => buffer.subarray(0, length),
    wipe: () => void buffer.fill(0),
  };
}

/** In place, by UTF-16 code units. For a handful, as most objects have, several times as fast as `sort`. */
function sorted(keys: string[]): readonly string[] {
  if (keys.length > SHORT) return keys.sort();
  for (let end = 1; end < keys.length; end += 1) {
    const key = keys[end] as string;
    let place = end;
    for (let left = keys[place - 1]; left !== undefined && left > key; left = keys[place - 1]) {
      keys[place] = left;
      place -= 1;
    }
    keys[place] = key;
  }
  return keys;
}

/** Undefined for other text. For a short one, the way into native code takes longer than the writing. */
function writeShortAscii(buffer: Uint8Array, text: string, start: number): number | undefined {
  if (text.length > SHORT) return undefined;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 127) return undefined;
    buffer[start + index] = code;
  }
  return text.length;
}

/** Several times as fast as the iterator. */
function keysOf(map: Y.Map<unknown>): string[] {
  const keys: string[] = [];
  for (const [key, item] of map._map) if (!item.deleted) keys.push(key);
  return keys;
}
