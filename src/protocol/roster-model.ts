/**
 * What a roster says once it is read: who is a member, with what standing, which epochs there were, what is proposed.
 *
 * Types, and questions to them. Which entry leads from one state to the next is roster-state.ts's matter. Holds no
 * secret; the relay uses it too. States are never changed, only followed by others.
 */
import { isEqualBytes } from "./bytes.ts";
import { formatId, type MemberId, type VaultId } from "./ids.ts";
import type { AdmitChange, EraseChange, ErasureScope, MemberKind, RemoveChange } from "./roster-change.ts";

export interface RosterState {
  readonly vaultId: VaultId;
  /** The newest entry: its index, and its hash (32 bytes). */
  readonly head: { readonly index: number; readonly hash: Uint8Array };
  /** By formatId. */
  readonly members: Members;
  /** By formatId. A former member never becomes one again. */
  readonly former: ReadonlyMap<string, FormerMember>;
  /** Oldest first, at least one; the last is in force. */
  readonly epochs: readonly EpochState[];
  /** The open ones, in the order of their entries. */
  readonly proposals: readonly Proposal[];
  readonly home: { readonly url: string; readonly relayKey: Uint8Array } | null;
  /** A device has left, and still holds the key in force: whoever is next brings a new epoch. */
  readonly isEpochDue: boolean;
  /** The newest that came into force. */
  readonly erasure: Erasure | null;
  /** Index of the entry of the newest that took everything; null: none did. */
  readonly erasedAllAt: number | null;
  /** It took everything, and no relay was named since. */
  readonly isErased: boolean;
}

export interface Erasure {
  /** Index of the entry that brought it into force: its hash is what the relay's receipt names. */
  readonly entry: number;
  readonly scope: ErasureScope;
  /** Who did or proposed it. */
  readonly author: MemberId;
}

export type Members = ReadonlyMap<string, RosterMemberState>;

export interface RosterMemberState {
  readonly id: MemberId;
  readonly kind: MemberKind;
  readonly signKey: Uint8Array;
  readonly boxKey: Uint8Array;
  /** Hash of the handle: of a passphrase. */
  readonly handle: Uint8Array | null;
  readonly standing: "full" | "provisional";
  /** Who admitted it, or proposed to; the founder: itself. */
  readonly admittedBy: MemberId;
  /** Index of the entry that made it a member. */
  readonly admittedAt: number;
}

interface FormerMember {
  readonly id: MemberId;
  readonly kind: MemberKind;
  readonly signKey: Uint8Array;
  /** Index of the entry that ended its membership, and that entry's author. */
  readonly removedAt: number;
  readonly removedBy: MemberId;
}

export interface Proposal {
  /** Index of the entry that proposes: the proposal's name. */
  readonly entry: number;
  /**
   * `join`: a provisional device waits to be confirmed. `recovery-change`: a recovery member is to come or go. `erase`:
   * the backup is to be turned off.
   */
  readonly type: "join" | "recovery-change" | "erase";
  readonly author: MemberId;
  readonly change: AdmitChange | RemoveChange | EraseChange;
}

export interface EpochState {
  /** From 1. */
  readonly number: number;
  readonly commitment: Uint8Array;
  /** By formatId; the boxes of later admissions included. */
  readonly boxByMember: ReadonlyMap<string, Uint8Array>;
  /** The key of the epoch before, sealed under this one; null in epoch 1. */
  readonly previous: Uint8Array | null;
}

export function epochInForce({ epochs }: Pick<RosterState, "epochs">): EpochState {
  const epoch = epochs.at(-1);
  if (epoch === undefined) throw new Error("a roster begins with an epoch");
  return epoch;
}

export const memberWithId = (members: Members, id: MemberId): RosterMemberState | undefined =>
  members.get(formatId(id));

export const recoveryMemberOf = (members: Members, kind: MemberKind): RosterMemberState | undefined =>
  kind === "device" ? undefined : [...members.values()].find((member) => member.kind === kind);

export const hasFull = (members: Members): boolean =>
  [...members.values()].some(({ standing }) => standing === "full");

/** Full, and no other member is: recovery members count. */
export const isOnlyFull = (members: Members, member: RosterMemberState): boolean =>
  member.standing === "full" &&
  [...members.values()].every(({ id, standing }) => standing !== "full" || isEqualBytes(id, member.id));
