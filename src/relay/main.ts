/**
 * `holt relay serve`: the relay as a process. Signals, its log on stderr, and what happens when something breaks that
 * nobody expected.
 */
import { close as closeInspector } from "node:inspector";
import type { HoltError } from "../protocol/errors.ts";
import { ok, type Result } from "../protocol/result.ts";
import { isLoopbackAddress } from "./addresses.ts";
import type { RelayLimits } from "./limits.ts";
import { createMetrics } from "./metrics.ts";
import type { PointPolicy } from "./points.ts";
import { createLineLog, describeBug } from "./relay-log.ts";
import { type RunningRelay, startRelay } from "./start.ts";
import { readTlsFiles, readWhole, type TlsPaths } from "./tls-files.ts";
import { hashTokenLines } from "./tokens.ts";

export interface RunRelayOptions {
  readonly directory: string;
  /** "": every address of this machine. */
  readonly host: string;
  readonly port: number;
  readonly limits?: Partial<RelayLimits>;
  readonly allowsBackups: boolean;
  readonly points?: Partial<PointPolicy>;
  readonly tokenFile?: string | undefined;
  readonly tls?: TlsPaths | undefined;
  readonly isMetricsOpen: boolean;
  readonly logsAddresses: boolean;
  /** It listens. */
  readonly onReady: (ready: ReadyRelay) => void;
}

interface ReadyRelay extends Pick<RunningRelay, "address" | "fingerprint" | "relayKey"> {
  readonly isTls: boolean;
  /** Others can reach it, and nothing but the pinned key protects what they say. */
  readonly isPlainForOthers: boolean;
}

const BUG_EXIT = 70;

/**
 * Resolves when the relay has stopped; fails where it can't start (`already-running` is exit code 10). Takes over the
 * process: umask, signals, uncaught errors.
 */
export async function runRelay(options: RunRelayOptions): Promise<Result<void, HoltError>> {
  process.umask(0o077);
  refuseInspection();
  const log = createLineLog((line) => void process.stderr.write(line), Date.now);
  const crash = (thrown: unknown): never => {
    log("crash", describeBug(thrown));
    return process.exit(BUG_EXIT);
  };
  // Nobody reads the log any more: devices don't care.
  process.stderr.on("error", () => {});
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);
  const stop = Promise.withResolvers<void>();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => stop.resolve());

  const tls = options.tls === undefined ? ok(undefined) : readTlsFiles(options.tls);
  if (!tls.ok) return tls;
  const tokens = options.tokenFile === undefined ? ok(undefined) : readWhole(options.tokenFile);
  if (!tokens.ok) return tokens;
  let running: RunningRelay | undefined;
  const metrics = createMetrics();
  const { directory, host, port, limits = {}, allowsBackups, isMetricsOpen, logsAddresses } = options;
  const started = await startRelay({
    directory,
    host,
    port,
    limits,
    allowsBackups,
    points: options.points ?? {},
    isMetricsOpen,
    logsAddresses,
    log,
    now: Date.now,
    tls: tls.value,
    tokens: tokens.value === undefined ? undefined : hashTokenLines(tokens.value.toString("utf8")),
    meter: metrics.meter,
    metrics: metrics.endpoint(() => running && levelsOf(running)),
  });
  if (!started.ok) return started;
  running = started.value;
  // The terminal is gone, or, for whoever has a certificate: there is a new one.
  process.on("SIGHUP", () => {
    if (running !== undefined && options.tls !== undefined) reloadTls(running, options.tls);
    else stop.resolve();
  });
  const { address, fingerprint, relayKey } = running;
  const isTls = options.tls !== undefined;
  log("started", { port: address.port, tls: isTls });
  const isPlainForOthers = !isTls && !isLoopbackAddress(address.host);
  options.onReady({ address, fingerprint, relayKey, isTls, isPlainForOthers });
  await stop.promise;
  await running.stop();
  return ok(undefined);

  function reloadTls(relay: RunningRelay, paths: TlsPaths): void {
    const files = readTlsFiles(paths);
    if (files.ok) relay.useTls(files.value);
    log(files.ok ? "tls-reloaded" : "tls-not-reloaded");
  }
}

const levelsOf = (relay: RunningRelay) => ({
  sessions: relay.sessions,
  async totals() {
    const totals = await relay.totals();
    return totals.ok ? totals.value : undefined;
  },
});

/**
 * An inspector listens on a port that every user of the machine can reach. It is closed where an option opened it,
 * and SIGUSR1, which opens it, does nothing.
 */
function refuseInspection(): void {
  closeInspector();
  process.on("SIGUSR1", () => {});
}
