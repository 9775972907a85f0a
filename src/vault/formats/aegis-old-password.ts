/**
 * How very old Aegis versions turned a password into bytes (Aegis issue 95): they took the whole buffer that the
 * encoder had allocated, with the zeros behind the text. The buffer begins with 1.1 bytes per UTF-16 unit and becomes
 * 2n + 1 when that is too small.
 */
import { utf8ToBytes } from "../../protocol/bytes.ts";

/** Undefined where it is the same as the password's UTF-8. */
export function oldPasswordBytes(password: string): Uint8Array | undefined {
  const text = utf8ToBytes(password);
  let length = Math.floor(password.length * 1.1);
  while (length < text.length) length = 2 * length + 1;
  if (length === text.length) return undefined;
  const padded = new Uint8Array(length);
  padded.set(text);
  return padded;
}
