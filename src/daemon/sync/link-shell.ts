/**
 * The link at work: carries out what the sync machine decides (protocol/sync-machine.ts).
 *
 * Lives as long as the daemon. While the vault is open it has a replica; while it is locked, an open session's records
 * are stored as they come, sealed. Events are handled one after another, whatever they cause.
 */
import type { HoltError } from "../../protocol/errors.ts";
import type { Cursor } from "../../protocol/log.ts";
import type { ClientMessage, RecordItem, RelayMessage } from "../../protocol/messages.ts";
import { isEqualBytes } from "../../protocol/bytes.ts";
import { foldRoster } from "../../protocol/roster-state.ts";
import type { Secret } from "../../protocol/secret.ts";
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
import type { SyncHome, SyncRecord } from "../../protocol/sync-record.ts";
import { ok } from "../../protocol/result.ts";
import { nameDevice, readDevices } from "../../vault/devices.ts";
import type { VaultHolder } from "../vault-holder.ts";
import type { VaultSession } from "../vault-session.ts";
import { judgeRoster, mergeSide, removedBy } from "./merge-side.ts";
import { hasOutgoing, isSnapshotDue, sealNext } from "./outgoing.ts";
import { BEAT_MS, createPresenceBoard, type PresenceBoard } from "./presence-board.ts";
import type { Besides } from "./read-beside.ts";
import type { ConnectionOptions, RelayConnection } from "./relay-connection.ts";
import {
  type Alarm,
  createReplicaState,
  isRosterInStep,
  logOf,
  remember,
  type ReplicaState,
  wipeReplica,
} from "./replica.ts";
import { takeRecords } from "./take-records.ts";

export interface LinkShellPlace {
  readonly holder: VaultHolder;
  readonly tools: CryptoTools;
  /** Epoch ms. */
  readonly now: () => number;
  readonly installation: () => Uint8Array | null;
  /** Something that is shown has changed. */
  readonly onChange: () => void;
  readonly onAlarm: (alarm: Alarm) => void;
  /** Runs work after what is at hand. */
  readonly defer: (task: () => void) => void;
  readonly network: SyncNetwork;
}

/** The world outside, as parameters: a simulation has its own. */
export interface SyncNetwork {
  readonly connect: (options: ConnectionOptions) => RelayConnection;
  /** Returns how to call it off. Must not keep the process alive. */
  readonly schedule: (task: () => void, delayMs: number) => () => void;
}

/** What a new link needs until the vault stands at the relay. */
export interface Opening {
  /** A roster entry that makes this relay the home; null: the roster says so already. */
  readonly homeEntry: Uint8Array | null;
  readonly token: Secret | null;
}

export interface LinkShell {
  state(): SyncState;
  replica(): ReplicaState | undefined;
  presence(): PresenceBoard | undefined;
  /** Seconds; null: unknown. */
  readonly clockSkewSeconds: () => number | null;
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
  mustReach(entry: { readonly index: number; readonly hash: Uint8Array }): void;
  readonly opened: () => void;
  locked(): void;
  /** An edit was stored. */
  readonly edited: () => void;
  readonly stop: () => void;
}

type Timer = TimerName | "beat" | "presence" | "snapshot";

/** A relay's snapshot is anybody's to make: each waits a while, and most find it made. */
const SNAPSHOT_WAIT_MS = 30_000;
const PRESENCE_QUIET_MS = 2_000;

