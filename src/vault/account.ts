/**
 * An account as the vault holds it, with its secrets, and the rules for what a one-time password may be.
 *
 * Knows nothing of Yjs, of formats or of time.
 */
import type { AccountType, Algorithm } from "../protocol/account.ts";
import { err, ok, type Result } from "../protocol/result.ts";

/** One value in the document: two re-enrolments must never merge into a mixture that works nowhere. */
export interface Otp {
  readonly type: AccountType;
  /** Raw key bytes; mOTP: the bytes that its hex text spells. */
  readonly secret: Uint8Array;
  readonly algorithm: Algorithm;
  readonly digits: number;
  /** Seconds; 0 for HOTP. */
  readonly period: number;
  /** mOTP and Yandex; null: asked for elsewhere, or none. */
  readonly pin: string | null;
}

/** What an importer or a form makes: an account that has no id yet. Times are epoch seconds. */
export interface AccountDraft {
  readonly otp: Otp;
  /** HOTP: the counter whose code comes next; 0 otherwise. */
  readonly counter: number;
  readonly issuer: string;
  readonly name: string;
  readonly note: string | null;
  /** The account's own recovery codes, one per line. */
  readonly recoveryCodes: string | null;
  readonly tags: readonly string[];
  readonly pinned: boolean;
  /** null: now. */
  readonly createdAt: number | null;
  /** Not null: lands in the trash. */
  readonly trashedAt: number | null;
  /** Only holt's own files know it; absent: null. */
  readonly verified?: boolean | null;
  /** Only in holt's own files: one-time passwords that were replaced, newest first; absent: none. */
  readonly history?: readonly ReplacedOtp[];
  /** HOTP: how often the counter was set by hand; absent: 0. */
  readonly resets?: number;
}

/** An account that is known by name alone: it is to be enrolled again before it can give codes. */
export type NamedAccount = Omit<AccountDraft, "otp" | "counter" | "resets" | "verified">;

export interface ReplacedOtp {
  readonly otp: Otp;
  /** Epoch seconds. */
  readonly replacedAt: number;
}

export interface Account extends Omit<AccountDraft, "createdAt" | "otp"> {
  readonly id: string;
  /** null: of a type that this holt doesn't know, or none yet (TO_ENROL). */
  readonly otp: Otp | null;
  readonly type: string;
  readonly createdAt: number;
  /** true: its code was accepted; false: to verify after a recovery; null: never asked. */
  readonly verified: boolean | null;
  /** One-time passwords that were replaced, newest first. */
  readonly history: readonly ReplacedOtp[];
}

export const OTP_DEFAULTS: Readonly<Record<AccountType, Pick<Otp, "algorithm" | "digits" | "period">>> = {
  totp: { algorithm: "SHA1", digits: 6, period: 30 },
  hotp: { algorithm: "SHA1", digits: 6, period: 0 },
  steam: { algorithm: "SHA1", digits: 5, period: 30 },
  motp: { algorithm: "MD5", digits: 6, period: 10 },
  yandex: { algorithm: "SHA256", digits: 8, period: 30 },
};

export interface OtpProblem {
  readonly field: "type" | "secret" | "algorithm" | "digits" | "period" | "counter" | "pin";
  /** Lowercase, no secret in it. */
  readonly reason: string;
}

export const LARGEST_COUNTER = Number.MAX_SAFE_INTEGER - 1;
const LARGEST_PERIOD = 2 ** 31 - 1;
const LARGEST_SECRET = 1024;

/** The one place that says which one-time passwords holt can hold. */
export function checkOtp(otp: Otp, counter: number): Result<Otp, OtpProblem> {
  const { type, secret, algorithm, digits, period } = otp;
  const fail = (field: OtpProblem["field"], reason: string): Result<never, OtpProblem> =>
    err({ field, reason });
  if (secret.length === 0) return fail("secret", "the secret is empty");
  if (secret.length > LARGEST_SECRET)
    return fail("secret", `the secret is longer than ${LARGEST_SECRET} bytes`);
  if (!Number.isInteger(digits) || digits < 1 || digits > 10) return fail("digits", "digits must be 1 to 10");
  if ((algorithm === "MD5") !== (type === "motp"))
    return fail("algorithm", `${algorithm} is not for ${type}`);
  if (type !== "hotp" && (!Number.isInteger(period) || period < 1 || period > LARGEST_PERIOD)) {
    return fail("period", "the period must be at least 1 second");
  }
  if (type === "hotp" && (!Number.isInteger(counter) || counter < 0 || counter > LARGEST_COUNTER)) {
    return fail("counter", "the counter must be a whole number from 0");
  }
  return ok(otp);
}
