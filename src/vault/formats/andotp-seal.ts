/**
 * The encrypted backups of andOTP, which bear no mark of what they are:
 *
 *   new: iterations(4, big endian) ‖ salt(12) ‖ iv(12) ‖ AES-256-GCM ‖ tag(16)    key = PBKDF2-HMAC-SHA1(iterations)
 *   old: iv(12) ‖ AES-256-GCM ‖ tag(16)                                          key = SHA-256(password)
 *
 * An old file's first bytes are random: read as a number of iterations they could ask for hours. So the new way is
 * tried only where the number is one that andOTP would choose; then the old way, which costs nothing.
 */
import { createHash } from "node:crypto";
import { concatBytes } from "../../protocol/bytes.ts";
import { GCM_NONCE_BYTES, GCM_TAG_BYTES, openGcm, sealGcm } from "./cipher.ts";
import { pbkdf2Key } from "./password-key.ts";

const COUNT_BYTES = 4;
const SALT_BYTES = 12;
const FEWEST_ITERATIONS = 1000;
const MOST_ITERATIONS = 10_000_000;
/** andOTP chooses between 140,000 and 160,000 by chance. */
const USUAL_ITERATIONS = { least: 100_000, most: 200_000 };
const NEW_START = COUNT_BYTES + SALT_BYTES + GCM_NONCE_BYTES;

/** 0 where the file is too short for the new way. */
const iterationsOf = (bytes: Uint8Array): number =>
  bytes.length < NEW_START + GCM_TAG_BYTES ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);

/** Does it begin as andOTP's own files do? Old files begin with anything. */
export function beginsAsAndOtp(bytes: Uint8Array): boolean {
  const iterations = iterationsOf(bytes);
  return iterations >= USUAL_ITERATIONS.least && iterations <= USUAL_ITERATIONS.most;
}

export const isLongEnough = (bytes: Uint8Array): boolean => bytes.length >= GCM_NONCE_BYTES + GCM_TAG_BYTES;

/** Undefined where the password opens it neither way. */
export async function openAndOtp(bytes: Uint8Array, password: string): Promise<Uint8Array | undefined> {
  const iterations = iterationsOf(bytes);
  if (iterations >= FEWEST_ITERATIONS && iterations <= MOST_ITERATIONS) {
    const salt = bytes.subarray(COUNT_BYTES, COUNT_BYTES + SALT_BYTES);
    const key = await pbkdf2Key({ digest: "sha1", password, salt, iterations });
    const nonce = bytes.subarray(COUNT_BYTES + SALT_BYTES, NEW_START);
    const opened = openGcm({ key, nonce, data: bytes.subarray(NEW_START) });
    if (opened !== undefined) return opened;
  }
  const key = oldKey(password);
  return openGcm({ key, nonce: bytes.subarray(0, GCM_NONCE_BYTES), data: bytes.subarray(GCM_NONCE_BYTES) });
}

const oldKey = (password: string): Uint8Array =>
  new Uint8Array(createHash("sha256").update(password).digest());

export interface SealInput {
  readonly content: Uint8Array;
  readonly password: string;
  readonly random: (length: number) => Uint8Array;
  /** null: the old way. */
  readonly iterations: number | null;
}

export async function sealAndOtp({ content, password, random, iterations }: SealInput): Promise<Uint8Array> {
  const nonce = random(GCM_NONCE_BYTES);
  if (iterations === null)
    return concatBytes(nonce, sealGcm({ key: oldKey(password), nonce, data: content }));
  const salt = random(SALT_BYTES);
  const key = await pbkdf2Key({ digest: "sha1", password, salt, iterations });
  const count = new Uint8Array(COUNT_BYTES);
  new DataView(count.buffer).setUint32(0, iterations);
  return concatBytes(count, salt, nonce, sealGcm({ key, nonce, data: content }));
}
