/**
 * Holds the model: takes events, hands effects to whoever performs them, and keeps the frame. A line that didn't
 * change keeps its identity, and so does a frame in which no line did: nothing is painted for nothing.
 */
import { isSameLine, type Line } from "./line.ts";
import type { Effect, Event, Model } from "./model.ts";
import { drawFrame } from "./screens/frame.ts";
import { update } from "./update.ts";

export interface Store {
  readonly dispatch: (event: Event) => void;
  readonly model: () => Model;
  readonly frame: () => readonly Line[];
  readonly subscribe: (listener: () => void) => () => void;
}

interface StoreOptions {
  readonly model: Model;
  /** Epoch ms. */
  readonly clock: () => number;
  readonly perform: (effect: Effect, dispatch: (event: Event) => void) => void;
}

export function createStore(options: StoreOptions): Store {
  const listeners = new Set<() => void>();
  let model = options.model;
  let drawn: Model | undefined;
  let frame: readonly Line[] = [];

  const dispatch = (event: Event): void => {
    const [next, effects] = update(model, event, options.clock());
    model = next;
    for (const effect of effects) options.perform(effect, dispatch);
    for (const listener of listeners) listener();
  };
  return {
    dispatch,
    model: () => model,
    frame() {
      if (drawn !== model) {
        drawn = model;
        frame = keepLines(frame, drawFrame(model));
      }
      return frame;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function keepLines(before: readonly Line[], after: readonly Line[]): readonly Line[] {
  const kept = after.map((line, index) => {
    const old = before[index];
    return old !== undefined && isSameLine(old, line) ? old : line;
  });
  const isSame = kept.length === before.length && kept.every((line, index) => line === before[index]);
  return isSame ? before : kept;
}
