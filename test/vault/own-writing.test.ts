/**
 * Own writing that comes back, and somebody else's under the own name (a machine that was copied).
 */
import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { isOwnWriting } from "../../src/vault/own-writing.ts";

const CLIENT = 7;

/** What was written at each step, as updates; and the document in the end. */
function write(...steps: readonly ((map: Y.Map<unknown>) => void)[]): {
  readonly doc: Y.Doc;
  readonly updates: readonly Uint8Array[];
} {
  const doc = new Y.Doc();
  doc.clientID = CLIENT;
  const updates: Uint8Array[] = [];
  doc.on("update", (update: Uint8Array) => void updates.push(update));
  for (const step of steps) doc.transact(() => step(doc.getMap("accounts")));
  return { doc, updates };
}

const isOwn = (doc: Y.Doc, update: Uint8Array | undefined): boolean =>
  isOwnWriting(doc, update ?? new Uint8Array(), { clientId: CLIENT, fromClock: 0 });

const set = (key: string, value: unknown) => (map: Y.Map<unknown>) => void map.set(key, value);
const remove = (key: string) => (map: Y.Map<unknown>) => map.delete(key);

describe("[GE2] own writing", () => {
  test("is known again, whatever has become of it since", () => {
    const { doc, updates } = write(set("a", 1), set("a", 2), set("b", new Y.Map()), remove("b"), remove("a"));
    for (const update of updates) expect(isOwn(doc, update)).toBe(true);
    expect(isOwn(doc, Y.mergeUpdates([...updates]))).toBe(true);
    expect(isOwn(doc, Y.encodeStateAsUpdate(doc))).toBe(true);
  });

  test("is not what stands in another key at the same clock, even where the own value is gone", () => {
    const { doc } = write(set("a", 1), remove("a"));
    const copy = write(set("b", 1));
    expect(isOwn(doc, copy.updates[0])).toBe(false);
    expect(isOwn(copy.doc, Y.encodeStateAsUpdate(doc))).toBe(false);
  });

  test("is not what was written into the same key after something else", () => {
    const { doc } = write(set("a", 1), set("b", 1), set("b", 2), remove("b"));
    const copy = write(set("a", 1), set("a", 2), set("b", 2));
    expect(isOwn(doc, copy.updates[1])).toBe(false);
    expect(isOwn(doc, copy.updates[2])).toBe(false);
  });

  test("is not another value in the same key, nor what was never written here", () => {
    const { doc } = write(set("a", 1));
    expect(isOwn(doc, write(set("a", 2)).updates[0])).toBe(false);
    expect(isOwn(doc, write(set("a", 1), set("b", 1)).updates[1])).toBe(false);
  });
});
