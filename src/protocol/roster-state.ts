/**
 * The roster read entry by entry (docs/SPEC.md [RO7]–[RO28]): from a state and an entry's bytes to the next state, or
 * to the rule that the entry breaks.
 *
 * Pure and without secrets: devices and the relay come to the same state from the same bytes. Foreign bytes never
 * throw. A step costs one or two signatures and, at most, copies of the maps that it changes.
 */
import { isEqualBytes } from "./bytes.ts";
import { formatId } from "./ids.ts";
import type { Malformed } from "./malformed.ts";
import { ok, type Result } from "./result.ts";
import {
  broken,
  decodeSignedEntry,
  hashEntry,
  verifyFoundEntry,
  type InvalidEntry,
  type Verifying,
} from "./roster.ts";
import { judgeAdmission } from "./roster-admission.ts";
import type { HomeChange, RosterChange } from "./roster-change.ts";
import { isStillOpen, judgeConfirmation, judgeRejection } from "./roster-decision.ts";
import { judgeErasure } from "./roster-erasure.ts";
import { memberWithId, type RosterMemberState, type RosterState } from "./roster-model.ts";
import { judgeRemoval } from "./roster-removal.ts";
import type { Judged, Step } from "./roster-step.ts";
import { isSignedBy } from "./signature.ts";
import { TAGS } from "./tags.ts";

export { ownErasure } from "./roster-decision.ts";
export { epochInForce } from "./roster-model.ts";
export type { Proposal, RosterMemberState, RosterState } from "./roster-model.ts";

/** More than a person looks through; a flood of them must end. */
export const MAX_PROPOSALS = 8;
/** An epoch's boxes for them take half of what an entry may, so that nobody ever becomes too many to remove. */
export const MAX_MEMBERS = 256;

export function startRoster(
  sodium: Verifying,
  entry: Uint8Array,
): Result<RosterState, Malformed | InvalidEntry> {
  const found = verifyFoundEntry(sodium, entry);
  if (!found.ok) return found;
  const { vaultId, founder, change } = found.value;
  const { kind, signKey, boxKey } = change.member;
  const { number, commitment, boxes } = change.epoch;
  const member: RosterMemberState = {
    id: founder,
    kind,
    signKey,
    boxKey,
    handle: null,
    standing: "full",
    admittedBy: founder,
    admittedAt: 0,
  };
  const boxByMember = new Map(boxes.map(({ member: id, box }) => [formatId(id), box]));
  return ok({
    vaultId,
    head: { index: 0, hash: vaultId },
    members: new Map([[formatId(founder), member]]),
    former: new Map(),
    epochs: [{ number, commitment, boxByMember, previous: null }],
    proposals: [],
    home: null,
    isEpochDue: false,
    erasure: null,
    erasedAllAt: null,
    isErased: false,
  });
}

export function extendRoster(
  sodium: Verifying,
  state: RosterState,
  entry: Uint8Array,
): Result<RosterState, Malformed | InvalidEntry> {
  const decoded = decodeSignedEntry(entry);
  if (!decoded.ok) return decoded;
  const { body, signature } = decoded.value;
  const { index, previous, author: authorId, change } = decoded.value.entry;
  if (index !== state.head.index + 1) return broken("index");
  if (previous === null || !isEqualBytes(previous, state.head.hash)) return broken("previous");
  const author = memberWithId(state.members, authorId);
  if (author === undefined) return broken("author");
  const publicKey = author.signKey;
  if (!isSignedBy(sodium, { tag: TAGS.rosterEntry, message: body, signature, publicKey })) {
    return broken("signature");
  }
  const outcome = judge(sodium, { state, author, index }, change);
  if (!outcome.ok) return outcome;
  const next = { ...state, ...outcome.value, head: { index, hash: hashEntry(sodium, entry) } };
  const proposals = next.proposals.filter((proposal) => isStillOpen(next, proposal));
  if (proposals.length > MAX_PROPOSALS) return broken("proposal-limit");
  if (next.members.size > MAX_MEMBERS) return broken("member-limit");
  return ok({ ...next, proposals });
}

/** Convenience: the state after these entries, of which the first founds the vault. */
export function foldRoster(
  sodium: Verifying,
  entries: readonly Uint8Array[],
): Result<RosterState, Malformed | InvalidEntry> {
  const [first = new Uint8Array(), ...others] = entries;
  let read = startRoster(sodium, first);
  for (const entry of others) {
    if (!read.ok) return read;
    read = extendRoster(sodium, read.value, entry);
  }
  return read;
}

function judge(sodium: Verifying, step: Step, change: RosterChange): Judged {
  switch (change.type) {
    case "found":
      return broken("first");
    case "admit":
      return judgeAdmission(sodium, step, change);
    case "confirm":
      return judgeConfirmation(sodium, step, change);
    case "reject":
      return judgeRejection(step, change);
    case "remove":
      return judgeRemoval(step, change);
    case "home":
      return judgeHome(step, change);
    case "erase":
      return judgeErasure(step, change);
    default:
      return change satisfies never;
  }
}

function judgeHome({ author }: Step, { url, relayKey }: HomeChange): Judged {
  return author.standing === "full" ? ok({ home: { url, relayKey }, isErased: false }) : broken("standing");
}
