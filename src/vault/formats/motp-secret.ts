/**
 * mOTP secrets, which are hexadecimal text: the code is a digest of the text itself, in lower case. Text that is
 * written otherwise would give other codes elsewhere than here, so it is refused.
 */
import { parseHex } from "../../protocol/bytes.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { isAbsent } from "./parameters.ts";

export function parseMotpSecret(text: unknown): Result<Uint8Array, string> {
  if (isAbsent(text)) return err("there is no secret");
  const secret = typeof text === "string" ? parseHex(text.trim()) : undefined;
  if (secret === undefined) return err("the secret is not hexadecimal");
  const isLowerCase = typeof text === "string" && !/[A-F]/.test(text);
  return isLowerCase
    ? ok(secret)
    : err("the secret is hexadecimal in capital letters, which gives other codes");
}
