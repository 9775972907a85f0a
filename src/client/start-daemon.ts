/**
 * Starts a daemon in the background and waits for its word that it is ready (protocol/start-ack.ts).
 *
 * It outlives its starter: a session of its own, in /, with what it prints going to the log file. Loaded only
 * when a daemon has to be started.
 */
import { spawn } from "node:child_process";
import { closeSync, constants, mkdirSync, openSync } from "node:fs";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { HoltError } from "../protocol/errors.ts";
import type { Paths } from "../protocol/paths.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { ALREADY_RUNNING_EXIT, parseStartAck, START_ACK_FD, type StartAck } from "../protocol/start-ack.ts";

export interface StartOptions {
  readonly paths: Paths;
  /** What to run as the daemon; default: this installation's bin/holt.cjs. */
  readonly program?: string;
  readonly timeoutMs?: number;
}

/** Opening a large vault on a slow disk takes seconds, not minutes. */
const START_TIMEOUT_MS = 30_000;
const LONGEST_ACK = 64 * 1024;
/** A dump of the daemon's memory would hold its keys; Node itself can't set the limit. Keeps the process id. */
const WITHOUT_CORE_DUMPS = 'ulimit -c 0; exec "$0" "$@"';

/** `already-running` where another daemon holds this vault: it may be starting or stopping just now. */
export async function startDaemon(options: StartOptions): Promise<Result<{ pid: number }, HoltError>> {
  const { paths, program = installedProgram(), timeoutMs = START_TIMEOUT_MS } = options;
  const log = openLog(paths);
  if (!log.ok) return log;
  const failed = (detail: string): Result<never, HoltError> =>
    err({ type: "unreachable", what: "daemon", log: paths.logFile, detail });
  const command = [process.execPath, "--disable-sigusr1", program, "daemon", "run", "--acknowledge"];
  const child = spawn("/bin/sh", ["-c", WITHOUT_CORE_DUMPS, ...command], {
    detached: true,
    cwd: "/",
    env: daemonEnvironment(process.env),
    stdio: ["ignore", log.value, log.value, "pipe"],
  });
  closeSync(log.value);
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "it could not be run"));
    child.once("exit", (code, signal) => resolve(signal ?? `exit ${code}`));
  });
  // Where no more files can be opened there is no pipe, and not even a list of them.
  const pipe = (child.stdio as readonly unknown[] | undefined)?.[START_ACK_FD];
  if (!(pipe instanceof Readable)) return failed(await ended);
  const ack = await readAck(pipe, timeoutMs);
  child.unref();
  if (ack === "timeout") return failed("it took too long to start");
  if (ack === undefined) {
    const end = await ended;
    return end === `exit ${ALREADY_RUNNING_EXIT}` ? err({ type: "already-running" }) : failed(end);
  }
  return ack.type === "ready" ? ok({ pid: ack.pid }) : err(ack.error);
}

/** Beside this file in the source tree as in the built program. */
export function installedProgram(): string {
  const fromHere = import.meta.url.endsWith(".ts") ? "../../bin/holt.cjs" : "../bin/holt.cjs";
  return fileURLToPath(new URL(fromHere, import.meta.url));
}

/**
 * The daemon's directory is another than ours: a relative HOLT_HOME would lead it elsewhere. It lives for days, so
 * what was meant for a command doesn't go along: options for Node (one of them opens the inspector, through which
 * every user of the machine could read the vault) and files to write what it did to.
 */
function daemonEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !FOR_COMMANDS.has(name));
  const home = env["HOLT_HOME"];
  return {
    ...Object.fromEntries(kept),
    ...(home ? { HOLT_HOME: resolve(home) } : {}),
    NODE_ENV: "production",
  };
}

const FOR_COMMANDS = new Set(["NODE_OPTIONS", "NODE_DEBUG", "NODE_DEBUG_NATIVE", "NODE_V8_COVERAGE"]);

function openLog({ logFile, stateDirectory }: Paths): Result<number, HoltError> {
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
  try {
    mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
    return ok(openSync(logFile, flags, 0o600));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    const reason =
      code === "ENOSPC" || code === "EDQUOT" ? "full" : code === "EROFS" ? "read-only" : "permission";
    return err({ type: "storage", reason, file: logFile, detail: code });
  }
}

/** Undefined where the stream ended without a word. */
function readAck(pipe: Readable, timeoutMs: number): Promise<StartAck | "timeout" | undefined> {
  return new Promise((resolve) => {
    let text = "";
    const finish = (ack: StartAck | "timeout" | undefined): void => {
      clearTimeout(timer);
      pipe.destroy();
      resolve(ack);
    };
    const timer = setTimeout(() => finish("timeout"), timeoutMs);
    pipe.setEncoding("utf8");
    pipe.on("data", (chunk: string) => {
      text += chunk;
      const end = text.indexOf("\n");
      if (end >= 0 || text.length > LONGEST_ACK) finish(parseStartAck(text.slice(0, Math.max(end, 0))));
    });
    pipe.on("error", () => finish(undefined));
    pipe.on("end", () => finish(undefined));
  });
}
