/**
 * Accounts and circumstances for tests of the vault: made from a number, so that every run is the same.
 */
import type { AccountLabel } from "../../src/protocol/account.ts";
import type { Account, AccountDraft, Otp } from "../../src/vault/account.ts";
import { accountToLabel, UNUSED, type Usage } from "../../src/vault/label.ts";

export const TOTP: Otp = {
  type: "totp",
  secret: new TextEncoder().encode("12345678901234567890"),
  algorithm: "SHA1",
  digits: 6,
  period: 30,
  pin: null,
};
export const HOTP: Otp = { ...TOTP, type: "hotp", period: 0 };

export function draftOf(parts: Partial<AccountDraft>): AccountDraft {
  return {
    otp: TOTP,
    counter: 0,
    issuer: "Example",
    name: "sven@example.org",
    note: null,
    recoveryCodes: null,
    tags: [],
    pinned: false,
    createdAt: null,
    trashedAt: null,
    ...parts,
  };
}

/** xorshift32: not random at all, and the same for the same seed. */
export function seededRandom(seed: number): (length: number) => Uint8Array {
  let state = seed === 0 ? 0x9e3779b9 : seed | 0;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state & 0xff;
  };
  return (length) => Uint8Array.from({ length }, next);
}

/** Each seed its own ids. */
export const makingAt = (
  now: number,
  seed = now,
): { now: number; random: (length: number) => Uint8Array } => ({
  now,
  random: seededRandom(seed + 1),
});

/** The account as the vault would hold it. */
export function accountOf(parts: Partial<Account>): Account {
  const otp = parts.otp === undefined ? TOTP : parts.otp;
  return {
    ...draftOf({}),
    id: "id",
    type: otp?.type ?? "unknown",
    createdAt: 1,
    verified: null,
    history: [],
    ...parts,
    otp,
  };
}

export const labelOf = (parts: Partial<Account>, usage: Usage = UNUSED): AccountLabel =>
  accountToLabel(accountOf(parts), usage);
