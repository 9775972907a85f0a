import { decode, encode } from "cborg";
import { expect, test } from "vitest";
import {
  addAccount,
  advanceCounter,
  editAccount,
  purgeAccount,
  trashAccount,
  verifyAccount,
} from "../../src/vault/accounts.ts";
import { readAccount, readAccounts } from "../../src/vault/read-accounts.ts";
import {
  applyUndo,
  renamedIn,
  renameInEntry,
  toUndoEntry,
  type Undone,
  type UndoEntry,
} from "../../src/vault/undo.ts";
import { createDevice, exchange, type Device } from "../support/vault-devices.ts";
import { draftOf, HOTP, TOTP } from "../support/vault-drafts.ts";

const OTHER = { ...TOTP, secret: new Uint8Array(20).fill(9) };

/** Does something and returns how to take it back, as it would be read after a restart. */
function remembered(device: Device, change: (device: Device) => unknown): UndoEntry {
  const { changes } = device.edit(() => change(device));
  const entry = toUndoEntry({ action: "account-edited", text: "Example", changes });
  if (entry === null) throw new Error("nothing to undo");
  return decode(encode(entry)) as UndoEntry;
}

function undo(
  device: Device,
  entry: UndoEntry,
  shared = false,
): Undone & { readonly redo: UndoEntry | null } {
  const { value, changes } = device.edit((doc) =>
    applyUndo(doc, entry, { now: 900, random: device.random, shared }),
  );
  return { ...value, redo: toUndoEntry({ ...entry, changes }) };
}

const makingOf = (device: Device): { now: number; random: Device["random"] } => ({
  now: 500,
  random: device.random,
});

function start(draft = draftOf({})): { device: Device; id: string } {
  const device = createDevice(1);
  return { device, id: device.do((doc) => addAccount(doc, draft, makingOf(device))) };
}

test("undo takes back every field of an edit, and redo makes it again", () => {
  const { device, id } = start(draftOf({ note: "old", tags: ["a"] }));
  const before = readAccount(device.doc, id);
  const entry = remembered(device, ({ doc }) =>
    editAccount(
      doc,
      id,
      { issuer: "New", note: null, recoveryCodes: "1", pinned: true, addTags: ["b"], removeTags: ["a"] },
      makingOf(device),
    ),
  );
  const after = readAccount(device.doc, id);
  const undone = undo(device, entry);
  expect(undone).toMatchObject({ conflicts: [], renamed: [] });
  expect(readAccount(device.doc, id)).toEqual(before);
  expect(undone.redo && undo(device, undone.redo).conflicts).toEqual([]);
  expect(readAccount(device.doc, id)).toEqual(after);
});

test("undo of an addition puts the account in the trash, and redo takes it back", () => {
  const device = createDevice(1);
  const entry = remembered(device, ({ doc }) => {
    addAccount(doc, draftOf({ issuer: "A" }), makingOf(device));
    addAccount(doc, draftOf({ issuer: "B" }), makingOf(device));
  });
  const before = readAccounts(device.doc);
  const { redo, taken } = undo(device, entry);
  expect(taken).toBe(2);
  expect(readAccounts(device.doc).map(({ trashedAt }) => trashedAt)).toEqual([900, 900]);
  expect(redo && undo(device, redo).renamed).toEqual([]);
  expect(readAccounts(device.doc)).toEqual(before);
});

test("the entry of an addition holds no secret", () => {
  const device = createDevice(1);
  const entry = remembered(device, ({ doc }) =>
    addAccount(doc, draftOf({ note: "private" }), makingOf(device)),
  );
  expect(entry.changes).toEqual([{ accountId: expect.any(String) as string, key: "", after: true }]);
});

test("undo of trashing keeps the id where nobody else can have seen it", () => {
  const { device, id } = start();
  const before = readAccount(device.doc, id);
  const entry = remembered(device, ({ doc }) => trashAccount(doc, id, { now: 5 }));
  expect(undo(device, entry)).toMatchObject({ conflicts: [], renamed: [], taken: 1 });
  expect(readAccount(device.doc, id)).toEqual(before);
});

test("undo of trashing that others may have seen makes a new account, and older entries follow it", () => {
  const { device, id } = start();
  const renaming = remembered(device, ({ doc }) =>
    editAccount(doc, id, { name: "renamed" }, makingOf(device)),
  );
  const trashing = remembered(device, ({ doc }) => trashAccount(doc, id, { now: 5 }));
  const undone = undo(device, trashing, true);
  const [renamed] = undone.renamed;
  expect(undone.renamed).toEqual([{ from: id, to: expect.any(String) as string }]);
  expect(readAccount(device.doc, id)).toBe(undefined);
  expect(readAccount(device.doc, renamed?.to ?? "")?.trashedAt).toBe(null);
  expect(undo(device, renaming).conflicts).toEqual([{ accountId: id, key: "name" }]);
  expect(undo(device, renameInEntry(renaming, undone.renamed)).conflicts).toEqual([]);
  expect(readAccount(device.doc, renamed?.to ?? "")?.name).toBe("sven@example.org");
  expect(undone.redo && undo(device, undone.redo).taken).toBe(1);
  expect(readAccount(device.doc, renamed?.to ?? "")?.trashedAt).toBe(900);
});

