/**
 * One step of the roster: what a change is judged against, and what it may lead to. No rule stands here, only the
 * effects that several changes share.
 */
import { formatId, type MemberId } from "./ids.ts";
import { ok, type Result } from "./result.ts";
import { broken, type InvalidEntry } from "./roster.ts";
import type { RosterEpoch } from "./roster-change.ts";
import {
  epochInForce,
  type EpochState,
  type Members,
  type Proposal,
  type RosterMemberState,
  type RosterState,
} from "./roster-model.ts";

export interface Step {
  readonly state: RosterState;
  /** Of the entry whose change is judged: a present member. */
  readonly author: RosterMemberState;
  /** Of that entry. */
  readonly index: number;
}

/** What becomes different. */
export type Outcome = Partial<Omit<RosterState, "vaultId" | "head">>;
export type Judged = Result<Outcome, InvalidEntry>;

export const withMember = (members: Members, member: RosterMemberState): Members =>
  new Map(members).set(formatId(member.id), member);

/** These members from now on; who isn't among them any more is a former one. */
export function becoming({ state, author, index }: Step, members: Members): Outcome {
  const gone = [...state.members].filter(([name]) => !members.has(name));
  if (gone.length === 0) return { members };
  const former = new Map(state.former);
  for (const [name, { id, kind, signKey }] of gone) {
    former.set(name, { id, kind, signKey, removedAt: index, removedBy: author.id });
  }
  return { members, former };
}

export function proposing(
  { state, author, index }: Step,
  { type, change }: Pick<Proposal, "type" | "change">,
): Outcome {
  return { proposals: [...state.proposals, { entry: index, type, author: author.id, change }] };
}

/** The key in force, sealed for one member more. */
export function boxing({ epochs }: RosterState, member: MemberId, box: Uint8Array): Outcome {
  const epoch = epochInForce({ epochs });
  const boxByMember = new Map(epoch.boxByMember).set(formatId(member), box);
  return { epochs: [...epochs.slice(0, -1), { ...epoch, boxByMember }] };
}

/** [RO21] An epoch brought by an entry after which these are the members. */
export function judgeEpoch(
  { epochs }: RosterState,
  { number, commitment, boxes, previous }: RosterEpoch,
  members: Members,
): Judged {
  if (number !== epochInForce({ epochs }).number + 1) return broken("epoch-number");
  const boxByMember = new Map(boxes.map(({ member, box }) => [formatId(member), box]));
  const isForAll = [...members.keys()].every((name) => boxByMember.has(name));
  if (!isForAll || boxByMember.size !== members.size) return broken("epoch-boxes");
  const epoch: EpochState = { number, commitment, boxByMember, previous };
  return ok({ epochs: [...epochs, epoch], isEpochDue: false });
}
