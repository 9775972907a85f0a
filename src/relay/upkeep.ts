/**
 * What a relay does by itself from time to time: expired mailboxes, forgotten buckets, unused vaults, and what
 * snapshots have covered for long enough.
 *
 * Called every second or so; what is due is told by the clock that it is given.
 */
import { setImmediate as pause } from "node:timers/promises";
import type { RelayCore } from "./relay-core.ts";
import { shortId } from "./relay-log.ts";

export interface Upkeep {
  /** Resolves when what was due is done. */
  tick(nowMs: number): Promise<void>;
}

const MAILBOXES_MS = 5000;
const MEMORY_MS = 10_000;
const RETENTION_MS = 60 * 60 * 1000;

export function createUpkeep(core: RelayCore): Upkeep {
  const { store, vaults, mailboxes, commits, policy, log } = core;
  const due = { mailboxes: 0, memory: 0, retention: 0 };
  let isBusy = false;
  /** Something was deleted, and may still be on the disk. */
  let isScrubDue = false;
  let outsideChanges: number | undefined;

  function isDue(what: keyof typeof due, everyMs: number, nowMs: number): boolean {
    // A clock that was set back doesn't stop anything for longer than it takes.
    if (nowMs < due[what] && due[what] - nowMs <= everyMs) return false;
    due[what] = nowMs + everyMs;
    return true;
  }

  function forget(nowMs: number): void {
    for (const buckets of Object.values(core.buckets)) buckets.forgetFull(nowMs);
    core.failures.forgetOld(nowMs);
    core.handleFailures.forgetOld(nowMs);
    vaults.letGoUnused(nowMs);
  }

  /** An operator's command may have removed a vault while its devices are connected. */
  async function noticeRemovals(): Promise<void> {
    const changes = await store.outsideChanges();
    if (!changes.ok || changes.value === outsideChanges) return;
    const isFirst = outsideChanges === undefined;
    outsideChanges = changes.value;
    if (isFirst) return;
    for (const vault of vaults.loaded()) {
      const there = await store.hasVault(vault.vaultId);
      if (!there.ok || there.value) continue;
      log("vault-removed", { vault: shortId(vault.vaultId) });
      vaults.forget(vault);
    }
  }

  async function dropCovered(nowMs: number): Promise<void> {
    const storedBefore = nowMs - policy.limits.retainMs;
    let count = 0;
    for (;;) {
      await commits.idle();
      const dropped = await store.dropCovered(storedBefore);
      if (!dropped.ok) log("storage-failed", { reason: "retention" });
      if (!dropped.ok || dropped.value === undefined) break;
      vaults.applyDropped(dropped.value);
      count++;
      isScrubDue = true;
      await pause();
    }
    if (count > 0) log("dropped-covered", { vaults: count });
  }

  return {
    async tick(nowMs) {
      if (isBusy) return;
      isBusy = true;
      try {
        if (isDue("mailboxes", MAILBOXES_MS, nowMs)) await mailboxes.expire();
        if (isDue("memory", MEMORY_MS, nowMs)) {
          forget(nowMs);
          await noticeRemovals();
        }
        if (isDue("retention", RETENTION_MS, nowMs)) await dropCovered(nowMs);
        core.track(core.erasures.run());
        if (isScrubDue) isScrubDue = !(await core.scrub());
      } finally {
        isBusy = false;
      }
    },
  };
}
