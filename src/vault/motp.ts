/**
 * Mobile-OTP (motp.sourceforge.net): the first digits of MD5 over time step, key and PIN, all as text.
 */
import { createHash } from "node:crypto";
import { formatHex } from "../protocol/bytes.ts";
import type { Otp } from "./account.ts";

export function motpCode({ secret, digits, pin }: Otp, counter: number): string {
  return createHash("md5")
    .update(String(counter) + formatHex(secret) + (pin ?? ""))
    .digest("hex")
    .slice(0, digits);
}
