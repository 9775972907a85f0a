/**
 * The vaults that are in use: each loaded once, shared by its sessions, and let go when nobody has been there for a
 * while.
 */
import type { HoltError } from "../protocol/errors.ts";
import type { VaultId } from "../protocol/ids.ts";
import { startHash } from "../protocol/log.ts";
import type { Refusal } from "../protocol/messages.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { foldSlowly } from "./fold.ts";
import { LiveVault, type VaultTools } from "./live-vault.ts";
import type { Dropped, StoredVault } from "./relay-store.ts";
import type { VaultFacts } from "./vault-facts.ts";

export interface Vaults {
  /** Undefined where the store has none. */
  get(vaultId: VaultId): Promise<Result<LiveVault | undefined, HoltError>>;
  /** Those that are loaded. */
  loaded(): readonly LiveVault[];
  letGoUnused(nowMs: number): void;
  /** It is no longer in the store as it is here: its sessions end. */
  forget(vault: LiveVault, reason?: Refusal): void;
  applyDropped(dropped: Dropped): void;
}

type Loading = Promise<Result<LiveVault | undefined, HoltError>>;

const UNUSED_MS = 60_000;

export function createVaults(tools: VaultTools): Vaults {
  const loadings = new Map<string, Loading>();
  const live = new Map<string, LiveVault>();

  async function load(name: string, vaultId: VaultId): Loading {
    const stored = await tools.store.loadVault(vaultId);
    if (!stored.ok) return stored;
    if (stored.value === undefined) return ok(undefined);
    const facts = await readFacts(tools, stored.value);
    if (facts === undefined) return err({ type: "storage", reason: "damaged", detail: "roster" });
    const vault = new LiveVault(facts, tools);
    live.set(name, vault);
    return ok(vault);
  }

  return {
    async get(vaultId) {
      const name = nameOf(vaultId);
      const there = live.get(name);
      if (there !== undefined && !there.isLost) {
        there.idleSince = tools.now();
        return ok(there);
      }
      const loading = loadings.get(name) ?? load(name, vaultId);
      loadings.set(name, loading);
      try {
        return await loading;
      } finally {
        loadings.delete(name);
      }
    },
    loaded: () => [...live.values()],
    letGoUnused(nowMs) {
      for (const [name, vault] of live) {
        const isUnused =
          vault.subscribers.size === 0 && !vault.isBusy && nowMs - vault.idleSince >= UNUSED_MS;
        if (isUnused || vault.isLost) live.delete(name);
      }
    },
    forget(vault, reason = "storage") {
      live.delete(nameOf(vault.vaultId));
      vault.lose(reason);
    },
    applyDropped: (dropped) => live.get(nameOf(dropped.vaultId))?.applyDropped(dropped),
  };
}

/** Undefined where the roster doesn't hold together: somebody wrote into the database. */
async function readFacts(tools: VaultTools, stored: StoredVault): Promise<VaultFacts | undefined> {
  const { vaultId, logNonce, entries, place, usageByEpoch, snapshots, dropped } = stored;
  const { headPosition, points, proposedAt, receipt, isErasing } = stored;
  const folded = await foldSlowly(tools.sodium, entries);
  const roster = folded.ok ? folded.value.at(-1) : undefined;
  if (roster === undefined) return undefined;
  const { relayKey } = tools.policy;
  return {
    vaultId,
    logNonce,
    log: startHash(tools.sodium, { vaultId, relayKey, nonce: logNonce }),
    place,
    roster,
    headPosition,
    rosterBytes: entries.reduce((sum, { length }) => sum + length, 0),
    usageByEpoch,
    snapshots,
    dropped,
    points,
    proposedAt,
    receipt,
    isErasing,
  };
}

const nameOf = (vaultId: VaultId): string => Buffer.from(vaultId).toString("latin1");
