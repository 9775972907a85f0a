/**
 * What a roster entry can say (docs/SPEC.md [RO3]).
 *
 * Shapes only: their bytes are roster-change-cbor.ts's matter; whether an entry is signed, in order and allowed is that
 * of roster.ts and roster-state.ts.
 */
import type { MemberId } from "./ids.ts";
import type { MemberPublicKeys } from "./members.ts";

export type RosterChange =
  | FoundChange
  | AdmitChange
  | ConfirmChange
  | RejectChange
  | RemoveChange
  | HomeChange
  | EraseChange;

/** Founds the vault: the entry's author is its first member. */
export interface FoundChange {
  readonly type: "found";
  /** 16 random bytes, so that one device can found several vaults. */
  readonly nonce: Uint8Array;
  readonly member: MemberPublicKeys & { readonly kind: "device" };
  readonly epoch: FirstEpoch;
}

/** Lets a member in, or proposes it. */
export interface AdmitChange {
  readonly type: "admit";
  readonly member: RosterMember;
  /** 64 bytes: the new member's own signature that it joins this vault. */
  readonly join: Uint8Array;
  /** 80 bytes: the key of the epoch in force; null in a proposal. */
  readonly box: Uint8Array | null;
  /** The recovery member of the same kind that goes when this one comes. */
  readonly replaces: MemberId | null;
  /** No admission brings one in this version. */
  readonly epoch: RosterEpoch | null;
}

/** Another full member's word for a proposal. */
export interface ConfirmChange {
  readonly type: "confirm";
  /** Index of the entry that proposes. */
  readonly entry: number;
  /** 80 bytes: for a recovery member that comes without another going. */
  readonly box: Uint8Array | null;
  /** Where a recovery member goes. */
  readonly epoch: RosterEpoch | null;
}

/** Closes a proposal. */
export interface RejectChange {
  readonly type: "reject";
  /** Index of the entry that proposes. */
  readonly entry: number;
}

/** Removes devices, leaves, proposes that a recovery member goes, or (naming nobody) only brings a due epoch. */
export interface RemoveChange {
  readonly type: "remove";
  /** Ascending. */
  readonly members: readonly MemberId[];
  readonly epoch: RosterEpoch | null;
}

/** Says where the vault's log grows. */
export interface HomeChange {
  readonly type: "home";
  /** 1 to 512 printable ASCII characters. */
  readonly url: string;
  /** The relay's Ed25519 key, 32 bytes. */
  readonly relayKey: Uint8Array;
}

/** Turns a backup off, or proposes it. */
export interface EraseChange {
  readonly type: "erase";
  /** backup: recovery members and points in time. all: the relay's whole content; devices keep what they hold. */
  readonly scope: ErasureScope;
  /** None brings one in this version: what is erased at once takes no member, and else its confirmation brings it. */
  readonly epoch: RosterEpoch | null;
}

export const ERASURE_SCOPES = ["backup", "all"] as const;
export type ErasureScope = (typeof ERASURE_SCOPES)[number];

export type MemberKind = "device" | "words" | "passphrase";

export interface RosterMember extends MemberPublicKeys {
  readonly kind: MemberKind;
  /** Hash of the handle, 32 bytes: for a passphrase, and for it alone. */
  readonly handle: Uint8Array | null;
}

export interface FirstEpoch {
  /** From 1. */
  readonly number: number;
  /** 32 bytes. */
  readonly commitment: Uint8Array;
  /** The epoch key, sealed for each member. */
  readonly boxes: readonly EpochBox[];
}

/** Its boxes ascend by member. */
export interface RosterEpoch extends FirstEpoch {
  /** 296 bytes: the key of the epoch before, sealed under this one. */
  readonly previous: Uint8Array;
}

export interface EpochBox {
  readonly member: MemberId;
  /** 80 bytes. */
  readonly box: Uint8Array;
}

export const FOUND_NONCE_BYTES = 16;
/** nonce(24) ‖ a key, padded to 256 ‖ tag(16). */
export const PREVIOUS_KEY_BYTES = 296;
