/**
 * `holt daemon run`: the daemon as a process. Signals, the word to the starter, the exit code, and what happens
 * when something breaks that nobody expected.
 */
import { createNotifier } from "./notify.ts";
import { close as closeInspector } from "node:inspector";
import type { HoltError } from "../protocol/errors.ts";
import type { Paths } from "../protocol/paths.ts";
import type { Result } from "../protocol/result.ts";
import { type Acknowledge, acknowledgeStarter } from "./acknowledge.ts";
import { activatedSockets } from "./activation.ts";
import { createLockMark } from "./lock-mark.ts";
import { describeBug, type Log, type LogFacts } from "./log.ts";
import { createKeychain } from "./keychain.ts";
import { createSecretService } from "./secret-service.ts";
import type { VaultService } from "./service.ts";
import { createRandom } from "./random.ts";
import { createSettingsFile } from "./settings-file.ts";
import { startDaemon, type RunningDaemon } from "./start.ts";

export interface RunDaemonOptions {
  readonly paths: Paths;
  readonly version: string;
  /** `--acknowledge`: a starter waits at file descriptor 3. */
  readonly acknowledge: boolean;
  /** Both sockets listen. */
  readonly onReady?: (pid: number) => void;
  /** The vault behind the seam; a test gives another. */
  readonly createService?: () => Promise<Result<VaultService, HoltError>>;
}

const BUG_EXIT = 70;
const STOP_SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

/**
 * Resolves when the daemon has stopped; fails where it can't start (`already-running` is exit code 10). The caller
 * ends the process then. Takes over the process: umask, signals, uncaught errors.
 */
export async function runDaemon(options: RunDaemonOptions): Promise<Result<void, HoltError>> {
  const { paths, version } = options;
  process.umask(0o077);
  refuseInspection();
  const acknowledge: Acknowledge = options.acknowledge ? acknowledgeStarter() : () => {};
  let daemon: RunningDaemon | undefined;
  const crash = (thrown: unknown): never => {
    const facts = describeBug(thrown);
    if (daemon !== undefined) daemon.log.write("crash", facts);
    else process.stderr.write(`${JSON.stringify({ event: "crash", ...facts })}\n`);
    acknowledge({ type: "error", error: { type: "internal", detail: "the daemon crashed" } });
    return process.exit(BUG_EXIT);
  };
  process.on("uncaughtException", crash);
  process.on("unhandledRejection", crash);

  let isStopAsked = false;
  for (const signal of STOP_SIGNALS) {
    process.on(signal, () => {
      isStopAsked = true;
      daemon?.stop("signal");
    });
  }

  const started = await startDaemon({
    paths,
    version,
    pid: process.pid,
    uid: process.getuid?.() ?? 0,
    clocks: { wallMs: Date.now, monotonicMs: () => performance.now() },
    createService: options.createService ?? ((log) => createVault(options, log)),
    activated: activatedSockets(process.env, process.pid),
  }).catch(crash);
  if (!started.ok) {
    acknowledge({ type: "error", error: started.error });
    return started;
  }
  daemon = started.value;
  acknowledge({ type: "ready", pid: process.pid, version });
  options.onReady?.(process.pid);
  if (isStopAsked) daemon.stop("signal");
  await daemon.stopped;
  return { ok: true, value: undefined };
}

/**
 * An inspector listens on a port that every user of the machine can reach. It is closed where an option opened it,
 * and SIGUSR1, which opens it, does nothing.
 */
function refuseInspection(): void {
  closeInspector();
  process.on("SIGUSR1", () => {});
}

/** Loaded under the lock only: whoever finds another daemon there is through in no time. */
async function createVault(
  { paths, version }: RunDaemonOptions,
  log: Log,
): Promise<Result<VaultService, HoltError>> {
  const [{ createVaultService }, { loadSodium }] = await Promise.all([
    import("./vault-service.ts"),
    import("../protocol/sodium.ts"),
  ]);
  const settings = createSettingsFile(paths.configFile, () => {});
  const createKeyring = process.platform === "darwin" ? createKeychain : createSecretService;
  return createVaultService({
    paths,
    version,
    notify: createNotifier({
      env: process.env,
      isOn: () => settings.read()["notify.desktop"],
      language: () => settings.read()["ui.language"],
    }),
    osKeyring: createKeyring({ env: process.env }),
    lockMark: createLockMark({ file: paths.lockMarkFile }),
    clockOffsetMs: () => settings.read()["clock.offset-seconds"] * 1000,
    log: (event, facts) => log.write(`relay ${event}`, facts as LogFacts),
    sodium: await loadSodium(),
    random: createRandom(),
    now: Date.now,
  });
}
