import { expect, test } from "vitest";
import type { Doc } from "yjs";
import type { AccountName } from "../../src/protocol/account.ts";
import {
  addAccount,
  advanceCounter,
  askToVerifyAccount,
  editAccount,
  purgeAccount,
  setCounter,
  trashAccount,
  verifyAccount,
} from "../../src/vault/accounts.ts";
import { describeChanges, type AccountEvent } from "../../src/vault/describe.ts";
import { readAccount } from "../../src/vault/read-accounts.ts";
import { restoreAccount, untrashAccount } from "../../src/vault/restore.ts";
import { createDevice, type Device } from "../support/vault-devices.ts";
import { draftOf, HOTP, TOTP } from "../support/vault-drafts.ts";

function start(draft = draftOf({})): { device: Device; id: string } {
  const device = createDevice(1);
  return { device, id: device.do((doc) => addAccount(doc, draft, { now: 1, random: device.random })) };
}

function told(device: Device, change: (doc: Doc) => unknown): readonly AccountEvent[] {
  const { changes } = device.edit(change);
  const nameOf = (id: string): AccountName | undefined => {
    const account = readAccount(device.doc, id);
    return account && { id, issuer: account.issuer, name: account.name };
  };
  return describeChanges(changes, nameOf);
}

const named = (id: string): AccountName => ({ id, issuer: "Example", name: "sven@example.org" });

test("what came, went, moved and was used is told with the account's name", () => {
  const { device, id } = start(draftOf({ otp: HOTP }));
  const account = named(id);
  const making = { now: 2, random: device.random };
  expect(told(device, (doc) => advanceCounter(doc, id))).toEqual([
    { type: "code-advanced", account, fields: ["counter"] },
  ]);
  expect(told(device, (doc) => setCounter(doc, id, 80))).toEqual([
    { type: "account-edited", account, fields: ["counter"] },
  ]);
  expect(told(device, (doc) => verifyAccount(doc, id))).toEqual([
    { type: "account-verified", account, fields: ["verified"] },
  ]);
  expect(told(device, (doc) => askToVerifyAccount(doc, id))).toEqual([
    { type: "account-edited", account, fields: ["verified"] },
  ]);
  expect(told(device, (doc) => trashAccount(doc, id, making))).toEqual([
    { type: "account-trashed", account, fields: [] },
  ]);
  expect(told(device, (doc) => untrashAccount(doc, id))).toEqual([
    { type: "account-restored", account, fields: [] },
  ]);
  expect(told(device, (doc) => purgeAccount(doc, id))).toEqual([
    { type: "account-purged", account, fields: [] },
  ]);
  const [added] = told(device, (doc) => addAccount(doc, draftOf({}), making));
  expect(added).toEqual({ type: "account-added", account: named(added?.account.id ?? ""), fields: [] });
});

test("an edit is told by the names of its fields, never by values", () => {
  const { device, id } = start(draftOf({ tags: ["secret-project"] }));
  const otp = { ...TOTP, secret: new Uint8Array(20).fill(7), digits: 8 };
  const changes = { otp, note: "hush", recoveryCodes: "hush", issuer: "New", removeTags: ["secret-project"] };
  const events = told(device, (doc) => editAccount(doc, id, changes, { now: 2, random: device.random }));
  expect(events).toEqual([
    {
      type: "account-edited",
      account: { id, issuer: "New", name: "sven@example.org" },
      fields: ["digits", "issuer", "note", "recoveryCodes", "secret", "tags"],
    },
  ]);
});

test("an account restored under a new id is one event", () => {
  const { device, id } = start();
  device.do((doc) => trashAccount(doc, id, { now: 2 }));
  let newId = "";
  const events = told(device, (doc) => {
    const restored = restoreAccount(doc, id, device);
    newId = restored.ok ? restored.value : "";
  });
  expect(events).toEqual([{ type: "account-restored", account: named(newId), fields: [] }]);
});
