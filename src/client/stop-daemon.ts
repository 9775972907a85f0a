/**
 * Stops the daemon, of whatever version, and returns when the vault's lock is free: not before, so that a move
 * or a copy of the files right afterwards is safe. Never starts one.
 */
import type { HoltError } from "../protocol/errors.ts";
import type { Paths } from "../protocol/paths.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { openConnection } from "./connect.ts";

export interface StopOptions {
  readonly paths: Paths;
  readonly version: string;
  /** Looks at the lock itself (daemon/process-lock.ts), which this folder can't. */
  readonly isLockFree: () => boolean;
}

const LOOK_EVERY_MS = 20;
/** A daemon gives its requests in flight 10 s. */
const MAX_LOOKS = 750;

/** `wasRunning` is false where there was none. */
export async function stopDaemon(options: StopOptions): Promise<Result<{ wasRunning: boolean }, HoltError>> {
  const { paths, version, isLockFree } = options;
  const attempt = await openConnection(paths, version);
  if (attempt.status === "failed") return err(attempt.error);
  const wasRunning = attempt.status === "open" || !isLockFree();
  if (attempt.status === "open") await attempt.connection.call("daemon.handover", { version });
  for (let looks = 0; !isLockFree(); looks++) {
    if (looks === MAX_LOOKS) return err({ type: "timeout", what: "daemon stop" });
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  if (attempt.status === "open") attempt.connection.close();
  return ok({ wasRunning });
}
