/**
 * Writes an account as one key URI, so that `parseOtpUri` reads the same one-time password, issuer and name back.
 * All parameters are written, the defaults too: other apps' defaults differ.
 *
 * TOTP and HOTP as Google's key-uri says; Steam as `otpauth://steam/` (Aegis, Ente); mOTP as `motp://` with the secret
 * in hex; Yandex as `otpauth://yaotp/`. Knows nothing of notes, tags and the rest, which a URI can't hold.
 */
import { formatBase32, formatHex, utf8ToBytes } from "../../protocol/bytes.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { OTP_DEFAULTS, type Account, type Otp } from "../account.ts";
import { isSteam } from "./otp-uri.ts";
import { reasonWithoutOtp } from "./unwritable.ts";

export type UriAccount = Pick<Account, "counter" | "issuer" | "name" | "otp"> &
  Partial<Pick<Account, "type">>;

const ROOTS = {
  totp: "otpauth://totp/",
  hotp: "otpauth://hotp/",
  steam: "otpauth://steam/",
  motp: "motp://",
  yandex: "otpauth://yaotp/",
} as const;

const encode = (text: string): string => encodeURIComponent(text.toWellFormed());

/** Fails with the reason why a URI can't hold it. */
export function formatOtpUri(account: UriAccount): Result<string, string> {
  const { otp, issuer, name, counter } = account;
  if (otp === null) return err(reasonWithoutOtp(account));
  if (issuer.trim() === "" && name.trim() === "") return err("a URI needs an issuer or a name");
  if (otp.type === "steam" && otp.digits !== OTP_DEFAULTS.steam.digits)
    return err("a Steam URI has 5 digits");
  if (otp.type === "totp" && otp.digits === 5 && isSteam(issuer))
    return err("reads as a Steam token everywhere");
  const secret = otp.type === "motp" ? formatHex(otp.secret) : formatBase32(otp.secret);
  const query = [
    `secret=${secret}`,
    ...(issuer === "" ? [] : [`issuer=${encode(issuer)}`]),
    ...parametersOf(otp, counter),
  ];
  return ok(`${ROOTS[otp.type]}${labelOf(account)}?${query.join("&")}`);
}

/** A ":" in front says that there is no issuer, where one would be read out of the name, or assumed. */
function labelOf({ otp, issuer, name }: UriAccount): string {
  const isPlain = issuer === "" && otp?.type !== "yandex" && !name.includes(":") && !isSteam(name);
  return isPlain ? encode(name) : `${encode(issuer)}:${encode(name)}`;
}

function parametersOf(otp: Otp, counter: number): string[] {
  const defaults = OTP_DEFAULTS[otp.type];
  const isFixed = otp.type === "motp" || otp.type === "yandex";
  const parameters: string[] = [];
  if (!isFixed || otp.algorithm !== defaults.algorithm) parameters.push(`algorithm=${otp.algorithm}`);
  if (!isFixed || otp.digits !== defaults.digits) parameters.push(`digits=${otp.digits}`);
  if (otp.type === "hotp") parameters.push(`counter=${counter}`);
  else if (!isFixed || otp.period !== defaults.period) parameters.push(`period=${otp.period}`);
  if (otp.pin !== null) parameters.push(`pin=${formatBase32(utf8ToBytes(otp.pin))}`);
  return parameters;
}
