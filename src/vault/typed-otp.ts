/**
 * A one-time password from what a person typed, complete or as changes to another.
 *
 * Strict where importers are lenient: what a person types can be typed again. No error repeats what was typed.
 */
import { ACCOUNT_TYPES, ALGORITHMS, type AccountType } from "../protocol/account.ts";
import { parseBase32, parseHex } from "../protocol/bytes.ts";
import type { HoltError } from "../protocol/errors.ts";
import type { OtpParameters } from "../protocol/local-api.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { checkOtp, OTP_DEFAULTS, type Otp } from "./account.ts";
import { isYandexSecret } from "./yandex.ts";

type Typed = Partial<OtpParameters>;

/** mOTP keys are 64 bits or more, in hex; shorter is a typing error. */
const LEAST_HEX_DIGITS = 16;
/** The largest secret takes half of it; what is longer was never typed. */
const LONGEST_SECRET_TEXT = 4_000;
const LONGEST_PIN = 100;

/** A value that a person typed can't stand in this field. */
export const badField = (field: string, reason: string): Result<never, HoltError> =>
  err({ type: "usage", reason: "bad-field", value: `${field}: ${reason}` });

/** What isn't typed comes from `present`, or from the defaults of the type where that changes. */
export function typedOtp(typed: Typed, present: Otp | null): Result<Otp, HoltError> {
  const type = typed.type ?? present?.type;
  if (type === undefined) return err({ type: "usage", reason: "needs-newer-holt" });
  if (!ACCOUNT_TYPES.includes(type)) return badField("type", `one of ${ACCOUNT_TYPES.join(", ")}`);
  const alien = fieldNotFor(type, typed);
  if (alien !== undefined) return err({ type: "usage", reason: "field-not-for-type", value: alien });
  const algorithm = typed.algorithm;
  if (algorithm !== undefined && !ALGORITHMS.includes(algorithm)) {
    return badField("algorithm", `one of ${ALGORITHMS.join(", ")}`);
  }
  if ((typed.secret?.length ?? 0) > LONGEST_SECRET_TEXT) return badField("secret", "the secret is too long");
  if ((typed.pin?.length ?? 0) > LONGEST_PIN) return badField("pin", `longer than ${LONGEST_PIN} characters`);
  const secret = typed.secret === undefined ? ok(present?.secret) : parseSecret(type, typed.secret);
  if (!secret.ok) return secret;
  if (secret.value === undefined) return badField("secret", "the secret is empty");
  const base = present?.type === type ? present : OTP_DEFAULTS[type];
  const kept = hasPin(type) ? (present?.pin ?? null) : null;
  const otp: Otp = {
    type,
    secret: secret.value,
    algorithm: algorithm ?? base.algorithm,
    digits: typed.digits ?? base.digits,
    period: typed.period ?? base.period,
    pin: typed.pin === undefined ? kept : typed.pin || null,
  };
  const checked = checkOtp(otp, typed.counter ?? 0);
  return checked.ok ? checked : badField(checked.error.field, checked.error.reason);
}

/** Base32; for mOTP hex, or base32 where it can't be hex. */
function parseSecret(type: AccountType, text: string): Result<Uint8Array, HoltError> {
  const bytes = type === "motp" && isHexOnly(text) ? parseHexSecret(text) : parseBase32(text);
  if (bytes === undefined) {
    const reason = type === "motp" ? MOTP_REASON : "not base32 (letters A to Z, digits 2 to 7)";
    return badField("secret", reason);
  }
  if (bytes.length === 0) return badField("secret", "the secret is empty or too short");
  if (type === "yandex" && !isYandexSecret(bytes)) {
    return badField("secret", "not a Yandex secret (its length or checksum doesn't fit)");
  }
  return ok(bytes);
}

const MOTP_REASON = `not ${LEAST_HEX_DIGITS} or more hex digits, nor base32`;
const withoutGaps = (text: string): string => text.replace(/[\s-]/g, "");
const isHexOnly = (text: string): boolean => /^[0-9a-f]+$/i.test(withoutGaps(text));

function parseHexSecret(text: string): Uint8Array | undefined {
  const digits = withoutGaps(text);
  return digits.length >= LEAST_HEX_DIGITS ? parseHex(digits) : undefined;
}

const hasPin = (type: AccountType): boolean => type === "motp" || type === "yandex";

function fieldNotFor(type: AccountType, typed: Typed): string | undefined {
  if (typed.counter !== undefined && type !== "hotp") return "counter";
  if (typed.period !== undefined && type === "hotp") return "period";
  if (typed.pin !== undefined && !hasPin(type)) return "pin";
  return type === "yandex" && typed.algorithm !== undefined && typed.algorithm !== "SHA256"
    ? "algorithm"
    : undefined;
}
