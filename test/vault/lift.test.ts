import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Doc } from "yjs";
import * as Y from "yjs";
import { loadSodium } from "../../src/protocol/sodium.ts";
import {
  addAccount,
  advanceCounter,
  editAccount,
  purgeAccount,
  trashAccount,
} from "../../src/vault/accounts.ts";
import { canonicalBytes } from "../../src/vault/canonical.ts";
import { nameDevice } from "../../src/vault/devices.ts";
import { digestOf } from "../../src/vault/digest.ts";
import { accountsOf, clockOf, createVaultDocument, devicesOf } from "../../src/vault/document.ts";
import { edit } from "../../src/vault/edit.ts";
import { applyIncoming, checkUpdate } from "../../src/vault/incoming.ts";
import { liftOwn, type Lifted } from "../../src/vault/lift.ts";
import { moveLateEdits } from "../../src/vault/late-edits.ts";
import { readAccount, readAccounts } from "../../src/vault/read-accounts.ts";
import { restoreAccount } from "../../src/vault/restore.ts";
import { applyRandomEdit, randomEdit } from "../support/random-edits.ts";
import { draftOf, HOTP, makingAt, seededRandom } from "../support/vault-drafts.ts";
import { createLogDevice, type LogDevice, type LogRecord } from "../support/vault-log.ts";

const sodium = await loadSodium();
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const digestHex = (doc: Doc): string => hexOf(digestOf(sodium, doc));

/**
 * Everything, unknown keys too; of the counters only the one in force. Accounts that the log doesn't know go by another
 * id afterwards, and so do marks that name them.
 */
function shown(doc: Doc, log: Doc): unknown {
  const isKnown = (id: unknown): boolean => accountsOf(log).has(String(id));
  const contents = [...accountsOf(doc).entries()].map(([id, map]) => {
    const fields = Object.entries((map as Y.Map<unknown>).toJSON())
      .filter(([key]) => !key.startsWith("counter/"))
      .map(([key, value]) => {
        const isNamed = key.startsWith("restored") && !isKnown(value);
        return `${key}: ${isNamed ? "another" : hexOf(canonicalBytes(value))}`;
      });
    const counter = readAccount(doc, id)?.counter ?? null;
    return JSON.stringify([isKnown(id) ? id : "new", counter, fields.sort()]);
  });
  return { accounts: contents.sort(), devices: devicesOf(doc).toJSON() };
}

const OLD = 202;
const NEW = 404;

/** A device that has read all of the log, and made more since; and one that has read the log alone. */
function start(log: readonly LogRecord[] = []): { device: LogDevice; reader: () => Doc } {
  const shared = [...log];
  const device = createLogDevice({ log: shared, clientId: OLD });
  device.pull();
  return {
    device,
    reader: () => {
      const other = createLogDevice({ log: shared, clientId: 505 });
      other.pull();
      return other.doc;
    },
  };
}

function copyOf(doc: Doc): Doc {
  const copy = createVaultDocument(OLD);
  applyIncoming(copy, Y.encodeStateAsUpdate(doc));
  return copy;
}

const lift = (device: LogDevice): Lifted =>
  liftOwn(device.doc, {
    clientId: OLD,
    fromClock: device.ownClock(),
    newClientId: NEW,
    random: seededRandom(4242),
  });

/** What others make of it. */
function applyTo(doc: Doc, { update }: Lifted): void {
  if (update === null) return;
  expect(checkUpdate(doc, update, { clientId: NEW })).toMatchObject({ ok: true });
  applyIncoming(doc, update);
}

const steps = fc.array(fc.record({ edit: fc.option(randomEdit), device: fc.nat(2) }), {
  minLength: 5,
  maxLength: 80,
});

test("what a document shows is the same under the new clientID, here and for who has read the log alone", () => {
  fc.assert(
    fc.property(steps, fc.array(randomEdit, { maxLength: 20 }), (history, since) => {
      const log: LogRecord[] = [];
      const devices = [101, OLD, 303].map((clientId) => createLogDevice({ log, clientId }));
      for (const [index, { edit: made, device: number }] of history.entries()) {
        const device = devices[number] as LogDevice;
        if (made === null) device.push();
        else device.do((doc) => applyRandomEdit(doc, made, { now: index, random: device.random }));
      }
      const device = devices[1] as LogDevice;
      device.pull();
      const random = seededRandom(9);
      for (const made of since) device.do((doc) => applyRandomEdit(doc, made, { now: 500, random }));

      const lifted = lift(device);
      const other = createLogDevice({ log, clientId: 505 });
      other.pull();
      expect(shown(lifted.doc, other.doc)).toEqual(shown(device.doc, other.doc));
      expect(readAccounts(lifted.doc).length).toBe(readAccounts(device.doc).length);
      expect(clockOf(lifted.doc, OLD)).toBe(device.ownClock());
      applyTo(other.doc, lifted);
      expect(digestHex(other.doc)).toBe(digestHex(lifted.doc));
    }),
    { numRuns: 300, seed: 20261202 },
  );
});

