/**
 * What every export asks first: can that app hold this account at all? What it would show wrongly is not written.
 */
import type { AccountType, Algorithm } from "../../protocol/account.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { OTP_DEFAULTS, type Account, type Otp } from "../account.ts";
import { reasonWithoutOtp } from "./unwritable.ts";

export interface Target {
  /** For messages. */
  readonly app: string;
  readonly types: readonly AccountType[];
  readonly algorithms: readonly Algorithm[];
  readonly holdsTrash?: boolean;
}

export const COMMON_ALGORITHMS: readonly Algorithm[] = ["SHA1", "SHA256", "SHA512"];

/** Fails with the reason. */
export function checkWritable(
  account: Account,
  { app, types, algorithms, holdsTrash }: Target,
): Result<Otp, string> {
  const { otp, trashedAt } = account;
  if (otp === null) return err(reasonWithoutOtp(account));
  if (trashedAt !== null && holdsTrash !== true) return err("is in the trash");
  if (!types.includes(otp.type)) return err(`${app} has no ${otp.type}`);
  if (!algorithms.includes(otp.algorithm)) return err(`${app} has no ${otp.algorithm}`);
  if (otp.type === "steam" && !isUsualSteam(otp))
    return err(`${app} has steam only with its usual parameters`);
  if (account.issuer.trim() === "" && account.name.trim() === "")
    return err(`${app} wants an issuer or a name`);
  return ok(otp);
}

function isUsualSteam({ algorithm, digits, period }: Otp): boolean {
  const usual = OTP_DEFAULTS.steam;
  return algorithm === usual.algorithm && digits === usual.digits && period === usual.period;
}
