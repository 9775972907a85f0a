/**
 * The key wrap: a keyring's unlock key, sealed under a random key that the desktop keeps (docs/SPEC.md [KW1]–[KW3]).
 *
 * In clear stand the name of the entry under which the desktop keeps that key, and the salt of the passphrase whose
 * unlock key is in it: after a change of passphrase an older wrap is recognised without asking anyone. Where it is
 * stored, and how the desktop is asked, is the daemon's matter.
 */
import { decode, encode } from "./codec.ts";
import { KDF_SALT_BYTES } from "./kdf.ts";
import { malformed, type Malformed } from "./malformed.ts";
import { err, ok, type Result } from "./result.ts";
import { CANNOT_OPEN, type CannotOpen, open, seal } from "./seal.ts";
import { Secret } from "./secret.ts";
import { bytesOf, mapOf } from "./shape.ts";
import type { CryptoTools, Sealing } from "./sodium.ts";
import { TAGS } from "./tags.ts";

export const WRAP_ENTRY_BYTES = 16;
/** Of the key that wraps, and of the unlock key in it. */
export const WRAP_KEY_BYTES = 32;

const VERSION = 1;
const WHAT = "key wrap";

export interface KeyWrap {
  /** 16 random bytes: where the desktop keeps the key that wraps. */
  readonly entry: Uint8Array;
  /** 16 bytes: of the keyring that the wrapped key opens. */
  readonly salt: Uint8Array;
  readonly box: Uint8Array;
}

export function sealKeyWrap(
  tools: CryptoTools,
  {
    entry,
    salt,
    key,
    unlockKey,
  }: Pick<KeyWrap, "entry" | "salt"> & { readonly key: Secret; readonly unlockKey: Secret },
): Uint8Array {
  if (entry.length !== WRAP_ENTRY_BYTES) throw new Error(`an entry's name has ${WRAP_ENTRY_BYTES} bytes`);
  const box = seal(tools, {
    key,
    content: unlockKey.expose(),
    associatedData: associatedDataOf(entry, salt),
  });
  return encode({ version: VERSION, entry, salt, box });
}

export function readKeyWrap(bytes: Uint8Array): Result<KeyWrap, Malformed> {
  const decoded = decode(bytes, WHAT);
  if (!decoded.ok) return decoded;
  const map = mapOf(decoded.value, "version", "entry", "salt", "box");
  if (map?.version !== VERSION) return malformed(WHAT, "version", "of an unknown version");
  const entry = bytesOf(map.entry, WRAP_ENTRY_BYTES);
  const salt = bytesOf(map.salt, KDF_SALT_BYTES);
  const box = bytesOf(map.box);
  return entry && salt && box ? ok({ entry, salt, box }) : malformed(WHAT, "entry", "not a key wrap");
}

/** The unlock key, to be wiped by whoever took it. `cannot-open`: another key, or tampering. */
export function openKeyWrap(
  sodium: Sealing,
  { entry, salt, box }: KeyWrap,
  key: Secret,
): Result<Secret, CannotOpen> {
  const content = open(sodium, { key, sealed: box, associatedData: associatedDataOf(entry, salt) });
  if (!content.ok) return content;
  if (content.value.length === WRAP_KEY_BYTES) return ok(new Secret(content.value));
  content.value.fill(0);
  return err(CANNOT_OPEN);
}

const associatedDataOf = (entry: Uint8Array, salt: Uint8Array): Uint8Array =>
  encode([TAGS.keyWrap, VERSION, entry, salt]);