test("what a copy of the device has written under the old clientID fits in afterwards, for everyone alike", () => {
  const { device, reader } = start();
  const id = device.do((doc) => addAccount(doc, draftOf({ otp: HOTP, counter: 5, note: "n" }), makingAt(1)));
  device.push();
  const copy = copyOf(device.doc);
  const fromCopy = edit(copy, () => {
    for (let count = 0; count < 3; count += 1) advanceCounter(copy, id);
    editAccount(copy, id, { name: "by the copy" }, makingAt(2));
  });
  device.do((doc) => editAccount(doc, id, { issuer: "by the original", note: null }, makingAt(3)));
  const counter = device.do((doc) => advanceCounter(doc, id));
  expect(counter).toEqual({ ok: true, value: 5 });

  const lifted = lift(device);
  const other = reader();
  for (const doc of [other, lifted.doc]) {
    const update = fromCopy.update ?? new Uint8Array();
    expect(checkUpdate(doc, update, { clientId: OLD }).ok).toBe(true);
    applyIncoming(doc, update);
  }
  applyTo(other, lifted);
  expect(digestHex(other)).toBe(digestHex(lifted.doc));
  expect(readAccount(other, id)).toMatchObject({
    issuer: "by the original",
    name: "by the copy",
    note: null,
    counter: 8,
  });
});

test("a counter that stood highest here stays the one in force, whatever the copy counted", () => {
  const { device, reader } = start();
  const id = device.do((doc) => addAccount(doc, draftOf({ otp: HOTP, counter: 5 }), makingAt(1)));
  device.push();
  const copy = copyOf(device.doc);
  const fromCopy = edit(copy, () => [advanceCounter(copy, id), advanceCounter(copy, id)]);
  for (let count = 0; count < 4; count += 1) device.do((doc) => advanceCounter(doc, id));
  const lifted = lift(device);
  expect(readAccount(lifted.doc, id)?.counter).toBe(9);
  const other = reader();
  applyTo(other, lifted);
  for (const doc of [other, lifted.doc]) applyIncoming(doc, fromCopy.update ?? new Uint8Array());
  expect(readAccount(other, id)?.counter).toBe(9);
  expect(digestHex(other)).toBe(digestHex(lifted.doc));
});

test("what others have built on can't be lifted", () => {
  const { device } = start();
  const id = device.do((doc) => addAccount(doc, draftOf({}), makingAt(1)));
  const other = createVaultDocument(1);
  applyIncoming(other, Y.encodeStateAsUpdate(device.doc));
  const { update } = edit(other, () => editAccount(other, id, { name: "x" }, makingAt(2)));
  applyIncoming(device.doc, update ?? new Uint8Array());
  expect(() => lift(device)).toThrow(/built on/);
});

test("what was only deleted reaches the others, too", () => {
  const { device, reader } = start();
  const [first, second] = ["a", "b"].map((name) =>
    device.do((doc) =>
      addAccount(doc, draftOf({ name, note: "n", tags: ["t"] }), makingAt(1, name.charCodeAt(0))),
    ),
  ) as [string, string];
  device.do((doc) => nameDevice(doc, "device", "mine"));
  device.push();
  device.do((doc) => purgeAccount(doc, first));
  device.do((doc) => editAccount(doc, second, { note: null, removeTags: ["t"] }, makingAt(3)));
  device.do((doc) => nameDevice(doc, "device", ""));
  expect(clockOf(device.doc, OLD)).toBe(device.ownClock());

  const lifted = lift(device);
  const other = reader();
  applyTo(other, lifted);
  expect(readAccount(other, first)).toBe(undefined);
  expect(readAccount(other, second)).toMatchObject({ note: null, tags: [] });
  expect(devicesOf(other).size).toBe(0);
});

test("nothing to lift is no update", () => {
  const { device, reader } = start();
  device.do((doc) => addAccount(doc, draftOf({}), makingAt(1)));
  device.push();
  expect(lift(device).update).toBe(null);
  expect(shown(lift(device).doc, reader())).toEqual(shown(device.doc, reader()));
});

test("a document that nothing of the log is in is lifted whole", () => {
  const { device } = start();
  const id = device.do((doc) => addAccount(doc, draftOf({ otp: HOTP, tags: ["t"] }), makingAt(1)));
  device.do((doc) => editAccount(doc, id, { name: "x" }, makingAt(2)));
  const lifted = lift(device);
  expect([...lifted.doc.store.clients.keys()]).toEqual([NEW]);
  const other = createVaultDocument(1);
  expect(shown(lifted.doc, other)).toEqual(shown(device.doc, other));
  applyTo(other, lifted);
  expect(digestHex(other)).toBe(digestHex(lifted.doc));
});

test("an account that the log lacks comes back under another id: a copy may send the same one, and edit it", () => {
  const { device, reader } = start();
  const id = device.do((doc) => addAccount(doc, draftOf({ name: "n" }), makingAt(1)));
  const copy = copyOf(device.doc);
  const sent = Y.encodeStateAsUpdate(copy);
  const edited = edit(copy, () => editAccount(copy, id, { name: "by the copy" }, makingAt(2)));
  const lifted = lift(device);
  const other = reader();
  for (const doc of [other, lifted.doc]) {
    applyIncoming(doc, sent);
    applyIncoming(doc, edited.update ?? new Uint8Array());
  }
  applyTo(other, lifted);
  expect(digestHex(other)).toBe(digestHex(lifted.doc));
  expect(
    readAccounts(other)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(["by the copy", "n"]);
});

test("a restored account that the log lacks is still found by what is written under its old id", () => {
  const { device } = start();
  const id = device.do((doc) => addAccount(doc, draftOf({ name: "n" }), makingAt(1)));
  device.do((doc) => trashAccount(doc, id, makingAt(2)));
  device.push();
  const late = copyOf(device.doc);
  const { update } = edit(late, () => editAccount(late, id, { name: "late" }, makingAt(3)));
  device.do((doc) => restoreAccount(doc, id, makingAt(4)));
  const { doc } = lift(device);
  applyIncoming(doc, update ?? new Uint8Array());
  edit(doc, () => moveLateEdits(doc));
  expect(readAccounts(doc).map(({ name }) => name)).toEqual(["late"]);
});
