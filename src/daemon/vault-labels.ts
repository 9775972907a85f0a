/**
 * The labels of all accounts, kept up to date from what changed instead of read anew on each edit.
 */
import type { Doc } from "yjs";
import type { AccountLabel } from "../protocol/account.ts";
import { accountToLabel, UNUSED, type Usage } from "../vault/label.ts";
import { readAccount, readAccounts } from "../vault/read-accounts.ts";

interface LabelChange {
  readonly changed: readonly AccountLabel[];
  readonly removed: readonly string[];
}

export interface VaultLabels {
  get(id: string): AccountLabel | undefined;
  /** Trashed ones included. */
  all(): readonly AccountLabel[];
  /** Reads these accounts again. */
  refresh(ids: Iterable<string>): LabelChange;
}

export interface LabelSources {
  readonly doc: Doc;
  readonly usageById: ReadonlyMap<string, Usage>;
}

export function createVaultLabels({ doc, usageById }: LabelSources): VaultLabels {
  const usageOf = (id: string): Usage => usageById.get(id) ?? UNUSED;
  const labelById = new Map(
    readAccounts(doc).map((account) => [account.id, accountToLabel(account, usageOf(account.id))]),
  );
  let all: readonly AccountLabel[] | undefined;
  return {
    get: (id) => labelById.get(id),
    all: () => (all ??= [...labelById.values()]),
    refresh: (ids) => {
      const changed: AccountLabel[] = [];
      const removed: string[] = [];
      for (const id of new Set(ids)) {
        const account = readAccount(doc, id);
        if (account === undefined) {
          if (labelById.delete(id)) removed.push(id);
        } else {
          const label = accountToLabel(account, usageOf(id));
          labelById.set(id, label);
          changed.push(label);
        }
      }
      all = undefined;
      return { changed, removed };
    },
  };
}
