/**
 * An envelope out of the log: judged, opened, applied (docs/SPEC.md [AC1]–[AC9], [GE1]–[GE3]).
 *
 * What breaks a rule is void for everyone alike: it is counted in the chain and not applied. Own writing that comes
 * back acknowledges the drafts; writing under the own name that this device never made means that it was copied.
 */
import { concatBytes, isEqualBytes } from "../../protocol/bytes.ts";
import type { EnvelopeHeader } from "../../protocol/envelope.ts";
import type { SnapshotPayload, UpdatePayload } from "../../protocol/envelope-seal.ts";
import { formatId } from "../../protocol/ids.ts";
import { clientIdOf } from "../../protocol/members.ts";
import type { TakeOutcome } from "../../protocol/sync-machine.ts";
import { clockOf, stateOf } from "../../vault/document.ts";
import { applyIncoming, checkUpdate } from "../../vault/incoming.ts";
import { isOwnWriting } from "../../vault/own-writing.ts";
import { digestOf } from "../../vault/digest.ts";
import { holdsLess, holdsMore, mergeWhole } from "../../vault/snapshot.ts";
import { checkWhole, type Whole } from "../../vault/whole.ts";
import { judgeEnvelope, readEnvelope } from "./judge-envelope.ts";
import { BROKEN, type InFlight, nameOfMember, remember, renew, type ReplicaState, TAKEN } from "./replica.ts";

const STORAGE: TakeOutcome = { type: "storage" };

export function takeEnvelope(state: ReplicaState, bytes: Uint8Array): TakeOutcome {
  const { chain, rosterAt, tools, keys } = state;
  if (chain === undefined || rosterAt === undefined) return BROKEN;
  const read = readEnvelope(tools.sodium, bytes);
  if (read === undefined) return BROKEN;
  const position = chain.cursor.position + 1;
  const judged = judgeEnvelope({ sodium: tools.sodium, keys }, read, {
    position,
    roster: rosterAt,
    hashAt: chain.hashAt,
  });
  switch (judged.type) {
    case "broken":
      return BROKEN;
    case "no-key":
      return { type: "held", error: "wrong-key" };
    case "void":
      chain.add(read.id);
      state.onAlarm({ type: "void", member: judged.author, reason: judged.reason });
      if (read.envelope.header.kind === "snapshot") state.owesSnapshot = true;
      // Of one's own it was spoilt on the way: what is in flight is to be sent once more.
      return judged.author === state.memberName && state.inFlight !== undefined ? BROKEN : TAKEN;
    default: {
      const { payload, envelope } = judged;
      const { header } = envelope;
      const taken =
        payload.kind === "update"
          ? takeUpdate(state, { header, id: read.id, payload })
          : takeSnapshot(state, { header, id: read.id, payload, position });
      // A record that was not taken is read again.
      if (taken !== TAKEN) return taken;
      chain.add(read.id);
      count(state, { header, bytes: bytes.length, at: payload.at });
      return TAKEN;
    }
  }
}

interface Opened<P> {
  readonly header: EnvelopeHeader;
  readonly id: Uint8Array;
  readonly payload: P;
}

function takeUpdate(state: ReplicaState, { header, id, payload }: Opened<UpdatePayload>): TakeOutcome {
  const { session, tools } = state;
  if (acknowledge(state, id)) return TAKEN;
  const author = formatId(header.author);
  const clientId = clientIdOf(tools.sodium, header.author, header.generation);
  const { update } = payload;
  const isOwn = clientId === session.clientId();
  const check = () =>
    checkUpdate(session.doc(), update, { clientId, ownClock: session.syncRecord().ownClock });
  let checked = check();
  if (checked.ok && checked.value.isStale) return TAKEN;
  if (isOwn && !recognise(state, update)) {
    if (!renew(state, { isTold: true })) return STORAGE;
    checked = check();
  }
  if (!checked.ok) {
    state.onAlarm({ type: "void", member: author, reason: checked.error.reason });
    return TAKEN;
  }
  session.receive({
    apply: (doc) => applyIncoming(doc, update).changes,
    by: nameOfMember(session, author),
    at: Math.floor(payload.at / 1000),
  });
  // Under the own clientID it was what this device holds already, or is known to the log from now on. One that only
  // deletes says nothing of how far the log is.
  const { structs, to } = checked.value;
  if (isOwn && structs > 0 && clientId === session.clientId()) noteOwnClock(state, to);
  return TAKEN;
}

/**
 * After a restart nobody remembers what was in flight. True: all of it is this device's own writing. False: somebody
 * else writes under its name.
 */
function recognise({ session }: ReplicaState, update: Uint8Array): boolean {
  const { ownClock } = session.syncRecord();
  try {
    return isOwnWriting(session.doc(), update, { clientId: session.clientId(), fromClock: ownClock });
  } catch {
    // No update at all: void for everyone.
    return true;
  }
}

