/**
 * The encrypted backups of Stratum (once Authenticator Pro), which begin with their own names:
 *
 *   "AUTHENTICATORPRO" ‖ salt(16) ‖ iv(12) ‖ AES-256-GCM ‖ tag(16)    key = Argon2id(3 passes, 64 MiB, 4 lanes)
 *   "AuthenticatorPro" ‖ salt(20) ‖ iv(16) ‖ AES-256-CBC              key = PBKDF2-HMAC-SHA1(64,000)
 *
 * The older one has no tag: content that is no JSON is a wrong password there, too. Source: doc/BACKUP_FORMAT.md.
 */
import { bytesToUtf8 } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { ok, type Result } from "../../protocol/result.ts";
import { CBC_IV_BYTES, GCM_NONCE_BYTES, GCM_TAG_BYTES, openCbc, openGcm } from "./cipher.ts";
import {
  bytesToJson,
  OPENED_BUT_DAMAGED,
  passwordNeeded,
  TOO_LITTLE_MEMORY,
  wrongPassword,
} from "./container.ts";
import { argon2Key, pbkdf2Key } from "./password-key.ts";

const WHAT = "stratum";
const NAME_BYTES = 16;
const STRONG = { name: "AUTHENTICATORPRO", salt: 16, iv: GCM_NONCE_BYTES, least: GCM_TAG_BYTES } as const;
const LEGACY = { name: "AuthenticatorPro", salt: 20, iv: CBC_IV_BYTES, least: CBC_IV_BYTES } as const;
const KDF = { memoryKib: 65_536, passes: 3, parallelism: 4 };
const LEGACY_ITERATIONS = 64_000;

type Layout = typeof LEGACY | typeof STRONG;

function layoutOf(bytes: Uint8Array): Layout | undefined {
  const name = bytesToUtf8(bytes.subarray(0, NAME_BYTES));
  return [STRONG, LEGACY].find((layout) => layout.name === name);
}

export const isSealedStratumBackup = (bytes: Uint8Array): boolean => layoutOf(bytes) !== undefined;

export interface OpenInput {
  readonly bytes: Uint8Array;
  readonly file: string;
  readonly password: string | null;
}

/** The backup as JSON. */
export async function openStratumBackup({
  bytes,
  file,
  password,
}: OpenInput): Promise<Result<unknown, HoltError>> {
  const layout = layoutOf(bytes);
  const start = NAME_BYTES + (layout?.salt ?? 0) + (layout?.iv ?? 0);
  if (layout === undefined || bytes.length < start + layout.least) return malformed(WHAT, file, "is cut off");
  if (password === null) return passwordNeeded(file);
  const salt = bytes.subarray(NAME_BYTES, NAME_BYTES + layout.salt);
  const iv = bytes.subarray(NAME_BYTES + layout.salt, start);
  const data = bytes.subarray(start);
  if (layout === LEGACY) {
    const key = await pbkdf2Key({ digest: "sha1", password, salt, iterations: LEGACY_ITERATIONS });
    const json = bytesToJson(openCbc({ key, iv, data }) ?? new Uint8Array());
    return json === undefined ? wrongPassword() : ok(json);
  }
  const key = await argon2Key({ password, salt, ...KDF });
  if (key === undefined) return malformed(WHAT, file, TOO_LITTLE_MEMORY);
  const content = openGcm({ key, nonce: iv, data });
  if (content === undefined) return wrongPassword();
  const json = bytesToJson(content);
  return json === undefined ? malformed(WHAT, file, OPENED_BUT_DAMAGED) : ok(json);
}
