/**
 * Roster entries, made and signed: what a member appends after the newest entry that it knows
 * (docs/SPEC.md [RO7]–[RO28]).
 *
 * Each entry is judged here as everyone else will judge it, so that what isn't allowed is an error and never sent.
 * The rules stand elsewhere (roster-state.ts); here is only what takes a key. Nothing is stored or sent from here.
 */
import { isEqualBytes } from "./bytes.ts";
import { commitToEpochKey, wrapEpochKey } from "./epoch.ts";
import { makeEpoch, type NewEpoch } from "./epoch-make.ts";
import { formatId, type MemberId, type VaultId } from "./ids.ts";
import type { Member } from "./keys.ts";
import type { Malformed } from "./malformed.ts";
import type { MemberPublicKeys } from "./members.ts";
import { err, ok, type Result } from "./result.ts";
import { broken, encodeEntryBody, encodeSignedEntry, type InvalidEntry } from "./roster.ts";
import { comesAtOnce } from "./roster-admission.ts";
import type { AdmitChange, ErasureScope, RosterChange, RosterMember } from "./roster-change.ts";
import { confirmationTakes, membersAfterConfirmation, proposalOf } from "./roster-decision.ts";
import { epochInForce, memberWithId, type RosterState } from "./roster-model.ts";
import { membersAfterRemoval, removalOf } from "./roster-removal.ts";
import { extendRoster } from "./roster-state.ts";
import type { Secret } from "./secret.ts";
import { sign } from "./signature.ts";
import type { CryptoTools, Signing } from "./sodium.ts";
import { TAGS } from "./tags.ts";

/** `wrong-epoch-key`: the key is not that of the epoch in force, so that nobody could use what is sealed with it. */
export type CannotMake = Malformed | InvalidEntry | { readonly type: "wrong-epoch-key" };

interface Making {
  readonly state: RosterState;
  readonly author: Member;
}
interface MakingWithKey extends Making {
  /** Of the epoch in force. */
  readonly epochKey: Secret;
}

/** An entry, and the key of the epoch that it brings, if it brings one. */
export interface MadeEntry {
  readonly entry: Uint8Array;
  readonly epochKey: Secret | null;
}

/** What a new member gives to whoever admits it: 64 bytes. */
export const signJoin = (sodium: Signing, member: Member, vaultId: VaultId): Uint8Array =>
  sign(sodium, { tag: TAGS.join, message: vaultId, secretKey: member.signSecret });

/** The device is a member at once, though provisional unless its admitter is a recovery or the only full member. */
export function makeDeviceAdmission(
  tools: CryptoTools,
  input: MakingWithKey & { readonly guest: MemberPublicKeys; readonly join: Uint8Array },
): Result<Uint8Array, CannotMake> {
  const { guest, join } = input;
  const member: RosterMember = { kind: "device", ...keysOf(guest), handle: null };
  return makeAdmission(tools, input, { member, join, replaces: null });
}

export interface NewRecoveryMember {
  readonly kind: "words" | "passphrase";
  readonly keys: MemberPublicKeys;
  /** Hash of the handle, 32 bytes: for a passphrase, and for it alone. */
  readonly handle: Uint8Array | null;
}

/** At once if the author is the only full member and nobody is replaced; else a proposal. The next state tells which. */
export function makeRecoveryAdmission(
  tools: CryptoTools,
  input: MakingWithKey & {
    readonly member: NewRecoveryMember;
    readonly join: Uint8Array;
    readonly replaces: MemberId | null;
  },
): Result<Uint8Array, CannotMake> {
  const { join, replaces } = input;
  const { kind, keys, handle } = input.member;
  return makeAdmission(tools, input, { member: { kind, ...keysOf(keys), handle }, join, replaces });
}

function makeAdmission(
  tools: CryptoTools,
  { state, author, epochKey }: MakingWithKey,
  what: Pick<AdmitChange, "member" | "join" | "replaces">,
): Result<Uint8Array, CannotMake> {
  const change: AdmitChange = { type: "admit", ...what, box: null, epoch: null };
  const present = memberWithId(state.members, author.id);
  if (present === undefined) return broken("author");
  if (!comesAtOnce(state.members, present, what)) return finish(tools, { state, author }, change);
  const box = boxFor(tools, { state, epochKey, to: what.member });
  return box.ok ? finish(tools, { state, author }, { ...change, box: box.value }) : box;
}

/** `entry` is the index of the entry that proposes. */
export function makeConfirmation(
  tools: CryptoTools,
  { state, author, epochKey, entry }: MakingWithKey & { readonly entry: number },
): Result<MadeEntry, CannotMake> {
  const proposal = proposalOf(state, entry);
  if (proposal === undefined) return broken("proposal");
  const change = { type: "confirm", entry, box: null, epoch: null } as const;
  const takes = confirmationTakes(proposal, state.members);
  if (takes === "epoch") {
    const index = state.head.index + 1;
    const members = membersAfterConfirmation(tools.sodium, { state, index }, proposal);
    const made = epochFor(tools, { state, members, epochKey });
    return made.ok
      ? finishEpoch(tools, { state, author }, made.value, (epoch) => ({ ...change, epoch }))
      : made;
  }
  if (takes === "nothing" || proposal.change.type !== "admit") {
    return withoutEpoch(finish(tools, { state, author }, change));
  }
  const box = boxFor(tools, { state, epochKey, to: proposal.change.member });
  return box.ok ? withoutEpoch(finish(tools, { state, author }, { ...change, box: box.value })) : box;
}

