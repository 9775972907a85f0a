/**
 * Erasures that rosters ask for, carried out, checked, and receipted (docs/SPEC.md [RD15]–[RD18]).
 *
 * One at a time, each step a transaction, and what is owed stands in the store: a relay that is killed goes on where it
 * was. A receipt is signed only when the disk was seen to be free of what was erased.
 */
import { foldSlowly } from "./fold.ts";
import { layOut } from "./open-vault.ts";
import type { RelayCore } from "./relay-core.ts";
import { shortId } from "./relay-log.ts";
import type { PendingErasure } from "./relay-store.ts";

export interface Erasures {
  /** Whatever is due; resolves when it is done or has to wait. */
  run(): Promise<void>;
}

export function createErasures(core: Omit<RelayCore, "erasures">): Erasures {
  const { store, vaults, commits, log, key, now, meter } = core;
  let running: Promise<void> | undefined;

  /** False: not yet, or not now. */
  async function carryOut(erasure: PendingErasure): Promise<boolean> {
    await commits.idle();
    return erasure.scope === "all" ? eraseAll(erasure) : eraseBackup(erasure);
  }

  async function eraseAll({ vaultId }: PendingErasure): Promise<boolean> {
    // Whoever is about to load it has done so before the log is another one.
    await vaults.get(vaultId);
    const entries = await store.readRoster(vaultId, Number.MAX_SAFE_INTEGER);
    const folded = entries.ok ? await foldSlowly(core.sodium, entries.value) : entries;
    if (!entries.ok || !folded.ok) return false;
    const { logNonce, records } = await layOut(core, entries.value, folded.value);
    const erased = await store.eraseAll({ vaultId, logNonce, records }, now());
    if (!erased.ok) return false;
    // Its log is another one now: whoever is here has to begin anew.
    for (const vault of vaults.loaded()) {
      if (shortId(vault.vaultId) === shortId(vaultId)) vaults.forget(vault, "erased");
    }
    return true;
  }

  /** Waits for the first snapshot that the former recovery members can't open: until then nobody could join. */
  async function eraseBackup({ vaultId }: PendingErasure): Promise<boolean> {
    const erased = await store.eraseBackup(vaultId);
    if (!erased.ok || erased.value === undefined) return false;
    vaults.applyDropped(erased.value);
    return true;
  }

  async function receipt({ vaultId, entry, scope }: PendingErasure): Promise<void> {
    const atMs = now();
    const signature = key.signReceipt({ vaultId, entry, scope, atMs });
    const stored = await store.putReceipt(vaultId, { entry, atMs, signature });
    if (!stored.ok) return;
    log("erased", { vault: shortId(vaultId), scope });
    meter.erased(scope);
    const vault = await vaults.get(vaultId);
    const message = { type: "receipt", entry, scope, atMs, signature } as const;
    if (vault.ok) vault.value?.receipted(message);
  }

  async function runAll(): Promise<void> {
    const pending = await store.pendingErasures();
    if (!pending.ok) return;
    for (const erasure of pending.value) {
      if (!erasure.isDone && !(await carryOut(erasure))) continue;
      if (await core.scrub()) await receipt(erasure);
    }
  }

  return {
    run: () =>
      (running ??= runAll().finally(() => {
        running = undefined;
      })),
  };
}
