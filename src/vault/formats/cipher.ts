/**
 * AES as other apps' files use it: GCM with a tag at the end, and CBC with PKCS#7 padding.
 *
 * Keys, nonces and IVs of a wrong length are refused before they reach the cipher, so bytes from a file never throw:
 * what doesn't open is undefined. CBC has no tag: a wrong key may open to nonsense, and its callers must look.
 */
import { createCipheriv, createDecipheriv } from "node:crypto";
import { concatBytes } from "../../protocol/bytes.ts";

export const GCM_NONCE_BYTES = 12;
export const GCM_TAG_BYTES = 16;
export const CBC_IV_BYTES = 16;
const KEY_BYTES = 32;

export interface GcmInput {
  /** 32 bytes. */
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  /** To open: ciphertext, then the 16 bytes of the tag. */
  readonly data: Uint8Array;
  readonly associatedData?: Uint8Array;
}

export function openGcm({ key, nonce, data, associatedData }: GcmInput): Uint8Array | undefined {
  const end = data.length - GCM_TAG_BYTES;
  if (key.length !== KEY_BYTES || nonce.length === 0 || end < 0) return undefined;
  const cipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: GCM_TAG_BYTES });
  if (associatedData !== undefined) cipher.setAAD(associatedData);
  cipher.setAuthTag(data.subarray(end));
  return attempt(() => concatBytes(cipher.update(data.subarray(0, end)), cipher.final()));
}

export function sealGcm({ key, nonce, data, associatedData }: GcmInput): Uint8Array {
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: GCM_TAG_BYTES });
  if (associatedData !== undefined) cipher.setAAD(associatedData);
  return concatBytes(cipher.update(data), cipher.final(), cipher.getAuthTag());
}

export interface CbcInput {
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** 16 bytes. */
  readonly iv: Uint8Array;
  readonly data: Uint8Array;
}

export function openCbc({ key, iv, data }: CbcInput): Uint8Array | undefined {
  if (key.length !== KEY_BYTES || iv.length !== CBC_IV_BYTES) return undefined;
  const cipher = createDecipheriv("aes-256-cbc", key, iv);
  return attempt(() => concatBytes(cipher.update(data), cipher.final()));
}

export function sealCbc({ key, iv, data }: CbcInput): Uint8Array {
  const cipher = createCipheriv("aes-256-cbc", key, iv);
  return concatBytes(cipher.update(data), cipher.final());
}

function attempt(open: () => Uint8Array): Uint8Array | undefined {
  try {
    return open();
  } catch {
    return undefined;
  }
}
