/**
 * When the vault locks by itself: after lock.idle-minutes without use, and when the machine was suspended.
 *
 * Two clocks are compared, because neither is enough: the monotonic one stands still while a Linux machine
 * sleeps, the wall clock can be set. A machine was suspended when the wall clock ran ahead of the monotonic one,
 * or when a tick came much too late (macOS, where both run on). Whoever is about to serve a request calls `check`
 * first: nothing is served between waking up and the next tick. Knows no vault: it says "lock", and is told
 * when the vault is open.
 */
import type { Settings } from "../protocol/config.ts";

export interface Clocks {
  /** Epoch ms. */
  readonly wallMs: () => number;
  /** ms since anything; never runs backwards. */
  readonly monotonicMs: () => number;
}

export interface IdleTimerOptions {
  readonly clocks: Clocks;
  readonly settings: () => Pick<Settings, "lock.idle-minutes" | "lock.on-suspend">;
  /** Runs `task` once after the delay; returns how to cancel it. */
  readonly schedule: (task: () => void, delayMs: number) => () => void;
  readonly onLock: (reason: "idle" | "suspended") => void;
  /** At the start and the end, and whenever the deadline moved by enough to be worth showing. */
  readonly onDeadline: (locksAtMs: number | null) => void;
}

export interface IdleTimer {
  /** The vault was opened: counting begins. Harmless when it counts already. */
  start(): void;
  /** The vault was locked. */
  stop(): void;
  /** The person did something. */
  touch(): void;
  /** Locks if it is time. */
  check(): void;
  /** Epoch ms; null while locked, and where it never locks by itself. */
  locksAtMs(): number | null;
}

const TICK_MS = 10_000;
/** Clock corrections stay well below; a lid is closed for longer. */
const SUSPENDED_AHEAD_MS = 10_000;
const SUSPENDED_LATE_MS = 60_000;
/** A front end shows minutes: a finer deadline would only cost updates. */
const SHOWN_STEP_MS = 5_000;

interface Moment {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

export function createIdleTimer(options: IdleTimerOptions): IdleTimer {
  const { clocks, settings, schedule, onLock, onDeadline } = options;
  let isRunning = false;
  let lastUse = now();
  let lastLook = lastUse;
  let shownMs: number | null = null;
  let cancel = (): void => {};

  function now(): Moment {
    return { wallMs: clocks.wallMs(), monotonicMs: clocks.monotonicMs() };
  }
  const limitMs = (): number | null => {
    const minutes = settings()["lock.idle-minutes"];
    return minutes === 0 ? null : minutes * 60_000;
  };
  const locksAtMs = (): number | null => {
    const limit = isRunning ? limitMs() : null;
    return limit === null ? null : lastUse.wallMs + limit;
  };
  const show = (): void => {
    const next = locksAtMs();
    const isFar = next === null || shownMs === null || Math.abs(next - shownMs) >= SHOWN_STEP_MS;
    if (next === shownMs || !isFar) return;
    shownMs = next;
    onDeadline(next);
  };
  const reasonToLock = (moment: Moment): "idle" | "suspended" | undefined => {
    const wallMs = moment.wallMs - lastLook.wallMs;
    const aheadMs = wallMs - (moment.monotonicMs - lastLook.monotonicMs);
    const wasSuspended = aheadMs > SUSPENDED_AHEAD_MS || wallMs > TICK_MS + SUSPENDED_LATE_MS;
    if (wasSuspended && settings()["lock.on-suspend"]) return "suspended";
    const limit = limitMs();
    const idleMs = Math.max(moment.wallMs - lastUse.wallMs, moment.monotonicMs - lastUse.monotonicMs);
    return limit !== null && idleMs >= limit ? "idle" : undefined;
  };
  const plan = (): void => {
    cancel();
    const limit = limitMs();
    const leftMs = limit === null ? TICK_MS : limit - (clocks.monotonicMs() - lastUse.monotonicMs);
    cancel = schedule(tick, Math.min(TICK_MS, Math.max(leftMs, 1)));
  };
  const tick = (): void => {
    check();
    if (isRunning) plan();
  };
  const check = (): void => {
    if (!isRunning) return;
    const moment = now();
    const reason = reasonToLock(moment);
    lastLook = moment;
    if (reason === undefined) return show();
    // Still running meanwhile: what is said on the way to the lock must not start it anew.
    onLock(reason);
    stop();
  };
  const stop = (): void => {
    if (!isRunning) return;
    isRunning = false;
    cancel();
    shownMs = null;
    onDeadline(null);
  };

  return {
    start() {
      if (isRunning) return;
      isRunning = true;
      lastUse = now();
      lastLook = lastUse;
      shownMs = locksAtMs();
      onDeadline(shownMs);
      plan();
    },
    stop,
    touch() {
      if (!isRunning) return;
      lastUse = now();
      show();
    },
    check,
    locksAtMs,
  };
}
