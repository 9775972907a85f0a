/**
 * Edits of an account by a device that didn't know yet that it had been trashed and had come back under another id
 * (docs/SPEC.md [VD7]).
 *
 * Restoring moves every field out of the old map, so what the map shows is late. It is moved to the account as it is
 * now, and wins over what the account has there. Two devices that do so at once write the same values.
 *
 * To be done once a device has read all of the log, and before it appends to it: then whoever comes second, the edit
 * or the restoring, finds the other, and nobody else has to.
 */
import type { Doc } from "yjs";
import { isGreater, readCounter, writeCounter } from "./counter.ts";
import { accountMap, accountsOf, asMap, restoredAs, type AccountMap } from "./document.ts";
import { isEqualValue, toFieldValue, toStorable } from "./field-value.ts";
import { newestId } from "./restored.ts";
import { COUNTER_PREFIX, KEY } from "./schema.ts";
import { isSameKey } from "./stored-otp.ts";

/** To be run inside `edit`. Looks at every account. Returns how many fields were moved. */
export function moveLateEdits(doc: Doc): number {
  let moved = 0;
  for (const [id, value] of accountsOf(doc).entries()) {
    const late = asMap(value);
    if (late === undefined || restoredAs(late) === undefined) continue;
    const account = accountMap(doc, newestId(doc, id));
    if (account !== undefined) moved += moveFields(doc, late, account);
  }
  return moved;
}

/** They say what became of the map itself. */
const MARKS: ReadonlySet<string> = new Set([KEY.restoredAs, KEY.restoredFrom]);
/** It came out of the trash on purpose, and is as old as it was. */
const NOT_MOVED: ReadonlySet<string> = new Set([KEY.trashedAt, KEY.createdAt]);

function moveFields(doc: Doc, late: AccountMap, account: AccountMap): number {
  const entries = [...late.entries()].filter(([key]) => !MARKS.has(key));
  if (entries.length === 0) return 0;
  // Under the own key: a device that counts on must find in its key what it wrote there itself.
  const counter = readCounter(late);
  if (isGreater(counter, readCounter(account))) writeCounter(account, doc.clientID, counter);
  const otp = late.get(KEY.otp);
  const isOtherSecret = otp !== undefined && !isSameKey(otp, account.get(KEY.otp));
  if (isOtherSecret && account.has(KEY.verified)) account.delete(KEY.verified);
  let moved = 0;
  for (const [key, value] of entries) {
    const copy = toStorable(value);
    if (copy === undefined) continue;
    const isMoved = !NOT_MOVED.has(key) && !key.startsWith(COUNTER_PREFIX);
    if (isMoved && !isThere(account, key, copy)) account.set(key, copy);
    late.delete(key);
    moved += 1;
  }
  return moved;
}

const isThere = (account: AccountMap, key: string, value: unknown): boolean =>
  account.has(key) && isEqualValue(toFieldValue(account.get(key)), toFieldValue(value));
