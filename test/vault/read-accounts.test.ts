import { expect, test } from "vitest";
import * as fc from "fast-check";
import * as Y from "yjs";
import { addAccount, advanceCounter, editAccount, trashAccount } from "../../src/vault/accounts.ts";
import { accountsOf, createVaultDocument } from "../../src/vault/document.ts";
import { edit } from "../../src/vault/edit.ts";
import { accountToLabel, UNUSED } from "../../src/vault/label.ts";
import { readAccount, readAccounts } from "../../src/vault/read-accounts.ts";
import { restoreAccount } from "../../src/vault/restore.ts";
import { draftOf, HOTP, makingAt, TOTP } from "../support/vault-drafts.ts";

/** An account as another device may have written it. */
function foreign(fields: Readonly<Record<string, unknown>>): Y.Doc {
  const doc = createVaultDocument(7);
  const map = new Y.Map<unknown>();
  accountsOf(doc).set("foreign", map);
  for (const [key, value] of Object.entries(fields)) map.set(key, value);
  return doc;
}

test("[VD2] an added account reads as it was drafted", () => {
  const doc = createVaultDocument(7);
  const draft = draftOf({
    otp: HOTP,
    counter: 12,
    note: "note",
    recoveryCodes: "1\n2",
    tags: ["b", "a", " a ", ""],
    pinned: true,
    createdAt: 5,
    trashedAt: 6,
  });
  const id = addAccount(doc, draft, makingAt(1));
  expect(readAccount(doc, id)).toEqual({
    ...draft,
    id,
    type: "hotp",
    tags: ["a", "b"],
    verified: null,
    history: [],
  });
});

test("an account from holt's own file brings along whether it was verified, and what was replaced", () => {
  const doc = createVaultDocument(7);
  const older = { ...TOTP, secret: new Uint8Array([1, 2, 3]) };
  const oldest = { ...TOTP, secret: new Uint8Array([4, 5, 6]) };
  const history = [
    { otp: older, replacedAt: 20 },
    { otp: oldest, replacedAt: 10 },
  ];
  const id = addAccount(doc, draftOf({ verified: false, history }), makingAt(30));
  expect(readAccount(doc, id)).toMatchObject({ verified: false, history });
});

test("[VD3] an account of an unknown type is there, unusable, and can be renamed, trashed and restored unharmed", () => {
  const otp = { type: "fido", secret: new Uint8Array([1]), algorithm: "P256", extra: { deep: [1, 2] } };
  const doc = foreign({ otp, issuer: "Bank", newerKey: { a: 1 } });
  const account = readAccount(doc, "foreign");
  expect(account).toMatchObject({ otp: null, type: "fido", issuer: "Bank" });
  expect(account && accountToLabel(account, UNUSED)).toMatchObject({ type: "fido", usable: false });
  expect(editAccount(doc, "foreign", { name: "sven" }, makingAt(1)).ok).toBe(true);
  expect(trashAccount(doc, "foreign", { now: 1 }).ok).toBe(true);
  const restored = restoreAccount(doc, "foreign", makingAt(2));
  const map = accountsOf(doc).get(restored.ok ? restored.value : "") as Y.Map<unknown>;
  expect(map.get("otp")).toEqual(otp);
  expect(map.get("newerKey")).toEqual({ a: 1 });
  expect(map.get("name")).toBe("sven");
});

test("replacing the one-time password of an unknown type keeps the old value in the document", () => {
  const otp = { type: "fido", secret: new Uint8Array([1]) };
  const doc = foreign({ otp });
  editAccount(doc, "foreign", { otp: TOTP }, makingAt(1));
  const map = accountsOf(doc).get("foreign") as Y.Map<unknown>;
  const history = [...map.entries()].filter(([key]) => key.startsWith("history/")).map(([, value]) => value);
  expect(history).toContainEqual({ otp, replacedAt: 1, counter: 0 });
  expect(readAccount(doc, "foreign")?.history).toEqual([]);
});

test.each([
  ["a period of 0", { ...TOTP, period: 0 }],
  ["11 digits", { ...TOTP, digits: 11 }],
  ["no secret", { ...TOTP, secret: new Uint8Array() }],
  ["a secret that is text", { ...TOTP, secret: "GEZDGNBV" }],
  ["an unknown algorithm", { ...TOTP, algorithm: "SHA3" }],
  ["a PIN that is a number", { ...TOTP, pin: 1234 }],
  ["no value at all", undefined],
  ["a list", [1, 2, 3]],
])("a one-time password with %s is unusable, never a wrong code", (_, otp) => {
  expect(readAccount(foreign({ otp }), "foreign")?.otp).toBe(null);
});

