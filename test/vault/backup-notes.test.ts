import { expect, test } from "vitest";
import * as Y from "yjs";
import { noteBackup, readBackupNotes } from "../../src/vault/backup-notes.ts";
import { describeChanges } from "../../src/vault/describe.ts";
import { readDevices } from "../../src/vault/devices.ts";
import { createVaultDocument, devicesOf } from "../../src/vault/document.ts";
import { edit } from "../../src/vault/edit.ts";
import { applyIncoming, checkUpdate } from "../../src/vault/incoming.ts";
import { checkWhole } from "../../src/vault/whole.ts";
import { createDevice, exchange } from "../support/vault-devices.ts";

const NONE = { handle: null, verifiedAt: null, typedAt: null };

test("[VD11] what one device notes of the backup, every device knows, and no device is called so", () => {
  const laptop = createDevice(1);
  const phone = createDevice(2);
  laptop.do((doc) => noteBackup(doc, { handle: "anna@relay.example.org", verifiedAt: 100 }));
  phone.do((doc) => noteBackup(doc, { typedAt: 90 }));
  exchange(laptop, phone);
  for (const { doc } of [laptop, phone]) {
    expect(readBackupNotes(doc)).toEqual({ handle: "anna@relay.example.org", verifiedAt: 100, typedAt: 90 });
    expect(readDevices(doc)).toEqual(new Map());
  }
});

test("what isn't named stays, and null takes away", () => {
  const { doc } = createDevice(1);
  expect(readBackupNotes(doc)).toEqual(NONE);
  noteBackup(doc, { handle: "anna@relay.example.org", verifiedAt: 100, typedAt: 90 });
  noteBackup(doc, { verifiedAt: 200 });
  expect(readBackupNotes(doc)).toEqual({ handle: "anna@relay.example.org", verifiedAt: 200, typedAt: 90 });
  noteBackup(doc, { verifiedAt: null });
  expect(readBackupNotes(doc).verifiedAt).toBeNull();
  noteBackup(doc, { handle: null, typedAt: null });
  expect(devicesOf(doc).size).toBe(0);
});

test.each<readonly [string, unknown]>([
  ["another kind", new Uint8Array(4)],
  ["nothing", ""],
  ["no handle", "anna at home"],
  ["a handle without a host", "anna"],
  ["a number", 7],
  ["far too much", `${"a".repeat(5000)}@relay.example.org`],
])("a handle that another device made %s reads as absent", (_, value) => {
  const { doc } = createDevice(1);
  devicesOf(doc).set("backup/handle", value);
  expect(readBackupNotes(doc).handle).toBeNull();
});

test.each<readonly [string, unknown]>([
  ["text", "100"],
  ["negative", -1],
  ["zero", 0],
  ["broken", 1.5],
  ["no number", Number.NaN],
  ["endless", Number.POSITIVE_INFINITY],
])("a time that another device made %s reads as absent", (_, value) => {
  const { doc } = createDevice(1);
  devicesOf(doc).set("backup/verifiedAt", value);
  devicesOf(doc).set("backup/typedAt", value);
  expect(readBackupNotes(doc)).toEqual(NONE);
});

test("a note passes what is checked of updates and of whole documents, and is no change of an account", () => {
  const doc = createVaultDocument(1);
  const { update, changes } = edit(doc, () =>
    noteBackup(doc, { handle: "anna@relay.example.org", verifiedAt: 1 }),
  );
  expect(describeChanges(changes, () => undefined)).toEqual([]);
  const other = createVaultDocument(2);
  const bytes = update ?? new Uint8Array();
  expect(checkUpdate(other, bytes, { clientId: 1 })).toMatchObject({ ok: true });
  applyIncoming(other, bytes);
  expect(readBackupNotes(other).handle).toBe("anna@relay.example.org");
  expect(checkWhole(Y.encodeStateAsUpdate(other)).ok).toBe(true);
});
