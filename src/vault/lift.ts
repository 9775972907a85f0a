/**
 * A new generation: what this device wrote under its old clientID and the log doesn't have is taken out of the document
 * and made again under the new one, as changes of fields (docs/SPEC.md [GE3]).
 *
 * Needed where someone else may have written under the old clientID (a database that was restored or copied): two
 * different things at one clock would make documents differ for ever. Invariant: what the document shows is the same
 * before and after, but for whose key a HOTP counter stands in (its value stays the greatest), and for the ids of
 * accounts that are made again as a whole: under the old id the other one may have sent the same account, or may yet,
 * and one of the two maps would take all that was ever written into the other along. Nobody else can have built on what
 * the log doesn't have.
 */
import * as Y from "yjs";
import { makeAccountId } from "../protocol/ids.ts";
import type { Random } from "../protocol/sodium.ts";
import { isGreater, readCounter, writeCounter } from "./counter.ts";
import {
  accountsOf,
  applyUpdate,
  asMap,
  createVaultDocument,
  devicesOf,
  type AccountMap,
} from "./document.ts";
import { edit } from "./edit.ts";
import { toStorable } from "./field-value.ts";
import { COUNTER_PREFIX, KEY } from "./schema.ts";
import { encodeDeletions, encodeWithout } from "./without.ts";

export interface Lift {
  /** The old one. */
  readonly clientId: number;
  /** How much of its writing the log has. */
  readonly fromClock: number;
  /** Never written under before. */
  readonly newClientId: number;
  readonly random: Random;
}

export interface Lifted {
  /** Another document, under the new clientID; the old one is left as it is. */
  readonly doc: Y.Doc;
  /**
   * Yjs v1, all under the new clientID: what a document of the log lacks. null: nothing.
   *
   * Who deleted what isn't written down anywhere, and a deletion may be among what is lifted. So it deletes all that
   * ends a key's history here and is deleted; everything further back is deleted wherever something follows it.
   */
  readonly update: Uint8Array | null;
}

export function liftOwn(doc: Y.Doc, { clientId, fromClock, newClientId, random }: Lift): Lifted {
  const lifted = createVaultDocument(newClientId);
  applyUpdate(lifted, encodeWithout(doc, { clientId, fromClock }));
  if (lifted.store.pendingStructs !== null || lifted.store.pendingDs !== null) {
    throw new Error("others have built on what is lifted");
  }
  const { update } = edit(lifted, () => makeAgain(doc, lifted, random));
  const deletions = deletedEnds(lifted);
  const parts = [...(update ? [update] : []), ...(deletions.size > 0 ? [encodeDeletions(deletions)] : [])];
  return { doc: lifted, update: parts.length === 0 ? null : Y.mergeUpdates(parts) };
}

/** What `to` still shows, `from` shows too: of a key's history only the end can be there, and it is the same. */
function makeAgain(from: Y.Doc, to: Y.Doc, random: Random): void {
  addMissing(devicesOf(from), devicesOf(to));
  const [source, target] = [accountsOf(from), accountsOf(to)];
  const newIds: NewIds = new Map(
    [...source.keys()]
      .filter((id) => asMap(target.get(id)) === undefined)
      .map((id) => [id, makeAccountId(random)]),
  );
  for (const [id, value] of source.entries()) {
    const map = asMap(value);
    const newId = newIds.get(id);
    if (map === undefined) continue;
    if (newId === undefined) addMissingFields(map, target.get(id) as AccountMap, { to, newIds });
    else createAgain(map, target, { newId, newIds });
  }
}

/** Of accounts that are made again as a whole: old id → new id. */
type NewIds = ReadonlyMap<string, string>;

/** Nobody else knows the account yet: every counter may stand in the key that it has. */
function createAgain(
  source: AccountMap,
  accounts: Y.Map<unknown>,
  { newId, newIds }: { readonly newId: string; readonly newIds: NewIds },
): void {
  const map: AccountMap = new Y.Map();
  accounts.set(newId, map);
  addMissing(source, map, { newIds });
}

/** Each counter has its own key, and a value from here must not take the place of a greater one there. */
function addMissingFields(
  source: AccountMap,
  target: AccountMap,
  { to, newIds }: { readonly to: Y.Doc; readonly newIds: NewIds },
): void {
  addMissing(source, target, { isMeant: (key) => !key.startsWith(COUNTER_PREFIX), newIds });
  const counter = readCounter(source);
  if (isGreater(counter, readCounter(target))) writeCounter(target, to.clientID, counter);
}

/** They name other accounts. */
const NAMING: ReadonlySet<string> = new Set([KEY.restoredAs, KEY.restoredFrom]);

function addMissing(
  source: AccountMap,
  target: AccountMap,
  {
    isMeant = () => true,
    newIds,
  }: { readonly isMeant?: (key: string) => boolean; readonly newIds?: NewIds } = {},
): void {
  for (const [key, value] of source.entries()) {
    const copy = isMeant(key) && !target.has(key) ? toStorable(value) : undefined;
    const named = NAMING.has(key) && typeof copy === "string" ? newIds?.get(copy) : undefined;
    if (copy !== undefined) target.set(key, named ?? copy);
  }
}

type Deletions = Map<number, { clock: number; len: number }[]>;

function deletedEnds(doc: Y.Doc): Deletions {
  const deletions: Deletions = new Map();
  const note = (map: Y.Map<unknown>): void => {
    for (const { id, length, deleted } of map._map.values()) {
      if (!deleted) continue;
      const ranges = deletions.get(id.client) ?? [];
      deletions.set(id.client, ranges);
      ranges.push({ clock: id.clock, len: length });
    }
  };
  note(accountsOf(doc));
  note(devicesOf(doc));
  for (const value of accountsOf(doc).values()) if (value instanceof Y.Map) note(value);
  for (const ranges of deletions.values()) ranges.sort((a, b) => a.clock - b.clock);
  return deletions;
}