export function createLinkShell(place: LinkShellPlace): LinkShell {
  const { holder, tools, now, onChange, onAlarm, defer, network } = place;
  let machine = SYNC_START;
  let connection: RelayConnection | undefined;
  let replica: ReplicaState | undefined;
  let board: PresenceBoard | undefined;
  let session: VaultSession | undefined;
  let reloads = 0;
  let besides: Besides | undefined;
  let logNonce: Uint8Array | undefined;
  let lostEntries: readonly Uint8Array[] = [];
  let opening: Opening | null = null;
  let skewMs: number | null = null;
  let outOfStepSince: number | null = null;
  let home: SyncHome | null = null;
  let isFlushDue = false;
  const timers = new Map<Timer, () => void>();
  const listeners = new Set<(message: RelayMessage) => void>();
  const watchers = new Set<() => void>();
  const queue: SyncEvent[] = [];
  let isRunning = false;

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
    if (machine !== before) changed();
  };

  const changed = (): void => {
    const inStep = machine.phase.status === "live" || machine.phase.status === "off";
    if (inStep) outOfStepSince = null;
    else outOfStepSince ??= Math.floor(now() / 1000);
    onChange();
    for (const watcher of watchers) watcher();
  };

  const outcome = (result: TakeOutcome): void => {
    if (result.type === "moved") followHome();
    dispatch({ type: "outcome", outcome: result });
  };

  /** The roster names another relay: its log is read from the beginning. */
  const followHome = (): void => {
    const next = session?.roster().state?.home ?? null;
    const record = session?.syncRecord();
    if (session === undefined || record === undefined || next === null) return;
    const { url, relayKey } = next;
    session.setSyncRecord({
      ...record,
      home: { url, relayKey, otherUrls: [], isEmbedded: false },
      cursor: null,
    });
    flush();
    rebuild();
  };

  const setTimer = (name: Timer, delayMs: number, task: () => void): void => {
    clearTimer(name);
    const callOff = network.schedule(() => {
      timers.delete(name);
      task();
    }, delayMs);
    timers.set(name, callOff);
  };
  const clearTimer = (name: Timer): void => {
    timers.get(name)?.();
    timers.delete(name);
  };
  const between = (leastMs: number, mostMs: number): number => {
    const [draw = 0] = tools.random(1);
    return leastMs + ((mostMs - leastMs) * draw) / 255;
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
        return setTimer(effect.name, between(effect.leastMs, effect.mostMs), () =>
          dispatch({ type: "timer", name: effect.name }),
        );
      default:
        return clearTimer(effect.name);
    }
  };

  const connect = (): void => {
    disconnect();
    const record = session?.syncRecord();
    if (record?.home === null || record === undefined || replica === undefined) return;
    home = record.home;
    replica.relayKey = record.home.relayKey;
    const { member } = replica;
    connection = network.connect({
      urls: [record.home.url, ...record.home.otherUrls],
      pin: { type: "key", relayKey: record.home.relayKey },
      tools,
      now,
      onProven: (proven, { skewMs: skew }) => {
        skewMs = skew;
        proven.login({ member, purpose: "sync", cursor: cursorFor(record) });
      },
      onMessage: receive,
      onClosed: (error) => {
        forgetConnection();
        dispatch({ type: "closed", error });
      },
    });
  };

  const cursorFor = (record: SyncRecord): Cursor | null => replica?.chain?.cursor ?? record.cursor;

  const forgetConnection = (): void => {
    connection = undefined;
    besides = undefined;
    lostEntries = [];
    board?.clear();
    for (const name of ["beat", "presence", "snapshot"] as const) clearTimer(name);
    if (replica !== undefined) replica.inFlight = undefined;
  };

  const disconnect = (): void => {
    connection?.close();
    forgetConnection();
  };

  const receive = (message: RelayMessage): void => {
    if (message.type === "welcome") {
      ({ logNonce } = message);
      const own = session?.keyring.vaultId;
      if (own !== undefined && !isEqualBytes(own, message.vaultId)) return outcome({ type: "broken" });
    }
    if (message.type === "signal") takeSignal(message.bytes);
    dispatch({ type: "message", message });
    for (const listener of listeners) listener(message);
  };

  const openVault = (): void => {
    const entries = session?.roster().entries;
    if (entries === undefined) return;
    const entry = opening?.homeEntry ?? null;
    connection?.send({
      type: "open",
      entries: entry === null ? entries : [...entries, entry],
      token: opening?.token?.expose() ?? null,
    });
  };

  const beginBeside = (start: Besides["start"]): void => {
    if (replica === undefined || logNonce === undefined) return;
    besides = { log: logOf(replica, logNonce), start, pages: [] };
  };

  const take = (first: number, items: readonly RecordItem[]): void => {
    if (besides !== undefined) return void besides.pages.push({ first, items });
    if (replica === undefined) return storeSealed(first, items);
    const result = takeRecords(replica, first, items);
    flushSoon();
    outcome(result);
    afterReading();
  };

  /** The others have to call it something. */
  const nameOneself = (): void => {
    const identity = session?.identity;
    if (session === undefined || identity === undefined) return;
    if ((readDevices(session.doc()).get(identity.memberId)?.name ?? "") !== "") return;
    session.edit({
      act: (doc) => {
        nameDevice(doc, identity.memberId, identity.deviceName);
        return ok(undefined);
      },
      isUndoable: false,
    });
  };

  /** Locked: what comes is kept as it is. */
  const storeSealed = (first: number, items: readonly RecordItem[]): void => {
    const stored = holder.store()?.write((rows) => {
      for (const [index, { kind, bytes }] of items.entries()) {
        if (kind !== "snapshot-id") rows.putInbox({ position: first + index, kind, bytes });
      }
    });
    outcome(stored?.ok === true ? { type: "taken" } : { type: "storage" });
  };

  const finish = (position: number): void => {
    if (replica === undefined) return outcome({ type: "broken" });
    if (besides === undefined) {
      const isHere = replica.chain?.cursor.position === position;
      return finished(isHere ? { type: "finished" } : { type: "broken" });
    }
    const merged = mergeSide(replica, besides, position);
    besides = undefined;
    ({ lostEntries } = merged);
    finished(merged.outcome);
  };

  const finished = (result: TakeOutcome): void => {
    if (replica !== undefined && result.type === "finished") {
      replica.mustReach = undefined;
      remember(replica, {
        lastSyncAt: Math.floor(now() / 1000),
        installation: session?.syncRecord().installation ?? place.installation(),
      });
    }
    if (!flush()) return outcome({ type: "storage" });
    outcome(result);
    if (result.type !== "finished" || replica === undefined) return;
    opening = null;
    nameOneself();
    for (const entry of lostEntries) connection?.send({ type: "append", entry });
    dispatch({ type: "drafts", hasDrafts: hasOutgoing(replica) });
    beat(true);
    afterReading();
  };

  const checkFormer = (entries: readonly Uint8Array[]): void => {
    if (replica === undefined) return;
    const folded = foldRoster(tools.sodium, entries);
    const refusal = judgeRoster(replica, entries);
    const result = !folded.ok
      ? ({ type: "broken" } as const)
      : (refusal ?? removedBy(replica, { entries, roster: folded.value }));
    flush();
    outcome(result);
  };

  const seal = (): void => {
    if (replica === undefined || connection === undefined) return;
    const outgoing = sealNext(replica);
    if (outgoing.type === "nothing") return dispatch({ type: "nothing-to-send" });
    if (outgoing.type === "wrong-key") return dispatch({ type: "wrong-key" });
    connection.send({ type: "push", envelope: outgoing.bytes });
    dispatch({ type: "sealed", id: outgoing.id });
  };

  /** What was read may ask for something: late edits to be moved, a snapshot, an epoch that is due. */
  const afterReading = (): void => {
    if (replica === undefined || session === undefined || machine.phase.status !== "live") return;
    if (isSnapshotDue(replica) && !timers.has("snapshot")) {
      setTimer("snapshot", between(0, SNAPSHOT_WAIT_MS), () => {
        if (replica === undefined || !isSnapshotDue(replica)) return;
        replica.owesSnapshot = true;
        dispatch({ type: "drafts", hasDrafts: true });
      });
    }
    if (!timers.has("presence")) setTimer("presence", PRESENCE_QUIET_MS, () => beat(false));
  };

  const flushSoon = (): void => {
    if (isFlushDue) return;
    isFlushDue = true;
    defer(() => {
      isFlushDue = false;
      if (!flush()) outcome({ type: "storage" });
    });
  };

  /** False: what was received is forgotten, and so is the replica that took it. */
  const flush = (): boolean => {
    if (session === undefined) return true;
    const flushed = session.flush();
    if (flushed.ok && session.reloads() === reloads) return true;
    rebuild();
    return false;
  };

  /** From what is stored. */
  const rebuild = (): void => {
    if (replica !== undefined) wipeReplica(replica);
    replica = undefined;
    if (session === undefined) return;
    reloads = session.reloads();
    replica = createReplicaState({
      session,
      tools,
      now,
      onAlarm,
      onAcknowledged: (id) => {
        if (replica !== undefined) remember(replica, { lastSyncAt: Math.floor(now() / 1000) });
        dispatch({ type: "drafts", hasDrafts: replica !== undefined && hasOutgoing(replica) });
        dispatch({ type: "acknowledged", id });
      },
    });
  };

  const beat = (isAsking: boolean): void => {
    setTimer("beat", BEAT_MS, () => beat(false));
    if (replica === undefined || board === undefined || machine.phase.status !== "live") return;
    if ((replica.rosterAt?.members.size ?? 0) < 2 || !isRosterInStep(replica)) return;
    const signal = board.make(replica, isAsking);
    if (signal !== undefined) connection?.send({ type: "signal", bytes: signal });
  };

  const takeSignal = (bytes: Uint8Array): void => {
    if (replica === undefined || board === undefined || machine.phase.status !== "live") return;
    const { isAsking, isNews } = board.take(replica, bytes);
    if (isAsking) beat(false);
    if (isNews) changed();
    flushSoon();
  };

  /** What an open session stored while the keys were locked away. */
  const takeInbox = (): void => {
    const store = holder.store();
    const inbox = store?.read((rows) => rows.inbox());
    if (replica === undefined || session === undefined || inbox?.ok !== true || inbox.value.length === 0)
      return;
    session.queue((rows) => rows.clearInbox());
    let result: TakeOutcome = { type: "taken" };
    for (const { position, kind, bytes } of inbox.value) {
      if (result.type !== "taken") break;
      result = takeRecords(replica, position, [{ kind, bytes: new Uint8Array(bytes) }]);
    }
    if (!flush()) result = { type: "storage" };
    if (result.type === "revoked" || result.type === "moved") outcome(result);
    // Whatever else stands in the way is met again when the log is read from the cursor on.
    else if (result.type !== "taken") dispatch({ type: "closed", error: "broken-stream" });
  };

  const isLinked = (): boolean => {
    const record = session?.syncRecord();
    return record !== undefined && record.home !== null && record.revoked === null;
  };

  return {
    state: () => machine,
    replica: () => replica,
    presence: () => board,
    clockSkewSeconds: () => (skewMs === null ? null : Math.round(skewMs / 1000)),
    since: () => outOfStepSince,
    isInStep: () =>
      machine.phase.status === "live" &&
      machine.pushing.status === "idle" &&
      replica !== undefined &&
      !hasOutgoing(replica),
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
      opening = next;
      disconnect();
      rebuild();
      dispatch({ type: isLinked() ? "linked" : "unlinked" });
      changed();
    },
    go: () => dispatch({ type: "go" }),
    mustReach: (entry) => {
      if (replica !== undefined) replica.mustReach = entry;
    },
    opened: () => {
      session = holder.session();
      if (session === undefined) return;
      rebuild();
      if (replica !== undefined) board = createPresenceBoard(replica);
      const isSameHome =
        home === null || home.url === session.syncRecord().home?.url || machine.phase.status === "off";
      takeInbox();
      dispatch({ type: "unlocked" });
      if (machine.phase.status === "off" || !isSameHome) {
        if (session.syncRecord().revoked !== null) outcome({ type: "revoked" });
        else if (isLinked()) dispatch({ type: "linked" });
      }
      if (replica !== undefined) dispatch({ type: "drafts", hasDrafts: hasOutgoing(replica) });
    },
    locked: () => {
      if (replica !== undefined) wipeReplica(replica);
      replica = undefined;
      board = undefined;
      session = undefined;
      dispatch({ type: "locked" });
    },
    edited: () => {
      if (replica === undefined || session === undefined) return;
      // A failed edit threw memory away: with it what the replica had taken since the last flush.
      if (session.reloads() !== reloads) {
        rebuild();
        outcome({ type: "storage" });
      }
      dispatch({ type: "drafts", hasDrafts: hasOutgoing(replica) });
    },
    stop: () => {
      disconnect();
      for (const callOff of timers.values()) callOff();
      timers.clear();
    },
  };
}

/** What keeps a link from working, as an error for who waits for it. */
export function linkFailure({ phase, error }: SyncState): HoltError | undefined {
  switch (phase.status) {
    case "revoked":
      return { type: "revoked" };
    case "held":
    case "refused":
      if (error === "wrong-relay-key") return { type: "wrong-key", what: "relay" };
      return error === "wrong-key"
        ? { type: "wrong-key", what: "epoch" }
        : { type: "refused", reason: error ?? "other" };
    case "off":
      return { type: "no-link" };
    default:
      return undefined;
  }
}
