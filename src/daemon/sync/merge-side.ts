/**
 * The relay's side and the own one become one: roster first, then the document, then the cursor
 * (docs/SPEC.md [SY11]–[SY15]).
 *
 * A device never leaves the roster that it knows. Accounts are merged, never replaced: what either side holds is there
 * afterwards.
 */
import { isEqualBytes } from "../../protocol/bytes.ts";
import { hashEntry } from "../../protocol/roster.ts";
import { epochInForce } from "../../protocol/roster-state.ts";
import type { TakeOutcome } from "../../protocol/sync-machine.ts";
import { clockOf } from "../../vault/document.ts";
import { isOwnWriting } from "../../vault/own-writing.ts";
import { encodeWhole, holdsMore, mergeWhole } from "../../vault/snapshot.ts";
import { checkWhole } from "../../vault/whole.ts";
import { happening } from "../vault-activity.ts";
import { isSameLog } from "./chain.ts";
import { type Besides, readSide, type RelaySide } from "./read-beside.ts";
import { BROKEN, hasLeft, remember, rememberCursor, renew, type ReplicaState } from "./replica.ts";
import { revoke, takeEpochs, tellErasure } from "./take-entry.ts";
import { noteOwnClock } from "./take-envelope.ts";

export interface Merged {
  readonly outcome: TakeOutcome;
  /** Roster entries that this device knows and the relay lost, to be appended in this order. */
  readonly lostEntries: readonly Uint8Array[];
}

const only = (outcome: TakeOutcome): Merged => ({ outcome, lostEntries: [] });

export function mergeSide(state: ReplicaState, besides: Besides, position: number): Merged {
  const { vaultId } = state.session.keyring;
  const read = readSide({ ...state, vaultId }, besides, position);
  switch (read.type) {
    case "broken":
      return only(BROKEN);
    case "no-key":
      return only({ type: "held", error: "wrong-key" });
    case "not-a-member":
      return only(judgeRoster(state, read.entries) ?? removedBy(state, read));
    default:
      try {
        return mergeRead(state, read.side);
      } finally {
        read.side.doc.destroy();
      }
  }
}

/** Undefined: it is the roster that this device knows, or goes on from it, or is the beginning of it. */
export function judgeRoster(state: ReplicaState, entries: readonly Uint8Array[]): TakeOutcome | undefined {
  const held = state.session.roster().entries;
  const isFork = held.some((entry, index) => {
    const theirs = entries[index];
    return theirs !== undefined && !isEqualBytes(entry, theirs);
  });
  if (isFork) {
    state.onAlarm({ type: "relay-fork", what: "roster" });
    return { type: "held", error: "roster-fork" };
  }
  const { mustReach } = state;
  if (mustReach === undefined) return undefined;
  const reached = entries[mustReach.index];
  return reached !== undefined && isEqualBytes(hashEntry(state.tools.sodium, reached), mustReach.hash)
    ? undefined
    : { type: "held", error: "roster-rolled-back" };
}

/** A joining device knows from the one that let it in how far the log went: a shorter one is the past. */
function isPlaceReached({ mustReach }: ReplicaState, { chain }: RelaySide): boolean {
  if (mustReach === undefined) return true;
  const { cursor } = mustReach;
  if (!isSameLog(cursor, chain.cursor) || cursor.position > chain.cursor.position) return false;
  const hash = chain.hashAt(cursor.position);
  return hash === undefined || isEqualBytes(hash, cursor.hash);
}

/** A roster that goes on from the known one, in which this device is a former member. */
export function removedBy(
  state: ReplicaState,
  { entries, roster }: Pick<RelaySide, "entries" | "roster">,
): TakeOutcome {
  const former = roster.former.get(state.memberName);
  const held = state.session.roster().entries.length;
  // Shorter than what is known: the relay was set back, and proves nothing.
  if (former === undefined || entries.length < held) return { type: "held", error: "roster-rolled-back" };
  state.session.setRoster({ state: roster, entries }, held);
  remember(state, { rosterHead: roster.head });
  const [by] = [...roster.members, ...roster.former].filter(([, { id }]) =>
    isEqualBytes(id, former.removedBy),
  );
  return revoke(state, by?.[0] ?? state.memberName);
}

