import { expect, test } from "vitest";
import type { AccountFields, NewAccount } from "../../src/protocol/local-api.ts";
import { fieldsToChanges, newAccountToDraft } from "../../src/vault/draft.ts";
import { accountOf, HOTP, TOTP } from "../support/vault-drafts.ts";

const BASE32 = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

const draft = (input: NewAccount): unknown => {
  const result = newAccountToDraft(input);
  return result.ok ? result.value : result.error;
};
const changes = (account: Parameters<typeof fieldsToChanges>[0], fields: AccountFields): unknown => {
  const result = fieldsToChanges(account, fields);
  return result.ok ? result.value : result.error;
};
const badField = (value: unknown): unknown => ({ type: "usage", reason: "bad-field", value });
const notForType = (value: string): unknown => ({ type: "usage", reason: "field-not-for-type", value });

test("a secret alone makes an ordinary TOTP account", () => {
  expect(draft({ otp: { type: "totp", secret: " gezd gnbv-gy3t qojq GEZDGNBVGY3TQOJQ== " } })).toEqual({
    otp: TOTP,
    counter: 0,
    issuer: "",
    name: "",
    note: null,
    recoveryCodes: null,
    tags: [],
    pinned: false,
    createdAt: null,
    trashedAt: null,
  });
});

test("everything that a person can say about an account is in the draft", () => {
  const input: NewAccount = {
    issuer: " GitHub ",
    name: "sven\n",
    note: "a\nb\n",
    recoveryCodes: "1\n2\n",
    pinned: true,
    addTags: ["work", " work ", "", "dev"],
    otp: { type: "hotp", secret: BASE32, counter: 7, digits: 8, algorithm: "SHA256" },
  };
  expect(draft(input)).toMatchObject({
    otp: { ...HOTP, digits: 8, algorithm: "SHA256" },
    counter: 7,
    issuer: "GitHub",
    name: "sven",
    note: "a\nb",
    recoveryCodes: "1\n2",
    pinned: true,
    tags: ["work", "dev"],
  });
});

test("each type has its own defaults", () => {
  expect(draft({ otp: { type: "steam", secret: BASE32 } })).toMatchObject({ otp: { digits: 5, period: 30 } });
  expect(draft({ otp: { type: "yandex", secret: "LA2V6KMCGYMWWVEW64RNP3JA3I", pin: "7586" } })).toMatchObject(
    {
      otp: { digits: 8, period: 30, algorithm: "SHA256", pin: "7586" },
    },
  );
  expect(draft({ otp: { type: "motp", secret: "e3152afee62599c8", pin: "1234" } })).toMatchObject({
    otp: { digits: 6, period: 10, algorithm: "MD5", pin: "1234" },
  });
});

test("an mOTP secret is hex of 16 digits or more, or base32 where it can't be hex", () => {
  const secret = (text: string): unknown => draft({ otp: { type: "motp", secret: text, pin: "1" } });
  const bytes = Uint8Array.from([0xe3, 0x15, 0x2a, 0xfe, 0xe6, 0x25, 0x99, 0xc8]);
  expect(secret("E315 2AFE e625 99c8")).toMatchObject({ otp: { secret: bytes } });
  expect(secret("4MKSV7XGEWM4Q")).toMatchObject({ otp: { secret: bytes } });
  expect(secret("e3152afee62599c")).toEqual(badField("secret: not 16 or more hex digits, nor base32"));
  expect(secret("e3152afee62599c81")).toEqual(badField("secret: not 16 or more hex digits, nor base32"));
});

test.each(["not base32!", "GEZDGNBV1", "", "A", "gez\u0000dgnb"])(
  "the secret %j is refused without being repeated",
  (secret) => {
    const error = draft({ otp: { type: "totp", secret } });
    expect(error).toEqual(badField(expect.stringMatching(/^secret: /)));
    expect(secret.length > 1 && JSON.stringify(error).includes(secret)).toBe(false);
  },
);

test("a mistyped Yandex secret is found by its checksum", () => {
  const typed = (secret: string): unknown => draft({ otp: { type: "yandex", secret, pin: "1" } });
  const error = badField("secret: not a Yandex secret (its length or checksum doesn't fit)");
  expect(typed("AA2V6KMCGJA3IAAAAAAHTSG4HRZPI")).toEqual(error);
});

test.each<[Partial<NewAccount["otp"]>, string]>([
  [{ digits: 0 }, "digits"],
  [{ digits: 11 }, "digits"],
  [{ digits: 6.5 }, "digits"],
  [{ period: 0 }, "period"],
  [{ period: 1.5 }, "period"],
  [{ algorithm: "MD5" }, "algorithm"],
  [{ algorithm: "CRC" as "SHA1" }, "algorithm"],
  [{ type: "fido" as "totp" }, "type"],
])("%j is a bad field and named", (parameters, field) => {
  const error = draft({ otp: { type: "totp", secret: BASE32, ...parameters } });
  expect(error).toEqual(badField(expect.stringMatching(new RegExp(`^${field}: `))));
});

