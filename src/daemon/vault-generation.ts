/**
 * The generation that follows, and the clientID that it gives (docs/SPEC.md [GE1]).
 *
 * Drawn, so that a copy and its original don't come to the same. And its clientID is smaller than the one before: of two
 * values that were written to a field without knowing of each other Yjs shows the one of the greater clientID. What is
 * made again may stand in the log already, with newer values on top of it, and must never win against those.
 */
import type { MemberId } from "../protocol/ids.ts";
import { clientIdOf } from "../protocol/members.ts";
import type { CryptoTools } from "../protocol/sodium.ts";

export interface Generation {
  readonly generation: number;
  readonly clientId: number;
}

/** Of so many the greatest that is smaller: there must be room below for many a generation. */
const LEAST_DRAWS = 16;
const MOST_DRAWS = 20_000;

export function nextGeneration(
  { sodium, random }: CryptoTools,
  { memberId, generation, clientId }: Generation & { readonly memberId: MemberId },
): Generation {
  let best: Generation | undefined;
  for (let draw = 0; draw < MOST_DRAWS; draw++) {
    if (draw >= LEAST_DRAWS && best !== undefined && best.clientId < clientId) return best;
    const [high = 0, low = 0] = random(2);
    const drawn = generation + 1 + 256 * high + low;
    const next = { generation: drawn, clientId: clientIdOf(sodium, memberId, drawn) };
    if (best === undefined || isBetter(next.clientId, best.clientId, clientId)) best = next;
  }
  return best as Generation;
}

/** Smaller than the old one, and as great as can be; else as small as can be. */
function isBetter(next: number, best: number, old: number): boolean {
  if (next < old) return best >= old || next > best;
  return best >= old && next < best;
}
