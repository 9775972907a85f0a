/**
 * Out of the trash (docs/SPEC.md [VD7]).
 *
 * Where another device may have seen the trashing, it may be emptying its trash right now: the account comes back as
 * a NEW one, with everything moved to it (counters, history, keys of a newer holt). The old map stays, empty and marked,
 * so that whatever a device writes into it that hasn't seen this yet is found there (late-edits.ts): no field that it
 * shows was there before. Otherwise the account simply leaves the trash.
 */
import * as Y from "yjs";
import type { HoltError } from "../protocol/errors.ts";
import { makeAccountId } from "../protocol/ids.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import type { Random } from "../protocol/sodium.ts";
import { accountMap, accountsOf, type AccountMap } from "./document.ts";
import { toStorable } from "./field-value.ts";
import { KEY } from "./schema.ts";

/** Returns the new id. */
export function restoreAccount(
  doc: Y.Doc,
  id: string,
  { random }: { readonly random: Random },
): Result<string, HoltError> {
  const old = accountMap(doc, id);
  if (old === undefined) return err({ type: "not-found", query: id });
  if (!old.has(KEY.trashedAt)) return err({ type: "usage", reason: "not-in-trash" });
  const newId = makeAccountId(random);
  const map: AccountMap = new Y.Map();
  accountsOf(doc).set(newId, map);
  for (const [key, value] of old.entries()) {
    if (key === KEY.restoredFrom) continue;
    const copy = toStorable(value);
    if (copy === undefined) continue;
    if (key !== KEY.trashedAt) map.set(key, copy);
    old.delete(key);
  }
  map.set(KEY.restoredFrom, id);
  old.set(KEY.restoredAs, newId);
  return ok(newId);
}

/** The id stays. Only where no other device can have seen the trashing. */
export function untrashAccount(doc: Y.Doc, id: string): Result<string, HoltError> {
  const map = accountMap(doc, id);
  if (map === undefined) return err({ type: "not-found", query: id });
  if (!map.has(KEY.trashedAt)) return err({ type: "usage", reason: "not-in-trash" });
  map.delete(KEY.trashedAt);
  return ok(id);
}
