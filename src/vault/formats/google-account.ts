/**
 * What one entry of a Google migration means, and which accounts such an entry can hold: TOTP of 30 seconds and HOTP,
 * 6 or 8 digits, SHA-1, SHA-256 or SHA-512. There is no period in it.
 *
 * The name often repeats the issuer ("GitHub:sven"): that prefix is taken off, and put on when writing.
 */
import type { Algorithm } from "../../protocol/account.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { LARGEST_COUNTER, type Account, type AccountDraft } from "../account.ts";
import { makeDraft } from "./draft.ts";
import type { GoogleEntry } from "./google-payload.ts";
import { reasonWithoutOtp } from "./unwritable.ts";

/** By their numbers in the message; 0: not said. */
const ALGORITHMS: readonly Algorithm[] = ["SHA1", "SHA1", "SHA256", "SHA512", "MD5"];
const DIGITS: readonly number[] = [6, 6, 8];
const TYPES: readonly ("hotp" | "totp")[] = ["totp", "hotp", "totp"];
const PERIOD = 30;

/** Issuer and name without the repeated issuer; known even where the rest is not understood. */
export function googleOwner({
  issuer,
  name,
}: Pick<GoogleEntry, "issuer" | "name">): Pick<Account, "issuer" | "name"> {
  const owner = issuer.trim();
  const prefix = `${owner}:`;
  const isRepeated = owner !== "" && name.trimStart().startsWith(prefix);
  return { issuer: owner, name: (isRepeated ? name.trimStart().slice(prefix.length) : name).trim() };
}

export function entryToDraft(entry: GoogleEntry): Result<AccountDraft, string> {
  const algorithm = ALGORITHMS[entry.algorithm];
  const digits = DIGITS[entry.digits];
  const type = TYPES[entry.type];
  if (type === undefined) return err("the type of one-time password is not known");
  if (algorithm === undefined) return err("the algorithm is not known");
  if (digits === undefined) return err("the number of digits is not known");
  if (type === "hotp" && (entry.counter < 0n || entry.counter > BigInt(LARGEST_COUNTER))) {
    return err("the counter is out of range");
  }
  const otp = { type, secret: entry.secret, algorithm, digits, period: PERIOD };
  return makeDraft({ otp, counter: Number(entry.counter), ...googleOwner(entry) });
}

/** Fails with the reason why Google Authenticator can't hold it. */
export function accountToEntry(account: Account): Result<GoogleEntry, string> {
  const { otp, issuer, name, counter } = account;
  if (otp === null) return err(reasonWithoutOtp(account));
  if (account.trashedAt !== null) return err("is in the trash");
  const type = TYPES.lastIndexOf(otp.type === "hotp" ? "hotp" : "totp");
  const algorithm = ALGORITHMS.lastIndexOf(otp.algorithm);
  const digits = DIGITS.lastIndexOf(otp.digits);
  if (otp.type !== "totp" && otp.type !== "hotp") return err(`Google Authenticator has no ${otp.type}`);
  if (algorithm < 0) return err(`Google Authenticator has no ${otp.algorithm}`);
  if (digits < 0) return err("Google Authenticator has only 6 and 8 digits");
  if (otp.type === "totp" && otp.period !== PERIOD)
    return err("Google Authenticator has only periods of 30 seconds");
  const label = issuer === "" ? name : `${issuer}:${name}`;
  return ok({ secret: otp.secret, name: label, issuer, algorithm, digits, type, counter: BigInt(counter) });
}
