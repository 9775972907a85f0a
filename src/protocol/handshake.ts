/**
 * Mutual login: what relay and member sign, and how a relay's key is named (docs/SPEC.md [LI2]–[LI4]).
 *
 * Bytes to sign only; no key here. Both nonces stand in both signatures, and the login names the relay's key: what is
 * signed for one relay, or one session, is worth nothing in another.
 */
import { formatBase32, parseBase32, utf8ToBytes } from "./bytes.ts";
import { hash } from "./hash.ts";
import type { MemberId } from "./ids.ts";
import { concatBytes } from "./bytes.ts";
import type { Hashing } from "./sodium.ts";
import { TAGS } from "./tags.ts";

export const NONCE_BYTES = 32;
const FINGERPRINT_BYTES = 20;

/** Why a member logs in; signed, so that one login can't pass for the other. */
export const LOGIN_PURPOSES = ["sync", "recover"] as const;
export type LoginPurpose = (typeof LOGIN_PURPOSES)[number];

/** Signed by the relay with the tag "holt/1 relay hello". */
export function relayHelloMessage({
  clientNonce,
  relayNonce,
  timeMs,
}: {
  readonly clientNonce: Uint8Array;
  readonly relayNonce: Uint8Array;
  /** The relay's clock: told, never followed. */
  readonly timeMs: number;
}): Uint8Array {
  const time = new Uint8Array(8);
  new DataView(time.buffer).setBigUint64(0, BigInt(timeMs));
  return concatBytes(clientNonce, relayNonce, time);
}

/** Signed by the member with the tag "holt/1 login". All parts but the last have a fixed length. */
export function loginMessage(login: {
  readonly purpose: LoginPurpose;
  readonly relayKey: Uint8Array;
  readonly memberId: MemberId;
  readonly clientNonce: Uint8Array;
  readonly relayNonce: Uint8Array;
}): Uint8Array {
  const { relayKey, memberId, clientNonce, relayNonce, purpose } = login;
  return concatBytes(relayKey, memberId, clientNonce, relayNonce, utf8ToBytes(purpose));
}

/** 160 bits of the relay key's hash: what links and kits carry, and clients pin. */
export const fingerprintOfRelay = (sodium: Hashing, relayKey: Uint8Array): Uint8Array =>
  hash(sodium, { tag: TAGS.relayFingerprint, parts: [relayKey], length: FINGERPRINT_BYTES });

/** 32 characters in groups of four: a–z, 2–7. */
export const formatFingerprint = (fingerprint: Uint8Array): string =>
  (formatBase32(fingerprint).toLowerCase().match(/.{4}/g) ?? []).join("-");

/** As people type it: any case, with or without dashes and blanks. */
export function parseFingerprint(text: string): Uint8Array | undefined {
  const bytes = parseBase32(text);
  return bytes?.length === FINGERPRINT_BYTES && text.replace(/[\s-]/g, "").length === 32 ? bytes : undefined;
}
