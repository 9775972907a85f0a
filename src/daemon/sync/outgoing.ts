/**
 * What waits to be sent, as one envelope (docs/SPEC.md [SY17]–[SY21]).
 *
 * The first edit goes at once, a burst coalesced, one signature for each. Small amounts go as an update; a large
 * amount, or what no draft says, goes as a snapshot of the whole document. Nothing is sealed before the keys were
 * found to be the roster's.
 */
import { isEqualBytes } from "../../protocol/bytes.ts";
import { areEpochKeysOf } from "../../protocol/epoch-chain.ts";
import type { EnvelopeHeader } from "../../protocol/envelope.ts";
import { type EnvelopePayload, MAX_UPDATE_BYTES, sealEnvelope } from "../../protocol/envelope-seal.ts";
import type { Refusal } from "../../protocol/messages.ts";
import { epochInForce, type RosterState } from "../../protocol/roster-state.ts";
import { clockOf } from "../../vault/document.ts";
import { digestOf } from "../../vault/digest.ts";
import { mergeMany } from "../../vault/merge-updates.ts";
import { encodeWhole } from "../../vault/snapshot.ts";
import type { OutboxDraft } from "../vault-session.ts";
import type { ReplicaState } from "./replica.ts";

export type Outgoing =
  | { readonly type: "envelope"; readonly bytes: Uint8Array; readonly id: Uint8Array }
  | { readonly type: "nothing" }
  | { readonly type: "wrong-key" };

/** Beyond it a snapshot is less to send and to take than the updates one by one. */
const MOST_PENDING_BYTES = 8 * MAX_UPDATE_BYTES;
const MOST_ENVELOPES = 300;
const MOST_LOG_BYTES = 1024 * 1024;
const DAY_MS = 24 * 60 * 60 * 1000;
const SNAPSHOT_AGAIN_MS = 60 * 60 * 1000;

/** What was erased is not filled up again: the relay takes nothing, and what waits stays here. */
export const hasOutgoing = (state: ReplicaState): boolean =>
  state.session.roster().state?.isErased !== true &&
  (state.session.outbox().length > 0 || (state.owesSnapshot && mayPushSnapshot(state)));

/**
 * Something is to be sent, and may be. A relay that lost the newest epoch gets it first: under the old one a former
 * member could read on.
 */
export function isReadyToSend(state: ReplicaState): boolean {
  const { session, rosterAt } = state;
  const roster = session.roster().state;
  if (rosterAt === undefined || roster === undefined || !hasOutgoing(state)) return false;
  return epochInForce(rosterAt).number === epochInForce(roster).number;
}

export function sealNext(state: ReplicaState): Outgoing {
  const { session, chain } = state;
  const roster = session.roster().state;
  if (chain === undefined || roster === undefined || !isReadyToSend(state)) return { type: "nothing" };
  if (!areKeysChecked(state, roster)) return { type: "wrong-key" };
  const waiting = session.outbox();
  const isSnapshotBetter = (state.owesSnapshot || isTooMuch(waiting)) && mayPushSnapshot(state);
  const batch = isSnapshotBetter ? undefined : takeBatch(waiting);
  return batch === undefined ? sealSnapshot(state, roster) : sealUpdate(state, roster, batch);
}

/** A relay takes so many snapshots of a vault in a day: what is waiting goes as updates, as long as it has enough. */
function mayPushSnapshot({ snapshotRefusedAt, now }: ReplicaState): boolean {
  return snapshotRefusedAt === undefined || now() - snapshotRefusedAt >= SNAPSHOT_AGAIN_MS;
}

/** The relay takes something not: perhaps the snapshot in flight. */
export function noteRefusal(
  state: ReplicaState | undefined,
  { what, reason }: { readonly what: Uint8Array | null; readonly reason: Refusal },
): void {
  const inFlight = state?.inFlight;
  if (state === undefined || inFlight?.kind !== "snapshot" || reason !== "quota" || what === null) return;
  if (!isEqualBytes(what, inFlight.id)) return;
  state.inFlight = undefined;
  state.snapshotRefusedAt = state.now();
}

