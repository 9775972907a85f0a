/**
 * The part of protocol buffers that one small message needs: fields with varints and byte strings, every length
 * checked against the bytes there are, and at most MOST_FIELDS of them. Knows no message.
 *
 * Source: protobuf.dev/programming-guides/encoding.
 */
import { concatBytes } from "../../protocol/bytes.ts";

export interface Field {
  readonly number: number;
  /** A varint (or fixed-size number) as the unsigned 64 bits that it is, or the bytes of a string or message. */
  readonly value: bigint | Uint8Array;
}

/** Ten accounts with nine fields each is what a migration holds. */
const MOST_FIELDS = 10_000;

/** Undefined where the bytes are not a message. */
export function decodeFields(bytes: Uint8Array): Field[] | undefined {
  const fields: Field[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const key = decodeVarint(bytes, offset);
    if (key === undefined || key.value >> 3n === 0n || key.value >> 32n !== 0n) return undefined;
    const body = decodeBody(bytes, key.end, Number(key.value & 7n));
    if (body === undefined || fields.length === MOST_FIELDS) return undefined;
    fields.push({ number: Number(key.value >> 3n), value: body.value });
    offset = body.end;
  }
  return fields;
}

interface Decoded<T> {
  readonly value: T;
  readonly end: number;
}

function decodeBody(
  bytes: Uint8Array,
  start: number,
  wireType: number,
): Decoded<bigint | Uint8Array> | undefined {
  if (wireType === 0) return decodeVarint(bytes, start);
  if (wireType === 1) return decodeFixed(bytes, start, 8);
  if (wireType === 5) return decodeFixed(bytes, start, 4);
  if (wireType !== 2) return undefined;
  const length = decodeVarint(bytes, start);
  if (length === undefined || length.value > BigInt(bytes.length - length.end)) return undefined;
  const end = length.end + Number(length.value);
  return { value: bytes.subarray(length.end, end), end };
}

function decodeVarint(bytes: Uint8Array, start: number): Decoded<bigint> | undefined {
  let value = 0n;
  for (let index = 0; index < 10; index++) {
    const byte = bytes[start + index];
    if (byte === undefined) return undefined;
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return { value: BigInt.asUintN(64, value), end: start + index + 1 };
  }
  return undefined;
}

function decodeFixed(bytes: Uint8Array, start: number, size: number): Decoded<bigint> | undefined {
  if (start + size > bytes.length) return undefined;
  let value = 0n;
  for (let index = size - 1; index >= 0; index--) value = (value << 8n) | BigInt(bytes[start + index] ?? 0);
  return { value, end: start + size };
}

export function encodeNumber(field: number, value: number): Uint8Array {
  return concatBytes(encodeVarint(BigInt(field << 3)), encodeVarint(BigInt.asUintN(64, BigInt(value))));
}

export function encodeBytes(field: number, value: Uint8Array): Uint8Array {
  return concatBytes(encodeVarint(BigInt((field << 3) | 2)), encodeVarint(BigInt(value.length)), value);
}

function encodeVarint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return Uint8Array.from([...bytes, Number(rest)]);
}
