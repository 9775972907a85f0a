/**
 * The roster read entry by entry: from a state and an entry's bytes to the next state, or the rule that it breaks.
 */
import type { Malformed } from "./malformed.ts";
import type { InvalidEntry, Verifying } from "./roster.ts";
import type { Result } from "./result.ts";
import type { RosterState } from "./roster-model.ts";

export { epochInForce } from "./roster-model.ts";
export type { EpochState, FormerMember, Proposal, RosterMemberState, RosterState } from "./roster-model.ts";

type Read = Result<RosterState, Malformed | InvalidEntry>;

export function startRoster(_sodium: Verifying, _entry: Uint8Array): Read {
  throw new Error("not there yet");
}

export function extendRoster(_sodium: Verifying, _state: RosterState, _entry: Uint8Array): Read {
  throw new Error("not there yet");
}

export function foldRoster(_sodium: Verifying, _entries: readonly Uint8Array[]): Read {
  throw new Error("not there yet");
}
