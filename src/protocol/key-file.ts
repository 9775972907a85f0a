/**
 * The key file of a vault without passphrase: one line of text that holds the unlock key
 * (docs/SPEC.md [KF1]–[KF2]).
 *
 * `holt-key-1 ` and the lower-case base32 of key(32) ‖ checksum(4). The checksum tells a damaged file from a
 * wrong one; it protects nothing. Knows nothing of where the file lies and of its mode.
 */
import { concatBytes, formatBase32, isEqualBytes, parseBase32 } from "./bytes.ts";
import { hash } from "./hash.ts";
import { malformed, type Malformed } from "./malformed.ts";
import { ok, type Result } from "./result.ts";
import { Secret } from "./secret.ts";
import type { Hashing } from "./sodium.ts";
import { TAGS } from "./tags.ts";

const PREFIX = "holt-key-1 ";
const KEY_BYTES = 32;
const CHECKSUM_BYTES = 4;

/** The file's text, line ending included. */
export function formatKeyFile(sodium: Hashing, key: Secret): string {
  const bytes = key.expose();
  if (bytes.length !== KEY_BYTES) throw new Error(`an unlock key has ${KEY_BYTES} bytes`);
  return `${PREFIX}${formatBase32(concatBytes(bytes, checksum(sodium, bytes))).toLowerCase()}\n`;
}

/** One trailing line ending may be missing or be CRLF; nothing else may differ. */
export function parseKeyFile(sodium: Hashing, text: string): Result<Secret, Malformed> {
  const line = text.replace(/\r?\n$/, "");
  const fail = (where: string, reason: string) => malformed("key file", where, reason);
  if (!line.startsWith(PREFIX)) return fail("line 1", `doesn't begin with "${PREFIX.trim()}"`);
  const body = line.slice(PREFIX.length);
  const bytes = parseBase32(body);
  if (bytes?.length !== KEY_BYTES + CHECKSUM_BYTES || formatBase32(bytes).toLowerCase() !== body) {
    return fail("line 1", "is not a key");
  }
  const key = bytes.slice(0, KEY_BYTES);
  const isIntact = isEqualBytes(bytes.subarray(KEY_BYTES), checksum(sodium, key));
  bytes.fill(0);
  return isIntact ? ok(new Secret(key)) : fail("line 1", "the checksum doesn't hold");
}

const checksum = (sodium: Hashing, key: Uint8Array): Uint8Array =>
  hash(sodium, { tag: TAGS.keyFile, parts: [key], length: 16 }).subarray(0, CHECKSUM_BYTES);
