/**
 * Proposals and what becomes of them (docs/SPEC.md [RO13]–[RO16]): giving authority, or taking a recovery member away,
 * takes a second full member.
 *
 * A proposal is open as long as it could still come true: membership alone says so, and nothing else is kept of it.
 */
import { isEqualBytes } from "./bytes.ts";
import { formatId } from "./ids.ts";
import { memberIdOf } from "./members.ts";
import { ok } from "./result.ts";
import { broken, type RosterEntry } from "./roster.ts";
import { hasRecovery, isErasable, takeErasure, withoutRecovery } from "./roster-erasure.ts";
import type { ConfirmChange, RejectChange } from "./roster-change.ts";
import { memberWithId, type Members, type Proposal, type RosterState } from "./roster-model.ts";
import { isPlaceFor, newMember } from "./roster-admission.ts";
import { becoming, boxing, judgeEpoch, withMember, type Judged, type Step } from "./roster-step.ts";
import type { Hashing } from "./sodium.ts";

export const proposalOf = ({ proposals }: RosterState, entry: number): Proposal | undefined =>
  proposals.find((proposal) => proposal.entry === entry);

export function judgeConfirmation(sodium: Hashing, step: Step, change: ConfirmChange): Judged {
  const { state, author } = step;
  if (author.standing !== "full") return broken("standing");
  const proposal = proposalOf(state, change.entry);
  if (proposal === undefined) return broken("proposal");
  // Its author alone may carry an erasure out: the relay sees to it that it waits its time.
  const isOwn = isEqualBytes(proposal.author, author.id);
  if (isOwn && proposal.type !== "erase") return broken("own-proposal");
  const takes = confirmationTakes(proposal, state.members);
  if ((change.box !== null) !== (takes === "box")) return broken("box");
  if ((change.epoch !== null) !== (takes === "epoch")) return broken("epoch");
  if (proposal.change.type === "erase") {
    const { scope } = proposal.change;
    return takeErasure(step, { scope, author: proposal.author, epoch: change.epoch });
  }
  const members = membersAfterConfirmation(sodium, step, proposal);
  const outcome = becoming(step, members);
  if (change.epoch !== null) {
    const judged = judgeEpoch(state, change.epoch, members);
    return judged.ok ? ok({ ...outcome, ...judged.value }) : judged;
  }
  if (change.box === null || proposal.change.type !== "admit") return ok(outcome);
  return ok({ ...outcome, ...boxing(state, memberIdOf(sodium, proposal.change.member), change.box) });
}

/** What its confirmation must bring: nobody's key changes where a device is confirmed. */
export function confirmationTakes({ type, change }: Proposal, members: Members): "nothing" | "box" | "epoch" {
  if (type === "join") return "nothing";
  if (change.type === "erase") return hasRecovery(members) ? "epoch" : "nothing";
  return change.type === "admit" && change.replaces === null ? "box" : "epoch";
}

/** `index` is that of the confirming entry. */
export function membersAfterConfirmation(
  sodium: Hashing,
  { state, index }: Pick<Step, "state" | "index">,
  proposal: Proposal,
): Members {
  const members = new Map(state.members);
  const { change } = proposal;
  if (change.type === "erase") return withoutRecovery(members);
  if (change.type === "remove") {
    for (const id of change.members) members.delete(formatId(id));
    return members;
  }
  if (proposal.type === "join") {
    const device = deviceOf(members, proposal);
    return device === undefined ? members : withMember(members, { ...device, standing: "full" });
  }
  if (change.replaces !== null) members.delete(formatId(change.replaces));
  return withMember(
    members,
    newMember(sodium, change, { standing: "full", admittedBy: proposal.author, admittedAt: index }),
  );
}

/** Is this the author's own word for its own proposal to erase? Which one: it may have to wait. */
export function ownErasure(
  { proposals }: Pick<RosterState, "proposals">,
  { author, change }: Pick<RosterEntry, "author" | "change">,
): Proposal | undefined {
  if (change.type !== "confirm") return undefined;
  return proposals.find(
    (proposal) =>
      proposal.entry === change.entry && proposal.type === "erase" && isEqualBytes(proposal.author, author),
  );
}

export function judgeRejection({ state, author }: Step, { entry }: RejectChange): Judged {
  if (author.standing !== "full") return broken("standing");
  const proposal = proposalOf(state, entry);
  if (proposal === undefined) return broken("proposal");
  if (proposal.type === "join") return broken("join-proposal");
  return ok({ proposals: state.proposals.filter((other) => other !== proposal) });
}

/** Could it still come true among these members? */
export function isStillOpen(
  { members, home }: Pick<RosterState, "members" | "home">,
  { type, author, change, entry }: Proposal,
): boolean {
  if (type === "join") return deviceOf(members, { entry })?.standing === "provisional";
  if (memberWithId(members, author) === undefined) return false;
  if (change.type === "erase") return isErasable({ members, home }, change.scope);
  return change.type === "admit"
    ? isPlaceFor(members, change)
    : change.members.every((id) => memberWithId(members, id) !== undefined);
}

/** The device that came with the entry that proposes it. */
const deviceOf = (members: Members, { entry }: Pick<Proposal, "entry">) =>
  [...members.values()].find(({ admittedAt }) => admittedAt === entry);
