/**
 * Is an account that comes in here already?
 */
import type { Account, AccountDraft, NamedAccount } from "../vault/account.ts";
import { sameAccountKey } from "../vault/duplicates.ts";

/**
 * Compares with the accounts as they are now, not with each other. What lies in the trash only hides what comes as
 * trash too: an account that is to be used again must come in.
 */
export function createDuplicateCheck(
  accounts: readonly Account[],
): (draft: Account | AccountDraft) => boolean {
  const alive = new Set<string>();
  const all = new Set<string>();
  for (const account of accounts) {
    const key = sameAccountKey(account);
    if (key === undefined) continue;
    all.add(key);
    if (account.trashedAt === null) alive.add(key);
  }
  return (draft) => {
    const key = sameAccountKey(draft);
    return key !== undefined && (draft.trashedAt === null ? alive : all).has(key);
  };
}

/** One that is to be enrolled again is here where anything of its name is: it may have been enrolled meanwhile. */
export function createNameCheck(accounts: readonly Account[]): (named: NamedAccount) => boolean {
  const key = ({ issuer, name }: Pick<Account, "issuer" | "name">): string => JSON.stringify([issuer, name]);
  const alive = new Set(accounts.filter(({ trashedAt }) => trashedAt === null).map(key));
  const all = new Set(accounts.map(key));
  return (named) => (named.trashedAt === null ? alive : all).has(key(named));
}
