/**
 * The methods that the process answers itself: who it is, how it is, and that it should go.
 */
import type { IdleTimer } from "./idle-timer.ts";
import type { Handler, ProcessMethod, VaultService } from "./service.ts";

export interface ProcessMethodsOptions {
  readonly version: string;
  readonly pid: number;
  readonly monotonicMs: () => number;
  readonly service: Pick<VaultService, "status">;
  readonly idleTimer: Pick<IdleTimer, "locksAtMs">;
  /** Begins the end; returns at once, so that this request is still answered. */
  readonly stop: (reason: "asked" | "handover") => void;
}

export function createProcessMethods(options: ProcessMethodsOptions): {
  readonly [M in ProcessMethod]: Handler<M>;
} {
  const { version, pid, monotonicMs, service, idleTimer, stop } = options;
  const startedMs = monotonicMs();
  const self = () => ({ version, pid, uptimeSeconds: Math.floor((monotonicMs() - startedMs) / 1000) });

  return {
    "daemon.hello": () => {
      const { vaultId, locked } = service.status();
      return { ...self(), hasVault: vaultId !== null, locked };
    },
    "daemon.status": () => ({ ...service.status(), daemon: self(), locksAtMs: idleTimer.locksAtMs() }),
    "daemon.touch": () => ({ locksAtMs: idleTimer.locksAtMs() }),
    "daemon.stop": () => {
      stop("asked");
      return { stopping: true };
    },
    "daemon.handover": () => {
      stop("handover");
      return { stopping: true };
    },
  };
}
