/**
 * The handle: the name that salts a recovery passphrase (docs/SPEC.md [HA1]–[HA3]).
 *
 * Written `name@host` or `name@host:port`, where an e-mail address would stand elsewhere; the host is the relay's.
 * A relay knows its hash alone. Pure text and hashes, no look-up.
 */
import { utf8ToBytes } from "./bytes.ts";
import { hash } from "./hash.ts";
import { KDF_SALT_BYTES } from "./kdf.ts";
import { parseRelayAddress } from "./relay-address.ts";
import type { Hashing } from "./sodium.ts";
import { TAGS } from "./tags.ts";

export interface Handle {
  /** As it is hashed: NFKC, lower case. */
  readonly text: string;
  readonly name: string;
  /** Host, with its port where that isn't the usual one. */
  readonly host: string;
}

const LONGEST_NAME = 64;
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._+-]*$/u;

/** `host` completes a bare name; undefined where the text is no handle, or nothing completes it. */
export function parseHandle(text: string, host?: string): Handle | undefined {
  const folded = text.normalize("NFKC").trim().toLowerCase();
  const at = folded.lastIndexOf("@");
  const name = at < 0 ? folded : folded.slice(0, at);
  const place = at < 0 ? host : folded.slice(at + 1);
  if (place === undefined || name.length > LONGEST_NAME || !NAME.test(name)) return undefined;
  const address = /[\s/?#@]/u.test(place) ? undefined : parseRelayAddress(place);
  if (!address?.ok) return undefined;
  const known = hostOfRelay(address.value.url);
  return { text: `${name}@${known}`, name, host: known };
}

/**
 * The host part of a relay's URL, without scheme and path. However a host is typed, its URL is the same, and so is what
 * is hashed: a name on the net with or without 443, one at home with or without the relay's own port.
 */
export function hostOfRelay(url: string): string {
  const host = url.replace(/^wss?:\/\//u, "").replace(/\/.*$/su, "");
  // Alone it would mean another port.
  return url.startsWith("ws://") && !/:\d+$/u.test(host) ? `${host}:80` : host;
}

/** 32 bytes: all that a relay learns of a handle. */
export const hashHandle = (sodium: Hashing, { text }: Handle): Uint8Array =>
  hash(sodium, { tag: TAGS.handle, parts: [utf8ToBytes(text)] });

/** The salt of the recovery passphrase, 16 bytes. */
export const saltOfHandle = (sodium: Hashing, handle: Handle): Uint8Array =>
  hash(sodium, { tag: TAGS.recoverySalt, parts: [hashHandle(sodium, handle)], length: KDF_SALT_BYTES });
