import { expect, test } from "vitest";
import type { Otp } from "../../src/vault/account.ts";
import { codeAt } from "../../src/vault/otp.ts";
import { isYandexSecret } from "../../src/vault/yandex.ts";
import { HOTP, TOTP } from "../support/vault-drafts.ts";

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const SEED = "1234567890";

test("a code holds from the first second of its period to the first of the next", () => {
  expect(codeAt(TOTP, { atMs: 59_999 })).toMatchObject({ validFrom: 30, validUntil: 60 });
  expect(codeAt(TOTP, { atMs: 60_000 })).toMatchObject({ validFrom: 60, validUntil: 90 });
  expect(codeAt({ ...TOTP, period: 7 }, { atMs: 13_999 })).toMatchObject({ validFrom: 7, validUntil: 14 });
});

test("codes have as many digits as the account says, from 1 to 10", () => {
  for (let digits = 1; digits <= 10; digits += 1) {
    expect(codeAt({ ...TOTP, digits }, { atMs: 59_000 }).code).toMatch(new RegExp(`^\\d{${digits}}$`));
  }
  expect(codeAt({ ...TOTP, digits: 10 }, { atMs: 59_000 }).code).toBe("1094287082");
});

test("SHA224 and SHA384 make codes of their own", () => {
  const codes = (["SHA1", "SHA224", "SHA256", "SHA384", "SHA512"] as const).map(
    (algorithm) => codeAt({ ...TOTP, algorithm, digits: 8 }, { atMs: 59_000 }).code,
  );
  expect(new Set(codes).size).toBe(5);
});

test("the largest counter has a code, and its neighbours have others", () => {
  const codes = [2 ** 53 - 2, 2 ** 53 - 3, 2 ** 32 - 2].map(
    (counter) => codeAt({ ...HOTP, digits: 10 }, { counter }).code,
  );
  expect(new Set(codes).size).toBe(3);
});

test("the secret may be a part of a larger buffer", () => {
  const whole = ascii(`xx${SEED}${SEED}yy`);
  expect(codeAt({ ...TOTP, secret: whole.subarray(2, 22), digits: 8 }, { atMs: 59_000 }).code).toBe(
    "94287082",
  );
});

test("times before 1970 and HOTP without a counter have no code", () => {
  expect(() => codeAt(TOTP, { atMs: -1 })).toThrow(RangeError);
  expect(() => codeAt(TOTP, { atMs: Number.NaN })).toThrow(RangeError);
  expect(() => codeAt(HOTP, { atMs: 0 })).toThrow(RangeError);
});

const YANDEX: Otp = {
  type: "yandex",
  secret: ascii("test string!!!!!"),
  algorithm: "SHA256",
  digits: 8,
  period: 30,
  pin: "1234",
};

test("Steam, mOTP and Yandex codes are those of an independent implementation", () => {
  const motp: Otp = {
    ...TOTP,
    type: "motp",
    secret: Uint8Array.from([0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef]),
    algorithm: "MD5",
    period: 10,
    pin: "1234",
  };
  expect(codeAt({ ...TOTP, type: "steam", digits: 5 }, { atMs: 59_000 }).code).toBe("PV9M4");
  expect(codeAt({ ...TOTP, type: "steam", digits: 5 }, { atMs: 1_234_567_890_000 }).code).toBe("VHHQY");
  expect(codeAt(motp, { atMs: 1_234_567_890_000 }).code).toBe("f41e13");
  expect(codeAt(YANDEX, { atMs: 59_000 }).code).toBe("umdazwer");
});

test("a Yandex key whose hash begins with a zero byte is used without that byte", () => {
  expect(codeAt({ ...YANDEX, pin: "653" }, { atMs: 59_000 }).code).toBe("sfkjcicc");
});

test("a Yandex secret of 26 bytes shows a typing error in any of its checked bits", () => {
  const secret = Uint8Array.from({ length: 16 }, (_, index) => index);
  expect(isYandexSecret(secret)).toBe(true);
  expect(isYandexSecret(secret.subarray(1))).toBe(false);
  const checked = withChecksum(Uint8Array.from({ length: 26 }, (_, index) => (index * 37) & 0xff));
  expect(isYandexSecret(checked)).toBe(true);
  for (let bit = 0; bit < 26 * 8; bit += 1) {
    const broken = checked.slice();
    broken[bit >>> 3] = (broken[bit >>> 3] ?? 0) ^ (0x80 >>> (bit & 7));
    expect(isYandexSecret(broken)).toBe(false);
  }
});

/** The one checksum of 4096 that fits. */
function withChecksum(secret: Uint8Array): Uint8Array {
  const candidate = secret.slice();
  const high = (secret[24] ?? 0) & 0xf0;
  for (let checksum = 0; checksum < 4096; checksum += 1) {
    candidate[24] = high | (checksum >>> 8);
    candidate[25] = checksum & 0xff;
    if (isYandexSecret(candidate)) return candidate;
  }
  throw new Error("no checksum fits");
}
