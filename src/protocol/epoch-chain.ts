/**
 * The epochs' keys from the newest back to the first: each epoch holds the key of the one before, sealed under its own.
 */
import type { MemberId } from "./ids.ts";
import type { Member } from "./keys.ts";
import type { Result } from "./result.ts";
import type { RosterState } from "./roster-model.ts";
import type { CannotOpen } from "./seal.ts";
import type { Secret } from "./secret.ts";
import type { Boxing, Hashing, Sealing } from "./sodium.ts";

export interface EpochKey {
  /** From 1. */
  readonly epoch: number;
  /** 32 bytes. */
  readonly key: Secret;
}

/** The key of this epoch can't be reached: whoever brought the epoch after it sealed something else. */
export interface BrokenChain {
  readonly type: "broken-chain";
  readonly epoch: number;
}

type Opening = Hashing & Boxing & Sealing;

/** All of them, oldest first. */
export function openEpochs(
  _sodium: Opening,
  _input: { readonly state: RosterState; readonly member: Member },
): Result<readonly EpochKey[], CannotOpen | BrokenChain> {
  throw new Error("not there yet");
}

/** Those after the newest known one, oldest first. */
export function extendEpochs(
  _sodium: Opening,
  _input: { readonly state: RosterState; readonly member: Member; readonly known: readonly EpochKey[] },
): Result<readonly EpochKey[], CannotOpen | BrokenChain> {
  throw new Error("not there yet");
}

/** Members whose box in the epoch in force is not what its key gives: they could not read. */
export function findBadBoxes(
  _sodium: Hashing & Boxing,
  _input: { readonly state: RosterState; readonly epochKey: Secret },
): readonly MemberId[] {
  throw new Error("not there yet");
}
