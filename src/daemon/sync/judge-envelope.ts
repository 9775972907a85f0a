/**
 * An envelope at its place in the log: is it good, void, or a sign that the relay shows something else?
 * (docs/SPEC.md [AC1], [AC2])
 *
 * Void means that a member broke a rule: the record counts in the chain and is not applied, by anyone. Broken means
 * that no honest relay would show it. What is inside is judged by the document (vault/incoming.ts).
 */
import { isEqualBytes } from "../../protocol/bytes.ts";
import { decodeEnvelope, type Envelope, idOfEnvelope, isEnvelopeSignedBy } from "../../protocol/envelope.ts";
import { type EnvelopePayload, openEnvelope } from "../../protocol/envelope-seal.ts";
import { formatId } from "../../protocol/ids.ts";
import { epochInForce, type RosterMemberState, type RosterState } from "../../protocol/roster-state.ts";
import type { Sodium } from "../../protocol/sodium.ts";
import type { EpochKeys } from "./epoch-keys.ts";

export type JudgedEnvelope =
  | {
      readonly type: "good";
      readonly envelope: Envelope;
      readonly author: RosterMemberState;
      readonly payload: EnvelopePayload;
    }
  /** `author`: memberId's text. */
  | { readonly type: "void"; readonly author: string; readonly reason: EnvelopeVoidReason }
  | { readonly type: "broken" }
  /** The key of the epoch in force is not held. */
  | { readonly type: "no-key" };

type EnvelopeVoidReason = "not-a-member" | "signature" | "epoch" | "unreadable" | "seen";

export interface EnvelopePlace {
  readonly position: number;
  /** The roster up to the record before. */
  readonly roster: RosterState;
  /** H of a position; undefined where it isn't known any more. */
  readonly hashAt: (position: number) => Uint8Array | undefined;
}

/** The id that the chain counts; undefined where the bytes are no envelope at all. */
export function readEnvelope(
  sodium: Sodium,
  bytes: Uint8Array,
): { readonly envelope: Envelope; readonly id: Uint8Array } | undefined {
  const decoded = decodeEnvelope(bytes);
  if (!decoded.ok) return undefined;
  return { envelope: decoded.value, id: idOfEnvelope(sodium, decoded.value) };
}

export function judgeEnvelope(
  { sodium, keys }: { readonly sodium: Sodium; readonly keys: EpochKeys },
  { envelope }: { readonly envelope: Envelope },
  { position, roster, hashAt }: EnvelopePlace,
): JudgedEnvelope {
  const { header } = envelope;
  if (!isEqualBytes(header.vaultId, roster.vaultId)) return { type: "broken" };
  const name = formatId(header.author);
  const voided = (reason: EnvelopeVoidReason): JudgedEnvelope => ({ type: "void", author: name, reason });
  const author = roster.members.get(name);
  if (author === undefined) return voided("not-a-member");
  if (!isEnvelopeSignedBy(sodium, envelope, author.signKey)) return voided("signature");
  if (header.seen.position >= position) return voided("seen");
  const seenHash = hashAt(header.seen.position);
  // Its author saw another history than this one.
  if (seenHash !== undefined && !isEqualBytes(seenHash, header.seen.hash)) return { type: "broken" };
  if (header.epoch !== epochInForce(roster).number) return voided("epoch");
  const key = keys.envelope(header.epoch);
  if (key === undefined) return { type: "no-key" };
  const payload = openEnvelope(sodium, { envelope, key });
  if (!payload.ok) return voided("unreadable");
  return { type: "good", envelope, author, payload: payload.value };
}