test("what makes no sense for a type is refused, not ignored", () => {
  const secret = BASE32;
  expect(draft({ otp: { type: "totp", secret, counter: 1 } })).toEqual(notForType("counter"));
  expect(draft({ otp: { type: "totp", secret }, counter: 1 })).toEqual(notForType("counter"));
  expect(draft({ otp: { type: "hotp", secret, period: 30 } })).toEqual(notForType("period"));
  expect(draft({ otp: { type: "totp", secret, pin: "1" } })).toEqual(notForType("pin"));
  expect(draft({ otp: { type: "hotp", secret }, counter: -1 })).toEqual(
    badField(expect.stringMatching(/^counter: /)),
  );
});

test("a text longer than a person types is refused by its field", () => {
  const otp = { type: "totp", secret: BASE32 } as const;
  expect(draft({ otp, issuer: "x".repeat(501) })).toEqual(badField("issuer: longer than 500 characters"));
  expect(draft({ otp, addTags: ["x".repeat(101)] })).toEqual(badField("tag: longer than 100 characters"));
  expect(draft({ otp, note: "x".repeat(20_000) })).toMatchObject({ note: "x".repeat(20_000) });
});

test("an edit says only what is to change", () => {
  const account = accountOf({ note: "old" });
  expect(changes(account, { name: " new " })).toEqual({ name: "new" });
  expect(changes(account, { note: null, recoveryCodes: "" })).toEqual({ note: null, recoveryCodes: null });
  expect(changes(account, { addTags: ["a"], removeTags: ["b"], pinned: false })).toEqual({
    addTags: ["a"],
    removeTags: ["b"],
    pinned: false,
  });
});

test("an edit without any field is an error", () => {
  for (const fields of [{}, { otp: {} }, { addTags: [], removeTags: [] }]) {
    expect(changes(accountOf({}), fields)).toEqual({ type: "usage", reason: "nothing-to-change" });
  }
});

test("changes of the one-time password keep its other parameters, and those that change nothing are none", () => {
  const account = accountOf({ otp: { ...TOTP, digits: 8, algorithm: "SHA256" } });
  const secret = Uint8Array.from({ length: 10 }, (_, index) => "Hello!\xde\xad\xbe\xef".charCodeAt(index));
  expect(changes(account, { otp: { secret: "JBSWY3DPEHPK3PXP" } })).toEqual({
    otp: { ...TOTP, digits: 8, algorithm: "SHA256", secret },
  });
  expect(changes(account, { otp: { digits: 8, secret: BASE32 } })).toEqual({});
});

test("another type takes that type's defaults for what isn't said, and keeps the secret", () => {
  const account = accountOf({ otp: { ...TOTP, digits: 8, period: 60 } });
  expect(changes(account, { otp: { type: "hotp" }, counter: 4 })).toEqual({ otp: HOTP, counter: 4 });
  expect(changes(account, { otp: { type: "steam" } })).toEqual({
    otp: { ...TOTP, type: "steam", digits: 5 },
  });
});

test("a counter can be set on HOTP alone", () => {
  expect(changes(accountOf({ otp: HOTP }), { counter: 9 })).toEqual({ counter: 9 });
  expect(changes(accountOf({ otp: HOTP }), { otp: { counter: 9 } })).toEqual({ counter: 9 });
  expect(changes(accountOf({}), { counter: 9 })).toEqual(notForType("counter"));
});

test("an account of an unknown type can be renamed, and re-enrolled only as a whole", () => {
  const account = accountOf({ otp: null, type: "fido" });
  expect(changes(account, { issuer: "Bank" })).toEqual({ issuer: "Bank" });
  expect(changes(account, { otp: { digits: 8 } })).toEqual({ type: "usage", reason: "needs-newer-holt" });
  expect(changes(account, { otp: { type: "totp", secret: BASE32 } })).toEqual({ otp: TOTP });
});

test("what nobody types is refused before it costs anything", () => {
  const otp = { type: "totp", secret: BASE32 } as const;
  const tags = Array.from({ length: 101 }, (_, index) => `tag ${index}`);
  expect(draft({ otp, addTags: tags })).toEqual(badField("tag: more than 100 at once"));
  expect(draft({ otp: { type: "totp", secret: "A".repeat(4_001) } })).toEqual(
    badField("secret: the secret is too long"),
  );
  expect(draft({ otp: { type: "motp", secret: "0123456789abcdef", pin: "1".repeat(101) } })).toEqual(
    badField("pin: longer than 100 characters"),
  );
});
