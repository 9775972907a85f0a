/**
 * SQLite files under SQLCipher 3, opened page by page into a plain one. Nothing in such a file says what it is: it looks
 * like noise in pages of 1,024 bytes.
 *
 *   key  = PBKDF2-HMAC-SHA1(password, salt, 64,000); salt: the first 16 bytes, where SQLite has its magic
 *   page = AES-256-CBC · IV(16) · HMAC-SHA1(20) over both and the page's number · 12 unused
 *
 * Source: zetetic.net/sqlcipher/design, with the defaults of version 3.
 */
import { createDecipheriv, createHmac, pbkdf2Sync } from "node:crypto";
import { isEqualBytes, utf8ToBytes } from "../../protocol/bytes.ts";
import { pbkdf2Key } from "./password-key.ts";

const PAGE_BYTES = 1024;
const SALT_BYTES = 16;
const IV_BYTES = 16;
const HMAC_BYTES = 20;
const KEY_BYTES = 32;
const RESERVED_BYTES = 48;
const ITERATIONS = 64_000;
/** Turns the salt of the key into the one of the HMAC's key. */
const HMAC_SALT_MASK = 0x3a;
const HMAC_ITERATIONS = 2;
const MAGIC = utf8ToBytes("SQLite format 3\0");
const SHORTEST_PAGES = 2;
/** Of the 256 values, how many two random pages show at least: 255 is usual. */
const FEWEST_VALUES = 240;

export function looksLikeSqlcipher(bytes: Uint8Array): boolean {
  if (bytes.length < SHORTEST_PAGES * PAGE_BYTES || bytes.length % PAGE_BYTES !== 0) return false;
  return new Set(bytes.subarray(0, SHORTEST_PAGES * PAGE_BYTES)).size >= FEWEST_VALUES;
}

export type OpenedSqlcipher =
  | { readonly status: "opened"; readonly bytes: Uint8Array }
  | { readonly status: "damaged" }
  | { readonly status: "wrong-password" };

/** Whole pages, at least one. */
export async function openSqlcipher(bytes: Uint8Array, password: string): Promise<OpenedSqlcipher> {
  const salt = bytes.subarray(0, SALT_BYTES);
  const key = await pbkdf2Key({ digest: "sha1", password, salt, iterations: ITERATIONS });
  const hmacSalt = salt.map((byte) => byte ^ HMAC_SALT_MASK);
  const hmacKey = pbkdf2Sync(key, hmacSalt, HMAC_ITERATIONS, KEY_BYTES, "sha1");
  const plain = new Uint8Array(bytes.length);
  plain.set(MAGIC);
  for (let start = 0; start < bytes.length; start += PAGE_BYTES) {
    const page = bytes.subarray(start, start + PAGE_BYTES);
    const opened = openPage(page, { number: start / PAGE_BYTES + 1, key, hmacKey });
    if (opened === undefined) return { status: start === 0 ? "wrong-password" : "damaged" };
    plain.set(opened, start === 0 ? MAGIC.length : start);
  }
  key.fill(0);
  return { status: "opened", bytes: plain };
}

interface PageKeys {
  /** From 1. */
  readonly number: number;
  readonly key: Uint8Array;
  readonly hmacKey: Uint8Array;
}

function openPage(page: Uint8Array, { number, key, hmacKey }: PageKeys): Uint8Array | undefined {
  const end = page.length - RESERVED_BYTES;
  if (end <= SALT_BYTES) return undefined;
  const start = number === 1 ? SALT_BYTES : 0;
  const place = new Uint8Array(4);
  new DataView(place.buffer).setUint32(0, number, true);
  const hmac = createHmac("sha1", hmacKey)
    .update(page.subarray(start, end + IV_BYTES))
    .update(place)
    .digest();
  if (!isEqualBytes(hmac, page.subarray(end + IV_BYTES, end + IV_BYTES + HMAC_BYTES))) return undefined;
  const cipher = createDecipheriv("aes-256-cbc", key, page.subarray(end, end + IV_BYTES));
  cipher.setAutoPadding(false);
  return cipher.update(page.subarray(start, end));
}
