/**
 * Sealing: nonce(24) ‖ XChaCha20-Poly1305(padded content) (docs/SPEC.md [SE1]–[SE3]).
 *
 * The only way in which content leaves memory. Whatever is wrong on opening (key, tag, length, padding,
 * associated data) is one and the same error. Knows nothing of what is sealed.
 */
import { concatBytes } from "./bytes.ts";
import { pad, unpad } from "./padding.ts";
import { err, ok, type Result } from "./result.ts";
import type { Secret } from "./secret.ts";
import type { CryptoTools, Sealing } from "./sodium.ts";

export interface CannotOpen {
  readonly type: "cannot-open";
}
export const CANNOT_OPEN: CannotOpen = { type: "cannot-open" };

const NONCE_BYTES = 24;

export interface SealInput {
  /** 32 bytes. */
  readonly key: Secret;
  readonly content: Uint8Array;
  /** Not hidden, and must be the same on opening: says what this is and where it belongs. */
  readonly associatedData: Uint8Array;
}

export function seal(
  { sodium, random }: CryptoTools,
  { key, content, associatedData }: SealInput,
): Uint8Array {
  const nonce = random(NONCE_BYTES);
  const message = pad(content);
  const box = sodium.aeadSeal({ message, associatedData, nonce, key: key.expose() });
  message.fill(0);
  return concatBytes(nonce, box);
}

export interface OpenInput {
  readonly key: Secret;
  readonly sealed: Uint8Array;
  readonly associatedData: Uint8Array;
}

export function open(
  sodium: Sealing,
  { key, sealed, associatedData }: OpenInput,
): Result<Uint8Array, CannotOpen> {
  if (sealed.length < NONCE_BYTES) return err(CANNOT_OPEN);
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const message = sealed.subarray(NONCE_BYTES);
  const padded = sodium.aeadOpen({ message, associatedData, nonce, key: key.expose() });
  if (padded === undefined) return err(CANNOT_OPEN);
  const content = unpad(padded);
  padded.fill(0);
  return content === undefined ? err(CANNOT_OPEN) : ok(content);
}
