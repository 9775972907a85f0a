/**
 * When two accounts are the same one: equal type, key, issuer and name; of those that are to be enrolled again, the
 * names alone.
 *
 * The key text holds the secret: it is for sets in memory, never for storing or showing.
 */
import { TO_ENROL } from "../protocol/account.ts";
import { formatHex } from "../protocol/bytes.ts";
import type { Account, AccountDraft } from "./account.ts";

/** undefined: an account that this holt can't read is like no other. */
export function sameAccountKey(account: Account | AccountDraft): string | undefined {
  const { otp, issuer, name } = account;
  if ("type" in account && account.type === TO_ENROL) return JSON.stringify([TO_ENROL, issuer, name]);
  return otp === null ? undefined : JSON.stringify([sameKeyKey(account), issuer, name]);
}

/** Equal type and key, whatever they are called. */
export function sameKeyKey({ otp }: Account | AccountDraft): string | undefined {
  return otp === null ? undefined : `${otp.type}:${formatHex(otp.secret)}`;
}
