/**
 * The sync machine in a test's hands: a state for each status, an event for each kind, and several events in a row.
 */
import type { VaultId } from "../../src/protocol/ids.ts";
import type { RelayMessage, Refusal } from "../../src/protocol/messages.ts";
import {
  SYNC_START,
  type SyncEffect,
  type SyncEvent,
  type SyncState,
  type TakeOutcome,
  update,
} from "../../src/protocol/sync-machine.ts";

export const STATUSES = [
  "off",
  "waiting",
  "connecting",
  "reading",
  "live",
  "offline",
  "refused",
  "held",
  "revoked",
] as const satisfies readonly SyncState["phase"]["status"][];
export type Status = (typeof STATUSES)[number];

/** Linked and unlocked, with nothing to send; a link that waits does so for its keys. */
export const stateIn = (status: Status, changed: Partial<SyncState> = {}): SyncState => ({
  ...SYNC_START,
  phase: status === "reading" ? { status, isBeside: false } : { status },
  hasKeys: status !== "waiting",
  ...changed,
});

export const idOf = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const hash = idOf(9);

/** Of each kind one, as a relay would say it. */
export const SAID = {
  challenge: {
    type: "challenge",
    relayKey: hash,
    nonce: hash,
    timeMs: 1_800_000_000_000,
    signature: new Uint8Array(64),
  },
  unknown: { type: "unknown", isClosed: false },
  former: { type: "former", entries: [hash] },
  welcome: {
    type: "welcome",
    vaultId: hash as VaultId,
    logNonce: hash,
    position: 7,
    isOnChain: true,
  },
  start: { type: "start", position: 3, hash, entries: [hash], snapshot: hash },
  records: { type: "records", first: 8, items: [{ kind: "envelope", bytes: hash }] },
  synced: { type: "synced", position: 8 },
  refused: { type: "refused", what: null, reason: "stopping", retryAfterMs: 0 },
  signal: { type: "signal", bytes: hash },
  "mailbox-ready": { type: "mailbox-ready", id: hash },
  mailbox: { type: "mailbox", id: hash, slot: 1, bytes: hash },
  "mailbox-gone": { type: "mailbox-gone", id: hash, reason: "closed" },
  points: { type: "points", points: [], bytes: 0 },
  point: { type: "point", position: 3, snapshot: hash },
  "erasure-due": { type: "erasure-due", index: 3, atMs: 1_800_000_000_000 },
  receipt: {
    type: "receipt",
    entry: hash,
    scope: "all",
    atMs: 1_800_000_000_000,
    signature: new Uint8Array(64),
  },
} as const satisfies { readonly [T in RelayMessage["type"]]: Extract<RelayMessage, { type: T }> };

export const message = (message: RelayMessage): SyncEvent => ({ type: "message", message });
export const refusal = (
  reason: Refusal,
  {
    what = null,
    retryAfterMs = 0,
  }: { readonly what?: Uint8Array | null; readonly retryAfterMs?: number } = {},
): SyncEvent => message({ type: "refused", what, reason, retryAfterMs });
export const outcome = (outcome: TakeOutcome): SyncEvent => ({ type: "outcome", outcome });
export const drafts = (hasDrafts: boolean): SyncEvent => ({ type: "drafts", hasDrafts });
export const sealed = (id: Uint8Array): SyncEvent => ({ type: "sealed", id });
export const acknowledged = (id: Uint8Array): SyncEvent => ({ type: "acknowledged", id });
export const timer = (name: "retry" | "resume"): SyncEvent => ({ type: "timer", name });
export const closed: SyncEvent = { type: "closed", error: "unreachable" };
export const FINISHED = outcome({ type: "finished" });

/** All events in their order; the effects of the last one. */
export function after(
  state: SyncState,
  ...events: readonly SyncEvent[]
): { readonly state: SyncState; readonly effects: readonly SyncEffect[] } {
  let last: readonly SyncEffect[] = [];
  let now = state;
  for (const event of events) [now, last] = update(now, event);
  return { state: now, effects: last };
}

/** "set retry", "clear retry", or the effect's type. */
const nameOf = (effect: SyncEffect): string => {
  if (effect.type === "set-timer") return `set ${effect.name}`;
  return effect.type === "clear-timer" ? `clear ${effect.name}` : effect.type;
};
export const namesOf = (effects: readonly SyncEffect[]): readonly string[] => effects.map(nameOf);
