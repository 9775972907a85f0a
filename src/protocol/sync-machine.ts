/**
 * The sync machine: what a device does about its link, decided from facts alone (docs/SPEC.md [SY1]–[SY3],
 * [SY6], [SY7], [SY16]).
 *
 * Sans-I/O: `update(state, event)` gives the next state and effects for the shell to carry out. It sees no keys, no
 * sockets, no clock and no content; records are counted and passed on. Invariants:
 * 1. One envelope is in flight; it stays so until it comes back in the log or is refused.
 * 2. Nothing is sent before the log was read to its end.
 * 3. What the relay shows against the rules drops the session; twice in a row, and the link is held until a person acts.
 * 4. A session that is open outlives locking; a new login waits for the keys.
 */
import { isEqualBytes } from "./bytes.ts";
import type { RecordItem, Refusal, RelayMessage } from "./messages.ts";
import type { LinkError } from "./view.ts";

export interface SyncState {
  readonly phase: SyncPhase;
  /** The vault is unlocked. */
  readonly hasKeys: boolean;
  /** Logins that failed in a row; the wait grows with it. */
  readonly attempt: number;
  /** Sessions in a row in which the relay broke a rule. */
  readonly strikes: number;
  /** Something waits to be sent. */
  readonly hasDrafts: boolean;
  readonly error: LinkError | null;
  readonly pushing: Pushing;
}

type SyncPhase =
  | { readonly status: "off" }
  /** Linked, but the keys are locked away: no login. */
  | { readonly status: "waiting" }
  | { readonly status: "connecting" }
  | { readonly status: "reading"; readonly isBeside: boolean }
  | { readonly status: "live" }
  /** Tried again when the timer rings. */
  | { readonly status: "offline" }
  /** Not tried again by itself, or only after long. */
  | { readonly status: "refused" }
  | { readonly status: "held" }
  | { readonly status: "revoked" };

type Pushing =
  | { readonly status: "idle" }
  /** `seal` was asked for, and hasn't answered yet. */
  | { readonly status: "sealing" }
  | { readonly status: "in-flight"; readonly id: Uint8Array }
  /** Refused for now. */
  | { readonly status: "paused" };

/** What came of records that were given to the replica. */
export type TakeOutcome =
  | { readonly type: "taken" }
  /** The log was read to its end. */
  | { readonly type: "finished" }
  /** They don't fit: gaps, malformed, another vault's, a history that others don't share. */
  | { readonly type: "broken" }
  /** Nothing more can be taken: a key is missing, the roster forks. */
  | { readonly type: "held"; readonly error: LinkError }
  /** The disk didn't take them. */
  | { readonly type: "storage" }
  | { readonly type: "revoked" }
  /** The vault has another home now: the shell has its address. */
  | { readonly type: "moved" };

export type SyncEvent =
  | { readonly type: "linked" }
  | { readonly type: "unlinked" }
  | { readonly type: "unlocked" }
  | { readonly type: "locked" }
  /** A person wants it now. */
  | { readonly type: "go" }
  | { readonly type: "closed"; readonly error: LinkError }
  | { readonly type: "message"; readonly message: RelayMessage }
  | { readonly type: "outcome"; readonly outcome: TakeOutcome }
  | { readonly type: "drafts"; readonly hasDrafts: boolean }
  /** What `seal` gave. */
  | { readonly type: "sealed"; readonly id: Uint8Array }
  /** `seal` found nothing to send. */
  | { readonly type: "nothing-to-send" }
  /** `seal` found that this device's keys don't fit the roster. */
  | { readonly type: "wrong-key" }
  /** The envelope in flight came back in the log. */
  | { readonly type: "acknowledged"; readonly id: Uint8Array }
  | { readonly type: "timer"; readonly name: TimerName };

export type TimerName = "retry" | "resume";

