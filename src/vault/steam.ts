/**
 * Steam Guard: RFC 4226's truncation, written in Steam's own alphabet, least significant first.
 */
import { createHmac } from "node:crypto";
import type { Otp } from "./account.ts";

const ALPHABET = "23456789BCDFGHJKMNPQRTVWXY";

export function steamCode({ secret, algorithm, digits }: Otp, counter: number): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const hash = createHmac(algorithm, secret).update(message).digest();
  const offset = hash.readUInt8(hash.length - 1) & 15;
  let rest = hash.readUInt32BE(offset) & 0x7fffffff;
  let code = "";
  while (code.length < digits) {
    code += ALPHABET.charAt(rest % ALPHABET.length);
    rest = Math.floor(rest / ALPHABET.length);
  }
  return code;
}
