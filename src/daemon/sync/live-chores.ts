/**
 * What a device does while it is in step with its relay and nobody asks it to: it tells the others how far it is,
 * hears how far they are, and sees to it that the log gets a snapshot in time (docs/SPEC.md [PR1]–[PR4]).
 */
import type { Random } from "../../protocol/sodium.ts";
import type { SyncNetwork } from "./link-shell.ts";
import { isSnapshotDue } from "./outgoing.ts";
import { BEAT_MS } from "./presence-board.ts";
import { isRosterInStep } from "./replica.ts";
import type { ReplicaKeeper } from "./replica-keeper.ts";
import { createTimers } from "./timers.ts";

export interface LiveChoresPlace {
  readonly keeper: ReplicaKeeper;
  readonly schedule: SyncNetwork["schedule"];
  readonly random: Random;
  readonly isLive: () => boolean;
  readonly sendSignal: (bytes: Uint8Array) => void;
  /** There is a snapshot to be sent. */
  readonly onOwed: () => void;
  /** Somebody came, or has read on. */
  readonly onNews: () => void;
}

export interface LiveChores {
  /** In step with the relay. */
  arrived(): void;
  /** Records were read. */
  afterReading(): void;
  takeSignal(bytes: Uint8Array): void;
  /** Not in step any more. */
  stop(): void;
}

/** A snapshot is anybody's to make: each waits a while, and most find it made. */
const SNAPSHOT_WAIT = { leastMs: 0, mostMs: 30_000 } as const;
/** After something came, until the others are told how far this device is. */
const PRESENCE_QUIET = { leastMs: 1_000, mostMs: 2_000 } as const;
const BEAT = { leastMs: BEAT_MS, mostMs: BEAT_MS } as const;

export function createLiveChores(place: LiveChoresPlace): LiveChores {
  const { keeper, isLive, sendSignal, onOwed, onNews } = place;
  const timers = createTimers<"beat" | "presence" | "snapshot">(place.schedule, place.random);

  const lookForSnapshot = (): void => {
    const replica = keeper.replica();
    if (replica === undefined || !isLive() || timers.has("snapshot")) return;
    if (isSnapshotDue(replica)) timers.set("snapshot", SNAPSHOT_WAIT, makeDueSnapshot);
  };

  const makeDueSnapshot = (): void => {
    const replica = keeper.replica();
    if (replica === undefined || !isSnapshotDue(replica)) return;
    replica.owesSnapshot = true;
    onOwed();
  };

  /** An edit and a restoring that crossed each other on the way are both here now; the others are told how far. */
  const cameToRest = (): void => {
    keeper.settle();
    beat(false);
  };

  const beat = (isAsking: boolean): void => {
    timers.set("beat", BEAT, () => beat(false));
    const replica = keeper.replica();
    const board = keeper.board();
    if (replica === undefined || board === undefined || !isLive()) return;
    if ((replica.rosterAt?.members.size ?? 0) < 2 || !isRosterInStep(replica)) return;
    const signal = board.make(replica, isAsking);
    if (signal !== undefined) sendSignal(signal);
  };

  return {
    arrived: () => {
      beat(true);
      lookForSnapshot();
    },
    afterReading: () => {
      if (keeper.replica() === undefined || !isLive()) return;
      lookForSnapshot();
      if (!timers.has("presence")) timers.set("presence", PRESENCE_QUIET, cameToRest);
    },
    takeSignal: (bytes) => {
      const replica = keeper.replica();
      const board = keeper.board();
      if (replica === undefined || board === undefined || !isLive()) return;
      const { isAsking, isNews } = board.take(replica, bytes);
      if (isAsking) beat(false);
      if (isNews) onNews();
      if (replica.owesSnapshot) onOwed();
      keeper.flushSoon();
    },
    stop: timers.clearAll,
  };
}
