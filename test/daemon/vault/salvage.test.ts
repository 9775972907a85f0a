import * as Y from "yjs";
import { expect, test } from "vitest";
import { closeGap } from "../../../src/daemon/vault-salvage.ts";
import { applyUpdate, createVaultDocument } from "../../../src/vault/document.ts";

const CLIENT = 2 ** 51 + 12_345;

function updatesOf(edits: readonly ((root: Y.Map<unknown>) => void)[]): readonly Uint8Array[] {
  const doc = createVaultDocument(CLIENT);
  const updates: Uint8Array[] = [];
  doc.on("update", (update: Uint8Array) => void updates.push(update));
  for (const edit of edits) doc.transact(() => edit(doc.getMap("accounts")));
  return updates;
}

test("an update behind a lost one takes its place, under the same clientID", () => {
  const updates = updatesOf([
    (root) => root.set("a", 1),
    (root) => root.set("b", 2),
    (root) => root.set("c", 3),
  ]);
  const doc = createVaultDocument(CLIENT);
  for (const update of [updates[0], updates[2]]) {
    if (update === undefined) throw new Error("no such update");
    applyUpdate(doc, update);
    closeGap(doc, update);
  }
  expect(doc.getMap("accounts").toJSON()).toEqual({ a: 1, c: 3 });
  expect(doc.clientID).toBe(CLIENT);
  expect(doc.store.pendingStructs).toBeNull();
  doc.getMap("accounts").set("d", 4);
  const copy = new Y.Doc();
  Y.applyUpdateV2(copy, Y.encodeStateAsUpdateV2(doc));
  expect(copy.getMap("accounts").toJSON()).toEqual({ a: 1, c: 3, d: 4 });
});

test("an update without a gap is left alone", () => {
  const [first] = updatesOf([(root) => root.set("a", 1)]);
  if (first === undefined) throw new Error("no update");
  const doc = createVaultDocument(CLIENT);
  applyUpdate(doc, first);
  const before = Y.encodeStateVector(doc);
  closeGap(doc, first);
  expect(Y.encodeStateVector(doc)).toEqual(before);
});