test("[VD2] malformed fields of any kind read as absent and never throw", () => {
  const value = fc.oneof(
    fc.anything({ maxDepth: 2, withBigInt: true }),
    fc.constant(new Uint8Array([1, 2])),
    fc.record({ otp: fc.anything({ maxDepth: 1 }), replacedAt: fc.integer() }),
    fc.tuple(fc.integer(), fc.integer()),
  );
  const key = fc.constantFrom(
    "otp",
    "issuer",
    "name",
    "note",
    "recoveryCodes",
    "pinned",
    "createdAt",
    "trashedAt",
    "verified",
    "tag/x",
    "tag/",
    "counter/1",
    "counter/x",
    "history/1",
    "history/",
    "",
    "__proto__",
    "unknown",
  );
  fc.assert(
    fc.property(fc.dictionary(key, value.filter(canBeStored)), (fields) => {
      const doc = foreign(fields);
      const account = readAccount(doc, "foreign");
      const kinds = [account?.issuer, account?.name, account?.createdAt, account?.pinned].map(
        (part) => typeof part,
      );
      expect(kinds).toEqual(["string", "string", "number", "boolean"]);
      edit(doc, () => advanceCounter(doc, "foreign"));
      edit(doc, () => editAccount(doc, "foreign", { otp: HOTP, issuer: "mine" }, makingAt(1)));
      const changed = readAccount(doc, "foreign");
      expect(changed).toMatchObject({ otp: HOTP, issuer: "mine" });
      edit(doc, () => trashAccount(doc, "foreign", { now: 5 }));
      const restored = edit(doc, () => restoreAccount(doc, "foreign", makingAt(6))).value;
      const id = restored.ok ? restored.value : "";
      expect(readAccount(doc, id)).toEqual({ ...changed, id, trashedAt: null });
    }),
    { numRuns: 500, seed: 1 },
  );
});

test("what isn't an account in the accounts is left out and left alone", () => {
  const doc = foreign({ otp: TOTP });
  accountsOf(doc).set("text", "not an account");
  accountsOf(doc).set("__proto__", new Y.Map());
  accountsOf(doc).set("constructor", new Y.Map());
  expect(readAccounts(doc).map(({ id }) => id)).toEqual(["foreign"]);
  expect(readAccount(doc, "text")).toBe(undefined);
  expect(readAccount(doc, "constructor")).toBe(undefined);
  expect(accountsOf(doc).has("text")).toBe(true);
});

test("the history holds each replaced one-time password once, newest first, without the one in force", () => {
  const doc = foreign({ otp: TOTP });
  const secrets = [1, 2, 1, 3].map((byte) => new Uint8Array(20).fill(byte));
  for (const [index, secret] of secrets.entries()) {
    editAccount(doc, "foreign", { otp: { ...TOTP, secret } }, makingAt(10 + index));
  }
  const account = readAccount(doc, "foreign");
  expect(account?.otp?.secret).toEqual(secrets[3]);
  expect(account?.history.map(({ otp }) => otp.secret)).toEqual([secrets[0], secrets[1], TOTP.secret]);
});

test("a HOTP key that comes back goes on where it was left, and one with other digits goes on counting", () => {
  const doc = createVaultDocument(7);
  const id = addAccount(doc, draftOf({ otp: HOTP, counter: 57 }), makingAt(1));
  const other = { ...HOTP, secret: new Uint8Array(20).fill(9) };
  editAccount(doc, id, { otp: { ...HOTP, digits: 8 } }, makingAt(2));
  expect(readAccount(doc, id)?.counter).toBe(57);
  advanceCounter(doc, id);
  editAccount(doc, id, { otp: other }, makingAt(3));
  expect(readAccount(doc, id)?.counter).toBe(0);
  advanceCounter(doc, id);
  editAccount(doc, id, { otp: HOTP }, makingAt(4));
  expect(readAccount(doc, id)?.counter).toBe(58);
  editAccount(doc, id, { otp: other }, makingAt(5));
  expect(readAccount(doc, id)?.counter).toBe(1);
});

test("the last counter is shown once, and after it there is a clear error", () => {
  const doc = createVaultDocument(7);
  const id = addAccount(doc, draftOf({ otp: HOTP, counter: Number.MAX_SAFE_INTEGER - 1 }), makingAt(1));
  expect(advanceCounter(doc, id)).toEqual({ ok: true, value: Number.MAX_SAFE_INTEGER - 1 });
  expect(advanceCounter(doc, id)).toMatchObject({ ok: false, error: { type: "usage", reason: "bad-field" } });
});

function canBeStored(value: unknown): boolean {
  try {
    new Y.Doc().getMap("m").set("k", value);
    return true;
  } catch {
    return false;
  }
}
