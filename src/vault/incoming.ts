/**
 * An update that comes out of the log: may it be applied, and applying it (docs/SPEC.md [AC4]–[AC7]).
 *
 * Yjs believes what it reads. One update under another's clientID makes documents differ for ever with equal state
 * vectors, one that refers to what isn't there holds back everything after it, and a small one can take minutes. So an
 * update is looked at first, and what is void is not applied, by anyone: the verdict depends on the log alone, except
 * for what nobody ever writes (too-costly). Invariant: after an update that passed, nothing is pending in the
 * document. Who its author is, and under which clientID he writes, is for the caller to know.
 */
import * as Y from "yjs";
import { ok, type Result } from "../protocol/result.ts";
import { createApplyCost } from "./apply-cost.ts";
import { applyUpdate, devicesOf } from "./document.ts";
import { edit, type FieldChange } from "./edit.ts";
import { mayStand, placeInside, placeOf, rootPlace, type Place } from "./places.ts";
import {
  clockAfter,
  decodeStrictly,
  voided,
  type StrictUpdate,
  type Struct,
  type VoidContent,
  type VoidReason,
} from "./strict-update.ts";

export interface UpdateOrigin {
  /** Under which its author writes. */
  readonly clientId: number;
  /**
   * How much of this document's own writing the log has. What lies beyond is known to nobody else: others void an
   * update that refers to it, and so must we. Absent: all of it.
   */
  readonly ownClock?: number;
}

export interface CheckedUpdate {
  readonly structs: number;
  /** Clocks of the author's clientID; `from` = `to` where it only deletes. */
  readonly from: number;
  readonly to: number;
  /**
   * It begins before what the log has of its author. A repeat, or a copy of the author's device that went on from the
   * same place: what it deletes would be somebody else's. Nobody takes any of it; what is new in it, its author sends
   * again.
   */
  readonly isStale: boolean;
}

export interface Merged {
  readonly changes: readonly FieldChange[];
  /** No change tells of them: read them anew. */
  readonly devicesChanged: boolean;
}

const LARGEST_UPDATE = 64 * 1024;

/** Yjs v1, about to be applied to `doc`, in which nothing is pending. Never throws. */
export function checkUpdate(
  doc: Y.Doc,
  update: Uint8Array,
  origin: UpdateOrigin,
): Result<CheckedUpdate, VoidContent> {
  if (update.length > LARGEST_UPDATE) return voided("too-large");
  const decoded = decodeStrictly(update, { mostStructs: LARGEST_UPDATE });
  if (!decoded.ok) return decoded;
  const [run, ...others] = decoded.value.runs;
  if (others.length > 0 || (run && run.client !== origin.clientId)) return voided("wrong-client");
  const structs = run?.structs ?? [];
  const state = Y.getState(doc.store, origin.clientId);
  const from = structs[0]?.id.clock ?? state;
  const last = structs.at(-1);
  const to = last ? clockAfter(last) : state;
  if (from > state) return voided("gap");
  const isStale = structs.length > 0 && from < knownOfAuthor(doc, origin);
  if (isStale) return ok({ structs: structs.length, from, to, isStale });
  const reason =
    checkStructs(doc, structs, origin) ?? checkDeletions(doc, decoded.value.deletions, { origin, to });
  return reason === undefined ? ok({ structs: structs.length, from, to, isStale }) : voided(reason);
}

/** Of the reader's own writing the log may lack some. */
function knownOfAuthor(doc: Y.Doc, { clientId, ownClock = Infinity }: UpdateOrigin): number {
  const state = Y.getState(doc.store, clientId);
  return clientId === doc.clientID ? Math.min(state, ownClock) : state;
}

/** Only what passed checkUpdate and isn't stale, on this document as it was then. */
export function applyIncoming(doc: Y.Doc, update: Uint8Array): Merged {
  return mergeUpdate(doc, update);
}

/**
 * Cut to what is new first: where a struct is known in part, Yjs would look for the rest's place by what the update
 * says, although the known part may stand elsewhere.
 */
export function mergeUpdate(doc: Y.Doc, update: Uint8Array): Merged {
  const isEmpty = doc.store.clients.size === 0;
  const added = isEmpty ? update : Y.diffUpdate(update, Y.encodeStateVector(doc));
  let devicesChanged = false;
  const onDevices = (): void => void (devicesChanged = true);
  devicesOf(doc).observe(onDevices);
  try {
    const { changes } = edit(doc, () => applyUpdate(doc, added));
    return { changes, devicesChanged };
  } finally {
    devicesOf(doc).unobserve(onDevices);
  }
}

/** How much of a client's writing others know when this update comes. */
function knownClock(doc: Y.Doc, client: number, { clientId, ownClock = Infinity }: UpdateOrigin): number {
  const state = Y.getState(doc.store, client);
  return client === doc.clientID && client !== clientId ? Math.min(state, ownClock) : state;
}

interface Found {
  readonly struct: Struct;
  readonly place: Place;
}

function checkStructs(doc: Y.Doc, structs: readonly Struct[], origin: UpdateOrigin): VoidReason | undefined {
  const { clientId } = origin;
  const state = Y.getState(doc.store, clientId);
  const cost = createApplyCost(doc, structs, clientId);
  const places: Place[] = [];

  const find = ({ client, clock }: Y.ID): Found => {
    const isNew = client === clientId && clock >= state;
    const all = isNew ? (structs as Struct[]) : (doc.store.clients.get(client) ?? []);
    const index = Y.findIndexSS(all, clock);
    const struct = all[index] as Struct;
    return { struct, place: (isNew ? places[index] : undefined) ?? placeOf(doc, struct) };
  };
  const isKnown = ({ client, clock }: Y.ID, before: number): boolean =>
    clock < (client === clientId ? before : knownClock(doc, client, origin));
  /** `left` and `parent` are known; undefined where no place is. */
  const placeAt = (left: Y.ID | null, parent: Y.ID | string | null): Place | undefined => {
    if (left !== null) return find(left).place;
    if (typeof parent === "string") return rootPlace(parent);
    if (parent === null) return undefined;
    const holder = find(parent);
    return placeInside(holder.struct, holder.place);
  };
  const checkItem = (item: Y.Item, index: number): VoidReason | undefined => {
    const { clock } = item.id;
    // The rest of what is known in part stands to the right of that part.
    const left = clock < state ? Y.createID(clientId, state - 1) : item.origin;
    const parent = item.parent as Y.ID | string | null;
    const needed = left ?? (typeof parent === "string" ? null : parent);
    if (needed !== null && !isKnown(needed, Math.max(clock, state))) return "unknown-reference";
    const place = placeAt(left, parent);
    if (place === undefined || !mayStand(item, place)) return "foreign-content";
    places[index] = place;
    return place === "nowhere" || cost.add(item, left) ? undefined : "too-costly";
  };

  for (const [index, struct] of structs.entries()) {
    places.push("nowhere");
    const isNews = struct instanceof Y.Item && clockAfter(struct) > state;
    const reason = isNews ? checkItem(struct, index) : undefined;
    if (reason !== undefined) return reason;
  }
  return undefined;
}

function checkDeletions(
  doc: Y.Doc,
  deletions: StrictUpdate["deletions"],
  { origin, to }: { readonly origin: UpdateOrigin; readonly to: number },
): VoidReason | undefined {
  for (const [client, ranges] of deletions) {
    const known = knownClock(doc, client, origin);
    const last = ranges.at(-1);
    const end = client === origin.clientId ? Math.max(known, to) : known;
    if (last !== undefined && last.clock + last.len > end) return "bad-deletions";
  }
  return undefined;
}
