/**
 * A roster read entry by entry, with pauses: each entry costs signatures to verify, and other devices wait meanwhile.
 */
import { setImmediate as pause } from "node:timers/promises";
import type { Malformed } from "../protocol/malformed.ts";
import { ok, type Result } from "../protocol/result.ts";
import type { InvalidEntry, Verifying } from "../protocol/roster.ts";
import { extendRoster, type RosterState, startRoster } from "../protocol/roster-state.ts";

const ENTRIES_PER_TURN = 16;

/** The state after each entry; at least one. */
export async function foldSlowly(
  sodium: Verifying,
  entries: readonly Uint8Array[],
): Promise<Result<readonly [RosterState, ...RosterState[]], Malformed | InvalidEntry>> {
  const [first = new Uint8Array(), ...others] = entries;
  const started = startRoster(sodium, first);
  if (!started.ok) return started;
  const states: [RosterState, ...RosterState[]] = [started.value];
  let state = started.value;
  for (const [index, entry] of others.entries()) {
    if (index % ENTRIES_PER_TURN === ENTRIES_PER_TURN - 1) await pause();
    const next = extendRoster(sodium, state, entry);
    if (!next.ok) return next;
    state = next.value;
    states.push(state);
  }
  return ok(states);
}
