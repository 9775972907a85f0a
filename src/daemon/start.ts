/**
 * A running daemon from its parts, in the order that safety asks for: socket directory, lock, log, vault, servers.
 *
 * Knows no signals, no starter and no exit codes (main.ts).
 */
import type { HoltError } from "../protocol/errors.ts";
import type { Paths } from "../protocol/paths.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import type { SocketPlaces } from "./activation.ts";
import { type Clocks, createIdleTimer } from "./idle-timer.ts";
import { type Log, openLog } from "./log.ts";
import { createProcessMethods } from "./process-methods.ts";
import { type ProcessLock, takeProcessLock } from "./process-lock.ts";
import { createRequests } from "./requests.ts";
import { createRpcServer } from "./rpc-server.ts";
import { readRunning, removeRunning, writeRunning } from "./running-file.ts";
import type { VaultService } from "./service.ts";
import { createSettingsFile } from "./settings-file.ts";
import { shutDown } from "./shut-down.ts";
import { prepareSocketDirectory } from "./socket-directory.ts";
import { watchSocket } from "./socket-watch.ts";
import { toStorageError } from "./storage-error.ts";
import { publishView } from "./view-publisher.ts";
import { createViewServer } from "./view-server.ts";

export interface StartOptions {
  readonly paths: Paths;
  readonly version: string;
  readonly pid: number;
  readonly uid: number;
  readonly clocks: Clocks;
  /** Called once, under the lock. */
  readonly createService: (log: Log) => Promise<Result<VaultService, HoltError>>;
  /** Sockets that listen already; made at the paths' places where there are none. */
  readonly activated?: SocketPlaces | undefined;
}

type StopReason = "asked" | "handover" | "signal" | "unreachable";

export interface RunningDaemon {
  readonly log: Log;
  /** Harmless when it stops already. */
  stop(reason: StopReason): void;
  /** Resolves when it has stopped, whoever asked. */
  readonly stopped: Promise<void>;
}

export async function startDaemon(options: StartOptions): Promise<Result<RunningDaemon, HoltError>> {
  const { paths, activated, uid } = options;
  if (activated === undefined) {
    const directory = prepareSocketDirectory(paths.runtimeDirectory, uid);
    if (!directory.ok) return directory;
  }
  const lock = takeProcessLock(paths.lockFile);
  if (!lock.ok) return lock.error.type === "already-running" ? err(alreadyRunning(paths)) : lock;
  const opened = await open(options, lock.value);
  if (!opened.ok) lock.value.release();
  return opened;
}

async function open(options: StartOptions, lock: ProcessLock): Promise<Result<RunningDaemon, HoltError>> {
  const { paths, version, pid, clocks } = options;
  let log: Log;
  try {
    log = openLog({ file: paths.logFile, nowMs: clocks.wallMs });
  } catch (thrown) {
    return err(toStorageError(thrown, paths.logFile));
  }
  const service = await options.createService(log);
  if (!service.ok) {
    log.write("not started", { error: service.error.type });
    log.close();
    return service;
  }
  const daemon = compose(options, { lock, log, service: service.value });
  try {
    await daemon.listen();
  } catch (thrown) {
    daemon.stop("unreachable");
    await daemon.stopped;
    return err(toStorageError(thrown, paths.runtimeDirectory));
  }
  noteRunning(options);
  log.write("started", { pid, version });
  return ok(daemon);
}

interface Parts {
  readonly lock: ProcessLock;
  readonly log: Log;
  readonly service: VaultService;
}

function compose(
  options: StartOptions,
  { lock, log, service }: Parts,
): RunningDaemon & { listen(): Promise<void> } {
  const { paths, version, pid, clocks, activated } = options;
  const { monotonicMs } = clocks;
  const ended = Promise.withResolvers<void>();
  let isStopping = false;
  let stopWatching = (): void => {};

  const settingsFile = createSettingsFile(paths.configFile, (problems) =>
    log.write("config", { keys: problems.map(({ key }) => key) }),
  );
  const viewServer = createViewServer();
  const view = publishView({ service, server: viewServer, defer: setImmediate });
  const idleTimer = createIdleTimer({
    clocks,
    settings: settingsFile.read,
    schedule,
    onDeadline: view.showDeadline,
    onLock(reason) {
      log.write("locking", { reason });
      service.lock(reason);
    },
  });

  // A vault that opens itself isn't made safer by closing it.
  const watchUse = (): void => {
    const { locked, hasPassphrase } = service.status();
    if (locked || !hasPassphrase) idleTimer.stop();
    else idleTimer.start();
  };
  watchUse();
  const unsubscribe = service.subscribe(({ type }) => {
    if (type === "locked" || type === "unlocked") log.write(type);
    if (type !== "accounts") watchUse();
  });

  const stop = (reason: StopReason): void => {
    if (isStopping) return;
    isStopping = true;
    log.write("stopping", { reason });
    stopWatching();
    const letGo = (): void => {
      unsubscribe();
      removeRunning(paths);
    };
    const parts = { lock, log, service, idleTimer, view, viewServer, rpcServer, letGo };
    void shutDown(parts).then(ended.resolve, ended.reject);
  };
  const rpcServer = createRpcServer(
    createRequests({
      version,
      handlers: {
        ...service.handlers,
        ...createProcessMethods({ version, pid, monotonicMs, service, idleTimer, stop }),
      },
      gate: () => readGate(service),
      noVault: () => service.noVault(),
      idleTimer,
      log,
      monotonicMs,
    }),
  );

  return {
    log,
    stop,
    stopped: ended.promise,
    async listen() {
      await viewServer.listen(activated?.view ?? { path: paths.viewSocket });
      await rpcServer.listen(activated?.rpc ?? { path: paths.rpcSocket });
      if (activated === undefined) stopWatching = watchSocket(paths.rpcSocket, () => stop("unreachable"));
    },
  };
}

/** Information for people: a full disk must not keep anyone from his codes. */
function noteRunning({ paths, pid, version, clocks }: StartOptions): void {
  try {
    writeRunning(paths, { pid, version, startedAt: Math.floor(clocks.wallMs() / 1000) });
  } catch {
    removeRunning(paths);
  }
}

function readGate(service: VaultService): "none" | "locked" | "open" {
  const { vaultId, locked } = service.status();
  return vaultId === null ? "none" : locked ? "locked" : "open";
}

function alreadyRunning(paths: Paths): HoltError {
  const running = readRunning(paths);
  return running === undefined ? { type: "already-running" } : { type: "already-running", pid: running.pid };
}

function schedule(task: () => void, delayMs: number): () => void {
  const timer = setTimeout(task, delayMs);
  return () => clearTimeout(timer);
}
