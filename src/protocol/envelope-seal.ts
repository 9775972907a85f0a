/**
 * Sealing and opening envelopes under an epoch's key (docs/SPEC.md [EN2], [EN5]).
 *
 * Whether an author may write, and what an update may hold, is decided elsewhere. Payloads are wiped after sealing.
 */
import { decode, encode, type CborValue } from "./codec.ts";
import {
  encodeEnvelope,
  encodeHeader,
  hashOfEnvelope,
  idOfEnvelope,
  type Envelope,
  type EnvelopeHeader,
} from "./envelope.ts";
import { derive } from "./hash.ts";
import type { Member } from "./keys.ts";
import { err, ok, type Result } from "./result.ts";
import { CANNOT_OPEN, open, seal, type CannotOpen } from "./seal.ts";
import type { Secret } from "./secret.ts";
import { bytesOf, mapOf, wholeOf } from "./shape.ts";
import { sign } from "./signature.ts";
import type { CryptoTools, Hashing, Sealing } from "./sodium.ts";
import { TAGS } from "./tags.ts";

export interface UpdatePayload {
  readonly kind: "update";
  /** Yjs v1, at most 64 KiB. */
  readonly update: Uint8Array;
  /** Epoch ms, by the author's clock: for people, never for decisions. */
  readonly at: number;
}
export interface SnapshotPayload {
  readonly kind: "snapshot";
  /** The whole document, Yjs v1. */
  readonly document: Uint8Array;
  /** What the document shows (vault/snapshot.ts), 32 bytes. */
  readonly digest: Uint8Array;
  readonly at: number;
}
export type EnvelopePayload = UpdatePayload | SnapshotPayload;

export const MAX_UPDATE_BYTES = 64 * 1024;

export interface SealedEnvelope {
  readonly bytes: Uint8Array;
  /** 32 bytes. */
  readonly id: Uint8Array;
}

/** The key that envelopes of an epoch are sealed under; to be kept as long as the epoch's key, for speed. */
export const envelopeKey = (sodium: Hashing, epochKey: Secret): Secret =>
  derive(sodium, { key: epochKey, tag: TAGS.envelopeKey, parts: [] });

export function sealEnvelope(
  tools: CryptoTools,
  {
    header,
    key,
    author,
    payload,
  }: {
    readonly header: EnvelopeHeader;
    /** envelopeKey of the header's epoch. */
    readonly key: Secret;
    readonly author: Member;
    readonly payload: EnvelopePayload;
  },
): SealedEnvelope {
  const headerBytes = encodeHeader(header);
  const content = encode(payloadToCbor(payload));
  const body = seal(tools, { key, content, associatedData: headerBytes });
  content.fill(0);
  const message = hashOfEnvelope(tools.sodium, { headerBytes, body });
  const signature = sign(tools.sodium, { tag: TAGS.envelope, message, secretKey: author.signSecret });
  const envelope = { headerBytes, body, signature };
  return { bytes: encodeEnvelope(envelope), id: idOfEnvelope(tools.sodium, envelope) };
}

/** `cannot-open`: another key, tampering, or a payload of another form than the header says. */
export function openEnvelope(
  sodium: Sealing,
  { envelope, key }: { readonly envelope: Envelope; readonly key: Secret },
): Result<EnvelopePayload, CannotOpen> {
  const content = open(sodium, { key, sealed: envelope.body, associatedData: envelope.headerBytes });
  if (!content.ok) return content;
  const decoded = decode(content.value, "payload");
  content.value.fill(0);
  const payload = decoded.ok ? payloadOf(envelope.header.kind, decoded.value) : undefined;
  return payload === undefined ? err(CANNOT_OPEN) : ok(payload);
}

const payloadToCbor = (payload: EnvelopePayload): CborValue =>
  payload.kind === "update"
    ? { update: payload.update, at: payload.at }
    : { document: payload.document, digest: payload.digest, at: payload.at };

function payloadOf(kind: EnvelopePayload["kind"], value: CborValue): EnvelopePayload | undefined {
  if (kind === "update") {
    const map = mapOf(value, "update", "at");
    const update = bytesOf(map?.update);
    const at = wholeOf(map?.at);
    return update === undefined || at === undefined ? undefined : { kind, update, at };
  }
  const map = mapOf(value, "document", "digest", "at");
  const document = bytesOf(map?.document);
  const digest = bytesOf(map?.digest, 32);
  const at = wholeOf(map?.at);
  return document === undefined || digest === undefined || at === undefined
    ? undefined
    : { kind, document, digest, at };
}
