/**
 * What it takes Yjs to find the place of new items, counted in steps before it is done (docs/SPEC.md [AC8]).
 *
 * An item finds its place among those that were written to the same key without knowing of each other: it passes over
 * them one by one, from the left end of the key's history where it names no predecessor. People write a handful of
 * these; written on purpose, ten thousand times ten thousand steps fit into two updates. And what refers to the middle
 * of a run splits it, which moves the rest of the client's list.
 */
import * as Y from "yjs";
import { accountsOf, devicesOf } from "./document.ts";
import { ACCOUNTS } from "./schema.ts";
import type { Struct } from "./strict-update.ts";

/** About 0.1 s. An honest update takes as many steps as it has items. */
const MOST_STEPS = 500_000;
/** How many entries of a list move in the time of a step. */
const MOVED_PER_STEP = 64;

export interface ApplyCost {
  /** `origin`: what stands to its left. False once all of it together takes too long. */
  add(item: Y.Item, origin: Y.ID | null): boolean;
}

/** `structs`: those of the update, all under `clientId`. */
export function createApplyCost(doc: Y.Doc, structs: readonly Struct[], clientId: number): ApplyCost {
  const state = Y.getState(doc.store, clientId);
  const firstsByKey = new Map<string, number>();
  let left = MOST_STEPS;

  const ofFirst = (item: Y.Item): number => {
    const parent = item.parent as Y.ID | string;
    const holder = typeof parent === "string" ? parent : `${parent.client}:${parent.clock}`;
    const key = `${holder}/${item.parentSub}`;
    const before = firstsByKey.get(key) ?? 0;
    firstsByKey.set(key, before + 1);
    return before + countFrom(headOf(doc, parent, item.parentSub), "left", left);
  };
  const ofNext = ({ client, clock }: Y.ID): number => {
    const isNew = client === clientId && clock >= state;
    const all = isNew ? (structs as Struct[]) : (doc.store.clients.get(client) ?? []);
    const struct = all[Y.findIndexSS(all, clock)];
    if (!(struct instanceof Y.Item)) return 0;
    const isInside = clock < struct.id.clock + struct.length - 1;
    const moved = isInside ? (all.length + structs.length) / MOVED_PER_STEP : 0;
    if (isNew) return moved;
    const neighbour = isInside ? struct : struct.right;
    if (neighbour === null || neighbour.id.client >= clientId) return moved;
    const isPassed = isInside || Y.compareIDs(neighbour.origin, Y.createID(client, clock));
    return isPassed ? moved + countFrom(struct.right, "right", left) : moved;
  };
  return {
    add: (item, origin) => {
      left -= 1 + (origin === null ? ofFirst(item) : ofNext(origin));
      return left >= 0;
    },
  };
}

/** The newest item of a key whose holder is in the document. */
function headOf(doc: Y.Doc, parent: Y.ID | string, key: string | null): Y.Item | null {
  if (key === null) return null;
  if (typeof parent === "string") {
    return (parent === ACCOUNTS ? accountsOf(doc) : devicesOf(doc))._map.get(key) ?? null;
  }
  if (parent.clock >= Y.getState(doc.store, parent.client)) return null;
  const holder = Y.getItem(doc.store, parent) as Struct;
  const content = holder instanceof Y.Item ? holder.content : undefined;
  return content instanceof Y.ContentType ? (content.type._map.get(key) ?? null) : null;
}

function countFrom(start: Y.Item | null, side: "left" | "right", most: number): number {
  let count = 0;
  for (let item = start; item !== null && count <= most; item = item[side]) count += 1;
  return count;
}
