/**
 * The plain values that account fields hold: what Yjs, CBOR and JSON-like code can all carry.
 *
 * The document may have been written by another device, so nothing here trusts its shape: whatever is no plain
 * value (a nested Yjs type, a bigint, NaN) counts as absent.
 */
import { isEqualBytes } from "../protocol/bytes.ts";

export type FieldValue =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | readonly FieldValue[]
  | { readonly [key: string]: FieldValue };

/** Far beyond any field of ours; a crafted value may be deep enough to exhaust the stack. */
const DEEPEST = 16;

/** A copy that shares no bytes with the document; undefined where the value isn't plain. */
export function toFieldValue(value: unknown, depth = 0): FieldValue | undefined {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (depth >= DEEPEST) return undefined;
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => toFieldValue(item, depth + 1));
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  return isPlainObject(value) ? toFieldObject(value, depth) : undefined;
}

function toFieldObject(value: object, depth: number): FieldValue {
  const entries: [string, FieldValue][] = [];
  for (const [key, inner] of Object.entries(value)) {
    if (UNSTORABLE.has(key)) continue;
    const plain = toFieldValue(inner, depth + 1);
    if (plain !== undefined) entries.push([key, plain]);
  }
  return Object.fromEntries(entries);
}

/** Yjs looks at `constructor` to tell what a value is, and throws where that is not what it expects. */
const UNSTORABLE: ReadonlySet<string> = new Set(["constructor", "__proto__"]);

/** A value of the document as it can be stored again, of a newer holt's kinds too; undefined where it can't. */
export function toStorable(value: unknown): unknown {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  const isAsIs = isPlainObject(value) && !Object.hasOwn(value, "constructor");
  return isAsIs ? value : toFieldValue(value);
}

export function isEqualValue(a: FieldValue | undefined, b: FieldValue | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (a instanceof Uint8Array || b instanceof Uint8Array) {
    return a instanceof Uint8Array && b instanceof Uint8Array && isEqualBytes(a, b);
  }
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => isEqualValue(member(a, key), member(b, key)))
  );
}

/** An own member of a plain object, whatever the value is. */
export function member(value: unknown, key: string): FieldValue | undefined {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, FieldValue>)[key]
    : undefined;
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