/** A stale or wrong key must not reach the relay: others couldn't open what it seals. */
function areKeysChecked(state: ReplicaState, roster: RosterState): boolean {
  const { hash } = roster.head;
  if (state.checkedHead !== undefined && isEqualBytes(state.checkedHead, hash)) return true;
  if (!areEpochKeysOf(state.tools.sodium, { state: roster, keys: state.keys.list() })) return false;
  state.checkedHead = hash;
  return true;
}

const isTooMuch = (waiting: readonly OutboxDraft[]): boolean =>
  waiting.reduce((sum, { update }) => sum + update.length, 0) > MOST_PENDING_BYTES;

interface Batch {
  readonly update: Uint8Array;
  readonly last: OutboxDraft;
}

/** The oldest, as many as one update holds. Undefined: the first alone is too large. */
function takeBatch(waiting: readonly OutboxDraft[]): Batch | undefined {
  const updates: Uint8Array[] = [];
  let bytes = 0;
  let last: OutboxDraft | undefined;
  for (const draft of waiting) {
    bytes += draft.update.length;
    if (bytes > MAX_UPDATE_BYTES) break;
    updates.push(draft.update);
    last = draft;
  }
  if (last === undefined) return undefined;
  const [first] = updates;
  const update = updates.length === 1 && first !== undefined ? first : mergeMany(updates);
  // Merging may make it longer by some bytes.
  if (update.length <= MAX_UPDATE_BYTES) return { update, last };
  return takeBatch(waiting.slice(0, Math.ceil(updates.length / 2)));
}

function sealUpdate(state: ReplicaState, roster: RosterState, { update, last }: Batch): Outgoing {
  const outgoing = sealPayload(state, roster, { kind: "update", update, at: last.at });
  if (outgoing.type === "envelope") {
    const { ownClock: fromClock } = state.session.syncRecord();
    state.inFlight = {
      id: outgoing.id,
      kind: "update",
      throughSeq: last.seq,
      fromClock,
      clock: last.clock,
    };
  }
  return outgoing;
}

function sealSnapshot(state: ReplicaState, roster: RosterState): Outgoing {
  const { session, tools, now } = state;
  const doc = session.doc();
  const document = encodeWhole(doc);
  const payload = { kind: "snapshot", document, digest: digestOf(tools.sodium, doc), at: now() } as const;
  const outgoing = sealPayload(state, roster, payload);
  if (outgoing.type === "envelope") {
    const throughSeq = session.outbox().at(-1)?.seq ?? 0;
    const clock = clockOf(doc, session.clientId());
    const { ownClock: fromClock } = session.syncRecord();
    state.inFlight = { id: outgoing.id, kind: "snapshot", throughSeq, fromClock, clock };
  }
  return outgoing;
}

function sealPayload(state: ReplicaState, roster: RosterState, payload: EnvelopePayload): Outgoing {
  const { tools, keys, member, session, chain, rosterAt } = state;
  const epoch = epochInForce(roster).number;
  const key = keys.envelope(epoch);
  if (chain === undefined || rosterAt === undefined || key === undefined) return { type: "wrong-key" };
  const header: EnvelopeHeader = {
    vaultId: roster.vaultId,
    epoch,
    author: member.id,
    generation: session.syncRecord().generation,
    rosterHead: rosterAt.head.hash,
    seen: { position: chain.cursor.position, hash: chain.cursor.hash },
    kind: payload.kind,
  };
  const { bytes, id } = sealEnvelope(tools, { header, key, author: member, payload });
  return { type: "envelope", bytes, id };
}

/** Whether the log should get a snapshot, by what came since the newest one; who makes it is drawn by lot. */
export function isSnapshotDue({ need, rosterAt, now, chain }: ReplicaState): boolean {
  if (rosterAt === undefined || chain === undefined || rosterAt.isErased) return false;
  if (need.envelopes >= MOST_ENVELOPES || need.bytes >= MOST_LOG_BYTES) return true;
  // An erasure waits for it, whatever there was before.
  const hasHistory = need.epoch > 0 || rosterAt.erasure !== null;
  if (hasHistory && need.epoch < epochInForce(rosterAt).number) return true;
  return need.envelopes > 0 && need.epoch > 0 && now() - need.at > DAY_MS;
}
