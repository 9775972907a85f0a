/**
 * The link at work: carries out what the sync machine decides (protocol/sync-machine.ts).
 *
 * Lives as long as the daemon. While the vault is open it has a replica; while it is locked, an open session's records
 * are stored as they come, sealed. Events are handled one after another, whatever they cause.
 */
import { isEqualBytes } from "../../protocol/bytes.ts";
import type { ClientMessage, RecordItem, RelayMessage } from "../../protocol/messages.ts";
import { foldRoster } from "../../protocol/roster-state.ts";
import type { CryptoTools } from "../../protocol/sodium.ts";
import {
  SYNC_START,
  type SyncEffect,
  type SyncEvent,
  type SyncState,
  type TakeOutcome,
  type TimerName,
  update,
} from "../../protocol/sync-machine.ts";
import type { VaultHolder } from "../vault-holder.ts";
import { judgeRoster, mergeSide, removedBy } from "./merge-side.ts";
import { hasOutgoing, isReadyToSend, noteRefusal, sealNext } from "./outgoing.ts";
import { createLinkOpening, type Opening } from "./link-opening.ts";
import { createLiveChores } from "./live-chores.ts";
import type { PresenceBoard } from "./presence-board.ts";
import type { Besides } from "./read-beside.ts";
import type { ConnectionOptions, RelayConnection } from "./relay-connection.ts";
import { createReplicaKeeper } from "./replica-keeper.ts";
import { type Alarm, logOf, remember, type ReplicaState, type MustReach } from "./replica.ts";
import { takeRecords } from "./take-records.ts";
import { createTimers } from "./timers.ts";

export interface LinkShellPlace {
  readonly holder: VaultHolder;
  readonly tools: CryptoTools;
  /** Epoch ms. */
  readonly now: () => number;
  readonly installation: () => Uint8Array | null;
  /** Something that is shown has changed. */
  readonly onChange: () => void;
  readonly onAlarm: (alarm: Alarm) => void;
  readonly network: SyncNetwork;
}

/** The world outside, as parameters: a simulation has its own. */
export interface SyncNetwork {
  readonly connect: (options: ConnectionOptions) => RelayConnection;
  /** Returns how to call it off. Must not keep the process alive. */
  readonly schedule: (task: () => void, delayMs: number) => () => void;
}

export interface LinkShell {
  state(): SyncState;
  replica(): ReplicaState | undefined;
  presence(): PresenceBoard | undefined;
  /** Seconds; null: unknown. */
  readonly clockSkewSeconds: () => number | null;
  /** For whoever waits for an answer. */
  readonly schedule: SyncNetwork["schedule"];
  /** Epoch seconds since when it is not in step; null: it is. */
  since(): number | null;
  /** Nothing waits either way. */
  readonly isInStep: () => boolean;
  /** Only while live. */
  send(message: ClientMessage): boolean;
  /** Called for every message of the relay, after it was handled; returns how to stop. */
  listen(listener: (message: RelayMessage) => void): () => void;
  /** Called whenever anything may have changed. */
  watch(listener: () => void): () => void;
  /** The home is another one, or none: as the session's sync record says. */
  relink(opening: Opening | null): void;
  go(): void;
  /** A joining device must reach this entry. */
  mustReach(place: MustReach): void;
  /** What was purged is to go at the relay, too: the log gets a snapshot that covers it. */
  oweSnapshot(): void;
  readonly opened: () => void;
  locked(): void;
  /** An edit was stored. */
  readonly edited: () => void;
  readonly stop: () => void;
}

/** A relay keeps a quarter of it for one vault, unless its operator says otherwise. */
const MOST_BESIDE_BYTES = 1024 * 1024 * 1024;

