/**
 * Undo entries as CBOR, and back: what was read is checked, for it goes into the document again.
 */
import type { CborValue } from "../protocol/codec.ts";
import { isMap, listOf, mapOf, textOf } from "../protocol/shape.ts";
import type { FieldChange } from "../vault/edit.ts";

/** Changes that CBOR can't hold (a fraction that a newer holt wrote) can't be taken back later. */
export const changesToCbor = (changes: readonly FieldChange[]): CborValue =>
  changes.filter(isStorable).map(({ accountId, key, ...values }) => ({ accountId, key, ...values }));

export function cborToChanges(value: CborValue | undefined): readonly FieldChange[] | undefined {
  const changes = listOf(value)?.map(toChange);
  return changes?.every((change) => change !== undefined) === true ? changes : undefined;
}

function toChange(value: CborValue): FieldChange | undefined {
  if (!isMap(value)) return undefined;
  const { accountId, key, ...values } = value;
  const id = textOf(accountId);
  const name = textOf(key);
  if (id === undefined || name === undefined || mapOf(values, ...Object.keys(values)) === undefined) {
    return undefined;
  }
  const { before, after } = values;
  return {
    accountId: id,
    key: name,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  };
}

const isStorable = ({ before, after }: FieldChange): boolean =>
  isCbor(before ?? null) && isCbor(after ?? null);

function isCbor(value: unknown, depth = 0): boolean {
  if (typeof value === "number") return Number.isSafeInteger(value);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return true;
  // Entry, list, change and value leave room for that much in a codec that goes sixteen levels deep.
  return depth < 10 && Object.values(value).every((inner) => isCbor(inner, depth + 1));
}
