/**
 * What was deleted leaves the disk, or waits for whoever has the files open: told once, tried again by whoever asks.
 *
 * Never waits itself: meanwhile no device would be answered.
 */
import type { Log } from "./relay-log.ts";
import type { RelayStore } from "./relay-store.ts";

/** False: not yet. */
export type Scrub = () => Promise<boolean>;

export function createScrub({
  store,
  log,
}: {
  readonly store: Pick<RelayStore, "scrub">;
  readonly log: Log;
}): Scrub {
  let isDelayed = false;
  return async () => {
    const scrubbed = await store.scrub(0);
    const isDone = scrubbed.ok && scrubbed.value;
    if (!isDone && !isDelayed) log("scrub-delayed");
    isDelayed = !isDone;
    return isDone;
  };
}
