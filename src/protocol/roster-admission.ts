/**
 * Letting members in (docs/SPEC.md [RO9]–[RO12]): a device comes at once, though perhaps provisionally; a recovery
 * member comes at once if its admitter is the only full member, and else is a proposal.
 *
 * Knows no secret: whether a box holds what it should is for who holds the epoch key (epoch-chain.ts).
 */
import { isEqualBytes } from "./bytes.ts";
import { formatId, type MemberId, type VaultId } from "./ids.ts";
import { memberIdOf } from "./members.ts";
import { ok } from "./result.ts";
import { broken, type RosterRule, type Verifying } from "./roster.ts";
import type { AdmitChange, MemberKind } from "./roster-change.ts";
import { isOnlyFull, recoveryMemberOf, type Members, type RosterMemberState } from "./roster-model.ts";
import { boxing, proposing, withMember, type Judged, type Step } from "./roster-step.ts";
import { isSignedBy } from "./signature.ts";
import type { Hashing, Signing } from "./sodium.ts";
import { TAGS } from "./tags.ts";

export function judgeAdmission(sodium: Verifying, step: Step, change: AdmitChange): Judged {
  const { state, author } = step;
  if (author.standing !== "full") return broken("standing");
  const rule = newcomerBreaks(sodium, step, change) ?? placeBreaks(state.members, change);
  if (rule !== undefined) return broken(rule);
  if (change.epoch !== null) return broken("epoch");
  const isAtOnce = comesAtOnce(state.members, author, change);
  if ((change.box !== null) !== isAtOnce) return broken("box");
  if (change.box === null) return ok(proposing(step, { type: "recovery-change", change }));
  const standing = isFullAtOnce(state.members, author, change.member.kind) ? "full" : "provisional";
  const member = newMember(sodium, change, { standing, admittedBy: author.id, admittedAt: step.index });
  return ok({
    members: withMember(state.members, member),
    ...boxing(state, member.id, change.box),
    ...(standing === "provisional" && proposing(step, { type: "join", change })),
  });
}

/** Is it a member by this entry alone? If so the entry has the box for it. */
export const comesAtOnce = (
  members: Members,
  author: RosterMemberState,
  { member, replaces }: Pick<AdmitChange, "member" | "replaces">,
): boolean => member.kind === "device" || (replaces === null && isOnlyFull(members, author));

const isFullAtOnce = (members: Members, author: RosterMemberState, kind: MemberKind): boolean =>
  kind !== "device" || author.kind !== "device" || isOnlyFull(members, author);

/** Each recovery kind has one place, which only whoever has it can be replaced in; devices take none. */
export function isPlaceFor(members: Members, { member, replaces }: Pick<AdmitChange, "member" | "replaces">) {
  const present = recoveryMemberOf(members, member.kind)?.id ?? null;
  return present === null || replaces === null ? present === replaces : isEqualBytes(present, replaces);
}

const placeBreaks = (members: Members, change: AdmitChange): RosterRule | undefined =>
  isPlaceFor(members, change) ? undefined : "replaces";

function newcomerBreaks(
  sodium: Verifying,
  { state }: Step,
  { member, join }: AdmitChange,
): RosterRule | undefined {
  const name = formatId(memberIdOf(sodium, member));
  const isProposed = state.proposals.some(
    ({ change }) => change.type === "admit" && formatId(memberIdOf(sodium, change.member)) === name,
  );
  if (isProposed || state.members.has(name) || state.former.has(name)) return "member-known";
  if ((member.handle !== null) !== (member.kind === "passphrase")) return "handle";
  if (sodium.isLowOrder(member.boxKey)) return "box-key";
  return isJoinOf(sodium, { vaultId: state.vaultId, signKey: member.signKey, join }) ? undefined : "join";
}

/** Has the holder of this key signed that it joins this vault? */
const isJoinOf = (
  sodium: Pick<Signing, "verifyDetached">,
  { vaultId, signKey, join }: { vaultId: VaultId; signKey: Uint8Array; join: Uint8Array },
): boolean => isSignedBy(sodium, { tag: TAGS.join, message: vaultId, signature: join, publicKey: signKey });

export const newMember = (
  sodium: Hashing,
  { member }: AdmitChange,
  how: {
    readonly standing: RosterMemberState["standing"];
    readonly admittedBy: MemberId;
    readonly admittedAt: number;
  },
): RosterMemberState => ({ id: memberIdOf(sodium, member), ...member, ...how });
