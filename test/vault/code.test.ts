import { expect, test } from "vitest";
import { codeOfCounter, codeOfTime } from "../../src/vault/code.ts";
import { accountToLabel, formatAccountName, UNUSED } from "../../src/vault/label.ts";
import { accountOf, HOTP, TOTP } from "../support/vault-drafts.ts";

const named = { id: "id", issuer: "Example", name: "sven@example.org" };

test("a code says when it holds, how long yet, and which comes next", () => {
  const otp = { ...TOTP, digits: 8 };
  expect(codeOfTime(accountOf({ otp }), 1_111_111_109_400)).toEqual({
    ok: true,
    value: {
      ...named,
      type: "totp",
      code: "07081804",
      next: "14050471",
      validFrom: 1_111_111_080,
      validUntil: 1_111_111_110,
      remainingSeconds: 1,
      counter: null,
    },
  });
});

test("the remaining seconds go from the whole period down to 1, never to 0", () => {
  const remaining = [30_000, 30_999, 59_000, 59_999, 60_000].map((atMs) => {
    const code = codeOfTime(accountOf({}), atMs);
    return code.ok ? code.value.remainingSeconds : null;
  });
  expect(remaining).toEqual([30, 30, 1, 1, 30]);
});

test("the code of a HOTP counter has no times and no next", () => {
  expect(codeOfCounter(accountOf({ otp: HOTP }), 9)).toEqual({
    ok: true,
    value: {
      ...named,
      type: "hotp",
      code: "520489",
      next: null,
      validFrom: null,
      validUntil: null,
      remainingSeconds: null,
      counter: 9,
    },
  });
});

test("where no right code can be made there is an error, never a wrong code", () => {
  const errorOf = (result: ReturnType<typeof codeOfTime>): unknown =>
    result.ok ? result.value : result.error;
  const motp = { ...TOTP, type: "motp", algorithm: "MD5", period: 10 } as const;
  expect(errorOf(codeOfTime(accountOf({ otp: HOTP }), 0))).toEqual({
    type: "usage",
    reason: "hotp-has-no-time",
  });
  expect(errorOf(codeOfTime(accountOf({ otp: null }), 0))).toEqual({
    type: "usage",
    reason: "needs-newer-holt",
  });
  expect(errorOf(codeOfTime(accountOf({ otp: motp }), 0))).toMatchObject({ reason: "pin-needed" });
  expect(errorOf(codeOfTime(accountOf({}), -1))).toMatchObject({ reason: "bad-field" });
  expect(errorOf(codeOfTime(accountOf({}), Number.NaN))).toMatchObject({ reason: "bad-field" });
  expect(errorOf(codeOfCounter(accountOf({}), 0))).toMatchObject({ reason: "field-not-for-type" });
});

test("a label holds no secret, note, recovery code or PIN, only that they are there", () => {
  const otp = { ...HOTP, pin: "4711" };
  const account = accountOf({ otp, counter: 3, note: "private", recoveryCodes: "rescue", tags: ["a"] });
  const label = accountToLabel(account, { usedCount: 2, lastUsedAt: 9 });
  expect(label).toEqual({
    ...named,
    type: "hotp",
    usable: true,
    algorithm: "SHA1",
    digits: 6,
    period: null,
    counter: 3,
    tags: ["a"],
    pinned: false,
    hasNote: true,
    hasRecoveryCodes: true,
    hasPin: true,
    createdAt: 1,
    trashedAt: null,
    verified: null,
    usedCount: 2,
    lastUsedAt: 9,
  });
  expect(JSON.stringify(label)).not.toMatch(/private|rescue|4711|secret/);
  expect(accountToLabel(accountOf({}), UNUSED)).toMatchObject({ period: 30, counter: null, hasPin: false });
});

test("an account is named by issuer and name, or by the one that it has", () => {
  expect(formatAccountName({ issuer: "GitHub", name: "sven" })).toBe("GitHub (sven)");
  expect(formatAccountName({ issuer: "", name: "sven" })).toBe("sven");
  expect(formatAccountName({ issuer: "GitHub", name: "" })).toBe("GitHub");
});