/** Of a recovery change; its own author withdraws it so. `entry` is the index of the entry that proposes. */
export const makeRejection = (
  tools: CryptoTools,
  { state, author, entry }: Making & { readonly entry: number },
): Result<Uint8Array, CannotMake> => finish(tools, { state, author }, { type: "reject", entry });

/**
 * Devices: they go, and a new epoch begins. The author alone: it leaves, and a new epoch is due. Nobody: that epoch.
 * A recovery member alone: a proposal.
 */
export function makeRemoval(
  tools: CryptoTools,
  input: MakingWithKey & { readonly members: readonly MemberId[] },
): Result<MadeEntry, CannotMake> {
  const { state, author, epochKey } = input;
  const present = memberWithId(state.members, author.id);
  if (present === undefined) return broken("author");
  const change = { type: "remove", members: inOrder(input.members), epoch: null } as const;
  const removal = removalOf(state.members, present, change.members);
  if (removal !== "devices" && removal !== "nobody") {
    return withoutEpoch(finish(tools, { state, author }, change));
  }
  const members = membersAfterRemoval(state.members, present, change.members);
  const made = epochFor(tools, { state, members, epochKey });
  return made.ok
    ? finishEpoch(tools, { state, author }, made.value, (epoch) => ({ ...change, epoch }))
    : made;
}

/** At once if the author is the only full member; else a proposal. The next state tells which. */
export const makeErasure = (
  tools: CryptoTools,
  { state, author, scope }: Making & { readonly scope: ErasureScope },
): Result<Uint8Array, CannotMake> => finish(tools, { state, author }, { type: "erase", scope, epoch: null });

/** Where the vault's log grows from now on. */
export const makeHome = (
  tools: CryptoTools,
  { state, author, url, relayKey }: Making & { readonly url: string; readonly relayKey: Uint8Array },
): Result<Uint8Array, CannotMake> => finish(tools, { state, author }, { type: "home", url, relayKey });

/** Signed, and judged as others will. */
function finish(
  { sodium }: CryptoTools,
  { state, author }: Making,
  change: RosterChange,
): Result<Uint8Array, CannotMake> {
  const { index, hash: previous } = state.head;
  const body = encodeEntryBody({ index: index + 1, previous, author: author.id, change });
  const signature = sign(sodium, { tag: TAGS.rosterEntry, message: body, secretKey: author.signSecret });
  const entry = encodeSignedEntry(body, signature);
  const next = extendRoster(sodium, state, entry);
  return next.ok ? ok(entry) : next;
}

function finishEpoch(
  tools: CryptoTools,
  making: Making,
  { epoch, key }: NewEpoch,
  changeWith: (epoch: NewEpoch["epoch"]) => RosterChange,
): Result<MadeEntry, CannotMake> {
  const entry = finish(tools, making, changeWith(epoch));
  if (entry.ok) return ok({ entry: entry.value, epochKey: key });
  key.wipe();
  return entry;
}

const withoutEpoch = (entry: Result<Uint8Array, CannotMake>): Result<MadeEntry, CannotMake> =>
  entry.ok ? ok({ entry: entry.value, epochKey: null }) : entry;

function boxFor(
  { sodium }: CryptoTools,
  { state, epochKey, to }: { state: RosterState; epochKey: Secret; to: MemberPublicKeys },
): Result<Uint8Array, CannotMake> {
  if (!isInForce(sodium, state, epochKey)) return err({ type: "wrong-epoch-key" });
  const box = wrapEpochKey(sodium, { epochKey, to });
  return box.ok ? box : broken("box-key");
}

function epochFor(tools: CryptoTools, input: Parameters<typeof makeEpoch>[1]): Result<NewEpoch, CannotMake> {
  const { state, epochKey } = input;
  return isInForce(tools.sodium, state, epochKey)
    ? ok(makeEpoch(tools, input))
    : err({ type: "wrong-epoch-key" });
}

const isInForce = (sodium: CryptoTools["sodium"], state: RosterState, epochKey: Secret): boolean =>
  isEqualBytes(commitToEpochKey(sodium, epochKey), epochInForce(state).commitment);

const keysOf = ({ signKey, boxKey }: MemberPublicKeys): MemberPublicKeys => ({ signKey, boxKey });

/** Ascending, each once. */
const inOrder = (ids: readonly MemberId[]): readonly MemberId[] =>
  [...new Map(ids.map((id) => [formatId(id), id])).values()].toSorted((a, b) => Buffer.compare(a, b));
