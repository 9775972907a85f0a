import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as Y from "yjs";
import { loadSodium } from "../../src/protocol/sodium.ts";
import { addAccount, editAccount } from "../../src/vault/accounts.ts";
import { canonicalBytes } from "../../src/vault/canonical.ts";
import { digestOf } from "../../src/vault/digest.ts";
import {
  accountMap,
  accountsOf,
  applySnapshot,
  applyUpdate,
  createVaultDocument,
  devicesOf,
  encodeSnapshot,
} from "../../src/vault/document.ts";
import { edit } from "../../src/vault/edit.ts";
import { createDevice } from "../support/vault-devices.ts";
import { draftOf, makingAt } from "../support/vault-drafts.ts";

const sodium = await loadSodium();
const hexOf = (doc: Y.Doc): string => Buffer.from(digestOf(sodium, doc)).toString("hex");
const canonical = (value: unknown): string => Buffer.from(canonicalBytes(value)).toString("hex");

function copyOf(doc: Y.Doc): Y.Doc {
  const copy = createVaultDocument(2);
  applySnapshot(copy, encodeSnapshot(doc));
  return copy;
}

test("a document has the same digest however its updates came: one by one, merged, or as a whole", () => {
  const device = createDevice(1);
  for (const issuer of ["A", "B", "C"]) {
    const making = { now: 1, random: device.random };
    const id = device.do((doc) => addAccount(doc, draftOf({ issuer, tags: ["x", "y"] }), making));
    for (const name of ["1", "2", "3"]) device.do((doc) => editAccount(doc, id, { name }, making));
  }
  const oneByOne = createVaultDocument(3);
  for (const update of device.sent) applyUpdate(oneByOne, update);
  const merged = createVaultDocument(4);
  applyUpdate(merged, Y.mergeUpdates(device.sent));
  const digests = [device.doc, oneByOne, merged, copyOf(device.doc)].map(hexOf);
  expect(new Set(digests).size).toBe(1);
  expect(digestOf(sodium, device.doc)).toHaveLength(32);
});

test("the digest is the same in every version", () => {
  const doc = createVaultDocument(7);
  edit(doc, () => {
    const map = new Y.Map();
    accountsOf(doc).set("id", map);
    map.set("otp", { type: "totp", secret: new Uint8Array([1, 2, 255]), digits: 6 });
    map.set("counter/7", [0, 2 ** 53 - 2]);
    map.set("name", "åäö 🔑");
    devicesOf(doc).set("device/name", "x".repeat(50));
  });
  expect(hexOf(doc)).toBe("2094190bde86a0d74796f85469d034d4779ff8179824c3a39ced8b6038b34284");
});

test("anything else shown, or anything else known, is another digest", () => {
  const start = createVaultDocument(1);
  const id = edit(start, () => addAccount(start, draftOf({}), makingAt(1))).value;
  const digests = new Set([hexOf(start)]);
  const changes: readonly ((doc: Y.Doc) => unknown)[] = [
    (doc) => accountMap(doc, id)?.set("name", "other"),
    (doc) => accountMap(doc, id)?.delete("name"),
    (doc) => accountMap(doc, id)?.set("newer", { deep: [1, { a: null }] }),
    (doc) => accountMap(doc, id)?.set("newer", { deep: [1, { a: false }] }),
    (doc) => accountMap(doc, id)?.set("newer", { deep: [1, { b: false }] }),
    (doc) => accountsOf(doc).delete(id),
    (doc) => accountsOf(doc).set("other", new Y.Map()),
    (doc) => devicesOf(doc).set("name", "other"),
    (doc) => accountMap(doc, id)?.set("name", accountMap(doc, id)?.get("name")),
  ];
  for (const change of changes) {
    const doc = copyOf(start);
    edit(doc, () => change(doc));
    digests.add(hexOf(doc));
  }
  expect(digests.size).toBe(1 + changes.length);
});

const storable = fc.anything({ withBigInt: true, withNullPrototype: true, maxDepth: 4 });

test("a value has the same bytes in whatever order its keys were written", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: "binary" }), storable), (object) => {
      const reversed = Object.fromEntries(Object.entries(object).toReversed());
      expect(canonical({ ...reversed })).toBe(canonical({ ...object }));
    }),
    { numRuns: 300, seed: 3 },
  );
});

test("a value has the same bytes once it was sent to another device", () => {
  const value = fc.anything({ withBigInt: false, maxDepth: 4, key: fc.string({ unit: "grapheme" }) });
  fc.assert(
    fc.property(value.filter(canBeStored), (stored) => {
      const doc = createVaultDocument(1);
      edit(doc, () => devicesOf(doc).set("key", stored));
      expect(canonical(devicesOf(copyOf(doc)).get("key"))).toBe(canonical(stored));
    }),
    { numRuns: 300, seed: 4 },
  );
});

test("values that differ have different bytes", () => {
  const values: readonly unknown[] = [
    [undefined, null, false, true, 0, -0, 1, -1, 0.1, 1e300, NaN, Infinity, 0n, 1n, 2n ** 63n - 1n],
    ["", "0", "null", "é", "\ufffd", "a".repeat(40), "a".repeat(41), "é".repeat(41)],
    [[], [[]], [undefined], [null], [NaN, 0], [0, NaN], ["a", "b"], ["ab"], [["a"], "b"], [["a", "b"]]],
    [{}, { a: 1 }, { a: undefined }, { "": 1 }, { a: { b: 1 } }, { a: 1, b: 1 }, { b: { a: 1 } }],
    [new Uint8Array(), new Uint8Array(1), new Uint8Array(41), [0], "\0"],
  ].flat();
  expect(new Set(values.map(canonical)).size).toBe(values.length);
  expect(canonical("\ud800")).toBe(canonical("\ufffd"));
});

test("no value throws, however deep or odd", () => {
  let deep: unknown = 1;
  for (let level = 0; level < 100_000; level += 1) deep = [deep];
  const odd = [
    deep,
    Symbol("x"),
    () => 1,
    new Date(),
    new Map(),
    /x/,
    new Y.Map(),
    new Y.Array(),
    new Error("x"),
  ];
  for (const value of odd) expect(() => canonical({ value })).not.toThrow();
});

function canBeStored(value: unknown): boolean {
  try {
    new Y.Doc().getMap("m").set("k", value);
    return true;
  } catch {
    return false;
  }
}
