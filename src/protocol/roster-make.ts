/**
 * Roster entries, made and signed: what a member appends after the newest entry that it knows.
 */
import type { MemberId, VaultId } from "./ids.ts";
import type { Member } from "./keys.ts";
import type { Malformed } from "./malformed.ts";
import type { MemberPublicKeys } from "./members.ts";
import type { Result } from "./result.ts";
import type { InvalidEntry } from "./roster.ts";
import type { RosterState } from "./roster-model.ts";
import type { Secret } from "./secret.ts";
import type { CryptoTools, Signing } from "./sodium.ts";

/** `wrong-epoch-key`: the key is not that of the epoch in force. */
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

export function signJoin(_sodium: Signing, _member: Member, _vaultId: VaultId): Uint8Array {
  throw new Error("not there yet");
}

export function makeDeviceAdmission(
  _tools: CryptoTools,
  _input: MakingWithKey & { readonly guest: MemberPublicKeys; readonly join: Uint8Array },
): Result<Uint8Array, CannotMake> {
  throw new Error("not there yet");
}

export interface NewRecoveryMember {
  readonly kind: "words" | "passphrase";
  readonly keys: MemberPublicKeys;
  /** Hash of the handle, 32 bytes: for a passphrase, and for it alone. */
  readonly handle: Uint8Array | null;
}

export function makeRecoveryAdmission(
  _tools: CryptoTools,
  _input: MakingWithKey & {
    readonly member: NewRecoveryMember;
    readonly join: Uint8Array;
    readonly replaces: MemberId | null;
  },
): Result<Uint8Array, CannotMake> {
  throw new Error("not there yet");
}

export function makeConfirmation(
  _tools: CryptoTools,
  _input: MakingWithKey & { readonly entry: number },
): Result<MadeEntry, CannotMake> {
  throw new Error("not there yet");
}

export function makeRejection(
  _tools: CryptoTools,
  _input: Making & { readonly entry: number },
): Result<Uint8Array, CannotMake> {
  throw new Error("not there yet");
}

export function makeRemoval(
  _tools: CryptoTools,
  _input: MakingWithKey & { readonly members: readonly MemberId[] },
): Result<MadeEntry, CannotMake> {
  throw new Error("not there yet");
}

export function makeHome(
  _tools: CryptoTools,
  _input: Making & { readonly url: string; readonly relayKey: Uint8Array },
): Result<Uint8Array, CannotMake> {
  throw new Error("not there yet");
}
