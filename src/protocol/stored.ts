/**
 * Sealed records that stay on this device: drafts, checkpoints, activity, undo entries, usage
 * (docs/SPEC.md [ST1]–[ST4]).
 *
 * Each is sealed under the local key with its kind and row as associated data, so that no row can stand for
 * another. Knows no table and no meaning of a payload beyond draft and checkpoint.
 */
import { decode, encode, type CborValue } from "./codec.ts";
import { err, ok, type Result } from "./result.ts";
import { CANNOT_OPEN, open, seal, type CannotOpen } from "./seal.ts";
import type { Secret } from "./secret.ts";
import { bytesOf, mapOf, wholeOf } from "./shape.ts";
import type { CryptoTools, Sealing } from "./sodium.ts";
import { TAGS } from "./tags.ts";

export const RECORD_KINDS = ["draft", "checkpoint", "activity", "undo", "usage", "fact"] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** Which record: its kind and the key of its row (a number, or an id such as an account's). */
export interface RecordPlace {
  readonly kind: RecordKind;
  readonly row: number | string;
}

export function sealRecord(
  tools: CryptoTools,
  { key, payload, ...place }: RecordPlace & { readonly key: Secret; readonly payload: CborValue },
): Uint8Array {
  const content = encode(payload);
  const sealed = seal(tools, { key, content, associatedData: associatedDataOf(place) });
  content.fill(0);
  return sealed;
}

/** `cannot-open`: wrong key, tampering, or a record of another row or kind. */
export function openRecord(
  sodium: Sealing,
  { key, sealed, ...place }: RecordPlace & { readonly key: Secret; readonly sealed: Uint8Array },
): Result<CborValue, CannotOpen> {
  const content = open(sodium, { key, sealed, associatedData: associatedDataOf(place) });
  if (!content.ok) return content;
  const payload = decode(content.value, place.kind);
  content.value.fill(0);
  return payload.ok ? ok(payload.value) : err(CANNOT_OPEN);
}

/** An edit that is durable here. `update` is a Yjs v1 update, `at` epoch ms. */
export interface Draft {
  readonly update: Uint8Array;
  readonly at: number;
}
/** The whole document. `document` is a Yjs v2 update, `at` epoch ms. */
export interface Checkpoint {
  readonly document: Uint8Array;
  readonly at: number;
  /** The newest draft that it holds; 0 for none. */
  readonly covers: number;
  /** Days since 1970-01-01 UTC. */
  readonly day: number;
}

export const draftToPayload = ({ update, at }: Draft): CborValue => ({ update, at });
export const checkpointToPayload = ({ document, at, covers, day }: Checkpoint): CborValue => ({
  document,
  at,
  covers,
  day,
});

export function payloadToDraft(payload: CborValue): Draft | undefined {
  const map = mapOf(payload, "update", "at");
  const update = bytesOf(map?.update);
  const at = wholeOf(map?.at);
  return update === undefined || at === undefined ? undefined : { update, at };
}

export function payloadToCheckpoint(payload: CborValue): Checkpoint | undefined {
  const map = mapOf(payload, "document", "at", "covers", "day");
  const document = bytesOf(map?.document);
  const at = wholeOf(map?.at);
  const covers = wholeOf(map?.covers);
  const day = wholeOf(map?.day);
  if (document === undefined || at === undefined) return undefined;
  return covers === undefined || day === undefined ? undefined : { document, at, covers, day };
}

const associatedDataOf = ({ kind, row }: RecordPlace): Uint8Array => encode([TAGS.stored, kind, row]);
