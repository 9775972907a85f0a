/**
 * Where the structs of a vault document stand, and what may stand there.
 *
 * `accounts` holds account maps and nothing else; an account map and `devices` hold values and no types. Whatever
 * stands on something that is gone stands nowhere: Yjs keeps its ids and drops the rest.
 */
import * as Y from "yjs";
import { accountsOf, devicesOf } from "./document.ts";
import { ACCOUNTS, DEVICES } from "./schema.ts";
import type { Struct } from "./strict-update.ts";

export type Place = "accounts" | "account" | "devices" | "nowhere";

/** Undefined: no root map of ours. */
export function rootPlace(name: string): Place | undefined {
  if (name === ACCOUNTS) return "accounts";
  return name === DEVICES ? "devices" : undefined;
}

/** Of a struct that is in the document. */
export function placeOf(doc: Y.Doc, struct: Struct): Place {
  if (!(struct instanceof Y.Item)) return "nowhere";
  const { parent } = struct;
  if (parent === accountsOf(doc)) return "accounts";
  if (parent === devicesOf(doc)) return "devices";
  const isInAccount = parent instanceof Y.Map && parent._item?.parent === accountsOf(doc);
  return isInAccount ? "account" : "nowhere";
}

/** Where what has this struct as its parent stands. */
export const placeInside = (struct: Struct, place: Place): Place =>
  place === "accounts" && struct instanceof Y.Item && struct.content instanceof Y.ContentType
    ? "account"
    : "nowhere";

/** A deleted one may stand anywhere. */
export function mayStand(struct: Struct, place: Place): boolean {
  if (!(struct instanceof Y.Item) || struct.content instanceof Y.ContentDeleted) return true;
  return struct.content instanceof Y.ContentType ? place === "accounts" : place !== "accounts";
}
