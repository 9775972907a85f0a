/**
 * The vault document: one Y.Doc whose root map `accounts` holds a flat Y.Map per account (schema.ts), and whose root
 * map `devices` holds what people call their devices (devices.ts).
 *
 * Two things that surprise:
 * - Yjs renames a document that receives writing under its own clientID, which is what loading one's own past
 *   is. Updates are therefore applied in a transaction that ends as a local one, where it doesn't look.
 * - Yjs keeps views into the bytes it was given. They are copied first, so that callers may wipe theirs.
 *
 * Deleted content is dropped (`gc`): what was purged can't be undone from here.
 */
import * as Y from "yjs";
import { ACCOUNTS, DEVICES, KEY } from "./schema.ts";

export type AccountMap = Y.Map<unknown>;

/** 52 bits: what fits where Yjs writes a clientID, with room to spare below 2^53. */
const LARGEST_CLIENT_ID = 2 ** 52 - 1;

export function createVaultDocument(clientId: number): Y.Doc {
  if (!Number.isSafeInteger(clientId) || clientId < 0 || clientId > LARGEST_CLIENT_ID) {
    throw new Error("a clientID has at most 52 bits");
  }
  const doc = new Y.Doc({ gc: true });
  doc.clientID = clientId;
  doc.getMap(ACCOUNTS);
  doc.getMap(DEVICES);
  return doc;
}

/** Yjs v1. Throws where the bytes are no update; what came before the fault may have been applied then. */
export function applyUpdate(doc: Y.Doc, update: Uint8Array): void {
  const copy = new Uint8Array(update);
  asLocal(doc, () => Y.applyUpdate(doc, copy));
}

/** The whole document (Yjs v2), for checkpoints and snapshots. */
export const encodeSnapshot = (doc: Y.Doc): Uint8Array => Y.encodeStateAsUpdateV2(doc);

/** Merges, never replaces. Throws where the bytes are no snapshot. */
export function applySnapshot(doc: Y.Doc, snapshot: Uint8Array): void {
  const copy = new Uint8Array(snapshot);
  asLocal(doc, () => Y.applyUpdateV2(doc, copy));
}

function asLocal(doc: Y.Doc, apply: () => void): void {
  doc.transact((transaction) => {
    try {
      apply();
    } finally {
      transaction.local = true;
    }
  });
}

/** How much a clientID has written, as far as the document knows. */
export const clockOf = (doc: Y.Doc, clientId: number): number => Y.getState(doc.store, clientId);

/** The state vector: how much each clientID has written. */
export const stateOf = (doc: Y.Doc): Map<number, number> => Y.decodeStateVector(Y.encodeStateVector(doc));

export const accountsOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap<unknown>(ACCOUNTS);
export const devicesOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap<unknown>(DEVICES);

/** Undefined where there is no account under that id, or something that is none. */
export function accountMap(doc: Y.Doc, id: string): AccountMap | undefined {
  return asAccountMap(accountsOf(doc).get(id));
}

/** Not of one that came back from the trash under another id. */
export function asAccountMap(value: unknown): AccountMap | undefined {
  const map = asMap(value);
  return map === undefined || restoredAs(map) !== undefined ? undefined : map;
}

export const asMap = (value: unknown): AccountMap | undefined =>
  value instanceof Y.Map ? (value as AccountMap) : undefined;

/** Under which id the account came back from the trash. */
export function restoredAs(map: AccountMap): string | undefined {
  const id = map.get(KEY.restoredAs);
  return typeof id === "string" ? id : undefined;
}
