import { expect, test } from "vitest";
import { applySnapshot, applyUpdate, createVaultDocument, encodeSnapshot } from "../../src/vault/document.ts";
import { addAccount, trashAccount } from "../../src/vault/accounts.ts";
import { edit } from "../../src/vault/edit.ts";
import { readAccount, readAccounts } from "../../src/vault/read-accounts.ts";
import { draftOf, makingAt } from "../support/vault-drafts.ts";

test("[VD5] a document that loads its own past keeps its clientID", () => {
  const first = createVaultDocument(7);
  const { update } = edit(first, () => addAccount(first, draftOf({ issuer: "GitHub" }), makingAt(1)));
  const second = createVaultDocument(7);
  applyUpdate(second, update ?? new Uint8Array());
  applySnapshot(second, encodeSnapshot(first));
  expect(second.clientID).toBe(7);
  expect(readAccounts(second)).toEqual(readAccounts(first));
});

test("bytes that were applied may be wiped afterwards", () => {
  const first = createVaultDocument(7);
  const { value: id, update } = edit(first, () => addAccount(first, draftOf({}), makingAt(1)));
  const second = createVaultDocument(8);
  const third = createVaultDocument(9);
  const snapshot = encodeSnapshot(first);
  applyUpdate(second, update ?? new Uint8Array());
  applySnapshot(third, snapshot);
  update?.fill(0);
  snapshot.fill(0);
  expect(readAccount(second, id)?.otp).toEqual(readAccount(first, id)?.otp);
  expect(readAccount(third, id)?.otp).toEqual(readAccount(first, id)?.otp);
});

test("a clientID of 52 bits survives the way through an update", () => {
  const largest = createVaultDocument(2 ** 52 - 1);
  const { value: id, update } = edit(largest, () =>
    addAccount(
      largest,
      draftOf({ otp: { ...draftOf({}).otp, type: "hotp", period: 0 }, counter: 2 ** 53 - 2 }),
      makingAt(1),
    ),
  );
  const other = createVaultDocument(1);
  applyUpdate(other, update ?? new Uint8Array());
  edit(other, () => trashAccount(other, id, { now: 5 }));
  expect(readAccount(other, id)).toEqual({ ...readAccount(largest, id), trashedAt: 5 });
  expect(readAccount(other, id)?.counter).toBe(2 ** 53 - 2);
});

test("a clientID beyond 52 bits is refused", () => {
  expect(() => createVaultDocument(2 ** 52)).toThrow(/52 bits/);
  expect(() => createVaultDocument(-1)).toThrow(/52 bits/);
  expect(() => createVaultDocument(0.5)).toThrow(/52 bits/);
});
