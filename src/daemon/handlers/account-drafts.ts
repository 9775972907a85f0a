/**
 * Accounts on their way in: what they will look like, and whether they are here already.
 */
import type { AccountLabel } from "../../protocol/account.ts";
import type { Account, AccountDraft } from "../../vault/account.ts";
import { sameAccountKey } from "../../vault/duplicates.ts";
import { accountToLabel, UNUSED } from "../../vault/label.ts";

/** Before it has an id: the id is empty. `now` is epoch seconds. */
export function previewLabel(draft: AccountDraft, now: number): AccountLabel {
  const account: Account = {
    ...draft,
    id: "",
    type: draft.otp.type,
    tags: [...draft.tags].sort(),
    createdAt: draft.createdAt ?? now,
    verified: draft.verified ?? null,
    history: draft.history ?? [],
  };
  return accountToLabel(account, UNUSED);
}

export function withTags(draft: AccountDraft, tags: readonly string[] = []): AccountDraft {
  const own = [...draft.tags, ...tags].map((tag) => tag.trim()).filter((tag) => tag !== "");
  return { ...draft, tags: [...new Set(own)] };
}

/**
 * Compares with the accounts as they are now, not with each other. What lies in the trash only hides what comes as
 * trash too: an account that is to be used again must come in.
 */
export function createDuplicateCheck(accounts: readonly Account[]): (draft: AccountDraft) => boolean {
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