/** The log has the own writing up to here: drafts that only say that much need not be sent. */
export function noteOwnClock(state: ReplicaState, clock: number): void {
  const { session } = state;
  const { ownClock } = session.syncRecord();
  if (clock <= ownClock) return;
  remember(state, { ownClock: clock });
  // A draft that only deletes stands at its predecessor's clock: it is sent again, which is harmless.
  let through = 0;
  let before = ownClock;
  for (const draft of session.outbox()) {
    if (draft.clock > clock) break;
    if (draft.clock > before) through = draft.seq;
    before = draft.clock;
  }
  if (through > 0) session.acknowledge(through);
}

/** True: it was the envelope in flight. */
function acknowledge(state: ReplicaState, id: Uint8Array): boolean {
  const { inFlight, session } = state;
  if (inFlight === undefined || !isEqualBytes(inFlight.id, id)) return false;
  state.inFlight = undefined;
  if (isStale(inFlight, session.syncRecord().ownClock)) {
    state.onAcknowledged(id);
    return true;
  }
  if (inFlight.kind === "snapshot") {
    state.owesSnapshot = false;
    state.isLogBehind = false;
  }
  if (inFlight.throughSeq > 0) session.acknowledge(inFlight.throughSeq);
  if (inFlight.clock > session.syncRecord().ownClock) remember(state, { ownClock: inFlight.clock });
  state.onAcknowledged(id);
  return true;
}

/** The same drafts came before it, by a connection that was taken for dead: nobody takes them a second time. */
const isStale = ({ kind, fromClock, clock }: InFlight, ownClock: number): boolean =>
  kind === "update" && clock > fromClock && ownClock > fromClock;

function takeSnapshot(
  state: ReplicaState,
  { header, id, payload, position }: Opened<SnapshotPayload> & { readonly position: number },
): TakeOutcome {
  const { session, tools } = state;
  if (acknowledge(state, id)) return TAKEN;
  const author = formatId(header.author);
  const hasOwn = session.outbox().length > 0 || state.isLogBehind;
  const isSame = (): boolean => isEqualBytes(digestOf(tools.sodium, session.doc()), payload.digest);
  const checked = checkWhole(payload.document);
  if (!checked.ok) {
    state.onAlarm({ type: "void", member: author, reason: checked.error.reason });
    // A relay can't tell, and would give it to whoever comes next: a good one takes its place.
    state.owesSnapshot = true;
    return TAKEN;
  }
  // The digest is its author's word: whoever joins next gets the document.
  const { stateByClient } = checked.value;
  const lacks = (): boolean => holdsMore(session.doc(), checked.value);
  const isNothingNew = !hasOwn && isSame() && !lacks() && !holdsLess(session.doc(), checked.value);
  if (isNothingNew) return TAKEN;
  const clockThere = (): number => stateByClient.get(session.clientId()) ?? 0;
  if (clockThere() > session.syncRecord().ownClock) {
    if (!recognise(state, payload.document) && !renew(state, { isTold: true })) return STORAGE;
  }
  session.receive({
    apply: (doc) => mergeWhole(doc, payload.document).changes,
    by: nameOfMember(session, author),
    at: Math.floor(payload.at / 1000),
  });
  noteOwnClock(state, Math.min(clockThere(), clockOf(session.doc(), session.clientId())));
  const isDirectlyAfter = header.seen.position === position - 1;
  const isShort = hasOwn ? isShortOfLog(state, checked.value) : !isSame() || lacks();
  if (isDirectlyAfter && isShort) {
    state.onAlarm({ type: "devices-differ", member: author });
    complete(state, payload.digest);
  }
  return TAKEN;
}

/**
 * A snapshot that lacks something is followed by one that doesn't. Where a member gave others other writing at the same
 * place, neither can ever take the other's in: each has said what it holds, and leaves it at that.
 */
function complete(state: ReplicaState, theirs: Uint8Array): void {
  const pair = concatBytes(theirs, digestOf(state.tools.sodium, state.session.doc()));
  if (state.completed !== undefined && isEqualBytes(pair, state.completed)) return;
  state.completed = pair;
  state.owesSnapshot = true;
}

/**
 * Lacks what the log had before it, as far as that can be told while this device has more than the log: by what was
 * written, since what is gone may be gone here alone.
 */
function isShortOfLog({ session, isLogBehind }: ReplicaState, { stateByClient }: Whole): boolean {
  // A whole one is owed already.
  if (isLogBehind) return false;
  const { ownClock } = session.syncRecord();
  return [...stateOf(session.doc())].some(([client, clock]) => {
    const inLog = client === session.clientId() ? Math.min(clock, ownClock) : clock;
    return inLog > (stateByClient.get(client) ?? 0);
  });
}

function count(
  state: ReplicaState,
  { header, bytes, at }: { readonly header: EnvelopeHeader; readonly bytes: number; readonly at: number },
): void {
  const { need } = state;
  state.need =
    header.kind === "snapshot"
      ? { envelopes: 0, bytes: 0, epoch: header.epoch, at }
      : { ...need, envelopes: need.envelopes + 1, bytes: need.bytes + bytes };
}
