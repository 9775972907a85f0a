/**
 * Accounts and codes as `--json` prints them: the fields that CLI.md promises, and no secret.
 */
import type { AccountLabel } from "../protocol/account.ts";

export function accountToJson(account: AccountLabel): Readonly<Record<string, unknown>> {
  return {
    id: account.id,
    type: account.type,
    issuer: account.issuer,
    name: account.name,
    algorithm: account.algorithm,
    digits: account.digits,
    period: account.period,
    counter: account.counter,
    tags: account.tags,
    pinned: account.pinned,
    note: account.hasNote,
    createdAt: account.createdAt,
    trashedAt: account.trashedAt,
    verified: account.verified === true,
    usable: account.usable,
    usedCount: account.usedCount,
    lastUsedAt: account.lastUsedAt,
    hasRecoveryCodes: account.hasRecoveryCodes,
    hasPin: account.hasPin,
  };
}
