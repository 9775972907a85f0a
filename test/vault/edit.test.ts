import { expect, test } from "vitest";
import {
  addAccount,
  advanceCounter,
  editAccount,
  purgeAccount,
  trashAccount,
} from "../../src/vault/accounts.ts";
import { accountsOf, applyUpdate, createVaultDocument } from "../../src/vault/document.ts";
import { ACCOUNT_ITSELF, edit } from "../../src/vault/edit.ts";
import { readAccounts } from "../../src/vault/read-accounts.ts";
import { draftOf, HOTP, makingAt } from "../support/vault-drafts.ts";

const start = (draft = draftOf({})): { doc: ReturnType<typeof createVaultDocument>; id: string } => {
  const doc = createVaultDocument(7);
  return { doc, id: edit(doc, () => addAccount(doc, draft, makingAt(1))).value };
};

test("the updates of all edits together are the whole document", () => {
  const doc = createVaultDocument(7);
  const copy = createVaultDocument(8);
  const changes: readonly (() => unknown)[] = [
    () => addAccount(doc, draftOf({ issuer: "A" }), makingAt(1)),
    () => addAccount(doc, draftOf({ issuer: "B" }), makingAt(2)),
    () => readAccounts(doc).map(({ id }) => trashAccount(doc, id, { now: 3 })),
  ];
  for (const change of changes) {
    const { update } = edit(doc, change);
    applyUpdate(copy, update ?? new Uint8Array());
    expect(readAccounts(copy)).toEqual(readAccounts(doc));
  }
});

test("an edit that changes nothing makes no update and names no change", () => {
  const { doc, id } = start(draftOf({ tags: ["work"], pinned: true, note: "n" }));
  const again = { issuer: "Example", pinned: true, note: "n", addTags: ["work"], removeTags: ["none"] };
  const edited = edit(doc, () => editAccount(doc, id, again, makingAt(2)));
  expect(edited).toEqual({ value: { ok: true, value: null }, update: null, changes: [] });
  expect(edit(doc, () => editAccount(doc, "missing", again, makingAt(2))).update).toBe(null);
});

test("changes name each field with what was there and what is there now", () => {
  const { doc, id } = start(draftOf({ note: "old" }));
  const { changes } = edit(doc, () =>
    editAccount(doc, id, { issuer: "New", note: null, addTags: ["work"] }, makingAt(2)),
  );
  expect(changes.toSorted((a, b) => (a.key < b.key ? -1 : 1))).toEqual([
    { accountId: id, key: "issuer", before: "Example", after: "New" },
    { accountId: id, key: "note", before: "old" },
    { accountId: id, key: "tag/work", after: true },
  ]);
});

test("a field written twice in one edit counts once, and one written back not at all", () => {
  const { doc, id } = start();
  const { changes } = edit(doc, () => {
    editAccount(doc, id, { issuer: "first" }, makingAt(2));
    editAccount(doc, id, { issuer: "second", addTags: ["x"] }, makingAt(2));
    editAccount(doc, id, { removeTags: ["x"] }, makingAt(2));
  });
  expect(changes).toEqual([{ accountId: id, key: "issuer", before: "Example", after: "second" }]);
});

test("an account that comes is named, its fields being in the document; one that goes is named with all fields", () => {
  const { doc, id } = start(draftOf({ issuer: "Gone" }));
  const { value: newId, changes } = edit(doc, () => {
    editAccount(doc, id, { issuer: "not told" }, makingAt(2));
    purgeAccount(doc, id);
    return addAccount(doc, draftOf({ issuer: "Come" }), makingAt(3));
  });
  expect(changes).toContainEqual({ accountId: id, key: ACCOUNT_ITSELF, before: true });
  expect(changes).toContainEqual({ accountId: id, key: "issuer", before: "Gone" });
  expect(changes.filter(({ accountId }) => accountId === newId)).toEqual([
    { accountId: newId, key: ACCOUNT_ITSELF, after: true },
  ]);
  expect(readAccounts(doc)).toMatchObject([{ id: newId, issuer: "Come" }]);
});

test("the changes of an update from another device are told like one's own", () => {
  const { doc, id } = start();
  const other = createVaultDocument(8);
  const first = edit(doc, () => editAccount(doc, id, { issuer: "A" }, makingAt(2)));
  const whole = createVaultDocument(9);
  for (const [key] of accountsOf(doc).entries()) expect(key).toBe(id);
  const added = edit(other, () => addAccount(other, draftOf({ issuer: "B" }), makingAt(3)));
  const told = edit(whole, () => applyUpdate(whole, added.update ?? new Uint8Array()));
  expect(told.changes).toEqual(added.changes);
  expect(first.changes).toHaveLength(1);
});

test("changes share no bytes with the document", () => {
  const { doc, id } = start(draftOf({ otp: HOTP }));
  const { changes } = edit(doc, () => purgeAccount(doc, id));
  const otp = changes.find(({ key }) => key === "otp")?.before;
  expect(otp).toMatchObject({ type: "hotp", secret: HOTP.secret });
});

test("an error of a change writes nothing", () => {
  const { doc, id } = start();
  const { value, update } = edit(doc, () => editAccount(doc, id, { issuer: "X", counter: 5 }, makingAt(2)));
  expect(value).toEqual({
    ok: false,
    error: { type: "usage", reason: "field-not-for-type", value: "counter" },
  });
  expect(update).toBe(null);
  expect(edit(doc, () => advanceCounter(doc, id)).value.ok).toBe(false);
});

test("an edit inside an edit is a bug and says so", () => {
  const { doc } = start();
  expect(() => edit(doc, () => edit(doc, () => 1))).toThrow(/inside/);
});
