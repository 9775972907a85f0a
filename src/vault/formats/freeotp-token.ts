/**
 * One token of FreeOTP or FreeOTP+ as an account: the same JSON in all their files, but for where the secret is.
 *
 * The stored counter is the one that comes next; the apps enrol with one less, so that it may be -1. The names that a
 * person typed over the original ones (`…Alt`) come first.
 */
import type { AccountType } from "../../protocol/account.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { makeDraft } from "./draft.ts";
import { readOtp, type Entry } from "./entries.ts";
import { fieldOf, textOf } from "./json.ts";
import { isAbsent } from "./parameters.ts";

const STEAM_DIGITS = 5;

export function readToken(token: unknown, secret: Result<Uint8Array, string>): Entry {
  const first = (...keys: readonly string[]): string =>
    keys.map((key) => (textOf(token, key) ?? "").trim()).find((text) => text !== "") ?? "";
  const issuer = first("issuerAlt", "issuerExt", "issuerInt");
  const name = first("labelAlt", "label");
  const type = typeOf(token, issuer);
  if (type === undefined) return { issuer, name, draft: err("the type of one-time password is not known") };
  const counter = fieldOf(token, "counter");
  const read = readOtp({
    type,
    secret,
    algorithm: fieldOf(token, "algo"),
    digits: fieldOf(token, "digits"),
    period: fieldOf(token, "period"),
    counter: counter === -1 ? 0 : counter,
  });
  return { issuer, name, draft: read.ok ? makeDraft({ ...read.value, issuer, name }) : read };
}

function typeOf(token: unknown, issuer: string): AccountType | undefined {
  const stated = fieldOf(token, "type");
  const name = isAbsent(stated) ? "TOTP" : typeof stated === "string" ? stated.trim().toUpperCase() : "";
  if (name === "HOTP") return "hotp";
  if (name !== "TOTP") return undefined;
  const isSteam = issuer.toLowerCase() === "steam" && fieldOf(token, "digits") === STEAM_DIGITS;
  return isSteam ? "steam" : "totp";
}

/** Java's signed bytes, as a JSON array. */
export function readSignedBytes(value: unknown): Uint8Array | undefined {
  if (!Array.isArray(value)) return undefined;
  const isByte = (byte: unknown): boolean =>
    Number.isInteger(byte) && Number(byte) >= -128 && Number(byte) <= 127;
  return value.every(isByte) ? Uint8Array.from(value as readonly number[]) : undefined;
}

export function readTokenSecret(value: unknown): Result<Uint8Array, string> {
  const secret = readSignedBytes(value ?? []);
  if (secret === undefined) return err("the secret is not a list of bytes");
  return secret.length === 0 ? err("there is no secret") : ok(secret);
}
