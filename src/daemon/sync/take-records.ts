/**
 * Records as the relay sends them, in order, onto the chain (docs/SPEC.md [SY4], [SY5]).
 */
import type { RecordItem } from "../../protocol/messages.ts";
import type { TakeOutcome } from "../../protocol/sync-machine.ts";
import { BROKEN, isTaken, rememberCursor, type ReplicaState, TAKEN } from "./replica.ts";
import { takeEntry } from "./take-entry.ts";
import { takeEnvelope } from "./take-envelope.ts";

/** What was taken before something stood in the way stays taken. Repeats of what was read are passed over. */
export function takeRecords(state: ReplicaState, first: number, items: readonly RecordItem[]): TakeOutcome {
  let outcome: TakeOutcome = TAKEN;
  for (const [index, { kind, bytes }] of items.entries()) {
    const position = first + index;
    const read = state.chain?.cursor.position;
    if (read === undefined) return BROKEN;
    if (position <= read) continue;
    if (position > read + 1) outcome = BROKEN;
    else if (kind === "entry") outcome = takeEntry(state, bytes);
    else outcome = kind === "envelope" ? takeEnvelope(state, bytes) : BROKEN;
    if (!isTaken(outcome)) break;
  }
  rememberCursor(state);
  return outcome;
}
