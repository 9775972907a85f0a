/**
 * Accounts of an older document, brought back as edits of today (docs/SPEC.md [BK11]).
 *
 * One that is gone comes back whole, under a new id where its own is taken by something else. One that is here gets the
 * fields that it had, its one-time password included, whose present one goes to the history. Nothing is taken away.
 */
import * as Y from "yjs";
import { editAccount, type Making } from "./accounts.ts";
import { accountMap, accountsOf, type AccountMap } from "./document.ts";
import { toStorable } from "./field-value.ts";
import { readAccount } from "./read-accounts.ts";
import { restoreAccount } from "./restore.ts";
import { KEY } from "./schema.ts";

export interface BringingBack {
  readonly from: Y.Doc;
  readonly ids: readonly string[];
  readonly making: Making;
}

/** To be run inside `edit`. How many came back, or were changed. */
export function bringBack(doc: Y.Doc, { from, ids, making }: BringingBack): number {
  let count = 0;
  for (const id of ids) {
    const source = accountMap(from, id);
    const then = readAccount(from, id);
    if (source === undefined || then === undefined) continue;
    const here = accountMap(doc, id);
    if (here === undefined) copyWhole(doc, id, source);
    else {
      const now = readAccount(doc, id);
      const isTrashedSince = now?.trashedAt != null && then.trashedAt === null;
      const restored = isTrashedSince ? restoreAccount(doc, id, making) : undefined;
      const target = restored?.ok === true ? restored.value : id;
      const { issuer, name, note, recoveryCodes, pinned, tags, otp } = then;
      const isOtherOtp = otp !== null && plain(otp) !== plain(now?.otp ?? null);
      editAccount(
        doc,
        target,
        { issuer, name, note, recoveryCodes, pinned, addTags: tags, ...(isOtherOtp && { otp }) },
        making,
      );
    }
    count++;
  }
  return count;
}

function copyWhole(doc: Y.Doc, id: string, source: AccountMap): void {
  const map: AccountMap = new Y.Map();
  accountsOf(doc).set(id, map);
  for (const [key, value] of source.entries()) {
    const copy = key === KEY.restoredFrom ? undefined : toStorable(value);
    if (copy !== undefined) map.set(key, copy);
  }
}

const plain = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) => (inner instanceof Uint8Array ? [...inner] : inner)) ?? "";
