/**
 * Envelopes as everyone sees them: header, sealed body, signature (docs/SPEC.md [EN1]–[EN4]).
 *
 * The only form in which vault content leaves a daemon. Nothing here opens one (envelope-seal.ts); the relay reads
 * headers with it.
 */
import { asMemberId, asVaultId, type MemberId, type VaultId } from "./ids.ts";
import { hasFewItems } from "./cbor-items.ts";
import { decode, encode, type CborValue } from "./codec.ts";
import { hash } from "./hash.ts";
import type { Place } from "./log.ts";
import { malformed, type Malformed } from "./malformed.ts";
import { ok, type Result } from "./result.ts";
import { bytesOf, listOf, wholeOf } from "./shape.ts";
import { isSignedBy } from "./signature.ts";
import type { Hashing, Signing } from "./sodium.ts";
import { TAGS } from "./tags.ts";

const ENVELOPE_KINDS = ["update", "snapshot"] as const;
type EnvelopeKind = (typeof ENVELOPE_KINDS)[number];

export interface EnvelopeHeader {
  readonly vaultId: VaultId;
  readonly epoch: number;
  readonly author: MemberId;
  readonly generation: number;
  /** Hash of the newest roster entry at `seen`. */
  readonly rosterHead: Uint8Array;
  /** What the author had read when it sealed this. */
  readonly seen: Place;
  readonly kind: EnvelopeKind;
}

export interface Envelope {
  readonly header: EnvelopeHeader;
  /** As they were sealed and signed. */
  readonly headerBytes: Uint8Array;
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
}

/** A vault may be 56 MiB; PADMÉ adds at most 12 %. */
export const MAX_ENVELOPE_BYTES = 63 * 1024 * 1024;
/** An update of 64 KiB, padded, sealed, with its header. */
export const MAX_UPDATE_ENVELOPE_BYTES = 80 * 1024;
const VERSION = 1;
const HASH_BYTES = 32;
const SIGNATURE_BYTES = 64;
const WHAT = "envelope";

export const encodeHeader = (header: EnvelopeHeader): Uint8Array =>
  encode([
    VERSION,
    header.vaultId,
    header.epoch,
    header.author,
    header.generation,
    header.rosterHead,
    header.seen.position,
    header.seen.hash,
    ENVELOPE_KINDS.indexOf(header.kind),
  ]);

export const encodeEnvelope = ({
  headerBytes,
  body,
  signature,
}: Pick<Envelope, "headerBytes" | "body" | "signature">): Uint8Array =>
  encode([headerBytes, body, signature]);

/** The shape alone: neither signature nor body is looked at. */
export function decodeEnvelope(bytes: Uint8Array): Result<Envelope, Malformed> {
  if (bytes.length > MAX_ENVELOPE_BYTES) return malformed(WHAT, "byte 0", "longer than an envelope may be");
  if (!hasFewItems(bytes, 4)) return malformed(WHAT, "byte 0", "not a header, a body and a signature");
  const outer = decode(bytes, WHAT);
  if (!outer.ok) return outer;
  const parts = listOf(outer.value);
  const headerBytes = bytesOf(parts?.[0]);
  const body = bytesOf(parts?.[1]);
  const signature = bytesOf(parts?.[2], SIGNATURE_BYTES);
  if (parts?.length !== 3 || headerBytes === undefined || body === undefined || signature === undefined) {
    return malformed(WHAT, "byte 0", "not a header, a body and a signature");
  }
  const inner = decode(headerBytes, WHAT);
  if (!inner.ok) return inner;
  const header = headerOf(inner.value);
  return header === undefined
    ? malformed(WHAT, "header", "of an unknown form")
    : ok({ header, headerBytes, body, signature });
}

function headerOf(value: CborValue): EnvelopeHeader | undefined {
  const list = listOf(value);
  if (list?.length !== 9 || list[0] !== VERSION) return undefined;
  const vaultId = asVaultId(bytesOf(list[1]) ?? NOTHING);
  const epoch = wholeOf(list[2]);
  const author = asMemberId(bytesOf(list[3]) ?? NOTHING);
  const generation = generationOf(list[4]);
  const rosterHead = bytesOf(list[5], HASH_BYTES);
  const position = wholeOf(list[6]);
  const seenHash = bytesOf(list[7], HASH_BYTES);
  const kind = ENVELOPE_KINDS[wholeOf(list[8]) ?? -1];
  if (vaultId === undefined || author === undefined || epoch === undefined || generation === undefined) {
    return undefined;
  }
  if (rosterHead === undefined || position === undefined || seenHash === undefined || kind === undefined) {
    return undefined;
  }
  return { vaultId, epoch, author, generation, rosterHead, seen: { position, hash: seenHash }, kind };
}

const NOTHING = new Uint8Array();

/**
 * Far more than a device ever takes, and too few to look among them for one that gives another member's clientID.
 */
const LARGEST_GENERATION = 2 ** 31;

function generationOf(value: CborValue | undefined): number | undefined {
  const generation = wholeOf(value);
  return generation === undefined || generation > LARGEST_GENERATION ? undefined : generation;
}

/** What the author signs: BLAKE2b-256 over header and body. */
export const hashOfEnvelope = (
  sodium: Hashing,
  { headerBytes, body }: Pick<Envelope, "headerBytes" | "body">,
): Uint8Array => hash(sodium, { tag: TAGS.envelopeHash, parts: [headerBytes, body] });

/**
 * What the log's chain holds: the signature, too. Or a relay could spoil it towards one device, for which the record
 * would be void and the chain whole.
 */
export const idOfEnvelope = (
  sodium: Hashing,
  envelope: Pick<Envelope, "headerBytes" | "body" | "signature">,
): Uint8Array =>
  hash(sodium, { tag: TAGS.envelopeId, parts: [hashOfEnvelope(sodium, envelope), envelope.signature] });

export const isEnvelopeSignedBy = (
  sodium: Hashing & Pick<Signing, "verifyDetached">,
  envelope: Pick<Envelope, "headerBytes" | "body" | "signature">,
  publicKey: Uint8Array,
): boolean => {
  const message = hashOfEnvelope(sodium, envelope);
  return isSignedBy(sodium, { tag: TAGS.envelope, message, signature: envelope.signature, publicKey });
};
