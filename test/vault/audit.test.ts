import { expect, test } from "vitest";
import { auditAccounts } from "../../src/vault/audit.ts";
import { sameAccountKey } from "../../src/vault/duplicates.ts";
import { accountOf, draftOf, HOTP, TOTP } from "../support/vault-drafts.ts";

const name = (id: string): unknown => ({ id, issuer: "Example", name: "sven@example.org" });
const secretOf = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => index);

test("ordinary accounts have no findings", () => {
  const accounts = [
    accountOf({ id: "1" }),
    accountOf({ id: "2", otp: HOTP }),
    accountOf({
      id: "3",
      otp: { ...TOTP, secret: secretOf(10), digits: 8, period: 60, algorithm: "SHA512" },
    }),
    accountOf({ id: "4", otp: { ...TOTP, type: "steam", digits: 5 } }),
    accountOf({ id: "5", otp: null, type: "fido" }),
  ];
  expect(auditAccounts(accounts)).toEqual([]);
});

test("one key in two accounts is a duplicate, whatever they are called, but not one in the trash", () => {
  const accounts = [
    accountOf({ id: "1", issuer: "Other" }),
    accountOf({ id: "2" }),
    accountOf({ id: "3", otp: { ...TOTP, digits: 8 } }),
    accountOf({ id: "4", trashedAt: 5 }),
  ];
  const otherName = "Other (sven@example.org)";
  expect(auditAccounts(accounts)).toEqual([
    { type: "duplicate", account: name("2"), details: { other: "1", otherName } },
    { type: "duplicate", account: name("3"), details: { other: "1", otherName } },
  ]);
});

test("a key of less than 80 bits is short", () => {
  expect(auditAccounts([accountOf({ id: "1", otp: { ...TOTP, secret: secretOf(9) } })])).toEqual([
    { type: "short-secret", account: name("1"), details: { bits: 72 } },
  ]);
});

test("odd digits, periods and algorithms are named", () => {
  const otp = { ...TOTP, digits: 5, period: 45, algorithm: "SHA224" as const };
  expect(auditAccounts([accountOf({ id: "1", otp })])).toEqual([
    { type: "odd-parameters", account: name("1"), details: { digits: 5, period: 45, algorithm: "SHA224" } },
  ]);
});

test("two accounts are the same one when type, key, issuer and name are equal", () => {
  const key = sameAccountKey(draftOf({}));
  expect(sameAccountKey(accountOf({ id: "x", tags: ["a"], otp: { ...TOTP, digits: 8 } }))).toBe(key);
  expect(sameAccountKey(draftOf({ name: "other" }))).not.toBe(key);
  expect(sameAccountKey(draftOf({ otp: HOTP }))).not.toBe(key);
  expect(sameAccountKey(draftOf({ issuer: 'a","b', name: "" }))).not.toBe(
    sameAccountKey(draftOf({ issuer: "a", name: 'b","' })),
  );
  expect(sameAccountKey(accountOf({ otp: null }))).toBe(undefined);
});
