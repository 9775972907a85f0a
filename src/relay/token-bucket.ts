/**
 * Token buckets by name (an address, a vault, a member): so many at once, so many per second after that.
 *
 * A bucket that is full again is forgotten: what is kept is bounded by what came lately.
 */
import type { Rate } from "./limits.ts";

export interface Buckets {
  /** 0: one is taken. Else none was, and so many ms later there is one. */
  take(name: string, nowMs: number): number;
  forgetFull(nowMs: number): void;
  readonly size: number;
}

export function createBuckets({ burst, perSecond }: Rate): Buckets {
  /** When each one will be full again. */
  const fullAtMs = new Map<string, number>();
  const msPerToken = 1000 / perSecond;
  const depthMs = burst * msPerToken;
  return {
    take(name, nowMs) {
      const fullAt = Math.max(fullAtMs.get(name) ?? 0, nowMs) + msPerToken;
      const excessMs = fullAt - nowMs - depthMs;
      // A clock that was set back must not lock anyone out: a bucket is never emptier than empty.
      if (excessMs > msPerToken) fullAtMs.set(name, nowMs + depthMs);
      if (excessMs > 1e-6) return Math.ceil(Math.min(excessMs, msPerToken));
      fullAtMs.set(name, fullAt);
      return 0;
    },
    forgetFull(nowMs) {
      for (const [name, fullAt] of fullAtMs) if (fullAt <= nowMs) fullAtMs.delete(name);
    },
    get size() {
      return fullAtMs.size;
    },
  };
}
