/**
 * Runs another program in holt's place: it has holt's terminal, output, directory and environment, gets the signals
 * that holt gets, and its end is holt's.
 *
 * Nothing here may touch process.stdin, process.stdout or process.stderr: Node would make what is shared with the
 * program non-blocking under its feet.
 */
import { type ChildProcess, spawn } from "node:child_process";
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmdirSync,
  statfsSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { constants } from "node:os";
import { isatty } from "node:tty";

export interface ProgramCall {
  readonly command: string;
  readonly arguments: readonly string[];
  /** What stands on its stdin; undefined: it has holt's. */
  readonly input: string | undefined;
}

export type ProgramEnd =
  /** `code`: its exit code; 128 and the signal's number where a signal ended it. */
  { readonly status: "ended"; readonly code: number } | { readonly status: "not-run" };

/** A terminal sends these to all that runs in its foreground. */
const TYPED: ReadonlySet<NodeJS.Signals> = new Set(["SIGINT", "SIGQUIT"]);
const PASSED_ON = [...TYPED, "SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2"] as const;

export function runProgram(call: ProgramCall): Promise<ProgramEnd> {
  const file = call.input === undefined ? undefined : openMemoryFile(call.input);
  const child = spawn(call.command, [...call.arguments], {
    stdio: [call.input === undefined ? "inherit" : (file ?? "pipe"), "inherit", "inherit"],
    env: asItWas(process.env),
  });
  if (file !== undefined) closeSync(file);
  // One that doesn't read may have gone by now.
  child.stdin?.on("error", () => {});
  child.stdin?.end(call.input);
  passSignals(child);
  return new Promise((resolve) => {
    child.on("error", () => {
      if (child.pid === undefined) resolve({ status: "not-run" });
    });
    child.once("exit", (code, signal) => {
      resolve({ status: "ended", code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]) });
    });
  });
}

/** From now on signals are the program's to answer: what holt would do with them no longer counts. */
function passSignals(child: ChildProcess): void {
  for (const signal of PASSED_ON) {
    process.removeAllListeners(signal);
    process.on(signal, () => {
      // What was typed has reached the program without us, and twice means something else to many.
      if (!TYPED.has(signal) || !isInForeground()) child.kill(signal);
    });
  }
}

/** Whether what is typed at our terminal as a signal reaches us, and with us the program. */
function isInForeground(): boolean {
  try {
    // proc(5): after the name, which may hold anything: state, parent, group, session, terminal, its foreground group.
    const stat = readFileSync("/proc/self/stat", "utf8");
    const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return group === foreground;
  } catch {
    return [0, 1, 2].some((descriptor) => isatty(descriptor));
  }
}

/**
 * The text as a file that has no name and lies in memory. Undefined where there is no such place: a pipe of Node's has
 * to do, which is a socket, and on Linux /dev/stdin can't be opened where it stands.
 */
function openMemoryFile(text: string): number | undefined {
  const TMPFS = 0x01021994;
  try {
    if (statfsSync("/dev/shm").type !== TMPFS) return undefined;
    const directory = mkdtempSync("/dev/shm/holt-exec-");
    const path = `${directory}/stdin`;
    try {
      writeFileSync(path, text, { mode: 0o600 });
      return openSync(path, "r");
    } finally {
      unlinkSync(path);
      rmdirSync(directory);
    }
  } catch {
    return undefined;
  }
}

/** The environment without what the launcher (bin/holt.cjs) changed for holt itself. */
function asItWas(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE_ENV: _, ...rest } = env;
  const before = (globalThis as { holtNodeEnv?: string }).holtNodeEnv;
  return before === undefined ? rest : { ...rest, NODE_ENV: before };
}
