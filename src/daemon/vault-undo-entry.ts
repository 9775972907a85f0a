/**
 * Undo entries as CBOR, and back: what was read is checked, for it goes into the document again.
 */
import type { CborValue } from "../protocol/codec.ts";
import { isMap, listOf, mapOf, textOf } from "../protocol/shape.ts";
import { ACCOUNT_ITSELF, type FieldChange } from "../vault/edit.ts";

/**
 * Accounts that were added are a list of ids: an import of ten thousand is one entry. Changes that CBOR can't hold
 * (a fraction that a newer holt wrote) can't be taken back later.
 */
export function changesToCbor(changes: readonly FieldChange[]): CborValue {
  const { added = [], changed = [] } = Object.groupBy(changes, (change) =>
    isAddition(change) ? "added" : "changed",
  );
  return {
    added: added.map(({ accountId }) => accountId),
    changed: changed
      .filter(isStorable)
      .map(({ accountId, key, ...values }) => ({ accountId, key, ...values })),
  };
}

export function cborToChanges(value: CborValue | undefined): readonly FieldChange[] | undefined {
  const map = mapOf(value, "added", "changed");
  const added = listOf(map?.added)?.map(toAddition);
  const changed = listOf(map?.changed)?.map(toChange);
  if (added === undefined || changed === undefined) return undefined;
  const changes = [...added, ...changed];
  return changes.every((change) => change !== undefined) ? changes : undefined;
}

const isAddition = ({ key, before, after }: FieldChange): boolean =>
  key === ACCOUNT_ITSELF && before === undefined && after === true;

function toAddition(id: CborValue): FieldChange | undefined {
  return typeof id === "string" ? { accountId: id, key: ACCOUNT_ITSELF, after: true } : undefined;
}

function toChange(value: CborValue): FieldChange | undefined {
  if (!isMap(value)) return undefined;
  const { accountId, key, ...values } = value;
  const id = textOf(accountId);
  const name = textOf(key);
  if (id === undefined || name === undefined) return undefined;
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
