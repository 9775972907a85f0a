/**
 * Taking members out (docs/SPEC.md [RO17]–[RO20]): any member removes devices, and starts an epoch whose key they
 * don't get; a device leaves by itself, and then the next member starts the epoch, because the leaver must not make its
 * key; that a recovery member goes is only ever proposed.
 */
import { isEqualBytes } from "./bytes.ts";
import { formatId } from "./ids.ts";
import { ok } from "./result.ts";
import { broken } from "./roster.ts";
import type { RemoveChange, RosterEpoch } from "./roster-change.ts";
import { hasFull, memberWithId, type Members, type RosterMemberState } from "./roster-model.ts";
import { becoming, judgeEpoch, proposing, type Judged, type Step } from "./roster-step.ts";

export function judgeRemoval(step: Step, change: RemoveChange): Judged {
  const { state, author } = step;
  const removal = removalOf(state.members, author, change.members);
  switch (removal) {
    case "unknown":
      return broken("remove-unknown");
    case "mixed":
      return broken("remove-mixed");
    case "and-leave":
      return broken("remove-and-leave");
    case "recovery":
      if (author.standing !== "full") return broken("standing");
      return change.epoch === null
        ? ok(proposing(step, { type: "recovery-change", change }))
        : broken("epoch");
    case "leaving":
      return change.epoch === null ? judgeLeaving(step) : broken("epoch");
    case "nobody":
      if (!state.isEpochDue) return broken("remove-nobody");
      return change.epoch === null ? broken("epoch") : judgeEpoch(state, change.epoch, state.members);
    case "devices":
      return change.epoch === null ? broken("epoch") : judgeDevices(step, change, change.epoch);
    default:
      return removal satisfies never;
  }
}

export type Removal = "devices" | "leaving" | "nobody" | "recovery" | "unknown" | "mixed" | "and-leave";

/** What it means that this author names these members. */
export function removalOf(
  members: Members,
  author: RosterMemberState,
  named: RemoveChange["members"],
): Removal {
  const targets = named.map((id) => memberWithId(members, id));
  if (targets.length === 0) return "nobody";
  if (targets.includes(undefined)) return "unknown";
  if (targets.some((target) => target?.kind !== "device")) return targets.length === 1 ? "recovery" : "mixed";
  if (!targets.includes(author)) return "devices";
  return targets.length === 1 ? "leaving" : "and-leave";
}

function judgeDevices(step: Step, change: RemoveChange, epoch: RosterEpoch): Judged {
  const { state, author } = step;
  const members = membersAfterRemoval(state.members, author, change.members);
  const judged = judgeEpoch(state, epoch, members);
  return judged.ok ? ok({ ...becoming(step, members), ...judged.value }) : judged;
}

/** With a removed device go the provisional ones that it admitted. The author stays, and is full if nobody else is. */
export function membersAfterRemoval(
  members: Members,
  author: RosterMemberState,
  named: RemoveChange["members"],
): Members {
  const remaining = without(members, author, named);
  if (hasFull(remaining)) return remaining;
  return new Map(remaining).set(formatId(author.id), { ...author, standing: "full" });
}

function judgeLeaving(step: Step): Judged {
  const { state, author } = step;
  const members = without(state.members, author, [author.id]);
  if (members.size === 0) return broken("last-member");
  if (!hasFull(members)) return broken("last-full");
  return ok({ ...becoming(step, members), isEpochDue: true });
}

function without(
  members: Members,
  author: RosterMemberState,
  named: RemoveChange["members"],
): Map<string, RosterMemberState> {
  const isNamed = (id: Uint8Array): boolean => named.some((other) => isEqualBytes(other, id));
  const goes = (member: RosterMemberState): boolean =>
    isNamed(member.id) ||
    (member.standing === "provisional" && member !== author && isNamed(member.admittedBy));
  return new Map([...members].filter(([, member]) => !goes(member)));
}
