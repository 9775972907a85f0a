/**
 * Presence signals: how far a device has read, said to the others while both are there (docs/SPEC.md [PR1], [PR2]).
 *
 * Sealed and signed like envelopes, forwarded and never stored, no part of the log. The relay sees that one was sent.
 */
import { decode, encode, type CborValue } from "./codec.ts";
import { derive } from "./hash.ts";
import { asMemberId, type MemberId, type VaultId } from "./ids.ts";
import type { Member } from "./keys.ts";
import type { Place } from "./log.ts";
import { err, ok, type Result } from "./result.ts";
import { CANNOT_OPEN, open, seal, type CannotOpen } from "./seal.ts";
import type { Secret } from "./secret.ts";
import { bytesOf, listOf, mapOf, wholeOf } from "./shape.ts";
import { isSignedBy, sign } from "./signature.ts";
import type { CryptoTools, Hashing, Sealing, Signing } from "./sodium.ts";
import { TAGS } from "./tags.ts";

export interface Presence extends Place {
  /** What the document shows at that place; null: not known, or edits of its own are still on their way. */
  readonly digest: Uint8Array | null;
  /** The sender has just come, and asks the others to tell where they are. */
  readonly isAsking: boolean;
}

export interface SignalPlace {
  readonly vaultId: VaultId;
  readonly epoch: number;
}

export const signalKey = (sodium: Hashing, epochKey: Secret): Secret =>
  derive(sodium, { key: epochKey, tag: TAGS.signalKey, parts: [] });

export function sealPresence(
  tools: CryptoTools,
  {
    place,
    key,
    author,
    presence,
  }: {
    readonly place: SignalPlace;
    /** signalKey of the epoch. */
    readonly key: Secret;
    readonly author: Member;
    readonly presence: Presence;
  },
): Uint8Array {
  const { position, hash, digest, isAsking } = presence;
  const header = headerOf(place, author.id);
  const body = seal(tools, {
    key,
    content: encode({ position, hash, digest, isAsking }),
    associatedData: header,
  });
  const signature = sign(tools.sodium, {
    tag: TAGS.signal,
    message: encode([header, body]),
    secretKey: author.signSecret,
  });
  return encode([place.epoch, author.id, body, signature]);
}

/** Who says so, before anything is opened: for finding its key. */
export function authorOfSignal(
  bytes: Uint8Array,
): { readonly author: MemberId; readonly epoch: number } | undefined {
  const parts = partsOf(bytes);
  return parts && { author: parts.author, epoch: parts.epoch };
}

export function openPresence(
  sodium: Sealing & Pick<Signing, "verifyDetached">,
  {
    bytes,
    vaultId,
    key,
    publicKey,
  }: {
    readonly bytes: Uint8Array;
    readonly vaultId: VaultId;
    readonly key: Secret;
    /** The author's Ed25519 key. */
    readonly publicKey: Uint8Array;
  },
): Result<Presence, CannotOpen> {
  const parts = partsOf(bytes);
  if (parts === undefined) return err(CANNOT_OPEN);
  const { epoch, author, body, signature } = parts;
  const header = headerOf({ vaultId, epoch }, author);
  const message = encode([header, body]);
  if (!isSignedBy(sodium, { tag: TAGS.signal, message, signature, publicKey })) return err(CANNOT_OPEN);
  const content = open(sodium, { key, sealed: body, associatedData: header });
  if (!content.ok) return content;
  const decoded = decode(content.value, "presence");
  const presence = decoded.ok ? presenceOf(decoded.value) : undefined;
  return presence === undefined ? err(CANNOT_OPEN) : ok(presence);
}

const headerOf = ({ vaultId, epoch }: SignalPlace, author: MemberId): Uint8Array =>
  encode([TAGS.signal, vaultId, epoch, author]);

function partsOf(bytes: Uint8Array) {
  const decoded = decode(bytes, "signal");
  const list = decoded.ok ? listOf(decoded.value) : undefined;
  const epoch = wholeOf(list?.[0]);
  const author = asMemberId(bytesOf(list?.[1]) ?? new Uint8Array());
  const body = bytesOf(list?.[2]);
  const signature = bytesOf(list?.[3], 64);
  if (list?.length !== 4 || epoch === undefined || author === undefined) return undefined;
  return body === undefined || signature === undefined ? undefined : { epoch, author, body, signature };
}

function presenceOf(value: CborValue): Presence | undefined {
  const map = mapOf(value, "position", "hash", "digest", "isAsking");
  const position = wholeOf(map?.position);
  const hash = bytesOf(map?.hash, 32);
  const digest = map?.digest === null ? null : bytesOf(map?.digest, 32);
  const isAsking = map?.isAsking;
  if (position === undefined || hash === undefined || digest === undefined) return undefined;
  return typeof isAsking === "boolean" ? { position, hash, digest, isAsking } : undefined;
}
