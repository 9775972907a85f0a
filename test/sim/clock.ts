/**
 * A clock that stands still while anything happens, and a queue of what is to happen: the order is the world's, never
 * the machine's.
 */
export interface SimClock {
  /** Epoch ms. */
  readonly now: () => number;
  /** Returns how to call it off. */
  readonly schedule: (task: () => void, delayMs: number) => () => void;
  /** The next that is due by then, with the clock moved to its time; undefined: nothing, and the clock stands there. */
  next(untilMs: number): (() => void) | undefined;
  /** Everything sleeps for so long: what was due meanwhile is late. */
  jump(ms: number): void;
}

interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly task: () => void;
}

export function createSimClock(startMs: number): SimClock {
  let nowMs = startMs;
  let order = 0;
  const queue: Due[] = [];
  return {
    now: () => nowMs,
    schedule: (task, delayMs) => {
      const due = { atMs: nowMs + Math.max(0, Math.ceil(delayMs)), order: order++, task };
      // From the end: what is new is mostly late.
      let index = queue.length;
      while (index > 0 && (queue[index - 1] as Due).atMs > due.atMs) index -= 1;
      queue.splice(index, 0, due);
      return () => {
        const at = queue.indexOf(due);
        if (at >= 0) queue.splice(at, 1);
      };
    },
    next: (untilMs) => {
      const first = queue[0];
      if (first === undefined || first.atMs > untilMs) {
        nowMs = Math.max(nowMs, untilMs);
        return undefined;
      }
      queue.shift();
      nowMs = Math.max(nowMs, first.atMs);
      return first.task;
    },
    jump: (ms) => {
      nowMs += ms;
    },
  };
}
