/**
 * Two vaults' accounts side by side: field by field, and code by code (docs/SPEC.md [BK6]).
 *
 * What a drill compares: nothing that would matter after a recovery may differ unseen. Names fields, never values.
 */
import type { AccountDifference } from "../protocol/backup-api.ts";
import { formatHex } from "../protocol/bytes.ts";
import type { Account } from "./account.ts";
import { codeOfCounter, codeOfTime } from "./code.ts";

/** `atMs`: for which moment codes are made. */
export function compareAccounts(
  ours: readonly Account[],
  theirs: readonly Account[],
  atMs: number,
): readonly AccountDifference[] {
  const theirsById = new Map(theirs.map((account) => [account.id, account]));
  const known = new Set(ours.map(({ id }) => id));
  const differences: AccountDifference[] = [];
  for (const account of ours) {
    const other = theirsById.get(account.id);
    if (other === undefined) differences.push(difference(account, "missing"));
    else {
      const fields = differingFields(account, other);
      if (fields.length > 0) differences.push(difference(account, "changed", fields));
      else if (codesOf(account, atMs) !== codesOf(other, atMs)) differences.push(difference(account, "code"));
    }
  }
  for (const account of theirs) if (!known.has(account.id)) differences.push(difference(account, "extra"));
  return differences;
}

const difference = (
  { id, issuer, name }: Account,
  type: AccountDifference["type"],
  fields: readonly string[] = [],
): AccountDifference => ({ id, issuer, name, type, fields });

/** Names of the fields in which two accounts of one id differ. */
function differingFields(one: Account, other: Account): readonly string[] {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]) as ReadonlySet<keyof Account>;
  return [...keys].filter((key) => plain(one[key]) !== plain(other[key]));
}

/** This moment's code and the next one's; of a HOTP account the code of its counter. */
function codesOf(account: Account, atMs: number): string {
  if (account.otp?.type === "hotp") return plain(codeOfCounter(account, account.counter));
  const now = codeOfTime(account, atMs);
  return now.ok ? `${now.value.code} ${now.value.next}` : now.error.type;
}

const plain = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) => (inner instanceof Uint8Array ? formatHex(inner) : inner)) ??
  "";
