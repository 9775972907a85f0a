/**
 * The encrypted export of Proton Authenticator: `{version, salt, content}`.
 *
 *   key     = Argon2id(password, salt(16), 19,456 KiB, 2 passes, 1 lane) → 32 bytes
 *   content = nonce(12) ‖ AES-256-GCM(key, associated data "proton.authenticator.export.v1") ‖ tag(16)
 *
 * The parameters belong to version 1: none is in the file. Knows nothing of entries.
 * Source: proton-pass-common, proton-authenticator/src/entry/password_exporter.rs.
 */
import { concatBytes, formatBase64, parseBase64, utf8ToBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { ok, type Result } from "../../protocol/result.ts";
import { GCM_NONCE_BYTES, GCM_TAG_BYTES, openGcm, sealGcm } from "./cipher.ts";
import { NEWER_VERSION, passwordNeeded, TOO_LITTLE_MEMORY, wrongPassword } from "./container.ts";
import { fieldOf, textOf } from "./json.ts";
import { argon2Key } from "./password-key.ts";

const WHAT = "proton";
const VERSION = 1;
const SALT_BYTES = 16;
const KDF = { memoryKib: 19_456, passes: 2, parallelism: 1 };
const ASSOCIATED_DATA = utf8ToBytes("proton.authenticator.export.v1");

export const isSealedProtonExport = (json: unknown): boolean =>
  fieldOf(json, "version") !== undefined &&
  textOf(json, "salt") !== undefined &&
  textOf(json, "content") !== undefined;

export interface OpenInput {
  readonly json: unknown;
  readonly file: string;
  readonly password: string | null;
}

/** The bytes of the plain export. */
export async function openProtonExport({
  json,
  file,
  password,
}: OpenInput): Promise<Result<Uint8Array, HoltError>> {
  if (fieldOf(json, "version") !== VERSION) return malformed(WHAT, file, NEWER_VERSION);
  const salt = parseBase64(textOf(json, "salt") ?? "");
  const content = parseBase64(textOf(json, "content") ?? "");
  if (
    salt?.length !== SALT_BYTES ||
    content === undefined ||
    content.length < GCM_NONCE_BYTES + GCM_TAG_BYTES
  ) {
    return malformed(WHAT, file, "the encrypted part is damaged");
  }
  if (password === null) return passwordNeeded(file);
  const key = await argon2Key({ password, salt, ...KDF });
  if (key === undefined) return malformed(WHAT, file, TOO_LITTLE_MEMORY);
  const nonce = content.subarray(0, GCM_NONCE_BYTES);
  const data = content.subarray(GCM_NONCE_BYTES);
  const opened = openGcm({ key, nonce, data, associatedData: ASSOCIATED_DATA });
  key.fill(0);
  return opened === undefined ? wrongPassword() : ok(opened);
}

export interface SealInput {
  readonly content: string;
  readonly password: string;
  readonly random: (length: number) => Uint8Array;
}

/** The text of an encrypted export; undefined where the machine has not enough memory. */
export async function sealProtonExport({
  content,
  password,
  random,
}: SealInput): Promise<string | undefined> {
  const salt = random(SALT_BYTES);
  const key = await argon2Key({ password, salt, ...KDF });
  if (key === undefined) return undefined;
  const nonce = random(GCM_NONCE_BYTES);
  const sealed = sealGcm({ key, nonce, data: utf8ToBytes(content), associatedData: ASSOCIATED_DATA });
  key.fill(0);
  return JSON.stringify({
    version: VERSION,
    salt: formatBase64(salt),
    content: formatBase64(concatBytes(nonce, sealed)),
  });
}
