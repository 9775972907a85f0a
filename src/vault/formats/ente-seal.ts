/**
 * The encrypted export of Ente Auth: a text, sealed as one message of a libsodium secretstream.
 *
 *   key  = Argon2id(password, salt, opsLimit passes, memLimit BYTES, 1 lane) → 32 bytes
 *   text = crypto_secretstream_xchacha20poly1305, header = encryptionNonce, tag FINAL (older apps: MESSAGE)
 *
 * The parameters come from the file and are bounded before Argon2 runs; Ente's own default is 1 GiB and 4 passes.
 * Knows nothing of what the text says. Source: ente docs/auth/migration/export.md.
 */
import { formatBase64, parseBase64 } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { ok, type Result } from "../../protocol/result.ts";
import {
  HOSTILE_PARAMETERS,
  NEWER_VERSION,
  passwordNeeded,
  TOO_LITTLE_MEMORY,
  wrongPassword,
} from "./container.ts";
import { fieldOf, isObject, textOf } from "./json.ts";
import { argon2Key, isBearable } from "./password-key.ts";

const WHAT = "ente";
const SALT_BYTES = 16;
const HEADER_BYTES = 24;
const OVERHEAD_BYTES = 17;
const LIMIT = { memoryKib: 2 ** 20, workKib: 2 ** 22 };

export const isEnteExport = (json: unknown): boolean =>
  isObject(fieldOf(json, "kdfParams")) &&
  textOf(json, "encryptedData") !== undefined &&
  textOf(json, "encryptionNonce") !== undefined;

export interface OpenInput {
  readonly json: unknown;
  readonly file: string;
  readonly password: string | null;
}

/** The bytes of the text. */
export async function openEnteExport({
  json,
  file,
  password,
}: OpenInput): Promise<Result<Uint8Array, HoltError>> {
  if (fieldOf(json, "version") !== 1) return malformed(WHAT, file, NEWER_VERSION);
  const kdf = fieldOf(json, "kdfParams");
  const salt = parseBase64(textOf(kdf, "salt") ?? "");
  const data = parseBase64(textOf(json, "encryptedData") ?? "");
  const header = parseBase64(textOf(json, "encryptionNonce") ?? "");
  if (
    salt === undefined ||
    data === undefined ||
    header?.length !== HEADER_BYTES ||
    data.length < OVERHEAD_BYTES
  ) {
    return malformed(WHAT, file, "the encrypted part is damaged");
  }
  const [memory, passes] = [fieldOf(kdf, "memLimit"), fieldOf(kdf, "opsLimit")];
  const memoryKib = typeof memory === "number" ? Math.floor(memory / 1024) : 0;
  const parameters = { salt, memoryKib, passes: typeof passes === "number" ? passes : 0, parallelism: 1 };
  if (!isBearable(parameters, LIMIT)) return malformed(WHAT, file, HOSTILE_PARAMETERS);
  if (password === null) return passwordNeeded(file);

  const key = await argon2Key({ password, ...parameters });
  if (key === undefined) return malformed(WHAT, file, TOO_LITTLE_MEMORY);
  const sodium = await loadStream();
  const state = sodium.crypto_secretstream_xchacha20poly1305_init_pull(header, key);
  key.fill(0);
  const opened = openMessage(() => sodium.crypto_secretstream_xchacha20poly1305_pull(state, data, null));
  return opened === undefined ? wrongPassword() : ok(opened);
}

/** libsodium gives false where the tag doesn't hold, though its types don't say so. */
function openMessage(pull: () => { readonly message: Uint8Array } | false): Uint8Array | undefined {
  const opened = pull();
  return opened === false ? undefined : opened.message;
}

async function loadStream() {
  const { default: sodium } = await import("libsodium-wrappers");
  await sodium.ready;
  return sodium;
}

export interface SealInput {
  readonly text: string;
  readonly password: string;
  readonly random: (length: number) => Uint8Array;
  /** Bytes. */
  readonly memLimit: number;
  readonly opsLimit: number;
}

/** The text of an export file; undefined where the machine has not enough memory. */
export async function sealEnteExport(input: SealInput): Promise<string | undefined> {
  const { text, password, random, memLimit, opsLimit } = input;
  const salt = random(SALT_BYTES);
  const parameters = { salt, memoryKib: Math.floor(memLimit / 1024), passes: opsLimit, parallelism: 1 };
  const key = await argon2Key({ password, ...parameters });
  if (key === undefined) return undefined;
  const sodium = await loadStream();
  const header = random(HEADER_BYTES);
  // Both directions begin in the same state; init_push would take its header from elsewhere than `random`.
  const state = sodium.crypto_secretstream_xchacha20poly1305_init_pull(header, key);
  key.fill(0);
  const final = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL;
  const data = sodium.crypto_secretstream_xchacha20poly1305_push(state, text, null, final);
  return JSON.stringify(
    {
      version: 1,
      kdfParams: { memLimit, opsLimit, salt: formatBase64(salt) },
      encryptedData: formatBase64(data),
      encryptionNonce: formatBase64(header),
    },
    null,
    2,
  );
}
