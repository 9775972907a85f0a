/**
 * Timers by name: setting one again calls the earlier one off. When it rings is drawn between two bounds, so that a
 * person's devices don't all do the same thing at the same moment.
 */
import type { Random } from "../../protocol/sodium.ts";

export interface Timers<Name extends string> {
  set(name: Name, bounds: { readonly leastMs: number; readonly mostMs: number }, task: () => void): void;
  has(name: Name): boolean;
  clear(...names: readonly Name[]): void;
  readonly clearAll: () => void;
}

export function createTimers<Name extends string>(
  schedule: (task: () => void, delayMs: number) => () => void,
  random: Random,
): Timers<Name> {
  const callOffByName = new Map<Name, () => void>();
  const clear = (...names: readonly Name[]): void => {
    for (const name of names) {
      callOffByName.get(name)?.();
      callOffByName.delete(name);
    }
  };
  return {
    set: (name, { leastMs, mostMs }, task) => {
      clear(name);
      const [draw = 0] = random(1);
      const callOff = schedule(
        () => {
          callOffByName.delete(name);
          task();
        },
        leastMs + ((mostMs - leastMs) * draw) / 255,
      );
      callOffByName.set(name, callOff);
    },
    has: (name) => callOffByName.has(name),
    clear,
    clearAll: () => clear(...callOffByName.keys()),
  };
}
