/** What the jobs of the backup work with. */
import type { HoltError } from "../../protocol/errors.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { CryptoTools } from "../../protocol/sodium.ts";
import { connectFailure } from "../sync/link-failure.ts";
import { syncNow, waitFor } from "../sync/link-operations.ts";
import type { SyncNetwork } from "../sync/link-shell.ts";
import type { SyncService } from "../sync/sync-service.ts";
import type { VaultHolder } from "../vault-holder.ts";
import type { VaultSession } from "../vault-session.ts";
import type { BackupFacts } from "./backup-facts.ts";

export interface BackupPlace {
  readonly holder: VaultHolder;
  readonly sync: SyncService;
  readonly tools: CryptoTools;
  /** Epoch ms. */
  readonly now: () => number;
  readonly network: SyncNetwork;
  readonly facts: () => BackupFacts;
  /** Durable when it returns ok. */
  readonly remember: (change: Partial<BackupFacts>) => Result<void, HoltError>;
  /** A job's own proposals are not anybody's to withdraw while it runs. */
  readonly working: (isWorking: boolean) => void;
}

const DEFAULT_WAIT_SECONDS = 300;
const MOST_WAIT_SECONDS = 24 * 60 * 60;
const LIVE_MS = 30_000;
const IN_STEP_MS = 120_000;
const PATIENCE_MS = 15_000;

/** How long another device is waited for. */
export const waitMsOf = (seconds: number = DEFAULT_WAIT_SECONDS): number =>
  Math.min(Math.max(Number.isFinite(seconds) ? seconds : 0, 0), MOST_WAIT_SECONDS) * 1000;

/** The open vault: it may have been locked, and opened again, since a job began. */
export function sessionOf({ holder }: Pick<BackupPlace, "holder">): Result<VaultSession, HoltError> {
  const session = holder.session();
  return session === undefined ? err({ type: "locked" }) : ok(session);
}

/** Connected and read to the end. The first attempt that fails is told: whoever waits can try again. */
export async function reachRelay(place: BackupPlace): Promise<Result<void, HoltError>> {
  const session = sessionOf(place);
  if (!session.ok) return session;
  return syncNow(place.sync.linkPlace(session.value), { wait: false, timeoutMs: LIVE_MS });
}

/** In step with the relay, and nothing on its way. A connection that breaks has a moment to come back. */
export async function comeInStep(place: BackupPlace): Promise<Result<void, HoltError>> {
  const reached = await reachRelay(place);
  if (!reached.ok) return reached;
  const { shell } = place.sync;
  for (let waitedMs = 0; ; waitedMs += PATIENCE_MS) {
    const inStep = await waitFor(shell, PATIENCE_MS, () => shell.isInStep());
    if (inStep.ok || inStep.error.type !== "timeout") return inStep;
    const { error, phase, pushing } = shell.state();
    const isStuck = phase.status !== "live" || pushing.status === "paused";
    if (isStuck && error !== null) return err(connectFailure(error));
    if (waitedMs >= IN_STEP_MS) return err(error === null ? inStep.error : connectFailure(error));
  }
}
