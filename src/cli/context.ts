/**
 * The Context of a real process: its streams, its terminal, its clock, and one connection to the daemon.
 *
 * Everything that isn't needed to print one code is loaded when it is asked for.
 */
import { isatty } from "node:tty";
import { connect, type Connection } from "../client/connect.ts";
import type { Catalogue } from "../client/language/en.ts";
import { printableJson } from "../client/printable.ts";
import type { HoltError } from "../protocol/errors.ts";
import type { Paths } from "../protocol/paths.ts";
import type { Result } from "../protocol/result.ts";
import { wantsColor } from "./colour.ts";
import type { Context } from "./command.ts";
import { createTerminal } from "./terminal.ts";

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
  /** Ends the connection, if there is one, so that the process can end. */
  close(): void;
}

export function createContext(options: ContextOptions): ProcessContext {
  const { env, paths, version, isJson, isColorRefused, onStdoutError } = options;
  const isTerminal = isatty(1);
  const write = createWriter(onStdoutError);
  let connection: Connection | undefined;
  return {
    env,
    paths,
    version,
    isJson,
    now: Date.now,
    hostName: () => process.getBuiltinModule("node:os").hostname(),
    hasColor: wantsColor({ env, isTerminal, isRefused: isColorRefused }),
    terminal: createTerminal(),
    words: options.words,
    print: (line) => write(`${line}\n`),
    printBytes: write,
    printJson: (result) => write(`${printableJson(result, isTerminal ? 2 : undefined)}\n`),
    say: (line) => void process.stderr.write(`${line}\n`),
    readStdin,
    async connect(isStarting = true): Promise<Result<Connection, HoltError>> {
      if (connection !== undefined) return { ok: true, value: connection };
      const connected = await connect({ paths, version, start: isStarting });
      if (connected.ok) connection = connected.value;
      return connected;
    },
    close: () => connection?.close(),
  };
}

/** stdout is touched at the first write: it costs more than all of a command that prints nothing. */
function createWriter(onError: ContextOptions["onStdoutError"]): (chunk: string | Uint8Array) => void {
  let isOpen = false;
  return (chunk) => {
    if (!isOpen) process.stdout.on("error", onError);
    isOpen = true;
    process.stdout.write(chunk);
  };
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}
