/**
 * The Context of a real process: its streams, its terminal, its clock, and one connection to the daemon.
 *
 * Everything that isn't needed to print one code is loaded when it is asked for.
 */
import { connect, type Connection } from "../client/connect.ts";
import type { Catalogue } from "../client/language/en.ts";
import { printableJson } from "../client/printable.ts";
import type { HoltError } from "../protocol/errors.ts";
import type { Paths } from "../protocol/paths.ts";
import type { Result } from "../protocol/result.ts";
import { wantsColor } from "./colour.ts";
import type { Context } from "./command.ts";
import { createWriter } from "./output.ts";
import { createTerminal, hasTerminal, type SecretWindow } from "./terminal.ts";

export interface ContextOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly paths: Paths;
  readonly version: string;
  readonly isJson: boolean;
  readonly isColorRefused: boolean;
  readonly words: () => Promise<Catalogue>;
  /** What can't be written to stdout is an error that comes late. */
  readonly onStdoutError: (error: NodeJS.ErrnoException) => void;
}

export interface ProcessContext extends Context {
  /** Takes back what the command left to be taken back; resolves soon, and at once when called again. */
  interrupt(): Promise<void>;
  /** Ends the connection, if there is one, so that the process can end. */
  close(): void;
}

/** Nobody who wants out waits longer than this for a daemon. */
const UNDO_TIMEOUT_MS = 1_000;
/** They would end the process without a word; by convention it then exits with 128 + their number. */
const HANG_UPS = { SIGHUP: 129, SIGTERM: 143 } as const;

export function createContext(options: ContextOptions): ProcessContext {
  const { env, paths, version, isJson, isColorRefused, onStdoutError } = options;
  // Asked of stdout itself, which whoever wants to know is about to write to.
  const isTerminal = (): boolean => process.stdout.isTTY;
  const write = createWriter({ descriptor: 1, stream: () => process.stdout, onError: onStdoutError });
  // Nobody is left to hear that nobody reads stderr.
  const say = createWriter({ descriptor: 2, stream: () => process.stderr, onError: () => {} });
  let connection: Connection | undefined;
  let undo: (() => Promise<unknown>) | undefined;
  const interrupt = async (): Promise<void> => {
    const action = undo;
    undo = undefined;
    if (action === undefined) return;
    await Promise.race([action(), new Promise((resolve) => setTimeout(resolve, UNDO_TIMEOUT_MS))]);
  };
  const findWindow = async (hasTerminal: boolean): Promise<Result<SecretWindow | undefined, HoltError>> => {
    const { findSecretWindow } = await import("./window.ts");
    return findSecretWindow({ env, configFile: paths.configFile, words: options.words, hasTerminal });
  };
  /** Where nobody sits at a terminal, a locked vault is opened in a window, and what was asked is asked again. */
  const unlocking = (daemon: Connection): Connection => ({
    ...daemon,
    async call(method, params) {
      const answer = await daemon.call(method, params);
      if (!isLocked(answer) || method.startsWith("vault.") || hasTerminal()) return answer;
      const { unlockInWindow } = await import("./unlock-window.ts");
      const unlocked = await unlockInWindow(daemon, { findWindow, words: options.words, say });
      if (!unlocked.ok) return unlocked;
      return unlocked.value ? daemon.call(method, params) : answer;
    },
  });
  return {
    env,
    paths,
    version,
    isJson,
    now: Date.now,
    hostName: () => process.getBuiltinModule("node:os").hostname(),
    get hasColor() {
      return wantsColor({ env, isTerminal: isTerminal(), isRefused: isColorRefused });
    },
    get errorTerminal() {
      const { isTTY, columns } = process.stderr;
      if (!isTTY) return undefined;
      return { columns, hasColor: wantsColor({ env, isTerminal: true, isRefused: isColorRefused }) };
    },
    terminal: createTerminal(findWindow),
    words: options.words,
    print: (line) => write(`${line}\n`),
    printBytes: write,
    printJson: (result) => write(`${printableJson(result, isTerminal() ? 2 : undefined)}\n`),
    say: (line) => say(`${line}\n`),
    readStdin,
    onInterrupt(action) {
      undo = action;
      for (const [signal, exitCode] of Object.entries(HANG_UPS)) {
        process.once(signal, () => void interrupt().then(() => process.exit(exitCode)));
      }
    },
    interrupt,
    wait: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
    async runProgram(call) {
      const { runProgram } = await import("./run-program.ts");
      return runProgram(call);
    },
    async openScreen(kind) {
      if (!isTerminal() || env["TERM"] === "dumb") return undefined;
      const { openLiveScreen } = await import("./live-screen.ts");
      return openLiveScreen(kind, { input: process.stdin, output: process.stdout });
    },
    async getCodes(params) {
      if (connection !== undefined) return connection.call("codes.get", params);
      const connected = await connect({ paths, version, start: true, first: params });
      if (!connected.ok) return connected;
      connection = unlocking(connected.value);
      if (connected.value.first === undefined) return connection.call("codes.get", params);
      const first = await connected.value.first;
      // The second time somebody may be asked.
      return isLocked(first) ? connection.call("codes.get", params) : first;
    },
    async connect(isStarting = true): Promise<Result<Connection, HoltError>> {
      if (connection !== undefined) return { ok: true, value: connection };
      const connected = await connect({ paths, version, start: isStarting });
      if (!connected.ok) return connected;
      connection = unlocking(connected.value);
      return { ok: true, value: connection };
    },
    close: () => connection?.close(),
  };
}

const isLocked = (answer: Result<unknown, HoltError>): boolean =>
  !answer.ok && answer.error.type === "locked";

async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}
