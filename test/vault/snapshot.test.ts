import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as Y from "yjs";
import { loadSodium } from "../../src/protocol/sodium.ts";
import { addAccount, editAccount, purgeAccount } from "../../src/vault/accounts.ts";
import { nameDevice } from "../../src/vault/devices.ts";
import { digestOf } from "../../src/vault/digest.ts";
import { applyUpdate, createVaultDocument } from "../../src/vault/document.ts";
import { edit } from "../../src/vault/edit.ts";
import { readAccount, readAccounts } from "../../src/vault/read-accounts.ts";
import { encodeWhole, holdsLess, holdsMore, mergeWhole } from "../../src/vault/snapshot.ts";
import { checkWhole, type Whole } from "../../src/vault/whole.ts";
import { applyRandomEdit, randomEdit } from "../support/random-edits.ts";
import { createDevice, exchange } from "../support/vault-devices.ts";
import { draftOf, makingAt } from "../support/vault-drafts.ts";

const sodium = await loadSodium();
const digestHex = (doc: Y.Doc): string => Buffer.from(digestOf(sodium, doc)).toString("hex");
const isSettled = ({ store }: Y.Doc): boolean => store.pendingStructs === null && store.pendingDs === null;

function wholeOf(bytes: Uint8Array): Whole {
  const checked = checkWhole(bytes);
  if (!checked.ok) throw new Error(checked.error.reason);
  return checked.value;
}

const steps = fc.array(fc.record({ edit: fc.option(randomEdit), device: fc.nat(2) }), {
  minLength: 5,
  maxLength: 60,
});

test("a whole document merged into any other leaves both the same, and nothing waiting", () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const devices = [11, 22, 33].map(createDevice);
      for (const [index, { edit: made, device: number }] of sequence.entries()) {
        const device = devices[number];
        if (made === null) exchange(...devices);
        else device?.do((doc) => applyRandomEdit(doc, made, { now: index, random: device.random }));
      }
      const [first, second, third] = devices.map(({ doc }) => doc) as [Y.Doc, Y.Doc, Y.Doc];
      for (const [from, to] of [
        [first, second],
        [second, third],
        [third, first],
        [first, second],
      ] as const) {
        const bytes = encodeWhole(from);
        const whole = wholeOf(bytes);
        const isNews = digestHex(to) !== digestHex(from);
        const isHere = !holdsMore(to, whole) && !holdsLess(to, whole);
        expect(isHere && isNews).toBe(false);
        const { changes, devicesChanged } = mergeWhole(to, bytes);
        expect(isSettled(to)).toBe(true);
        expect(isNews || (changes.length === 0 && !devicesChanged)).toBe(true);
        expect(holdsMore(to, whole)).toBe(digestHex(to) !== digestHex(from));
        expect(holdsMore(from, whole)).toBe(false);
        expect(holdsLess(from, whole)).toBe(false);
        expect(holdsLess(to, whole)).toBe(false);
      }
      expect(digestHex(second)).toBe(digestHex(first));
      expect(digestHex(third)).toBe(digestHex(first));
    }),
    { numRuns: 150, seed: 20261203 },
  );
});

test("a merge names what changed, and keeps what was here", () => {
  const phone = createDevice(2);
  const theirs = phone.do((doc) => addAccount(doc, draftOf({ issuer: "Theirs" }), makingAt(1)));
  phone.do((doc) => nameDevice(doc, "phone", "mine"));
  const doc = createVaultDocument(1);
  const mine = edit(doc, () => addAccount(doc, draftOf({ issuer: "Mine" }), makingAt(2))).value;
  const merged = mergeWhole(doc, encodeWhole(phone.doc));
  expect(merged).toEqual({ changes: [{ accountId: theirs, key: "", after: true }], devicesChanged: true });
  expect(
    readAccounts(doc)
      .map(({ id }) => id)
      .sort(),
  ).toEqual([mine, theirs].sort());
  expect(holdsMore(doc, wholeOf(encodeWhole(phone.doc)))).toBe(true);
});

test("what is only deleted on one side is more there, and less on the other", () => {
  const phone = createDevice(2);
  const laptop = createDevice(1);
  const id = phone.do((doc) => addAccount(doc, draftOf({ note: "n" }), makingAt(1)));
  exchange(phone, laptop);
  const whole = wholeOf(encodeWhole(phone.doc));
  expect(holdsMore(laptop.doc, whole)).toBe(false);
  laptop.do((doc) => editAccount(doc, id, { note: null }, makingAt(1)));
  expect(holdsMore(laptop.doc, whole)).toBe(true);
  expect(holdsLess(laptop.doc, whole)).toBe(false);
  expect(holdsMore(phone.doc, wholeOf(encodeWhole(laptop.doc)))).toBe(false);
  expect(holdsLess(phone.doc, wholeOf(encodeWhole(laptop.doc)))).toBe(true);
  laptop.do((doc) => purgeAccount(doc, id));
  expect(holdsMore(laptop.doc, wholeOf(encodeWhole(phone.doc)))).toBe(true);
});

test("bytes that were merged may be wiped afterwards", () => {
  const phone = createDevice(2);
  const id = phone.do((doc) => addAccount(doc, draftOf({}), makingAt(1)));
  for (const doc of [createVaultDocument(1), createDevice(3).doc]) {
    const bytes = encodeWhole(phone.doc);
    mergeWhole(doc, bytes);
    bytes.fill(0);
    expect(readAccount(doc, id)).toEqual(readAccount(phone.doc, id));
  }
});

test("a document in which something waits is written without it", () => {
  const phone = createDevice(2);
  for (const name of ["a", "b", "c"]) phone.do((doc) => nameDevice(doc, "phone", name));
  const [first, , third] = phone.sent as [Uint8Array, Uint8Array, Uint8Array];
  const doc = createVaultDocument(1);
  applyUpdate(doc, first);
  applyUpdate(doc, third);
  expect(isSettled(doc)).toBe(false);
  expect(wholeOf(encodeWhole(doc)).stateByClient).toEqual(new Map([[2, 1]]));
});

test("every flipped byte of a whole document is void or harmless", () => {
  const devices = [11, 22].map(createDevice);
  for (const [index, made] of fc.sample(randomEdit, { numRuns: 40, seed: 5 }).entries()) {
    const device = devices[index % 2];
    device?.do((doc) => applyRandomEdit(doc, made, { now: index, random: device.random }));
    if (index % 7 === 0) exchange(...devices);
  }
  exchange(...devices);
  const bytes = encodeWhole(devices[0]?.doc as Y.Doc);
  const behind = Y.encodeStateAsUpdate(devices[1]?.doc as Y.Doc);
  const counts = { passed: 0, refused: 0 };
  for (let at = 0; at < bytes.length; at += 1) {
    for (const bits of [0xff, 0x01, 0x80]) {
      const flipped = bytes.with(at, (bytes[at] ?? 0) ^ bits);
      if (!checkWhole(flipped).ok) {
        counts.refused += 1;
        continue;
      }
      counts.passed += 1;
      const empty = createVaultDocument(1);
      mergeWhole(empty, flipped);
      expect(isSettled(empty)).toBe(true);
      if (at % 5 !== 0) continue;
      const other = createVaultDocument(2);
      applyUpdate(other, behind);
      mergeWhole(other, flipped);
      expect(isSettled(other)).toBe(true);
    }
  }
  expect(counts.passed).toBeGreaterThan(100);
  expect(counts.refused).toBeGreaterThan(1000);
});
