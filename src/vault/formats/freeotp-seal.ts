/**
 * The keys in a backup of FreeOTP 2: each secret is sealed under a master key, and that under the password.
 *
 *   master = AES-256-GCM-open(PBKDF2(password, mSalt, mIterations), mCipherText, AAD = mToken)
 *   secret = AES-256-GCM-open(master, mCipherText, AAD = mToken)
 *
 * The nonce is in `mParameters` (DER: a SEQUENCE of the nonce and the length of the tag). Knows nothing of tokens.
 * Source: Aegis, FreeOtpImporter.java.
 */
import { utf8ToBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { ok, type Result } from "../../protocol/result.ts";
import { GCM_NONCE_BYTES, openGcm, type GcmInput } from "./cipher.ts";
import { HOSTILE_PARAMETERS, passwordNeeded, wrongPassword } from "./container.ts";
import { readSignedBytes } from "./freeotp-token.ts";
import { fieldOf, parseJson, textOf } from "./json.ts";
import { pbkdf2Key } from "./password-key.ts";

const DIGESTS = { PBKDF2withHmacSHA512: "sha512", PBKDF2withHmacSHA1: "sha1" } as const;
const MOST_ITERATIONS = 10_000_000;
const LONGEST_SALT = 1024;
const CIPHER = "AES/GCM/NoPadding";

export interface MasterInput {
  /** The JSON under "masterKey". */
  readonly text: string | undefined;
  readonly file: string;
  readonly password: string | null;
}

export async function openMasterKey({
  text,
  file,
  password,
}: MasterInput): Promise<Result<Uint8Array, HoltError>> {
  const fail = (reason: string) => malformed("freeotp", file, reason);
  const json = parseJson(text ?? "");
  const box = json.ok ? readBox(fieldOf(json.value, "mEncryptedKey")) : undefined;
  const salt = json.ok ? readSignedBytes(fieldOf(json.value, "mSalt")) : undefined;
  if (!json.ok || box === undefined || salt === undefined) return fail("the master key is damaged");
  const digest = digestOf(textOf(json.value, "mAlgorithm") ?? "");
  if (digest === undefined) return fail("its master key is derived in a way that holt doesn't know");
  const iterations = Number(fieldOf(json.value, "mIterations"));
  const isBearable = Number.isInteger(iterations) && iterations >= 1 && iterations <= MOST_ITERATIONS;
  if (!isBearable || salt.length > LONGEST_SALT) return fail(HOSTILE_PARAMETERS);
  if (password === null) return passwordNeeded(file);
  const key = await pbkdf2Key({ digest, password, salt, iterations });
  const master = openGcm({ key, ...box });
  key.fill(0);
  return master === undefined ? wrongPassword() : ok(master);
}

const digestOf = (name: string): "sha1" | "sha512" | undefined =>
  Object.entries(DIGESTS).find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1];

/** `text`: {"key": JSON of the sealed key}. Undefined where it doesn't open. */
export function openTokenKey(text: string, master: Uint8Array): Uint8Array | undefined {
  const outer = parseJson(text);
  const inner = parseJson((outer.ok ? textOf(outer.value, "key") : undefined) ?? "");
  const box = inner.ok ? readBox(inner.value) : undefined;
  return box === undefined ? undefined : openGcm({ key: master, ...box });
}

function readBox(json: unknown): Omit<GcmInput, "key"> | undefined {
  const data = readSignedBytes(fieldOf(json, "mCipherText"));
  const nonce = readNonce(readSignedBytes(fieldOf(json, "mParameters")) ?? new Uint8Array());
  if (textOf(json, "mCipher") !== CIPHER || data === undefined || nonce === undefined) return undefined;
  return { data, nonce, associatedData: utf8ToBytes(textOf(json, "mToken") ?? "") };
}

function readNonce(der: Uint8Array): Uint8Array | undefined {
  const isNonce = der[0] === 0x30 && der[1] === der.length - 2 && der[2] === 4 && der[3] === GCM_NONCE_BYTES;
  const nonce = der.subarray(4, 4 + GCM_NONCE_BYTES);
  return isNonce && nonce.length === GCM_NONCE_BYTES ? nonce : undefined;
}