export type SyncEffect =
  | { readonly type: "connect" }
  | { readonly type: "disconnect" }
  /** The relay doesn't know the vault: send its roster. */
  | { readonly type: "open-vault" }
  | { readonly type: "begin-beside"; readonly start: Extract<RelayMessage, { type: "start" }> | null }
  | { readonly type: "take"; readonly first: number; readonly items: readonly RecordItem[] }
  | { readonly type: "finish"; readonly position: number }
  /** Check the roster of a vault that calls this device a former member. */
  | { readonly type: "check-former"; readonly entries: readonly Uint8Array[] }
  /** Seal what waits, send it, and answer with `sealed`, `nothing-to-send` or `wrong-key`. */
  | { readonly type: "seal" }
  /** A random moment between the bounds. */
  | {
      readonly type: "set-timer";
      readonly name: TimerName;
      readonly leastMs: number;
      readonly mostMs: number;
    }
  | { readonly type: "clear-timer"; readonly name: TimerName };

export type Step = readonly [SyncState, readonly SyncEffect[]];

export const SYNC_START: SyncState = {
  phase: { status: "off" },
  hasKeys: false,
  attempt: 0,
  strikes: 0,
  hasDrafts: false,
  error: null,
  pushing: { status: "idle" },
};

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 60_000;
/** What a person has to change is looked at again this rarely. */
const REFUSED_WAIT_MS = 15 * 60_000;
const RESUME_MS = 1_000;
const MOST_STRIKES = 2;

export function update(state: SyncState, event: SyncEvent): Step {
  switch (event.type) {
    case "linked":
      return start({ ...state, strikes: 0, attempt: 0, error: null });
    case "unlinked":
      return [{ ...SYNC_START, hasKeys: state.hasKeys }, [{ type: "disconnect" }, ...clearTimers]];
    case "unlocked":
      return unlocked({ ...state, hasKeys: true });
    case "locked":
      return locked({ ...state, hasKeys: false });
    case "go":
      return go(state);
    case "closed":
      return closed(state, event.error);
    case "message":
      return received(state, event.message);
    case "outcome":
      return taken(state, event.outcome);
    case "drafts":
      return push(state.hasDrafts === event.hasDrafts ? state : { ...state, hasDrafts: event.hasDrafts });
    case "sealed":
      return state.pushing.status === "sealing"
        ? [{ ...state, pushing: { status: "in-flight", id: event.id } }, []]
        : [state, []];
    case "nothing-to-send":
      return state.pushing.status === "sealing"
        ? [{ ...state, hasDrafts: false, pushing: { status: "idle" } }, []]
        : [state, []];
    case "wrong-key":
      return hold(state, "wrong-key");
    case "acknowledged":
      return acknowledged(state, event.id);
    default:
      return rang(state, event.name);
  }
}

const clearTimers: readonly SyncEffect[] = [
  { type: "clear-timer", name: "retry" },
  { type: "clear-timer", name: "resume" },
];

const isConnected = ({ phase: { status } }: SyncState): boolean =>
  status === "connecting" || status === "reading" || status === "live";

/** From the beginning, whatever was before. */
function start(state: SyncState): Step {
  const before: readonly SyncEffect[] = isConnected(state)
    ? [{ type: "disconnect" }, ...clearTimers]
    : clearTimers;
  const next: SyncState = { ...state, pushing: { status: "idle" } };
  return state.hasKeys
    ? [{ ...next, phase: { status: "connecting" } }, [...before, { type: "connect" }]]
    : [{ ...next, phase: { status: "waiting" } }, before];
}

function unlocked(state: SyncState): Step {
  return state.phase.status === "waiting" ? start(state) : push(state);
}

/** A session that is in step goes on: it stores what comes, sealed. Reading takes keys. */
function locked(state: SyncState): Step {
  switch (state.phase.status) {
    case "connecting":
    case "reading":
      return [
        { ...state, phase: { status: "waiting" }, pushing: { status: "idle" } },
        [{ type: "disconnect" }, ...clearTimers],
      ];
    case "offline":
    case "refused":
      return [{ ...state, phase: { status: "waiting" } }, clearTimers];
    case "live":
      // Its coming back would be stored unread: after unlocking it is sent once more, which is harmless.
      return [state.pushing.status === "paused" ? state : { ...state, pushing: { status: "idle" } }, []];
    default:
      return [state, []];
  }
}

