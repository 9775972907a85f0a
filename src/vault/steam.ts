/**
 * Steam Guard: RFC 4226's truncation, written in Steam's own alphabet, least significant first.
 */
import type { Otp } from "./account.ts";
import { counterBytes, hmac } from "./hmac.ts";

const ALPHABET = "23456789BCDFGHJKMNPQRTVWXY";

export function steamCode({ secret, algorithm, digits }: Otp, counter: number): string {
  const hash = hmac(algorithm, secret, counterBytes(counter));
  const offset = hash.readUInt8(hash.length - 1) & 15;
  let rest = hash.readUInt32BE(offset) & 0x7fffffff;
  let code = "";
  while (code.length < digits) {
    code += ALPHABET.charAt(rest % ALPHABET.length);
    rest = Math.floor(rest / ALPHABET.length);
  }
  return code;
}
