/**
 * How OTP Auth (iOS) seals its files: a constant key around a keyed archive that names a version, and under the
 * person's password another archive in it.
 *
 *   outer   AES-256-CBC, zero IV, key SHA-256("Authenticator") for a backup, SHA-256("OTPAuth") for one account
 *   older   AES-256-CBC, key SHA-256(Salt "-" password), IV the first 16 bytes of SHA-1(IV): no tag
 *   newer   RNCryptor v3: 3 · 1 · salt(8) · HMAC salt(8) · IV(16) · AES-256-CBC · HMAC-SHA256(32), both keys by
 *           PBKDF2-HMAC-SHA1 with 10,000 rounds
 *
 * Knows nothing of accounts. Source: CooperRS/decrypt-otpauth-files, RNCryptor specification v3.
 */
import { createDecipheriv, createHash, createHmac, timingSafeEqual } from "node:crypto";
import { concatBytes, utf8ToBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { ok, type Result } from "../../protocol/result.ts";
import { CBC_IV_BYTES, openCbc } from "./cipher.ts";
import { NEWER_VERSION, OPENED_BUT_DAMAGED, passwordNeeded, wrongPassword } from "./container.ts";
import { fieldOf, textOf } from "./json.ts";
import { decodeArchive } from "./keyed-archive.ts";
import { pbkdf2Key } from "./password-key.ts";
import { isPlist } from "./plist.ts";

/** A database of accounts in folders, or one account. */
export type OtpAuthKind = "account" | "database";

const OUTER_WORD = { database: "Authenticator", account: "OTPAuth" } as const;
const CONTENT_FIELD = { database: "WrappedData", account: "Data" } as const;
const OLDER_VERSION = { database: 1, account: 1.1 } as const;
const NEWER_VERSION_OF = { database: 1.1, account: 1.2 } as const;
const ROUNDS = 10_000;
const CRYPTOR_HEAD_BYTES = 34;
const HMAC_BYTES = 32;

const sha256 = (text: string): Uint8Array => createHash("sha256").update(utf8ToBytes(text)).digest();

/** Undefined where the bytes are no such file. */
export function kindOf(bytes: Uint8Array): OtpAuthKind | undefined {
  if (bytes.length < CBC_IV_BYTES || bytes.length % CBC_IV_BYTES !== 0) return undefined;
  return (["database", "account"] as const).find((kind) => {
    const cipher = createDecipheriv("aes-256-cbc", sha256(OUTER_WORD[kind]), new Uint8Array(CBC_IV_BYTES));
    cipher.setAutoPadding(false);
    return isPlist(cipher.update(bytes.subarray(0, CBC_IV_BYTES)));
  });
}

export interface OpenInput {
  readonly bytes: Uint8Array;
  readonly kind: OtpAuthKind;
  readonly file: string;
  readonly password: string | null;
}

/** The inner archive. */
export async function openOtpAuth(input: OpenInput): Promise<Result<unknown, HoltError>> {
  const { bytes, kind, file, password } = input;
  const fail = (reason: string) => malformed("otpauth-ios", file, reason);
  const data = openCbc({ key: sha256(OUTER_WORD[kind]), iv: new Uint8Array(CBC_IV_BYTES), data: bytes });
  const outer = data === undefined ? undefined : decodeArchive(data);
  const version = fieldOf(outer, "Version");
  const content = fieldOf(outer, CONTENT_FIELD[kind]);
  if (!(content instanceof Uint8Array) || typeof version !== "number") return fail("is damaged");
  const isNewer = version === NEWER_VERSION_OF[kind];
  if (!isNewer && version !== OLDER_VERSION[kind]) return fail(NEWER_VERSION);
  if (password === null) return passwordNeeded(file);
  if (!isNewer) {
    const archive = decodeArchive(openOlder(outer, content, password) ?? new Uint8Array());
    return archive === undefined ? wrongPassword() : ok(archive);
  }
  const opened = await openCryptor(content, password);
  if (opened === undefined) return wrongPassword();
  const archive = decodeArchive(opened);
  return archive === undefined ? fail(OPENED_BUT_DAMAGED) : ok(archive);
}

function openOlder(outer: unknown, data: Uint8Array, password: string): Uint8Array | undefined {
  const iv = fieldOf(outer, "IV");
  const salt = textOf(outer, "Salt");
  const ivBytes = typeof iv === "string" ? utf8ToBytes(iv) : iv;
  if (salt === undefined || !(ivBytes instanceof Uint8Array)) return undefined;
  const hashed = createHash("sha1").update(ivBytes).digest();
  return openCbc({ key: sha256(`${salt}-${password}`), iv: hashed.subarray(0, CBC_IV_BYTES), data });
}

async function openCryptor(data: Uint8Array, password: string): Promise<Uint8Array | undefined> {
  const end = data.length - HMAC_BYTES;
  // Version 3, with a password.
  if (data[0] !== 3 || data[1] !== 1 || end < CRYPTOR_HEAD_BYTES) return undefined;
  const derive = async (salt: Uint8Array): Promise<Uint8Array> =>
    pbkdf2Key({ digest: "sha1", password, salt, iterations: ROUNDS });
  const hmac = createHmac("sha256", await derive(data.subarray(10, 18)));
  if (!timingSafeEqual(hmac.update(data.subarray(0, end)).digest(), concatBytes(data.subarray(end)))) {
    return undefined;
  }
  const key = await derive(data.subarray(2, 10));
  return openCbc({
    key,
    iv: data.subarray(18, CRYPTOR_HEAD_BYTES),
    data: data.subarray(CRYPTOR_HEAD_BYTES, end),
  });
}