function go(state: SyncState): Step {
  switch (state.phase.status) {
    case "offline":
    case "refused":
    case "held":
      return start({ ...state, attempt: 0, strikes: 0 });
    case "live":
      return push(state.pushing.status === "paused" ? { ...state, pushing: { status: "idle" } } : state);
    default:
      return [state, []];
  }
}

function closed(state: SyncState, error: LinkError): Step {
  if (!isConnected(state)) return [state, []];
  // Another key than the pinned one: somebody sits between, or the relay was set up anew. A person has to look.
  return error === "wrong-relay-key" ? refuse(state, error) : retryLater(state, error);
}

/** The longer it failed, the longer the wait, up to a minute; never all devices at one moment. */
function retryLater(state: SyncState, error: LinkError): Step {
  const next: SyncState = { ...state, error, pushing: { status: "idle" } };
  if (!state.hasKeys) return [{ ...next, phase: { status: "waiting" } }, clearTimers];
  const mostMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** state.attempt);
  return [
    { ...next, phase: { status: "offline" }, attempt: state.attempt + 1 },
    [
      { type: "clear-timer", name: "resume" },
      { type: "set-timer", name: "retry", leastMs: Math.ceil(mostMs / 2), mostMs },
    ],
  ];
}

function refuse(state: SyncState, error: LinkError): Step {
  return [
    { ...state, phase: { status: "refused" }, error, pushing: { status: "idle" } },
    [
      { type: "disconnect" },
      { type: "clear-timer", name: "resume" },
      { type: "set-timer", name: "retry", leastMs: REFUSED_WAIT_MS / 2, mostMs: REFUSED_WAIT_MS },
    ],
  ];
}

function hold(state: SyncState, error: LinkError): Step {
  return [
    { ...state, phase: { status: "held" }, error, pushing: { status: "idle" } },
    [{ type: "disconnect" }, ...clearTimers],
  ];
}

/** Once it may be an accident; twice in a row it isn't. */
function strike(state: SyncState): Step {
  const strikes = state.strikes + 1;
  if (strikes >= MOST_STRIKES) return hold({ ...state, strikes: 0 }, "broken-stream");
  const [next, effects] = retryLater({ ...state, strikes }, "broken-stream");
  return [next, [{ type: "disconnect" }, ...effects]];
}

function received(state: SyncState, message: RelayMessage): Step {
  if (!isConnected(state)) return [state, []];
  const { phase } = state;
  switch (message.type) {
    case "unknown":
      return phase.status === "connecting" ? [state, [{ type: "open-vault" }]] : strike(state);
    case "former":
      return phase.status === "connecting"
        ? [state, [{ type: "check-former", entries: message.entries }]]
        : strike(state);
    case "welcome":
      if (phase.status !== "connecting") return strike(state);
      return message.isOnChain
        ? [{ ...state, phase: { status: "reading", isBeside: false } }, []]
        : [
            { ...state, phase: { status: "reading", isBeside: true } },
            [{ type: "begin-beside", start: null }],
          ];
    case "start":
      return phase.status === "reading"
        ? [
            { ...state, phase: { status: "reading", isBeside: true } },
            [{ type: "begin-beside", start: message }],
          ]
        : strike(state);
    case "records":
      return phase.status === "reading" || phase.status === "live"
        ? [state, [{ type: "take", first: message.first, items: message.items }]]
        : strike(state);
    case "synced":
      return phase.status === "reading"
        ? [state, [{ type: "finish", position: message.position }]]
        : strike(state);
    case "refused":
      return refused(state, message);
    default:
      // Signals and mailboxes are for others; a challenge is the connection's own.
      return [state, []];
  }
}

