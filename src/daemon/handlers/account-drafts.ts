/**
 * Accounts on their way in: what they will look like, and whether they are here already.
 */
import { TO_ENROL, type AccountLabel } from "../../protocol/account.ts";
import type { Account, AccountDraft, NamedAccount } from "../../vault/account.ts";
import { accountToLabel, UNUSED } from "../../vault/label.ts";

/** Before it has an id: the id is empty. `now` is epoch seconds. */
export function previewLabel(draft: AccountDraft | NamedAccount, now: number): AccountLabel {
  const account: Account = {
    otp: null,
    counter: 0,
    verified: null,
    ...draft,
    id: "",
    type: "otp" in draft ? draft.otp.type : TO_ENROL,
    tags: [...draft.tags].sort(),
    createdAt: draft.createdAt ?? now,
    ...("otp" in draft && { verified: draft.verified ?? null }),
    history: draft.history ?? [],
  };
  return accountToLabel(account, UNUSED);
}

export function withTags<Draft extends NamedAccount>(draft: Draft, tags: readonly string[] = []): Draft {
  const own = [...draft.tags, ...tags].map((tag) => tag.trim()).filter((tag) => tag !== "");
  return { ...draft, tags: [...new Set(own)] };
}

/** Its reason stays with it, as a note: later nobody remembers why there is no secret. */
export const nameAccount = (owner: Pick<Account, "issuer" | "name">, reason: string): NamedAccount => ({
  ...owner,
  note: reason,
  recoveryCodes: null,
  tags: [],
  pinned: false,
  createdAt: null,
  trashedAt: null,
});