test("the accounts that another device restored under a new id can be told from its update", () => {
  const { device, id } = start();
  const entry = remembered(device, ({ doc }) => trashAccount(doc, id, { now: 5 }));
  const { changes, value } = device.edit((doc) =>
    applyUndo(doc, entry, { ...makingOf(device), shared: true }),
  );
  expect(renamedIn(changes)).toEqual(value.renamed);
});

test("a field that was changed meanwhile is left alone and named; the others are taken back", () => {
  const laptop = createDevice(1);
  const phone = createDevice(2);
  const id = laptop.do((doc) => addAccount(doc, draftOf({}), makingOf(laptop)));
  const entry = remembered(laptop, ({ doc }) =>
    editAccount(doc, id, { issuer: "New", name: "new", otp: OTHER }, makingOf(laptop)),
  );
  exchange(laptop, phone);
  phone.do((doc) => editAccount(doc, id, { name: "from the phone" }, makingOf(phone)));
  exchange(laptop, phone);
  expect(undo(laptop, entry)).toMatchObject({ taken: 2, conflicts: [{ accountId: id, key: "name" }] });
  const account = readAccount(laptop.doc, id);
  expect(account).toMatchObject({ issuer: "Example", name: "from the phone", otp: TOTP });
});

test("undo of a re-enrolment brings the old secret back and keeps the new one in the history", () => {
  const { device, id } = start();
  device.do((doc) => verifyAccount(doc, id));
  const entry = remembered(device, ({ doc }) => editAccount(doc, id, { otp: OTHER }, makingOf(device)));
  expect(readAccount(device.doc, id)?.verified).toBe(null);
  const { redo } = undo(device, entry);
  const account = readAccount(device.doc, id);
  expect(account).toMatchObject({ otp: TOTP, verified: true });
  expect(account?.history.map(({ otp }) => otp)).toEqual([OTHER]);
  expect(redo && undo(device, redo).conflicts).toEqual([]);
  expect(readAccount(device.doc, id)).toMatchObject({ otp: OTHER, verified: null });
});

test("no undo ever makes HOTP show a counter again", () => {
  const { device, id } = start(draftOf({ otp: HOTP, counter: 40 }));
  const take = (): unknown => device.do((doc) => advanceCounter(doc, id));
  const otherKey = { ...HOTP, secret: OTHER.secret };
  const entry = remembered(device, ({ doc }) => editAccount(doc, id, { otp: otherKey }, makingOf(device)));
  expect(take()).toEqual({ ok: true, value: 0 });
  const { redo } = undo(device, entry);
  expect(take()).toEqual({ ok: true, value: 40 });
  expect(redo && undo(device, redo).conflicts).toEqual([]);
  expect(take()).toEqual({ ok: true, value: 1 });
  const { changes } = device.edit((doc) => advanceCounter(doc, id));
  expect(toUndoEntry({ action: "code-advanced", text: "", changes })).toBe(null);
  const set = device.edit((doc) => editAccount(doc, id, { counter: 7 }, makingOf(device)));
  expect(toUndoEntry({ action: "account-edited", text: "", changes: set.changes })).toBe(null);
});

test("a purge can't be undone, and what names a purged account is a conflict", () => {
  const { device, id } = start();
  const entry = remembered(device, ({ doc }) => trashAccount(doc, id, { now: 5 }));
  const { changes } = device.edit((doc) => purgeAccount(doc, id));
  expect(toUndoEntry({ action: "account-purged", text: "", changes })).toBe(null);
  expect(undo(device, entry)).toMatchObject({ taken: 0, conflicts: [{ accountId: id, key: "trashedAt" }] });
});

test("undo of an addition leaves alone what is in the trash already", () => {
  const device = createDevice(1);
  let id = "";
  const entry = remembered(device, ({ doc }) => {
    id = addAccount(doc, draftOf({}), makingOf(device));
  });
  device.do((doc) => trashAccount(doc, id, { now: 77 }));
  expect(undo(device, entry)).toMatchObject({ taken: 0, redo: null });
  expect(readAccount(device.doc, id)?.trashedAt).toBe(77);
});
