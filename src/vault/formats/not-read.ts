/**
 * Files that holt doesn't read and knows all the same: what they are, and what a person can do with them.
 *
 * Only files that no format takes come here, but for OpenPGP, which several apps offer and none of them marks as its own.
 */
import { fieldOf, isObject, textOf } from "./json.ts";
import type { Source } from "./source.ts";
import { isWebPage } from "./web-page.ts";

const PGP = "is encrypted with OpenPGP: decrypt it with gpg --decrypt and import what comes out";
const PAGE = "is a web page without accounts in it: export as text or JSON in the app";
const TWO_FAUTH = "is 2FAuth's own export: choose otpauth URIs when you export from it";
const EXTENSION = "is the backup of the Authenticator extension: download it as text (otpauth) there";

/** Undefined: nothing is known of it. */
export function whatElse(source: Source): string | undefined {
  if (isPgp(source)) return PGP;
  if (isWebPage(source.text() ?? "")) return PAGE;
  const json = source.json();
  if (!json.ok) return undefined;
  if (textOf(json.value, "app")?.startsWith("2fauth_")) return TWO_FAUTH;
  return isExtension(json.value) ? EXTENSION : undefined;
}

/** Packets that an encrypted message begins with, by tag, length and version: for a password, or for a key. */
export function isPgp(source: Source): boolean {
  if (/^\s*-----BEGIN PGP MESSAGE-----/.test(source.text() ?? "")) return true;
  const [tag = 0, first = 0, second = 0, third = 0] = source.bytes;
  if (tag === 0x8c || tag === 0xc3)
    return isPasswordPacket({ length: first, version: second, cipher: third });
  if (tag === 0x84) return second === KEY_VERSION && KEY_ALGORITHMS.has(source.bytes[11] ?? 0);
  // Two bytes of length: of the old kind, and of the new.
  const isLong = tag === 0x85 || (tag === 0xc1 && first >= 192 && first <= 223);
  if (isLong) return third === KEY_VERSION && KEY_ALGORITHMS.has(source.bytes[12] ?? 0);
  return tag === 0xc1 && second === KEY_VERSION && KEY_ALGORITHMS.has(source.bytes[11] ?? 0);
}

const PASSWORD_VERSIONS = new Set([4, 5, 6]);
const MOST_CIPHER = 13;
interface PasswordPacket {
  readonly length: number;
  readonly version: number;
  readonly cipher: number;
}
const isPasswordPacket = ({ length, version, cipher }: PasswordPacket): boolean =>
  PASSWORD_VERSIONS.has(version) && cipher >= 1 && cipher <= MOST_CIPHER && length >= 4 && length <= 80;

const KEY_VERSION = 3;
/** After a key's id of eight bytes: RSA, Elgamal or elliptic curves. */
const KEY_ALGORITHMS = new Set([1, 2, 16, 18, 25, 26]);

function isExtension(json: unknown): boolean {
  if (!isObject(json)) return false;
  const entries = Object.values(json).slice(0, 100);
  return entries.some(
    (entry) => ["OTPStorage", "Key"].includes(textOf(entry, "dataType") ?? "") || isOld(entry),
  );
}

/** Before entries said what they are. */
const isOld = (entry: unknown): boolean =>
  ["hash", "secret", "account", "issuer"].every((key) => textOf(entry, key) !== undefined) &&
  typeof fieldOf(entry, "encrypted") === "boolean";
