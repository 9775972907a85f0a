/**
 * Turning a backup off (docs/SPEC.md [RO24]–[RO28]): the recovery members go with a new epoch, and the relay erases
 * what it keeps: points in time, or everything but the roster.
 *
 * At once by the only full member; else a proposal that another full member confirms, or (because the relay holds it
 * back for its time) its own author. The entry that brings it into force is what remains: the tombstone.
 */
import { ok } from "./result.ts";
import { broken } from "./roster.ts";
import type { EraseChange, ErasureScope, RosterEpoch } from "./roster-change.ts";
import { hasFull, isOnlyFull, type Members, type Proposal, type RosterState } from "./roster-model.ts";
import { becoming, judgeEpoch, proposing, type Judged, type Outcome, type Step } from "./roster-step.ts";

export const withoutRecovery = (members: Members): Members =>
  new Map([...members].filter(([, { kind }]) => kind === "device"));

export const hasRecovery = (members: Members): boolean =>
  [...members.values()].some(({ kind }) => kind !== "device");

/** Is there anything that this scope would take away? */
export const isErasable = (
  { members, home }: Pick<RosterState, "members" | "home">,
  scope: ErasureScope,
): boolean => hasRecovery(members) || (scope === "all" && home !== null);

export function judgeErasure(step: Step, change: EraseChange): Judged {
  const { state, author } = step;
  if (author.standing !== "full") return broken("standing");
  if (!isErasable(state, change.scope)) return broken("erase-nothing");
  if (change.epoch !== null) return broken("epoch");
  if (isOnlyFull(state.members, author)) {
    return takeErasure(step, { scope: change.scope, author: author.id, epoch: null });
  }
  if (state.proposals.some(({ type }) => type === "erase")) return broken("erase-proposed");
  return ok(proposing(step, { type: "erase", change }));
}

/** The erasure comes into force with this entry. It leaves nothing of its proposal open: nothing is left to erase. */
export function takeErasure(
  step: Step,
  {
    scope,
    author,
    epoch,
  }: Pick<Proposal, "author"> & { readonly scope: ErasureScope; readonly epoch: RosterEpoch | null },
): Judged {
  const { state, index } = step;
  const members = withoutRecovery(state.members);
  if (!hasFull(members)) return broken("last-full");
  if ((epoch !== null) !== hasRecovery(state.members)) return broken("epoch");
  const judged: Judged = epoch === null ? ok({}) : judgeEpoch(state, epoch, members);
  if (!judged.ok) return judged;
  const outcome: Outcome = {
    ...becoming(step, members),
    ...judged.value,
    erasure: { entry: index, scope, author },
    ...(scope === "all" && { home: null, isErased: true, erasedAllAt: index }),
  };
  return ok(outcome);
}
