/**
 * Yandex.Key: HMAC-SHA256 under a key made of PIN and secret, as letters.
 *
 * A secret is 16 bytes, or the 26 that the QR code holds: 16 of key, further ones, and a checksum of 12 bits.
 */
import { createHash } from "node:crypto";
import type { Otp } from "./account.ts";
import { counterBytes, hmac } from "./hmac.ts";

const KEY_BYTES = 16;
const CHECKED_BYTES = 26;
const CHECKSUM_BITS = 12;
const POLYNOMIAL = 0b1100011110011;
const LETTERS = 26n;

export function yandexCode({ secret, digits, pin }: Otp, counter: number): string {
  const digest = createHash("sha256")
    .update(pin ?? "")
    .update(secret.subarray(0, KEY_BYTES))
    .digest();
  const key = digest[0] === 0 ? digest.subarray(1) : digest;
  const hash = hmac("sha256", key, counterBytes(counter));
  const offset = hash.readUInt8(hash.length - 1) & 15;
  let rest = hash.readBigUInt64BE(offset) & 0x7fff_ffff_ffff_ffffn;
  let code = "";
  while (code.length < digits) {
    code = String.fromCharCode(97 + Number(rest % LETTERS)) + code;
    rest /= LETTERS;
  }
  return code;
}

/** Whether a secret has a length that Yandex gives out, and a checksum that fits where it has one. */
export function isYandexSecret(secret: Uint8Array): boolean {
  if (secret.length === KEY_BYTES) return true;
  if (secret.length !== CHECKED_BYTES) return false;
  const bits = secret.length * 8 - CHECKSUM_BITS;
  let remainder = 0;
  for (let index = 0; index < bits; index += 1) {
    const bit = ((secret[index >>> 3] ?? 0) >>> (7 - (index & 7))) & 1;
    remainder = (remainder << 1) | bit;
    if (remainder >>> CHECKSUM_BITS) remainder ^= POLYNOMIAL;
  }
  return remainder === ((((secret.at(-2) ?? 0) & 0x0f) << 8) | (secret.at(-1) ?? 0));
}
