/**
 * The outer layer of holt's own export file, version 1 (always encrypted):
 *
 *   "holt-export-1\n" ‖ salt(16) ‖ sealed content (JSON) ‖ checksum(16)
 *
 * key = Argon2id(password, salt) with the parameters that belong to this version (protocol/kdf.ts, "file"); the sealed
 * content is as in protocol/seal.ts, with everything before it as associated data. The checksum (SHA-256 of all before
 * it, cut to 16 bytes) protects nothing: it tells a damaged file from a wrong password.
 */
import { createHash } from "node:crypto";
import { concatBytes, isEqualBytes, utf8ToBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { deriveFromPassphrase, KDF_SALT_BYTES } from "../../protocol/kdf.ts";
import { malformed } from "../../protocol/malformed.ts";
import type { Result } from "../../protocol/result.ts";
import { open, seal } from "../../protocol/seal.ts";
import { loadSodium } from "../../protocol/sodium.ts";
import { passwordNeeded, wrongPassword } from "./container.ts";
import type { NamedFile } from "./format.ts";

const VERSION = 1;
const HEADER = utf8ToBytes(`holt-export-${VERSION}\n`);
const CHECKSUM_BYTES = 16;
const WHAT = "holt";

/** The number in the header; undefined where it isn't one of holt's exports at all. */
export function exportVersion(bytes: Uint8Array): number | undefined {
  const start = Buffer.from(bytes.subarray(0, 24)).toString("latin1");
  const version = /^holt-export-(\d{1,6})\n/.exec(start)?.[1];
  return version === undefined ? undefined : Number(version);
}

const checksum = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHash("sha256").update(bytes).digest().subarray(0, CHECKSUM_BYTES));

export interface SealExportInput {
  readonly content: Uint8Array;
  readonly password: string;
  readonly random: (length: number) => Uint8Array;
}

export async function sealExport({ content, password, random }: SealExportInput): Promise<Uint8Array> {
  const sodium = await loadSodium();
  const salt = random(KDF_SALT_BYTES);
  const associatedData = concatBytes(HEADER, salt);
  const key = await deriveFromPassphrase({ purpose: "file", passphrase: password, salt });
  const file = concatBytes(associatedData, seal({ sodium, random }, { key, content, associatedData }));
  key.wipe();
  return concatBytes(file, checksum(file));
}

/** The content. The order tells what is wrong: version, damage, a missing password, a wrong one. */
export async function openExport(
  { name, bytes }: NamedFile,
  password: string | null,
): Promise<Result<Uint8Array, HoltError>> {
  const version = exportVersion(bytes);
  if (version === undefined) return malformed(WHAT, name, "is not one of holt's exports");
  if (version !== VERSION) return malformed(WHAT, name, `is of version ${version}: it needs a newer holt`);
  const end = bytes.length - CHECKSUM_BYTES;
  const start = HEADER.length + KDF_SALT_BYTES;
  if (end <= start || !isEqualBytes(bytes.subarray(end), checksum(bytes.subarray(0, end)))) {
    return malformed(WHAT, name, "is damaged or cut off");
  }
  if (password === null) return passwordNeeded(name);
  const associatedData = bytes.subarray(0, start);
  const salt = associatedData.subarray(HEADER.length);
  const key = await deriveFromPassphrase({ purpose: "file", passphrase: password, salt });
  const content = open(await loadSodium(), { key, sealed: bytes.subarray(start, end), associatedData });
  key.wipe();
  return content.ok ? content : wrongPassword();
}
