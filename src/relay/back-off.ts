/**
 * Failures by name (an address): the first few are free, from then on each doubles the time until the next try.
 */
export interface BackOff {
  /** How long until another try is looked at; 0: now. */
  waitMs(name: string, nowMs: number): number;
  failed(name: string, nowMs: number): void;
  /** What happened long ago no longer counts. */
  forgetOld(nowMs: number): void;
}

interface Failures {
  readonly count: number;
  readonly until: number;
}

const FIRST_MS = 1000;
const LONGEST_MS = 5 * 60 * 1000;
const MEMORY_MS = 60 * 60 * 1000;

export function createBackOff(freeFailures: number): BackOff {
  const byName = new Map<string, Failures>();
  return {
    waitMs(name, nowMs) {
      const until = byName.get(name)?.until ?? 0;
      return Math.min(Math.max(until - nowMs, 0), LONGEST_MS);
    },
    failed(name, nowMs) {
      const count = (byName.get(name)?.count ?? 0) + 1;
      const doublings = count - freeFailures - 1;
      const waitMs = doublings < 0 ? 0 : Math.min(FIRST_MS * 2 ** doublings, LONGEST_MS);
      byName.set(name, { count, until: nowMs + waitMs });
    },
    forgetOld(nowMs) {
      for (const [name, { until }] of byName) {
        if (Math.abs(nowMs - until) > MEMORY_MS) byName.delete(name);
      }
    },
  };
}
