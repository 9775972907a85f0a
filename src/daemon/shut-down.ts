/**
 * The end of a daemon, in the order that loses nothing: no new requests, those in work answered, the vault closed,
 * the lock freed. The connections go last: to a front end their end says that the lock is free.
 */
import type { IdleTimer } from "./idle-timer.ts";
import { describeBug, type Log } from "./log.ts";
import type { ProcessLock } from "./process-lock.ts";
import type { RpcServer } from "./rpc-server.ts";
import type { VaultService } from "./service.ts";
import type { ViewPublisher } from "./view-publisher.ts";
import type { ViewServer } from "./view-server.ts";

export interface DaemonParts {
  readonly lock: ProcessLock;
  readonly log: Log;
  readonly service: VaultService;
  readonly idleTimer: IdleTimer;
  readonly view: ViewPublisher;
  readonly viewServer: ViewServer;
  readonly rpcServer: RpcServer;
  /** What else is to be let go, once the vault is closed. */
  readonly letGo: () => void;
}

/** A request that takes longer is cut off: nothing that was answered is lost. */
const SETTLE_MS = 10_000;

export async function shutDown(parts: DaemonParts): Promise<void> {
  const { lock, log, service, idleTimer, view, viewServer, rpcServer, letGo } = parts;
  rpcServer.stopAccepting();
  viewServer.stopAccepting();
  service.settle();
  await Promise.race([rpcServer.settled(), afterMs(SETTLE_MS)]);
  idleTimer.stop();
  closeService(service, log);
  view.stop();
  await viewServer.close();
  letGo();
  log.write("stopped");
  log.close();
  lock.release();
  await rpcServer.close();
}

/** What goes wrong here must not keep the lock: everything that was answered is durable already. */
function closeService(service: VaultService, log: Log): void {
  try {
    service.close();
  } catch (thrown) {
    log.write("bug", { method: "close", ...describeBug(thrown) });
  }
}

const afterMs = (delayMs: number): Promise<void> =>
  new Promise((resolve) => void setTimeout(resolve, delayMs).unref());
