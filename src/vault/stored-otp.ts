/**
 * The one-time password as a value in the document, and the history of those that were replaced.
 *
 * Reading never throws: a value of an unknown type, or one that no code can be made of, is null and stays stored.
 * Of two concurrent re-enrolments one loses. So that its secret isn't lost, a re-enrolment writes the old and the new
 * one into the history; reading leaves out what is in force.
 */
import { ACCOUNT_TYPES, ALGORITHMS, type AccountType, type Algorithm } from "../protocol/account.ts";
import { isEqualBytes } from "../protocol/bytes.ts";
import { checkOtp, type Otp } from "./account.ts";
import type { AccountMap } from "./document.ts";
import { isEqualValue, member, toFieldValue, type FieldValue } from "./field-value.ts";
import { HISTORY_PREFIX, KEY } from "./schema.ts";

export interface Replaced {
  readonly otp: FieldValue;
  /** Epoch seconds. */
  readonly replacedAt: number;
  /** HOTP: the counter that came next when it was replaced. */
  readonly counter: number;
}

export function otpToValue(otp: Otp): FieldValue {
  const { type, algorithm, digits, period, pin } = otp;
  return {
    type,
    secret: new Uint8Array(otp.secret),
    algorithm,
    digits,
    period,
    pin: pin === null ? null : pin.toWellFormed(),
  };
}

/** null: of a type that this holt doesn't know, or malformed. */
export function valueToOtp(value: unknown): Otp | null {
  const type = member(value, "type");
  const secret = member(value, "secret");
  const algorithm = member(value, "algorithm");
  const digits = member(value, "digits");
  const period = member(value, "period");
  const pin = member(value, "pin") ?? null;
  if (!isAccountType(type) || !isAlgorithm(algorithm) || !(secret instanceof Uint8Array)) return null;
  if (typeof digits !== "number" || typeof period !== "number") return null;
  if (pin !== null && typeof pin !== "string") return null;
  const otp: Otp = { type, secret: new Uint8Array(secret), algorithm, digits, period, pin };
  return checkOtp(otp, 0).ok ? otp : null;
}

/** What the value calls its type, for "needs a newer holt". */
export function typeOfValue(value: unknown): string {
  const type = member(value, "type");
  return typeof type === "string" ? type : "unknown";
}

/** Every stored entry as it is, also those that this holt can't read. */
export function readReplaced(map: AccountMap): readonly (Replaced & { readonly key: string })[] {
  const entries: (Replaced & { readonly key: string })[] = [];
  for (const [key, value] of map.entries()) {
    if (!key.startsWith(HISTORY_PREFIX)) continue;
    const otp = toFieldValue(member(value, "otp"));
    const replacedAt = member(value, "replacedAt");
    const counter = member(value, "counter");
    if (otp === undefined) continue;
    entries.push({ key, otp, replacedAt: toWhole(replacedAt), counter: toWhole(counter) });
  }
  return entries.sort((a, b) => b.replacedAt - a.replacedAt);
}

/** Newest first; each once; not the one in force. */
export function readHistory(map: AccountMap): readonly { readonly otp: Otp; readonly replacedAt: number }[] {
  const inForce = toFieldValue(map.get(KEY.otp));
  const seen: FieldValue[] = [];
  const history: { otp: Otp; replacedAt: number }[] = [];
  for (const { otp: value, replacedAt } of readReplaced(map)) {
    if (isEqualValue(value, inForce) || seen.some((other) => isEqualValue(other, value))) continue;
    seen.push(value);
    const otp = valueToOtp(value);
    if (otp !== null) history.push({ otp, replacedAt });
  }
  return history;
}

/** The same key of the same service, whatever the digits: its counter goes on. */
export function isSameKey(a: unknown, b: unknown): boolean {
  const left = member(a, "secret");
  const right = member(b, "secret");
  return (
    typeOfValue(a) === typeOfValue(b) &&
    left instanceof Uint8Array &&
    right instanceof Uint8Array &&
    isEqualBytes(left, right)
  );
}

const toWhole = (value: unknown): number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : 0;
const isAccountType = (value: unknown): value is AccountType => ACCOUNT_TYPES.some((type) => type === value);
const isAlgorithm = (value: unknown): value is Algorithm => ALGORITHMS.some((name) => name === value);
