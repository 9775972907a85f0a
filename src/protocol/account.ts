/**
 * The words for an account that every folder shares: its types and the picture of it without secrets.
 */
export const ACCOUNT_TYPES = ["totp", "hotp", "steam", "motp", "yandex"] as const;
export type AccountType = (typeof ACCOUNT_TYPES)[number];

/**
 * The type of an account without a one-time password: the app that it came from could not hand its secret out, and it
 * is to be enrolled again (docs/SPEC.md [VD10]).
 */
export const TO_ENROL = "none";

/** SHA224 and SHA384 occur in 2FAS; MD5 belongs to mOTP alone. */
export const ALGORITHMS = ["SHA1", "SHA224", "SHA256", "SHA384", "SHA512", "MD5"] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

/**
 * An account without secret, code, note or recovery codes: what the view holds and `holt list` prints.
 * Times are epoch seconds.
 */
export interface AccountLabel {
  readonly id: string;
  /** `usable: false` for one that this holt doesn't know ("needs a newer holt"), and for TO_ENROL. */
  readonly type: AccountType | (string & {});
  readonly usable: boolean;
  readonly issuer: string;
  readonly name: string;
  readonly algorithm: Algorithm;
  readonly digits: number;
  /** Seconds; null for HOTP. */
  readonly period: number | null;
  /** The counter whose code comes next; null unless HOTP. */
  readonly counter: number | null;
  /** Sorted. */
  readonly tags: readonly string[];
  readonly pinned: boolean;
  readonly hasNote: boolean;
  readonly hasRecoveryCodes: boolean;
  readonly hasPin: boolean;
  readonly createdAt: number;
  readonly trashedAt: number | null;
  /** true: its code was accepted; false: to verify after a recovery; null: never asked. */
  readonly verified: boolean | null;
  /** This device's own usage; never shared. */
  readonly usedCount: number;
  readonly lastUsedAt: number | null;
}

/** Enough of an account to name it. */
export interface AccountName {
  readonly id: string;
  readonly issuer: string;
  readonly name: string;
}

/**
 * An account in a list of codes that has none to show unasked: HOTP, where it would cost the counter that is named
 * here; a PIN that isn't stored; a type that this holt doesn't know.
 */
export interface NoCode {
  readonly id: string;
  readonly issuer: string;
  readonly name: string;
  readonly type: string;
  readonly code: null;
  readonly next: null;
  readonly validFrom: null;
  readonly validUntil: null;
  readonly remainingSeconds: null;
  readonly counter: number | null;
}

/** What an account shows now. Times are epoch seconds; null where the type has none (HOTP). */
export interface Code {
  readonly id: string;
  readonly issuer: string;
  readonly name: string;
  readonly type: string;
  readonly code: string;
  readonly next: string | null;
  readonly validFrom: number | null;
  readonly validUntil: number | null;
  readonly remainingSeconds: number | null;
  readonly counter: number | null;
}
