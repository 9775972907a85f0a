/**
 * The seam inside the daemon: what holds the vault (keys, document, database) against what serves it (sockets,
 * timers, process). Neither side knows the other's matter: a service sees no socket, a server sees no key.
 */
import type { AccountLabel } from "../protocol/account.ts";
import type { HoltError } from "../protocol/errors.ts";
import type { RpcMethod, RpcParams, RpcResult, StatusResult } from "../protocol/local-api.ts";
import type { ViewState } from "../protocol/view.ts";

/** The methods that the process itself answers, without the vault. */
export type ProcessMethod = Extract<RpcMethod, `daemon.${string}`>;
export type VaultMethod = Exclude<RpcMethod, ProcessMethod>;

/** Fails by throwing HoltFailure (what can happen) or anything else (a bug). */
export type Handler<M extends RpcMethod> = (params: RpcParams<M>) => Promise<RpcResult<M>> | RpcResult<M>;
export type VaultHandlers = { readonly [M in VaultMethod]: Handler<M> };

export type ServiceEvent =
  | { readonly type: "unlocked" }
  | { readonly type: "locked" }
  /** Labels that changed and ids that went; sent after the edit is durable. */
  | {
      readonly type: "accounts";
      readonly changed: readonly AccountLabel[];
      readonly removed: readonly string[];
    }
  | { readonly type: "state" };

/** What StatusResult holds beyond the process's own part. */
export type VaultStatus = Omit<StatusResult, "daemon" | "locksAtMs">;

export interface VaultService {
  readonly handlers: VaultHandlers;
  status(): VaultStatus;
  /** What is said where there is no vault; names a damaged database that was moved aside. */
  noVault(): HoltError;
  /** All labels, trashed ones included; empty while locked. */
  labels(): readonly AccountLabel[];
  /** Everything of the view but `locksAt`, which the idle timer knows; undefined while locked. */
  viewState(): Omit<ViewState, "locksAt"> | undefined;
  /** Wipes keys and drops the document. Harmless when locked. */
  lock(reason: "asked" | "idle" | "suspended" | "stopping"): void;
  /** Listeners are called in order, after the fact; returns how to stop listening. */
  subscribe(listener: (event: ServiceEvent) => void): () => void;
  /** Whoever waits for something that may take minutes is told that it won't come. */
  settle(): void;
  /** Locks, checkpoints and closes the database. */
  close(): void;
}
