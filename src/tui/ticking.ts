/**
 * One timer, on the full second: all countdowns change together, and nothing runs in between. A screen reader would
 * read every second aloud: for it time stands still, except to take a secret off the screen that was shown for a while.
 */
import { topLayer } from "./layers.ts";
import type { Model } from "./model.ts";
import type { Store } from "./store.ts";

/** How often to look whether the daemon is back, or was unlocked elsewhere. */
const LOOK_EVERY_SECONDS = 2;

export interface Ticking {
  readonly look: () => void;
  readonly isFrozen: boolean;
}

export function startTicking(store: Store, { look, isFrozen }: Ticking): () => void {
  let timer: NodeJS.Timeout;
  let seconds = 0;
  const tick = (): void => {
    if (!isFrozen || isShownTooLong(store.model(), Date.now())) store.dispatch({ type: "tick" });
    const { phase, isConnected } = store.model();
    if (++seconds % LOOK_EVERY_SECONDS === 0 && (phase.status !== "open" || !isConnected)) look();
    plan();
  };
  const plan = (): void => {
    timer = setTimeout(tick, 1000 - (Date.now() % 1000) + 2);
  };
  plan();
  return () => clearTimeout(timer);
}

/** Something that was shown for a while only, and is still there. */
export function isShownTooLong(model: Model, nowMs: number): boolean {
  const { revealed, fresh } = model.list;
  const layer = topLayer(model);
  const isOver = (until: number | undefined): boolean => until !== undefined && until <= nowMs;
  return (
    isOver(revealed?.until) ||
    isOver(fresh?.until) ||
    (layer?.kind === "details" && layer.isRevealed && layer.hideAt <= nowMs)
  );
}
