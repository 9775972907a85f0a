/**
 * What a command is: what it takes (`spec`, the one source for parsing and help) and what it does (`run`).
 *
 * A command gets everything it touches through its Context: terminal, output, daemon, clock. It knows neither
 * process nor argv.
 */
import type { Catalogue } from "../client/language/en.ts";
import type { HoltError } from "../protocol/errors.ts";
import type { RpcMethod, RpcParams, RpcResult } from "../protocol/local-api.ts";
import type { Paths } from "../protocol/paths.ts";
import type { Result } from "../protocol/result.ts";
import type { ExitCode } from "./exit-codes.ts";
import type { LiveScreen } from "./live-screen.ts";
import type { ProgramCall, ProgramEnd } from "./run-program.ts";
import type { Terminal } from "./terminal.ts";

export type OptionSpec =
  | { readonly kind: "flag"; readonly hidden?: true }
  /** `values` may be given several times. */
  | { readonly kind: "value" | "values"; readonly value: string };

export interface CommandSpec {
  /** "NAME" is needed, "[NAME]" is not, "NAME…" may repeat. */
  readonly arguments: readonly string[];
  /** The words that the first argument may be. */
  readonly actions?: readonly string[];
  /** What stands after "--": a command line of another program, which is not looked into. Needed where it is named. */
  readonly following?: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly examples: readonly string[];
}

export const FLAG = { kind: "flag" } as const;
export const value = <const N extends string>(name: N) => ({ kind: "value", value: name }) as const;
export const values = <const N extends string>(name: N) => ({ kind: "values", value: name }) as const;

export interface Input<S extends CommandSpec = CommandSpec> {
  readonly arguments: readonly string[];
  /** Empty unless the spec has it. */
  readonly following: readonly string[];
  readonly options: {
    readonly [K in keyof S["options"]]: S["options"][K]["kind"] extends "flag"
      ? boolean
      : S["options"][K]["kind"] extends "value"
        ? string | undefined
        : readonly string[];
  };
}

interface DaemonConnection {
  call<M extends RpcMethod>(method: M, params: RpcParams<M>): Promise<Result<RpcResult<M>, HoltError>>;
}

export interface Context {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly paths: Paths;
  readonly version: string;
  /** Epoch ms. */
  readonly now: () => number;
  readonly hostName: () => string;
  /** `--json` was given. */
  readonly isJson: boolean;
  readonly hasColor: boolean;
  /** stderr, where it is a terminal: a picture can be drawn there. */
  readonly errorTerminal: { readonly columns: number; readonly hasColor: boolean } | undefined;
  readonly terminal: Terminal;
  readonly words: () => Promise<Catalogue>;
  /** stdout: a line, or bytes as they are. */
  readonly print: (line: string) => void;
  readonly printBytes: (bytes: Uint8Array) => void;
  readonly printJson: (result: unknown) => void;
  /** stderr: a line for a person. */
  readonly say: (line: string) => void;
  readStdin(): Promise<Uint8Array>;
  /** What to take back when Ctrl-C or a hang-up ends the process; the last one counts. */
  onInterrupt(undo: () => Promise<unknown>): void;
  wait(delayMs: number): Promise<void>;
  /** Runs another program in holt's place; from then on signals are its own. */
  runProgram(call: ProgramCall): Promise<ProgramEnd>;
  /** Undefined where stdout is no terminal, or one that can't move its cursor. */
  openScreen(kind: "line" | "whole"): Promise<LiveScreen | undefined>;
  /** `holt code`'s one question, in one round trip. */
  readonly getCodes: (params: RpcParams<"codes.get">) => Promise<Result<RpcResult<"codes.get">, HoltError>>;
  /** The one connection of this process; `isStarting`: a daemon is started where none runs (default). */
  connect(isStarting?: boolean): Promise<Result<DaemonConnection, HoltError>>;
}

export type Outcome = Result<ExitCode, HoltError>;

export interface Command {
  readonly spec: CommandSpec;
  /** The exit code: one of holt's own, but for `holt exec`, which gives back another program's. */
  run(input: Input, context: Context): Promise<Result<number, HoltError>>;
}

/** Connects (starting a daemon) and asks. */
export async function ask<M extends RpcMethod>(
  context: Context,
  method: M,
  params: RpcParams<M>,
): Promise<Result<RpcResult<M>, HoltError>> {
  const connection = await context.connect();
  return connection.ok ? connection.value.call(method, params) : connection;
}
