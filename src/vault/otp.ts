/**
 * A one-time password and a moment → its code. Pure: the clock and the counter are parameters.
 *
 * TOTP is RFC 6238 and HOTP RFC 4226, both by otpauth; the others have a file each. Expects what checkOtp lets
 * through. Times before 1970 have no code.
 */
import { HOTP, Secret } from "otpauth";
import type { AccountType } from "../protocol/account.ts";
import type { Otp } from "./account.ts";
import { hmac } from "./hmac.ts";
import { motpCode } from "./motp.ts";
import { steamCode } from "./steam.ts";
import { yandexCode } from "./yandex.ts";

export type Moment = { readonly atMs: number } | { readonly counter: number };

export interface OtpCode {
  readonly code: string;
  /** Epoch seconds; null where only the counter decides. */
  readonly validFrom: number | null;
  /** The first second at which the next code is shown. */
  readonly validUntil: number | null;
}

/** HOTP wants a counter; the others take a time, or the number of a period. */
export function codeAt(otp: Otp, moment: Moment): OtpCode {
  const counter = "counter" in moment ? moment.counter : periodAt(otp, moment.atMs);
  if (!Number.isSafeInteger(counter) || counter < 0) throw new RangeError("no code for this time or counter");
  const code = codeOfCounter(otp, counter);
  if (otp.type === "hotp") return { code, validFrom: null, validUntil: null };
  return { code, validFrom: counter * otp.period, validUntil: (counter + 1) * otp.period };
}

/** How many periods have passed since 1970. */
function periodAt(otp: Otp, atMs: number): number {
  if (otp.type === "hotp") throw new RangeError("HOTP has no time");
  return Math.floor(atMs / (otp.period * 1000));
}

function codeOfCounter(otp: Otp, counter: number): string {
  return CODES[otp.type](otp, counter);
}

const CODES: Readonly<Record<AccountType, (otp: Otp, counter: number) => string>> = {
  totp: digitsCode,
  hotp: digitsCode,
  steam: steamCode,
  motp: motpCode,
  yandex: yandexCode,
};

function digitsCode({ secret, algorithm, digits }: Otp, counter: number): string {
  return HOTP.generate({
    secret: new Secret({ buffer: secret.slice().buffer }),
    algorithm,
    digits,
    counter,
    hmac,
  });
}
