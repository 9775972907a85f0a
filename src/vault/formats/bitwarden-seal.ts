/**
 * Bitwarden's password-protected export: JSON text in an "EncString" under a key from a password of its own.
 *
 *   key    = PBKDF2-HMAC-SHA256(password, salt, iterations)                      kdfType 0
 *            Argon2id(password, SHA-256(salt), iterations, memory MiB, lanes)    kdfType 1
 *   enc    = HKDF-Expand-SHA256(key, "enc"), mac = HKDF-Expand-SHA256(key, "mac")
 *   "2.iv|ciphertext|mac" in base64: HMAC-SHA256(mac, iv ‖ ciphertext), then AES-256-CBC
 *
 * The salt is the text in the file as it stands, not the bytes it encodes. The password is tried on
 * `encKeyValidation_DO_NOT_EDIT` first, so damage and a wrong password are told apart. Parameters are bounded by what
 * Bitwarden lets people choose. Knows nothing of items. Source: bitwarden.com/help/encrypted-export.
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { concatBytes, formatBase64, parseBase64, utf8ToBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { ok, type Result } from "../../protocol/result.ts";
import { CBC_IV_BYTES, openCbc, sealCbc } from "./cipher.ts";
import {
  HOSTILE_PARAMETERS,
  OPENED_BUT_DAMAGED,
  passwordNeeded,
  TOO_LITTLE_MEMORY,
  wrongPassword,
} from "./container.ts";
import { fieldOf, textOf } from "./json.ts";
import { argon2Key, isBearable, pbkdf2Key } from "./password-key.ts";
import { formatUuid } from "./uuid.ts";

const WHAT = "bitwarden";
const MAC_BYTES = 32;
const MOST_ITERATIONS = 2_000_000;
const OWN_ITERATIONS = 600_000;
const MOST_PARALLELISM = 16;
const LIMIT = { memoryKib: 2 ** 20, workKib: 10 * 2 ** 20 };
const VALIDATION = "encKeyValidation_DO_NOT_EDIT";

interface Keys {
  readonly enc: Uint8Array;
  readonly mac: Uint8Array;
}

export interface OpenInput {
  readonly json: unknown;
  readonly file: string;
  readonly password: string | null;
}

/** The bytes of the plain export. */
export async function openBitwardenExport(input: OpenInput): Promise<Result<Uint8Array, HoltError>> {
  const { json, file, password } = input;
  if (fieldOf(json, "passwordProtected") !== true) {
    const reason = "opens with its Bitwarden account alone: export it again as password protected";
    return malformed(WHAT, file, reason);
  }
  const validation = textOf(json, VALIDATION);
  const data = textOf(json, "data");
  if (validation === undefined || data === undefined)
    return malformed(WHAT, file, "the encrypted part is damaged");
  const derive = readKdf(json);
  if (derive === undefined) return malformed(WHAT, file, HOSTILE_PARAMETERS);
  if (password === null) return passwordNeeded(file);
  const key = await derive(password);
  if (key === undefined) return malformed(WHAT, file, TOO_LITTLE_MEMORY);
  const keys = expandKey(key);
  key.fill(0);
  if (openEncString(validation, keys) === undefined) return wrongPassword();
  const content = openEncString(data, keys);
  return content === undefined ? malformed(WHAT, file, OPENED_BUT_DAMAGED) : ok(content);
}

type Derive = (password: string) => Promise<Uint8Array | undefined>;

/** Undefined where the parameters are not Bitwarden's. */
function readKdf(json: unknown): Derive | undefined {
  const salt = utf8ToBytes(textOf(json, "salt") ?? "");
  const iterations = wholeOf(json, "kdfIterations");
  if (salt.length === 0 || salt.length > 1024 || iterations < 1) return undefined;
  const kdfType = fieldOf(json, "kdfType");
  if (kdfType === 0 && iterations <= MOST_ITERATIONS) {
    return (password) => pbkdf2Key({ digest: "sha256", password, salt, iterations });
  }
  const parameters = {
    salt: new Uint8Array(createHash("sha256").update(salt).digest()),
    memoryKib: wholeOf(json, "kdfMemory") * 1024,
    passes: iterations,
    parallelism: wholeOf(json, "kdfParallelism"),
  };
  if (kdfType !== 1 || parameters.parallelism > MOST_PARALLELISM || !isBearable(parameters, LIMIT))
    return undefined;
  return (password) => argon2Key({ password, ...parameters });
}

function wholeOf(json: unknown, key: string): number {
  const value = fieldOf(json, key);
  return typeof value === "number" && Number.isSafeInteger(value) ? value : 0;
}

function expandKey(key: Uint8Array): Keys {
  const expand = (label: string): Uint8Array =>
    new Uint8Array(createHmac("sha256", key).update(label).update(Uint8Array.of(1)).digest());
  return { enc: expand("enc"), mac: expand("mac") };
}

function openEncString(text: string, { enc, mac }: Keys): Uint8Array | undefined {
  const [iv, data, tag, ...more] = text.startsWith("2.") ? text.slice(2).split("|").map(parseBase64) : [];
  if (iv?.length !== CBC_IV_BYTES || data === undefined || tag?.length !== MAC_BYTES || more.length > 0)
    return undefined;
  const expected = createHmac("sha256", mac).update(iv).update(data).digest();
  return timingSafeEqual(expected, tag) ? openCbc({ key: enc, iv, data }) : undefined;
}

function sealEncString(content: Uint8Array, { enc, mac }: Keys, iv: Uint8Array): string {
  const data = sealCbc({ key: enc, iv, data: content });
  const tag = createHmac("sha256", mac).update(concatBytes(iv, data)).digest();
  return `2.${[iv, data, tag].map(formatBase64).join("|")}`;
}

export interface SealInput {
  readonly content: string;
  readonly password: string;
  readonly random: (length: number) => Uint8Array;
}

/** The text of an export that Bitwarden opens with the password alone. */
export async function sealBitwardenExport({ content, password, random }: SealInput): Promise<string> {
  const salt = formatBase64(random(16));
  const iterations = OWN_ITERATIONS;
  const keys = expandKey(
    await pbkdf2Key({ digest: "sha256", password, salt: utf8ToBytes(salt), iterations }),
  );
  const validation = utf8ToBytes(formatUuid(random(16)));
  const sealed = {
    encrypted: true,
    passwordProtected: true,
    salt,
    kdfType: 0,
    kdfIterations: iterations,
    kdfMemory: null,
    kdfParallelism: null,
    [VALIDATION]: sealEncString(validation, keys, random(CBC_IV_BYTES)),
    data: sealEncString(utf8ToBytes(content), keys, random(CBC_IV_BYTES)),
  };
  return JSON.stringify(sealed, null, 2);
}
