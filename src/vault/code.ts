/**
 * An account and a moment → what front ends show.
 *
 * Refuses where no right code can be made (an unknown type, a PIN that isn't stored) rather than to show a wrong one.
 */
import type { Code } from "../protocol/account.ts";
import type { HoltError } from "../protocol/errors.ts";
import { TO_ENROL } from "../protocol/account.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import type { Account, Otp } from "./account.ts";
import { formatAccountName } from "./label.ts";
import { codeAt } from "./otp.ts";

/** The code at a time, and the one after it. HOTP has none: its code costs a counter. */
export function codeOfTime(account: Account, atMs: number): Result<Code, HoltError> {
  const otp = usableOtp(account);
  if (!otp.ok) return otp;
  if (otp.value.type === "hotp") return err({ type: "usage", reason: "hotp-has-no-time" });
  if (!Number.isFinite(atMs) || atMs < 0) {
    return err({ type: "usage", reason: "bad-field", value: "at: there are no codes before 1970" });
  }
  const { code, validFrom, validUntil } = codeAt(otp.value, { atMs });
  const next = codeAt(otp.value, { atMs: atMs + otp.value.period * 1000 });
  return ok({
    ...nameOf(account),
    code,
    next: next.code,
    validFrom,
    validUntil,
    remainingSeconds: validUntil === null ? null : validUntil - Math.floor(atMs / 1000),
    counter: null,
  });
}

/** HOTP: the code of a counter that advanceCounter has given, after its edit is durable. */
export function codeOfCounter(account: Account, counter: number): Result<Code, HoltError> {
  const otp = usableOtp(account);
  if (!otp.ok) return otp;
  if (otp.value.type !== "hotp")
    return err({ type: "usage", reason: "field-not-for-type", value: "counter" });
  const { code } = codeAt(otp.value, { counter });
  const noTimes = { next: null, validFrom: null, validUntil: null, remainingSeconds: null };
  return ok({ ...nameOf(account), code, ...noTimes, counter });
}

function usableOtp(account: Account): Result<Otp, HoltError> {
  const { otp } = account;
  if (otp === null && account.type === TO_ENROL) {
    return err({ type: "usage", reason: "to-enrol", value: formatAccountName(account) });
  }
  if (otp === null) return err({ type: "usage", reason: "needs-newer-holt" });
  const needsPin = otp.type === "motp" || otp.type === "yandex";
  if (needsPin && otp.pin === null) {
    return err({ type: "usage", reason: "pin-needed", value: formatAccountName(account) });
  }
  return ok(otp);
}

const nameOf = ({ id, issuer, name, type }: Account): Pick<Code, "id" | "issuer" | "name" | "type"> => ({
  id,
  issuer,
  name,
  type,
});
