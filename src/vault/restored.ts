/**
 * Accounts that came back from the trash under another id, perhaps several times: from one id to the others.
 *
 * Marks may come from other devices: nothing here trusts that they lead anywhere, or that they end.
 */
import type { Doc } from "yjs";
import { accountsOf, asMap, restoredAs, type AccountMap } from "./document.ts";
import { KEY } from "./schema.ts";

/** The id that the account has now; the same where it never came back under another. */
export function newestId(doc: Doc, id: string): string {
  const seen = new Set([id]);
  let newest = id;
  for (let next = nextId(doc, newest); next !== undefined && !seen.has(next); next = nextId(doc, newest)) {
    seen.add(next);
    newest = next;
  }
  return newest;
}

/** The ids under which it lay in the trash, and whose maps lead to it. */
export function earlierIds(doc: Doc, id: string): readonly string[] {
  const ids = new Set([id]);
  let last = id;
  for (;;) {
    const earlier = mapOf(doc, last)?.get(KEY.restoredFrom);
    if (typeof earlier !== "string" || ids.has(earlier) || nextId(doc, earlier) !== last) break;
    ids.add(earlier);
    last = earlier;
  }
  ids.delete(id);
  return [...ids];
}

function nextId(doc: Doc, id: string): string | undefined {
  const map = mapOf(doc, id);
  return map && restoredAs(map);
}

const mapOf = (doc: Doc, id: string): AccountMap | undefined => asMap(accountsOf(doc).get(id));
