/**
 * Readers for decoded CBOR: does it have this shape? Undefined where it doesn't.
 *
 * Used by each record's decoder; knows no record.
 */
import type { CborMap, CborValue } from "./codec.ts";

export const isMap = (value: CborValue | undefined): value is CborMap =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

/** The map, where it has exactly these keys. */
export function mapOf<K extends string>(
  value: CborValue | undefined,
  ...keys: readonly K[]
): Readonly<Record<K, CborValue>> | undefined {
  if (!isMap(value) || Object.keys(value).length !== keys.length) return undefined;
  return keys.every((key) => Object.hasOwn(value, key))
    ? (value as unknown as Readonly<Record<K, CborValue>>)
    : undefined;
}

export const listOf = (value: CborValue | undefined): readonly CborValue[] | undefined =>
  Array.isArray(value) ? (value as readonly CborValue[]) : undefined;

/** Of exactly `length` bytes where that is given. */
export const bytesOf = (value: CborValue | undefined, length?: number): Uint8Array | undefined =>
  value instanceof Uint8Array && (length === undefined || value.length === length) ? value : undefined;

export const textOf = (value: CborValue | undefined): string | undefined =>
  typeof value === "string" ? value : undefined;

/** A whole number from 0. */
export const wholeOf = (value: CborValue | undefined): number | undefined =>
  typeof value === "number" && value >= 0 ? value : undefined;