export function createLinkShell(place: LinkShellPlace): LinkShell {
  const { tools, now, onChange, network } = place;
  let machine = SYNC_START;
  let connection: RelayConnection | undefined;
  let besides: Besides | undefined;
  let logNonce: Uint8Array | undefined;
  let lostEntries: readonly Uint8Array[] = [];
  const opening = createLinkOpening();
  let skewMs: number | null = null;
  let outOfStepSince: number | null = null;
  /** To what, and as whom, it was connected last. */
  let connectedAs: { readonly url: string; readonly member: string } | undefined;
  const timers = createTimers<TimerName>(network.schedule, tools.random);
  const listeners = new Set<(message: RelayMessage) => void>();
  const watchers = new Set<() => void>();
  const queue: SyncEvent[] = [];
  let isRunning = false;
  const keeper = createReplicaKeeper({
    holder: place.holder,
    tools,
    now,
    schedule: network.schedule,
    onAlarm: place.onAlarm,
    onAcknowledged: (id) => {
      const replica = keeper.replica();
      if (replica !== undefined) remember(replica, { lastSyncAt: Math.floor(now() / 1000) });
      tellDrafts();
      dispatch({ type: "acknowledged", id });
    },
    onLoss: () => outcome({ type: "storage" }),
  });

  const chores = createLiveChores({
    keeper,
    schedule: network.schedule,
    random: tools.random,
    isLive: () => machine.phase.status === "live",
    sendSignal: (bytes) => connection?.send({ type: "signal", bytes }),
    onOwed: () => tellDrafts(),
    onNews: () => changed(),
  });

  const dispatch = (event: SyncEvent): void => {
    queue.push(event);
    if (isRunning) return;
    isRunning = true;
    const before = machine;
    try {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        const [state, effects] = update(machine, next);
        machine = state;
        for (const effect of effects) run(effect);
      }
    } finally {
      isRunning = false;
    }
    if (machine === before) return;
    if (machine.phase.status === "live" && before.phase.status !== "live") arrived();
    changed();
  };

  /** In step with the relay. The others are told at once: a second word after a while would say the same. */
  const arrived = (): void => {
    chores.arrived();
  };

  const changed = (): void => {
    const { status } = machine.phase;
    if (status === "live" || status === "off") outOfStepSince = null;
    else outOfStepSince ??= Math.floor(now() / 1000);
    onChange();
    for (const watcher of watchers) watcher();
  };

  const outcome = (result: TakeOutcome): void => {
    if (result.type === "moved") keeper.followHome();
    dispatch({ type: "outcome", outcome: result });
  };

  const tellDrafts = (): void => {
    const replica = keeper.replica();
    dispatch({ type: "drafts", hasDrafts: replica !== undefined && isReadyToSend(replica) });
  };

  const run = (effect: SyncEffect): void => {
    switch (effect.type) {
      case "connect":
        return connect();
      case "disconnect":
        return disconnect();
      case "open-vault":
        return openVault();
      case "begin-beside":
        return beginBeside(effect.start);
      case "take":
        return take(effect.first, effect.items);
      case "finish":
        return finish(effect.position);
      case "check-former":
        return checkFormer(effect.entries);
      case "seal":
        return seal();
      case "set-timer":
        return timers.set(effect.name, effect, () => dispatch({ type: "timer", name: effect.name }));
      default:
        return timers.clear(effect.name);
    }
  };

  const connect = (): void => {
    disconnect();
    const replica = keeper.replica();
    const record = keeper.session()?.syncRecord();
    const home = record?.home ?? null;
    if (record === undefined || home === null || replica === undefined) return;
    connectedAs = { url: home.url, member: replica.memberName };
    replica.relayKey = home.relayKey;
    connection = network.connect({
      urls: [home.url, ...home.otherUrls],
      pin: { type: "key", relayKey: home.relayKey },
      tools,
      now,
      onProven: (proven, { skewMs: skew }) => {
        skewMs = skew;
        // Not the replica of before: where memory was thrown away meanwhile, its keys are wiped.
        const current = keeper.replica();
        if (current === undefined) return;
        const cursor = current.chain?.cursor ?? null;
        proven.login({ member: current.member, purpose: "sync", cursor });
      },
      onMessage: receive,
      onClosed: (error) => {
        forgetConnection();
        dispatch({ type: "closed", error });
      },
    });
  };

  const forgetConnection = (): void => {
    connection = undefined;
    besides = undefined;
    lostEntries = [];
    keeper.board()?.clear();
    chores.stop();
    const replica = keeper.replica();
    if (replica === undefined) return;
    replica.inFlight = undefined;
    replica.snapshotRefusedAt = undefined;
  };

  const disconnect = (): void => {
    connection?.close();
    forgetConnection();
  };

  const receive = (message: RelayMessage): void => {
    if (message.type === "welcome") {
      ({ logNonce } = message);
      const own = keeper.session()?.keyring.vaultId;
      if (own !== undefined && !isEqualBytes(own, message.vaultId)) return outcome({ type: "broken" });
    }
    if (message.type === "signal") chores.takeSignal(message.bytes);
    if (message.type === "refused") noteRefusal(keeper.replica(), message);
    dispatch({ type: "message", message });
    for (const listener of listeners) listener(message);
  };

  const openVault = (): void => {
    const entries = keeper.session()?.roster().entries;
    if (entries !== undefined) connection?.send(opening.open(entries));
  };

  const beginBeside = (start: Besides["start"]): void => {
    const replica = keeper.replica();
    if (replica === undefined || logNonce === undefined) return;
    besides = { log: logOf(replica, logNonce), start, pages: [], next: (start?.position ?? 0) + 1, bytes: 0 };
  };

  const take = (first: number, items: readonly RecordItem[]): void => {
    if (besides !== undefined) return takeBeside(besides, first, items);
    const replica = keeper.replica();
    if (replica === undefined) return outcome(keeper.storeSealed(first, items));
    const result = takeRecords(replica, first, items);
    if (machine.phase.status === "live") remember(replica, { lastSyncAt: Math.floor(now() / 1000) });
    keeper.flushSoon();
    outcome(result);
    chores.afterReading();
  };

  /** Looked at when all is there; what can't be right, or is beyond all bounds, ends the session at once. */
  const takeBeside = (reading: Besides, first: number, items: readonly RecordItem[]): void => {
    const isNext = first === reading.next;
    reading.next = first + items.length;
    reading.bytes += items.reduce((sum, { bytes }) => sum + bytes.length, 0);
    reading.pages.push({ first, items });
    if (!isNext || reading.bytes > MOST_BESIDE_BYTES) outcome({ type: "broken" });
  };

  const finish = (position: number): void => {
    const replica = keeper.replica();
    if (replica === undefined) return outcome({ type: "broken" });
    if (besides === undefined) {
      const isHere = replica.chain?.cursor.position === position;
      return finished(isHere ? { type: "finished" } : { type: "broken" });
    }
    const merged = mergeSide(replica, besides, position);
    besides = undefined;
    ({ lostEntries } = merged);
    // The vault comes back to this relay: where it went meanwhile is the past.
    const isComingHome = merged.outcome.type === "moved" && opening.homeEntry() !== null;
    finished(isComingHome ? { type: "finished" } : merged.outcome);
  };

  const finished = (result: TakeOutcome): void => {
    const replica = keeper.replica();
    const session = keeper.session();
    if (replica !== undefined && session !== undefined && result.type === "finished") {
      replica.mustReach = undefined;
      remember(replica, {
        lastSyncAt: Math.floor(now() / 1000),
        installation: session.syncRecord().installation ?? place.installation(),
      });
    }
    if (!keeper.flush()) return outcome({ type: "storage" });
    if (result.type !== "finished") return outcome(result);
    // Read to the end, and nothing sent yet: the moment for what must come before.
    keeper.settle();
    const settled = keeper.replica();
    for (const message of settled === undefined ? [] : opening.putBack(settled, lostEntries)) {
      connection?.send(message);
    }
    opening.set(null);
    outcome(result);
    tellDrafts();
  };

  const checkFormer = (entries: readonly Uint8Array[]): void => {
    const replica = keeper.replica();
    if (replica === undefined) return;
    const folded = foldRoster(tools.sodium, entries);
    const refusal = judgeRoster(replica, entries);
    const result = !folded.ok
      ? ({ type: "broken" } as const)
      : (refusal ?? removedBy(replica, { entries, roster: folded.value }));
    keeper.flush();
    outcome(result);
  };

  const seal = (): void => {
    const replica = keeper.replica();
    if (replica === undefined || connection === undefined) return;
    const outgoing = sealNext(replica);
    if (outgoing.type === "nothing") return dispatch({ type: "nothing-to-send" });
    if (outgoing.type === "wrong-key") return dispatch({ type: "wrong-key" });
    connection.send({ type: "push", envelope: outgoing.bytes });
    dispatch({ type: "sealed", id: outgoing.id });
  };

  const isLinked = (): boolean => {
    const record = keeper.session()?.syncRecord();
    return record !== undefined && record.home !== null && record.revoked === null;
  };

  /** Not another relay, and not another vault, as it was when the vault was open last. */
  const isSameLink = (): boolean => {
    if (connectedAs === undefined) return true;
    const { url, member } = connectedAs;
    const replica = keeper.replica();
    const isSame = url === keeper.session()?.syncRecord().home?.url && member === replica?.memberName;
    // A replica that stands nowhere has to read all of the log: an open session only goes on.
    return isSame && (machine.phase.status !== "live" || replica.chain !== undefined);
  };

  /** After unlocking: what came meanwhile, and whether the link is still the same. */
  const resume = (): void => {
    if (keeper.session() === undefined) return;
    if (!isSameLink()) dispatch({ type: "unlinked" });
    const taken = keeper.takeInbox();
    dispatch({ type: "unlocked" });
    const revoked = keeper.session()?.syncRecord().revoked ?? null;
    if (revoked !== null) {
      place.onAlarm({ type: "revoked", ...revoked });
      outcome({ type: "revoked" });
    } else if (taken.type === "moved") outcome(taken);
    else if (isLinked() && machine.phase.status === "off") dispatch({ type: "linked" });
    // Whatever else stands in the way is met again when the log is read from the cursor on.
    else if (taken.type !== "taken") {
      disconnect();
      dispatch({ type: "closed", error: "broken-stream" });
    }
    tellDrafts();
  };

  return {
    state: () => machine,
    replica: () => keeper.replica(),
    presence: () => keeper.board(),
    clockSkewSeconds: () => (skewMs === null ? null : Math.round(skewMs / 1000)),
    schedule: network.schedule,
    since: () => outOfStepSince,
    isInStep: () => {
      const replica = keeper.replica();
      const isQuiet = machine.phase.status === "live" && machine.pushing.status === "idle";
      return isQuiet && replica !== undefined && !hasOutgoing(replica) && !replica.isLogBehind;
    },
    send: (message) => {
      if (machine.phase.status !== "live" || connection === undefined) return false;
      connection.send(message);
      return true;
    },
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    watch: (listener) => {
      watchers.add(listener);
      return () => watchers.delete(listener);
    },
    relink: (next) => {
      opening.set(next);
      disconnect();
      keeper.rebuild();
      dispatch({ type: isLinked() ? "linked" : "unlinked" });
      changed();
    },
    go: () => dispatch({ type: "go" }),
    mustReach: (seen) => {
      const replica = keeper.replica();
      if (replica !== undefined) replica.mustReach = seen;
    },
    oweSnapshot: () => {
      const replica = keeper.replica();
      if (replica === undefined) return;
      replica.owesSnapshot = true;
      tellDrafts();
    },
    opened: () => {
      keeper.open();
      resume();
    },
    locked: () => {
      keeper.lock();
      dispatch({ type: "locked" });
    },
    edited: () => {
      if (keeper.replica() === undefined) return;
      // A failed edit threw memory away, and with it what the replica had taken since the last flush.
      if (!keeper.isInStep()) outcome({ type: "storage" });
      tellDrafts();
    },
    stop: () => {
      disconnect();
      opening.set(null);
      timers.clearAll();
    },
  };
}
