/**
 * Waiting for what another process does: a question asked again and again until its answer is the expected one.
 *
 * The pause between two questions is only politeness; what is waited for is the answer. When time is up the failure
 * shows the last answer.
 */
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "vitest";

const PAUSE_MS = 20;
const LONGEST_MS = 15_000;

/** The first answer that `check` accepts by not throwing; its last failure, with the answer in it, when time is up. */
export async function eventually<T>(
  ask: () => Promise<T> | T,
  check: (answer: T) => void,
  longestMs = LONGEST_MS,
): Promise<T> {
  const endsAt = performance.now() + longestMs;
  for (;;) {
    const answer = await ask();
    try {
      check(answer);
      return answer;
    } catch (failure) {
      if (performance.now() > endsAt) throw failure;
    }
    await pause(PAUSE_MS);
  }
}

/** Until the answer matches, as `toMatchObject` has it. */
export const eventuallyMatches = <T>(
  ask: () => Promise<T> | T,
  expected: object,
  longestMs?: number,
): Promise<T> => eventually(ask, (answer) => expect(answer).toMatchObject(expected), longestMs);
