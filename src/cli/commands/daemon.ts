/**
 * `holt daemon`: the process behind the other commands. They start it by themselves; this is for looking at it,
 * for supervisors (`run`, `install`), and for stopping it.
 *
 * Loads the daemon's own code only to run it, and to see whether its lock is free: where systemd listens on its
 * socket, to connect would be to start it.
 */
import { stopDaemon } from "../../client/stop-daemon.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { readNumber } from "../account-options.ts";
import { ask, type CommandSpec, type Context, FLAG, type Input, type Outcome, value } from "../command.ts";
import { EXIT } from "../exit-codes.ts";

export const spec = {
  arguments: ["ACTION"],
  actions: ["run", "start", "stop", "restart", "status", "install", "uninstall", "logs"],
  options: { lines: value("N"), follow: FLAG, acknowledge: { kind: "flag", hidden: true } },
  examples: [
    "holt daemon status",
    "holt daemon stop",
    "holt daemon install",
    "holt daemon logs --lines 20 --follow",
    "holt daemon run",
  ],
} as const satisfies CommandSpec;

export async function run(
  { arguments: words, options }: Input<typeof spec>,
  context: Context,
): Promise<Outcome> {
  switch (words[0]) {
    case "run":
      return runInForeground(options.acknowledge, context);
    case "start":
      return start(context);
    case "stop":
      return stop(context);
    case "restart": {
      const stopped = await stopRunning(context);
      return stopped.ok ? sayStarted(context) : stopped;
    }
    case "install": {
      const { runInstall } = await import("../service/run-service.ts");
      return runInstall(context, () => stopRunning(context));
    }
    case "uninstall": {
      const { runUninstall } = await import("../service/run-service.ts");
      return runUninstall(context);
    }
    case "logs":
      return printLog(options, context);
    default:
      return status(context);
  }
}

async function runInForeground(acknowledge: boolean, context: Context): Promise<Outcome> {
  const { runDaemon } = await import("../../daemon/main.ts");
  const { cli } = await context.words();
  const { paths, version } = context;
  const onReady = (pid: number): void => {
    if (!acknowledge) context.say(cli.daemonReady(pid));
  };
  const ended = await runDaemon({ paths, version, acknowledge, onReady });
  return ended.ok ? ok(EXIT.done) : ended;
}

async function start(context: Context): Promise<Outcome> {
  if (!(await isRunning(context))) return sayStarted(context);
  const running = await context.connect(false);
  if (running.ok) {
    const hello = await running.value.call("daemon.status", {});
    return err({ type: "already-running", ...(hello.ok ? { pid: hello.value.daemon.pid } : {}) });
  }
  // An older one is replaced, as by any other command.
  if (isAbsent(running.error) || running.error.type === "version-mismatch") return sayStarted(context);
  return running;
}

async function sayStarted(context: Context): Promise<Outcome> {
  const answer = await ask(context, "daemon.status", {});
  if (!answer.ok) return answer;
  const { pid, version } = answer.value.daemon;
  if (context.isJson) context.printJson({ running: true, pid, version });
  else context.say((await context.words()).cli.daemonStarted(pid));
  return ok(EXIT.done);
}

async function stop(context: Context): Promise<Outcome> {
  const stopped = await stopRunning(context);
  if (!stopped.ok) return stopped;
  const { cli } = await context.words();
  if (context.isJson) context.printJson({ running: false, wasRunning: stopped.value.wasRunning });
  else context.say(stopped.value.wasRunning ? cli.daemonStopped : cli.daemonNotRunning);
  return ok(EXIT.done);
}

async function stopRunning({ paths, version }: Context): Promise<Result<{ wasRunning: boolean }, HoltError>> {
  const { isLockFree } = await import("../../daemon/process-lock.ts");
  if (isLockFree(paths.lockFile)) return ok({ wasRunning: false });
  return stopDaemon({ paths, version, isLockFree: () => isLockFree(paths.lockFile) });
}

/** A daemon holds its lock from before it listens until after it has gone. */
async function isRunning({ paths }: Context): Promise<boolean> {
  const { isLockFree } = await import("../../daemon/process-lock.ts");
  return !isLockFree(paths.lockFile);
}

async function status(context: Context): Promise<Outcome> {
  const connection: Awaited<ReturnType<Context["connect"]>> = (await isRunning(context))
    ? await context.connect(false)
    : err({ type: "unreachable", what: "daemon" });
  if (!connection.ok) {
    if (!isAbsent(connection.error)) return connection;
    if (context.isJson) context.printJson({ running: false });
    else context.print((await context.words()).cli.daemonNotRunning);
    return connection;
  }
  const answer = await connection.value.call("daemon.status", {});
  if (!answer.ok) return answer;
  const { daemon, locked, vaultId } = answer.value;
  if (context.isJson) context.printJson({ running: true, ...daemon, locked, vaultId });
  else
    context.print((await context.words()).cli.daemonRuns(daemon.pid, daemon.version, daemon.uptimeSeconds));
  return ok(EXIT.done);
}

const isAbsent = (error: HoltError): boolean => error.type === "unreachable" && error.detail === undefined;

async function printLog(
  { lines, follow }: Input<typeof spec>["options"],
  context: Context,
): Promise<Outcome> {
  const count = readNumber("--lines", lines);
  if (!count.ok) return count;
  const { showLog } = await import("../daemon-log.ts");
  return showLog({ file: context.paths.logFile, lines: count.value, isFollowing: follow, context });
}
