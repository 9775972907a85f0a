/**
 * The sealed keyring (docs/SPEC.md [KR3]–[KR5]).
 *
 * It says in clear how it is unlocked (a passphrase and its salt, or a key file) and nothing else: key derivation
 * parameters belong to the version. Where it is stored, and when it is sealed anew, is the daemon's matter.
 */
import { decode, encode, type CborMap } from "./codec.ts";
import { KDF_SALT_BYTES } from "./kdf.ts";
import { decodeKeyring, encodeKeyring, type Keyring } from "./keyring.ts";
import { malformed, type Malformed } from "./malformed.ts";
import { err, ok, type Result } from "./result.ts";
import { CANNOT_OPEN, open, seal, type CannotOpen } from "./seal.ts";
import type { Secret } from "./secret.ts";
import { bytesOf, mapOf } from "./shape.ts";
import type { CryptoTools, Sealing } from "./sodium.ts";
import { TAGS } from "./tags.ts";

/** In clear beside the sealed keyring: where the unlock key comes from. */
export type UnlockMethod =
  /** `deriveFromPassphrase` with purpose "vault" and this salt (16 bytes). */
  { readonly type: "passphrase"; readonly salt: Uint8Array } | { readonly type: "key-file" };

const VERSION = 1;
const WHAT = "keyring";

export function sealKeyring(
  tools: CryptoTools,
  { keyring, method, unlockKey }: { keyring: Keyring; method: UnlockMethod; unlockKey: Secret },
): Uint8Array {
  const content = encodeKeyring(keyring);
  const box = seal(tools, { key: unlockKey, content, associatedData: associatedDataOf(method) });
  content.fill(0);
  return encode({ version: VERSION, ...methodToMap(method), box });
}

/** How a sealed keyring is unlocked, for the caller to find or derive the key. */
export function readUnlockMethod(sealed: Uint8Array): Result<UnlockMethod, Malformed> {
  const parts = splitSealed(sealed);
  return parts.ok ? ok(parts.value.method) : parts;
}

/** `cannot-open`: wrong unlock key, or tampering. `malformed`: not a sealed keyring of this version at all. */
export function openKeyring(
  sodium: Sealing,
  { sealed, unlockKey }: { sealed: Uint8Array; unlockKey: Secret },
): Result<Keyring, Malformed | CannotOpen> {
  const parts = splitSealed(sealed);
  if (!parts.ok) return parts;
  const { method, box } = parts.value;
  const content = open(sodium, { key: unlockKey, sealed: box, associatedData: associatedDataOf(method) });
  if (!content.ok) return content;
  const keyring = decodeKeyring(content.value);
  content.value.fill(0);
  return keyring === undefined ? err(CANNOT_OPEN) : ok(keyring);
}

function splitSealed(sealed: Uint8Array): Result<{ method: UnlockMethod; box: Uint8Array }, Malformed> {
  const decoded = decode(sealed, WHAT);
  if (!decoded.ok) return decoded;
  const { value } = decoded;
  const map = mapOf(value, "version", "unlock", "box") ?? mapOf(value, "version", "unlock", "box", "salt");
  if (map?.version !== VERSION) return malformed(WHAT, "version", "of an unknown version");
  const box = bytesOf(map.box);
  const method = methodOf(map);
  return box && method ? ok({ method, box }) : malformed(WHAT, "unlock", "unlocked in an unknown way");
}

function methodOf(map: CborMap): UnlockMethod | undefined {
  const salt = bytesOf(map["salt"], KDF_SALT_BYTES);
  if (map["unlock"] === "passphrase" && salt !== undefined) return { type: "passphrase", salt };
  return map["unlock"] === "key-file" && !("salt" in map) ? { type: "key-file" } : undefined;
}

const methodToMap = (method: UnlockMethod) =>
  method.type === "passphrase" ? { unlock: method.type, salt: method.salt } : { unlock: method.type };

const associatedDataOf = (method: UnlockMethod): Uint8Array =>
  encode([TAGS.keyring, VERSION, method.type, method.type === "passphrase" ? method.salt : null]);
