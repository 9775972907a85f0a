/**
 * Bytes and their texts: hex, base64, base32 (RFC 4648). No knowledge of what the bytes mean.
 *
 * Parsers return undefined for text that is not of their alphabet; none of them guesses.
 */
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const utf8ToBytes = (text: string): Uint8Array => encoder.encode(text);

/** Undefined where the bytes are not UTF-8. */
export function bytesToUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Not constant-time: for public values only. */
export function isEqualBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}

export const formatHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** Lower or upper case, an even number of digits. */
export function parseHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) return undefined;
  return new Uint8Array(Buffer.from(text, "hex"));
}

export const formatBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

/** Standard or URL-safe alphabet, padding optional. */
export function parseBase64(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text) || text.replace(/=+$/, "").length % 4 === 1) return undefined;
  return new Uint8Array(Buffer.from(text, "base64"));
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Upper case, no padding (RFC 4648 §6). */
export function formatBase32(bytes: Uint8Array): string {
  let text = "";
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32[(buffer >>> bits) & 31];
    }
  }
  return bits > 0 ? text + BASE32[(buffer << (5 - bits)) & 31] : text;
}

/**
 * Base32 as people and other apps write it: any case, spaces, dashes, underscores, padding and invisible
 * characters ignored, any length (left-over bits are dropped). Undefined for a character outside A–Z, 2–7.
 */
export function parseBase32(text: string): Uint8Array | undefined {
  const letters = text.replace(/[\s\-_=\u00a0\u200b-\u200f\u2060\ufeff]/g, "");
  // Before upper case: ß would become SS, and ı I.
  if (!/^[A-Za-z2-7]*$/.test(letters)) return undefined;
  const clean = letters.toUpperCase();
  const bytes = new Uint8Array(Math.floor((clean.length * 5) / 8));
  let buffer = 0;
  let bits = 0;
  let length = 0;
  for (const character of clean) {
    buffer = ((buffer << 5) | BASE32.indexOf(character)) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes[length++] = (buffer >>> bits) & 0xff;
    }
  }
  return bytes;
}