function mergeRead(state: ReplicaState, side: RelaySide): Merged {
  const refusal = judgeRoster(state, side.entries);
  if (refusal !== undefined) return only(refusal);
  const { session } = state;
  const held = session.roster().entries;
  if (!isPlaceReached(state, side)) return only({ type: "held", error: "roster-rolled-back" });
  const { erasure } = side.roster;
  const isNewErasure = erasure !== null && erasure.entry >= held.length;
  const lost = isErasedSince(state, side) ? undefined : findLoss(state, side);
  if (isNewErasure) tellErasure(state, erasure);
  if (side.entries.length > held.length) {
    session.setRoster({ state: side.roster, entries: side.entries }, held.length);
    remember(state, { rosterHead: side.roster.head });
  }
  const roster = session.roster().state ?? side.roster;
  if (!takeEpochs(state, roster).ok) return only({ type: "held", error: "wrong-key" });

  const whole = encodeWhole(side.doc);
  const theirClock = clockOf(side.doc, session.clientId());
  const { ownClock } = session.syncRecord();
  const isMine = isOwnWriting(session.doc(), whole, { clientId: session.clientId(), fromClock: ownClock });
  const isCopied = theirClock > ownClock && !isMine;
  // A log that lacks own writing can't say whether this database was set back: others may hold more of it.
  const isUnsure = theirClock < ownClock;
  if ((isCopied || isUnsure) && !renew(state, { isTold: isCopied })) return only({ type: "storage" });
  const countBefore = session.labels().length;
  session.receive({
    apply: (doc) => mergeWhole(doc, whole).changes,
    by: session.identity.deviceName,
    at: Math.floor(state.now() / 1000),
    summary: null,
  });
  const count = session.labels().length - countBefore;
  // For a device that has just joined that is all there is.
  if (count > 0 && countBefore > 0) session.queueActivity(happening("accounts-merged", { count }));
  // Of the clientID that is in use now.
  const clientId = session.clientId();
  noteOwnClock(state, Math.min(clockOf(side.doc, clientId), clockOf(session.doc(), clientId)));

  const theirs = checkWhole(whole);
  // After an erasure, too: nothing is sent then, and nobody's edits are compared.
  state.isLogBehind = !theirs.ok || holdsMore(session.doc(), theirs.value);
  state.owesSnapshot ||= state.isLogBehind;
  state.chain = side.chain;
  state.rosterAt = side.roster;
  state.need = side.need;
  state.inFlight = undefined;
  for (const alarm of side.alarms) state.onAlarm(alarm);
  if (lost !== undefined) tellLoss(state, lost);
  rememberCursor(state);
  const lostEntries = held.slice(side.entries.length);
  const isMoved = hasLeft(roster, state.relayKey);
  const isEpochBehind = epochInForce(roster).number !== epochInForce(side.roster).number;
  state.owesSnapshot ||= isEpochBehind;
  return { outcome: isMoved ? { type: "moved" } : { type: "finished" }, lostEntries };
}

/** What was erased on purpose, and what stood there before, is not lost. */
function isErasedSince({ session }: ReplicaState, { roster }: RelaySide): boolean {
  const { state, entries } = session.roster();
  if (roster.isErased || state?.isErased === true) return true;
  return roster.erasedAllAt !== null && roster.erasedAllAt >= entries.length;
}

type Loss = "lost" | "fork";

/** What the relay had acknowledged to this device, and doesn't show any more. */
function findLoss(state: ReplicaState, { chain, entries }: RelaySide): Loss | undefined {
  const { session } = state;
  const cursor = state.chain?.cursor ?? session.syncRecord().cursor;
  if (entries.length < session.roster().entries.length && cursor !== null) return "lost";
  if (cursor === null) return undefined;
  if (!isSameLog(cursor, chain.cursor) || cursor.position > chain.cursor.position) return "lost";
  const hash = chain.hashAt(cursor.position);
  return hash !== undefined && !isEqualBytes(hash, cursor.hash) ? "fork" : undefined;
}

function tellLoss(state: ReplicaState, loss: Loss): void {
  if (loss === "fork") {
    state.session.queueActivity(happening("relay-fork", { what: "log" }));
    state.onAlarm({ type: "relay-fork", what: "log" });
  } else {
    state.session.queueActivity(happening("relay-lost-data"));
    state.onAlarm({ type: "relay-lost-data" });
  }
}
