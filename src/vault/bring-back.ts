/**
 * Accounts of an older document, brought back as edits of today (docs/SPEC.md [BK11]).
 *
 * One that is gone comes back whole, under a new id where its own is taken by something else. One that is here, or came
 * back from the trash under another id, gets what it had and has not any more; of its one-time password the present one
 * goes to the history. Nothing is taken away: what an account had not then stays as it is. Done twice, it changes
 * nothing the second time.
 */
import * as Y from "yjs";
import type { AccountDifference } from "../protocol/backup-api.ts";
import { makeAccountId } from "../protocol/ids.ts";
import type { Account } from "./account.ts";
import { type AccountChanges, editAccount, type Making } from "./accounts.ts";
import { accountMap, accountsOf, type AccountMap, asMap } from "./document.ts";
import { toStorable } from "./field-value.ts";
import { readAccount, readAccounts } from "./read-accounts.ts";
import { restoreAccount } from "./restore.ts";
import { newestId } from "./restored.ts";
import { KEY } from "./schema.ts";

export interface BringingBack {
  readonly from: Y.Doc;
  /** As `from` has them. */
  readonly ids: readonly string[];
  readonly making: Making;
}

/** What would come back, by the ids that `from` has: missing here, or changed, with the fields that it would get. */
export function comingBack(doc: Y.Doc, from: Y.Doc): readonly AccountDifference[] {
  return readAccounts(from).flatMap((past): readonly AccountDifference[] => {
    const { id, issuer, name } = past;
    const now = readAccount(doc, newestId(doc, id));
    if (now === undefined) return [{ id, issuer, name, type: "missing", fields: [] }];
    const fields = fieldsOf(now, past);
    return fields.length === 0 ? [] : [{ id, issuer, name, type: "changed", fields }];
  });
}

/** To be run inside `edit`. How many came back, or were changed. */
export function bringBack(doc: Y.Doc, { from, ids, making }: BringingBack): number {
  let count = 0;
  for (const id of ids) {
    const source = accountMap(from, id);
    const past = readAccount(from, id);
    if (source === undefined || past === undefined) continue;
    const present = newestId(doc, id);
    const now = readAccount(doc, present);
    if (now === undefined) copyWhole(doc, present, { source, making });
    else if (fieldsOf(now, past).length > 0) giveBack(doc, { now, past, making });
    else continue;
    count++;
  }
  return count;
}

function giveBack(
  doc: Y.Doc,
  { now, past, making }: { readonly now: Account; readonly past: Account; readonly making: Making },
): void {
  const restored = isTrashedSince(now, past) ? restoreAccount(doc, now.id, making) : undefined;
  editAccount(doc, restored?.ok === true ? restored.value : now.id, changesOf(now, past), making);
}

/** Names of what would be written, as an Account calls it. */
function fieldsOf(now: Account, past: Account): readonly string[] {
  const { addTags, ...changes } = changesOf(now, past);
  const names = Object.keys(changes);
  if (addTags !== undefined) names.push("tags");
  if (isTrashedSince(now, past)) names.push("trashedAt");
  return names;
}

const isTrashedSince = (now: Account, past: Account): boolean =>
  now.trashedAt !== null && past.trashedAt === null;

function changesOf(now: Account, past: Account): AccountChanges {
  const { issuer, name, note, recoveryCodes, pinned, otp } = past;
  const addTags = past.tags.filter((tag) => tag.trim() !== "" && !now.tags.includes(tag.trim()));
  return {
    ...(issuer !== "" && issuer !== now.issuer && { issuer }),
    ...(name !== "" && name !== now.name && { name }),
    ...(note !== null && note !== "" && note !== now.note && { note }),
    ...(recoveryCodes !== null &&
      recoveryCodes !== "" &&
      recoveryCodes !== now.recoveryCodes && { recoveryCodes }),
    ...(pinned && !now.pinned && { pinned }),
    ...(addTags.length > 0 && { addTags }),
    ...(otp !== null && plain(otp) !== plain(now.otp) && { otp }),
  };
}

function copyWhole(
  doc: Y.Doc,
  wanted: string,
  { source, making }: { readonly source: AccountMap; readonly making: Making },
): void {
  const taken = accountsOf(doc).get(wanted);
  const id = taken === undefined ? wanted : makeAccountId(making.random);
  const map: AccountMap = new Y.Map();
  accountsOf(doc).set(id, map);
  for (const [key, value] of source.entries()) {
    const copy = key === KEY.restoredFrom ? undefined : toStorable(value);
    if (copy !== undefined) map.set(key, copy);
  }
  // Marks that lead in a circle: now they lead to it.
  if (taken !== undefined) asMap(taken)?.set(KEY.restoredAs, id);
}

const plain = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) => (inner instanceof Uint8Array ? [...inner] : inner)) ?? "";
