/**
 * Accounts of another document, taken over whole: every key as it stands, those of a newer holt too
 * (docs/SPEC.md [VD8]).
 *
 * For a device that joins another vault with accounts of its own. What is there already is left out; what isn't keeps
 * its id unless that is taken by something else.
 */
import * as Y from "yjs";
import { makeAccountId } from "../protocol/ids.ts";
import type { Random } from "../protocol/sodium.ts";
import type { Account } from "./account.ts";
import { accountMap, accountsOf, type AccountMap } from "./document.ts";
import { toStorable } from "./field-value.ts";
import { readAccounts } from "./read-accounts.ts";

export interface Adopting {
  readonly from: Y.Doc;
  readonly isThere: (account: Account) => boolean;
  readonly random: Random;
}

/** To be run inside `edit`. Returns the ids that they have here. */
export function adoptAccounts(to: Y.Doc, { from, isThere, random }: Adopting): readonly string[] {
  const ids: string[] = [];
  for (const account of readAccounts(from)) {
    const source = accountMap(from, account.id);
    if (source === undefined || isThere(account)) continue;
    const id = accountsOf(to).has(account.id) ? makeAccountId(random) : account.id;
    const map: AccountMap = new Y.Map();
    accountsOf(to).set(id, map);
    for (const [key, value] of source.entries()) {
      const copy = toStorable(value);
      if (copy !== undefined) map.set(key, copy);
    }
    ids.push(id);
  }
  return ids;
}
