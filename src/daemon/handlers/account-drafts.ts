/**
 * Accounts on their way in: what they will look like, and whether they are here already.
 */
import type { AccountLabel } from "../../protocol/account.ts";
import type { Account, AccountDraft } from "../../vault/account.ts";
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
