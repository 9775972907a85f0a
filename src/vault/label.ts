/**
 * An account without its secrets, for views and lists.
 *
 * Texts are passed on as they are: cleaning them for a terminal is the front ends' matter.
 */
import type { AccountLabel, AccountName } from "../protocol/account.ts";
import type { Account } from "./account.ts";

/** This device's own count; never shared. */
export interface Usage {
  readonly usedCount: number;
  /** Epoch seconds. */
  readonly lastUsedAt: number | null;
}

export const UNUSED: Usage = { usedCount: 0, lastUsedAt: null };

/** Stands where the one-time password can't be read; `usable: false` says that it means nothing. */
const UNREADABLE = { algorithm: "SHA1", digits: 6, period: null } as const;

export function accountToLabel(account: Account, usage: Usage): AccountLabel {
  const { otp } = account;
  const { algorithm, digits, period } = otp ?? UNREADABLE;
  return {
    id: account.id,
    type: account.type,
    usable: otp !== null,
    issuer: account.issuer,
    name: account.name,
    algorithm,
    digits,
    period: otp?.type === "hotp" ? null : period,
    counter: otp?.type === "hotp" ? account.counter : null,
    tags: account.tags,
    pinned: account.pinned,
    hasNote: account.note !== null,
    hasRecoveryCodes: account.recoveryCodes !== null,
    hasPin: (otp?.pin ?? null) !== null,
    createdAt: account.createdAt,
    trashedAt: account.trashedAt,
    verified: account.verified,
    usedCount: usage.usedCount,
    lastUsedAt: usage.lastUsedAt,
  };
}

/** "GitHub (sven)", for activity and undo. */
export function formatAccountName({ issuer, name }: Pick<AccountName, "issuer" | "name">): string {
  if (issuer === "" || name === "") return issuer || name;
  return `${issuer} (${name})`;
}
