/**
 * How other apps write a one-time password's parameters, and what they mean.
 *
 * Absent, null, empty and the literal text "null" mean the default. Anything else that is not understood is an error:
 * a guess would give codes that look right and are wrong.
 */
import type { Algorithm } from "../../protocol/account.ts";
import { parseBase32 } from "../../protocol/bytes.ts";
import { err, ok, type Result } from "../../protocol/result.ts";

const NAMES: Readonly<Record<string, Algorithm>> = {
  SHA1: "SHA1",
  SHA224: "SHA224",
  SHA256: "SHA256",
  SHA384: "SHA384",
  SHA512: "SHA512",
  MD5: "MD5",
};

export const isAbsent = (value: unknown): value is "" | null | undefined =>
  value === undefined ||
  value === null ||
  value === "" ||
  (typeof value === "string" && /^\s*(null)?\s*$/i.test(value));

/** Reads SHA1, sha-256, HMAC-SHA-512, HmacSHA1, Algorithm.sha256 … */
export function parseAlgorithm(value: unknown, fallback: Algorithm): Result<Algorithm, string> {
  if (isAbsent(value)) return ok(fallback);
  if (typeof value !== "string") return err("the algorithm is not known");
  const name = value
    .trim()
    .toUpperCase()
    .replace(/^ALGORITHM[._]/, "")
    .replace(/^HMAC[-_]?/, "")
    .replace(/^SHA[-_]/, "SHA");
  const algorithm = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
  return algorithm === undefined ? err("the algorithm is not known") : ok(algorithm);
}

/** A whole number from 0, as a number or as digits. `what` names it in the reason. */
export function parseWhole(value: unknown, fallback: number, what: string): Result<number, string> {
  if (isAbsent(value)) return ok(fallback);
  const number = typeof value === "string" ? digitsToNumber(value.trim()) : value;
  if (typeof number !== "number" || !Number.isInteger(number) || number < 0) {
    return err(`${what} must be a whole number from 0`);
  }
  return Number.isSafeInteger(number) ? ok(number) : err(`${what} is too large`);
}

const digitsToNumber = (text: string): number | undefined =>
  /^\+?\d{1,20}$/.test(text) ? Number(text) : undefined;

export function parseSecret(value: unknown): Result<Uint8Array, string> {
  if (isAbsent(value)) return err("there is no secret");
  const secret = typeof value === "string" ? parseBase32(value) : undefined;
  if (secret === undefined) return err("the secret has characters outside base32 (A–Z, 2–7)");
  return secret.length === 0 ? err("there is no secret") : ok(secret);
}
