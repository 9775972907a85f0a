import { expect, test } from "vitest";
import type { Doc } from "yjs";
import {
  addAccount,
  editAccount,
  purgeAccount,
  trashAccount,
  verifyAccount,
} from "../../src/vault/accounts.ts";
import { bringBack, comingBack } from "../../src/vault/bring-back.ts";
import { applySnapshot, createVaultDocument, encodeSnapshot } from "../../src/vault/document.ts";
import { edit } from "../../src/vault/edit.ts";
import { readAccount, readAccounts } from "../../src/vault/read-accounts.ts";
import { restoreAccount } from "../../src/vault/restore.ts";
import { newestId } from "../../src/vault/restored.ts";
import { draftOf, HOTP, makingAt, TOTP } from "../support/vault-drafts.ts";

const OTHER = { ...TOTP, secret: new TextEncoder().encode("another secret") };

/** A document, the id of its one account, and the document as it was then. */
function start(draft = draftOf({})): { doc: Doc; id: string; past: Doc } {
  const doc = createVaultDocument(7);
  const { value: id } = edit(doc, () => addAccount(doc, draft, makingAt(1)));
  return { doc, id, past: copyOf(doc) };
}

function copyOf(doc: Doc): Doc {
  const copy = createVaultDocument(0);
  applySnapshot(copy, encodeSnapshot(doc));
  return copy;
}

const bring = (doc: Doc, from: Doc, seed = 50) =>
  edit(doc, () =>
    bringBack(doc, { from, ids: readAccounts(from).map(({ id }) => id), making: makingAt(9, seed) }),
  );

/** Once more: nothing changes. */
function expectNothingMore(doc: Doc, from: Doc): void {
  expect(comingBack(doc, from)).toEqual([]);
  expect(bring(doc, from, 60)).toEqual({ value: 0, update: null, changes: [] });
}

test("[BK11] what was purged since comes back whole, with its id", () => {
  const { doc, id, past } = start(draftOf({ note: "n", tags: ["work"], otp: HOTP, counter: 5 }));
  edit(doc, () => purgeAccount(doc, id));
  expect(comingBack(doc, past)).toMatchObject([{ id, type: "missing", fields: [] }]);
  expect(bring(doc, past).value).toBe(1);
  expect(readAccounts(doc)).toEqual(readAccounts(past));
  expectNothingMore(doc, past);
});

test("[BK11] what was trashed and restored since is the same account, and is not brought back beside it", () => {
  const { doc, id, past } = start();
  edit(doc, () => trashAccount(doc, id, { now: 2 }));
  const restored = edit(doc, () => restoreAccount(doc, id, makingAt(3, 3))).value;
  if (!restored.ok) throw new Error("it wasn't restored");
  expect(comingBack(doc, past)).toEqual([]);
  expect(bring(doc, past).value).toBe(0);
  expect(readAccounts(doc).map((account) => account.id)).toEqual([restored.value]);
  edit(doc, () => editAccount(doc, restored.value, { issuer: "Renamed" }, makingAt(4)));
  expect(comingBack(doc, past)).toMatchObject([{ id, type: "changed", fields: ["issuer"] }]);
  expect(bring(doc, past).value).toBe(1);
  expect(readAccounts(doc)).toMatchObject([{ id: restored.value, issuer: "Example" }]);
  expect(newestId(doc, id)).toBe(restored.value);
  expectNothingMore(doc, past);
});

test("[BK11] what was restored and then purged comes back once", () => {
  const { doc, id, past } = start();
  edit(doc, () => trashAccount(doc, id, { now: 2 }));
  const restored = edit(doc, () => restoreAccount(doc, id, makingAt(3, 3))).value;
  // Another device purges it that doesn't know of the older map.
  edit(doc, () => doc.getMap("accounts").delete(restored.ok ? restored.value : ""));
  expect(comingBack(doc, past)).toMatchObject([{ id, type: "missing" }]);
  expect(bring(doc, past).value).toBe(1);
  expect(readAccounts(doc)).toMatchObject([{ issuer: "Example" }]);
  expectNothingMore(doc, past);
});

test("[BK11] marks that lead in a circle hide nothing for good", () => {
  const { doc, id, past } = start();
  edit(doc, () => doc.getMap<Map<string, string>>("accounts").get(id)?.set("restoredAs", id));
  expect(readAccounts(doc)).toEqual([]);
  expect(bring(doc, past).value).toBe(1);
  expect(readAccounts(doc)).toMatchObject([{ issuer: "Example", name: "sven@example.org" }]);
  expectNothingMore(doc, past);
});

test("[BK11] what lies in the trash since comes out of it, under another id", () => {
  const { doc, id, past } = start();
  edit(doc, () => trashAccount(doc, id, { now: 2 }));
  expect(comingBack(doc, past)).toMatchObject([{ id, type: "changed", fields: ["trashedAt"] }]);
  expect(bring(doc, past).value).toBe(1);
  expect(readAccounts(doc)).toMatchObject([{ trashedAt: null, issuer: "Example" }]);
  expectNothingMore(doc, past);
});

test("[BK11] an account gets back what it had, and its present secret goes to the history", () => {
  const { doc, id, past } = start(draftOf({ note: "old", recoveryCodes: "1\n2", tags: ["a"], pinned: true }));
  const changes = {
    otp: OTHER,
    note: "new",
    recoveryCodes: null,
    pinned: false,
    addTags: ["b"],
    removeTags: ["a"],
  };
  edit(doc, () => editAccount(doc, id, { ...changes, name: "new", issuer: "New" }, makingAt(2)));
  expect(comingBack(doc, past)).toMatchObject([
    { id, fields: ["issuer", "name", "note", "recoveryCodes", "pinned", "otp", "tags"] },
  ]);
  expect(bring(doc, past).value).toBe(1);
  expect(readAccount(doc, id)).toMatchObject({
    issuer: "Example",
    name: "sven@example.org",
    note: "old",
    recoveryCodes: "1\n2",
    pinned: true,
    tags: ["a", "b"],
    otp: TOTP,
    history: [{ otp: OTHER }],
  });
  expectNothingMore(doc, past);
});

test("[BK11] what an account has only since is no difference, and stays", () => {
  const { doc, id, past } = start(draftOf({ issuer: "", otp: HOTP, counter: 1 }));
  const changes = { issuer: "X", note: "n", recoveryCodes: "1", pinned: true, addTags: ["t"], counter: 9 };
  edit(doc, () => editAccount(doc, id, changes, makingAt(2)));
  edit(doc, () => verifyAccount(doc, id));
  const before = readAccounts(doc);
  expectNothingMore(doc, past);
  expect(readAccounts(doc)).toEqual(before);
});

test("only the accounts that are named come back", () => {
  const { doc, id, past } = start();
  edit(past, () => addAccount(past, draftOf({ issuer: "Second" }), makingAt(5)));
  edit(doc, () => purgeAccount(doc, id));
  expect(edit(doc, () => bringBack(doc, { from: past, ids: [id], making: makingAt(9) })).value).toBe(1);
  expect(readAccounts(doc)).toMatchObject([{ id }]);
});