function taken(state: SyncState, outcome: TakeOutcome): Step {
  // What came of records that a session gave says nothing once there is none.
  const isOfSession = outcome.type !== "revoked" && outcome.type !== "moved";
  if (isOfSession && !isConnected(state)) return [state, []];
  switch (outcome.type) {
    case "taken":
      return [state, []];
    case "broken":
      return strike(state);
    case "held":
      return hold(state, outcome.error);
    case "storage": {
      const [next, effects] = retryLater(state, "storage");
      return [next, [{ type: "disconnect" }, ...effects]];
    }
    case "revoked":
      return [
        { ...state, phase: { status: "revoked" }, error: null, pushing: { status: "idle" } },
        [{ type: "disconnect" }, ...clearTimers],
      ];
    case "finished":
      return finished(state);
    default:
      return start({ ...state, attempt: 0, strikes: 0 });
  }
}

function finished(state: SyncState): Step {
  if (state.phase.status !== "reading") return [state, []];
  return push({ ...state, phase: { status: "live" }, attempt: 0, strikes: 0, error: null });
}

function push(state: SyncState): Step {
  const canPush =
    state.phase.status === "live" && state.hasKeys && state.hasDrafts && state.pushing.status === "idle";
  return canPush ? [{ ...state, pushing: { status: "sealing" } }, [{ type: "seal" }]] : [state, []];
}

function acknowledged(state: SyncState, id: Uint8Array): Step {
  if (state.pushing.status !== "in-flight" || !isEqualBytes(state.pushing.id, id)) return [state, []];
  return push({ ...state, pushing: { status: "idle" }, error: null });
}

function rang(state: SyncState, name: TimerName): Step {
  if (name === "retry") {
    const { status } = state.phase;
    return status === "offline" || status === "refused" ? start(state) : [state, []];
  }
  return state.pushing.status === "paused" ? push({ ...state, pushing: { status: "idle" } }) : [state, []];
}

/** What a refusal of a session, or of what was pushed, is shown as. */
const SHOWN: Readonly<Partial<Record<Refusal, LinkError>>> = {
  version: "not-a-relay",
  "token-needed": "token-needed",
  "token-refused": "token-refused",
  conflict: "roster-rolled-back",
  "too-large": "too-large",
  quota: "quota",
  rate: "rate",
  "too-many": "rate",
  storage: "relay-storage",
};

function refused(
  state: SyncState,
  { what, reason, retryAfterMs }: Extract<RelayMessage, { type: "refused" }>,
): Step {
  const { pushing } = state;
  const isOurs = what !== null && pushing.status === "in-flight" && isEqualBytes(what, pushing.id);
  if (isOurs) return pushRefused(state, reason, retryAfterMs);
  // Roster entries and mailboxes have somebody who waits for them.
  if (what !== null) return [state, []];
  switch (reason) {
    case "token-needed":
    case "token-refused":
    case "version":
    case "conflict":
      return refuse(state, SHOWN[reason] ?? "not-a-relay");
    case "malformed":
    case "login":
      return strike(state);
    default: {
      const [next, effects] = retryLater(state, SHOWN[reason] ?? "unreachable");
      return [next, [{ type: "disconnect" }, ...effects]];
    }
  }
}

/** The drafts stay. What stood in the way comes with the log (an epoch, a place) or takes its time (a quota). */
function pushRefused(state: SyncState, reason: Refusal, retryAfterMs: number): Step {
  if (reason === "malformed" || reason === "author") return strike(state);
  const waitMs = Math.min(Math.max(retryAfterMs, RESUME_MS), REFUSED_WAIT_MS);
  return [
    { ...state, pushing: { status: "paused" }, error: SHOWN[reason] ?? null },
    [{ type: "set-timer", name: "resume", leastMs: waitMs, mostMs: waitMs * 2 }],
  ];
}
