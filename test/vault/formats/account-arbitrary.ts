/**
 * Accounts as a vault may hold them, for property tests: every type, odd parameters, texts of any script. Issuers and
 * names carry no space at their ends, as everywhere in holt.
 */
import fc from "fast-check";
import type { Account, Otp } from "../../../src/vault/account.ts";
import { accountPlace } from "../../../src/vault/formats/place.ts";
import { OTP_DEFAULTS } from "../../../src/vault/account.ts";

const text = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .oneof(
      fc.string({ unit: "grapheme", maxLength }),
      fc.string({ maxLength }),
      fc.constantFrom(
        "",
        "GitHub",
        "Steam",
        "a:b",
        "alice@example.org:443",
        "x?secret=1&y",
        "50%",
        "%3A",
        "+#/",
      ),
    )
    .map((value) => value.trim());

const secret = (minLength: number, maxLength: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength, maxLength });

const hashes = fc.constantFrom("SHA1", "SHA224", "SHA256", "SHA384", "SHA512");
const pin = fc.option(fc.stringMatching(/^[0-9]{1,16}$/), { freq: 4, nil: null });

const otp: fc.Arbitrary<Otp> = fc.oneof(
  fc.record({
    type: fc.constant("totp"),
    secret: secret(1, 40),
    algorithm: hashes,
    digits: fc.constantFrom(6, 6, 8, 5, 10),
    period: fc.constantFrom(30, 30, 60, 1, 86_400),
    pin: fc.constant(null),
  }),
  fc.record({
    type: fc.constant("hotp"),
    secret: secret(1, 40),
    algorithm: hashes,
    digits: fc.constantFrom(6, 8, 7),
    period: fc.constant(0),
    pin: fc.constant(null),
  }),
  secret(20, 20).map((bytes) => ({
    type: "steam" as const,
    secret: bytes,
    ...OTP_DEFAULTS.steam,
    pin: null,
  })),
  fc.record({ bytes: secret(8, 16), pin }).map(({ bytes, pin }) => ({
    type: "motp" as const,
    secret: bytes,
    ...OTP_DEFAULTS.motp,
    pin,
  })),
  fc.record({ bytes: secret(16, 16), pin }).map(({ bytes, pin }) => ({
    type: "yandex" as const,
    secret: bytes,
    ...OTP_DEFAULTS.yandex,
    pin,
  })),
);

const time = fc.integer({ min: 0, max: 4_000_000_000 });

export const accounts: fc.Arbitrary<Account[]> = fc.uniqueArray(
  fc
    .record({
      id: fc.uuid(),
      otp,
      counter: fc.oneof(fc.nat(), fc.constant(Number.MAX_SAFE_INTEGER - 1)),
      issuer: text(20),
      name: text(20),
      note: fc.option(fc.string({ unit: "grapheme", minLength: 1 })),
      recoveryCodes: fc.option(fc.string({ minLength: 1 })),
      tags: fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { maxLength: 3 }),
      pinned: fc.boolean(),
      createdAt: time,
      trashedAt: fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: time }),
      verified: fc.option(fc.boolean()),
      history: fc.array(fc.record({ otp, replacedAt: time }), { maxLength: 2 }),
      resets: fc.nat({ max: 3 }),
    })
    .map((account) => ({
      ...account,
      type: account.otp.type,
      counter: account.otp.type === "hotp" ? account.counter : 0,
    })),
  // A message names an account by issuer and name: tests tell them apart by that.
  { maxLength: 60, size: "+1", selector: ({ issuer, name }) => accountPlace(issuer, name) },
);
