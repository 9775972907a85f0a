/**
 * The vectors of the RFCs, and those gathered from other projects: read where they lie beside the repository, not
 * part of it.
 */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Algorithm } from "../../src/protocol/account.ts";
import { parseBase32, parseHex } from "../../src/protocol/bytes.ts";
import { OTP_DEFAULTS, type Otp } from "../../src/vault/account.ts";
import { codeAt } from "../../src/vault/otp.ts";
import { isYandexSecret } from "../../src/vault/yandex.ts";
import { HOTP, TOTP } from "../support/vault-drafts.ts";

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const SEED = "1234567890";

const file = new URL("../../../shared/fixtures/vectors.json", import.meta.url);

interface Vector {
  readonly secret_as_typed?: string;
  readonly secret_base32?: string;
  readonly secret_hex?: string;
  readonly pin?: string;
  readonly algorithm?: Algorithm;
  readonly digits?: number;
  readonly period?: number;
  readonly time?: number;
  readonly counter?: number;
  readonly code: string;
}
interface Group {
  readonly vectors: readonly Vector[];
  readonly secret_checksum?: { readonly cases: readonly { secret_base32: string; valid: boolean }[] };
}

const TYPES: Readonly<Record<string, Otp["type"]>> = {
  hotp_rfc4226: "hotp",
  totp_rfc6238: "totp",
  totp_6_digits: "totp",
  totp_spaced_lowercase_secret: "totp",
  totp_edent: "totp",
  steam: "steam",
  motp: "motp",
  yandex: "yandex",
};

describe("RFC 4226, appendix D", () => {
  const codes = [
    "755224",
    "287082",
    "359152",
    "969429",
    "338314",
    "254676",
    "287922",
    "162583",
    "399871",
    "520489",
  ];
  test.each(codes.map((code, counter) => ({ code, counter })))(
    "counter $counter shows $code",
    ({ code, counter }) => {
      expect(codeAt(HOTP, { counter })).toEqual({ code, validFrom: null, validUntil: null });
    },
  );
});

/** Erratum 2866: the seeds of SHA-256 and SHA-512 are as long as the hash. */
describe("RFC 6238, appendix B", () => {
  const rows: readonly (readonly [number, Algorithm, string])[] = [
    [59, "SHA1", "94287082"],
    [59, "SHA256", "46119246"],
    [59, "SHA512", "90693936"],
    [1111111109, "SHA1", "07081804"],
    [1111111109, "SHA256", "68084774"],
    [1111111109, "SHA512", "25091201"],
    [1111111111, "SHA1", "14050471"],
    [1111111111, "SHA256", "67062674"],
    [1111111111, "SHA512", "99943326"],
    [1234567890, "SHA1", "89005924"],
    [1234567890, "SHA256", "91819424"],
    [1234567890, "SHA512", "93441116"],
    [2000000000, "SHA1", "69279037"],
    [2000000000, "SHA256", "90698825"],
    [2000000000, "SHA512", "38618901"],
    [20000000000, "SHA1", "65353130"],
    [20000000000, "SHA256", "77737706"],
    [20000000000, "SHA512", "47863826"],
  ];
  const seedLength: Partial<Record<Algorithm, number>> = { SHA1: 20, SHA256: 32, SHA512: 64 };
  test.each(rows)("at %i, %s shows %s", (time, algorithm, code) => {
    const secret = ascii(SEED.repeat(7).slice(0, seedLength[algorithm]));
    expect(codeAt({ ...TOTP, secret, algorithm, digits: 8 }, { atMs: time * 1000 }).code).toBe(code);
  });
});

const groups = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, Group>) : {};
const names = Object.keys(groups).filter((name) => name !== "note" && name !== "disagreements");

describe.each(names)("the vectors %s", (name) => {
  test.each([...(groups[name]?.vectors ?? [])])("show $code", (vector) => {
    const type = TYPES[name];
    const moment =
      vector.counter === undefined ? { atMs: (vector.time ?? 0) * 1000 } : { counter: vector.counter };
    expect(type === undefined ? "unknown type" : codeAt(toOtp(type, vector), moment).code).toBe(vector.code);
  });
});

test.each([...(groups["yandex"]?.secret_checksum?.cases ?? [])])(
  "the Yandex secret $secret_base32 is valid: $valid",
  ({ secret_base32, valid }) => {
    expect(isYandexSecret(parseBase32(secret_base32) ?? new Uint8Array())).toBe(valid);
  },
);

function toOtp(type: Otp["type"], vector: Vector): Otp {
  const defaults = OTP_DEFAULTS[type];
  const typed = vector.secret_as_typed ?? vector.secret_base32;
  const secret = typed === undefined ? parseHex(vector.secret_hex ?? "") : parseBase32(typed);
  return {
    type,
    secret: secret ?? new Uint8Array(),
    algorithm: vector.algorithm ?? defaults.algorithm,
    digits: vector.digits ?? defaults.digits,
    period: vector.period ?? defaults.period,
    pin: vector.pin ?? null,
  };
}
