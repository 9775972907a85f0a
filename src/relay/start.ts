/**
 * A relay, from its directory to its open port: for `holt relay serve`, and for a daemon that embeds one. Composition
 * only.
 */
import { randomFillSync } from "node:crypto";
import type { HoltError } from "../protocol/errors.ts";
import { fingerprintOfRelay, formatFingerprint } from "../protocol/handshake.ts";
import { utf8ToBytes } from "../protocol/bytes.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { loadSodium, type Random } from "../protocol/sodium.ts";
import type { HttpEndpoints } from "./http-endpoints.ts";
import { DEFAULT_LIMITS, type RelayLimits } from "./limits.ts";
import { type Meter, noMeter } from "./meter.ts";
import { openRelayDirectory } from "./open-directory.ts";
import { DEFAULT_POINTS, NO_POINTS, type PointPolicy } from "./points.ts";
import { createRelayCore } from "./relay-core.ts";
import { describeBug, type Log } from "./relay-log.ts";
import type { Totals } from "./relay-store.ts";
import { startServer, type TlsFiles } from "./server.ts";
import { hashToken, makeToken } from "./tokens.ts";
import { createUpkeep } from "./upkeep.ts";

export interface RelayOptions {
  /** Holds relay.db, relay.key and relay.lock; made where it is missing. */
  readonly directory: string;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly limits?: Partial<RelayLimits>;
  readonly log: Log;
  /** Epoch ms. */
  readonly now: () => number;
  /** False: opening a vault takes a token even though none was ever made. */
  readonly isOpen?: boolean;
  /** False: vaults with recovery members are not taken. */
  readonly allowsBackups?: boolean;
  /** How many points in time are kept. */
  readonly points?: Partial<PointPolicy>;
  /** Hashes of registration tokens (tokens.ts); any closes the relay. */
  readonly tokens?: readonly Uint8Array[] | undefined;
  readonly tls?: TlsFiles | undefined;
  readonly logsAddresses?: boolean;
  readonly meter?: Meter;
  readonly metrics?: HttpEndpoints["metrics"];
  readonly isMetricsOpen?: boolean;
  /** Calls every second or so until it is told to stop; a test calls by hand. */
  readonly everySecond?: (run: () => void) => () => void;
}

export interface RunningRelay {
  readonly address: { readonly host: string; readonly port: number };
  /** 32 bytes. */
  readonly relayKey: Uint8Array;
  /** As people compare it. */
  readonly fingerprint: string;
  readonly sessions: () => number;
  totals(): Promise<Result<Totals, HoltError>>;
  /** A registration token: the text, once. Closes the relay. */
  makeToken(): Promise<Result<string, HoltError>>;
  useTls(files: TlsFiles): void;
  /** What was acknowledged is durable; resolves when the directory is free. */
  stop(): Promise<void>;
}

const CLOSE_WITHIN_MS = 2000;
const SCRUB_WITHIN_MS = 1000;

const everySecondByTimer = (run: () => void): (() => void) => {
  const timer = setInterval(run, 1000);
  timer.unref();
  return () => clearInterval(timer);
};

/** `already-running`: another relay has the directory. */
export async function startRelay(options: RelayOptions): Promise<Result<RunningRelay, HoltError>> {
  const { now, log, isOpen = true, allowsBackups = true, logsAddresses = false, meter = noMeter } = options;
  const sodium = await loadSodium();
  const opened = await openRelayDirectory(sodium, options.directory);
  if (!opened.ok) return opened;
  const directory = opened.value;
  const { store, key } = directory;
  const giveUp = <T>(error: T): Result<never, T> => {
    directory.close();
    return err(error);
  };
  if (options.tokens !== undefined) {
    const added = await store.addTokens(options.tokens, now());
    if (!added.ok) return giveUp(added.error);
  }
  const random: Random = (length) => randomFillSync(new Uint8Array(length));
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const points = allowsBackups ? { ...DEFAULT_POINTS, ...options.points } : NO_POINTS;
  const policy = { limits, relayKey: key.publicKey, allowsBackups, points };
  const shared = { sodium, random, now, store, key, policy, logsAddresses, log, meter };
  const core = createRelayCore({ ...shared, isOpenToAll: isOpen });
  const endpoints: HttpEndpoints = {
    isReady: atMostEverySecond(now, async () => (await store.probe(now())).ok),
    metrics: options.metrics,
    isMetricsOpen: options.isMetricsOpen ?? false,
  };
  const { host, port, tls } = options;
  const started = await startServer(core, { host, port, tls, endpoints });
  if (!started.ok) return giveUp(started.error);
  const server = started.value;
  const upkeep = createUpkeep(core);
  const stopTicking = (options.everySecond ?? everySecondByTimer)(() => {
    server.tick(now());
    upkeep.tick(now()).catch((thrown: unknown) => log("bug", describeBug(thrown)));
  });

  let stopped: Promise<void> | undefined;
  async function stop(): Promise<void> {
    stopTicking();
    server.stopAccepting();
    await core.commits.idle();
    await server.close(CLOSE_WITHIN_MS);
    await core.commits.idle();
    await store.scrub(SCRUB_WITHIN_MS);
    directory.close();
    log("stopped");
  }

  return ok({
    address: server.address,
    relayKey: key.publicKey,
    fingerprint: formatFingerprint(fingerprintOfRelay(sodium, key.publicKey)),
    sessions: server.sessions,
    totals: () => store.totals(),
    async makeToken() {
      const token = makeToken(random);
      const added = await store.addTokens([hashToken(utf8ToBytes(token))], now());
      return added.ok ? ok(token) : added;
    },
    useTls: (files) => server.useTls(files),
    stop: () => (stopped ??= stop()),
  });
}

function atMostEverySecond(now: () => number, ask: () => Promise<boolean>): () => Promise<boolean> {
  let askedAt = -Infinity;
  let answer = Promise.resolve(false);
  return () => {
    if (Math.abs(now() - askedAt) >= 1000) {
      askedAt = now();
      answer = ask();
    }
    return answer;
  };
}
