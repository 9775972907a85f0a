/**
 * A command's Context without a process: what it prints is kept, the daemon and the person answer from a script.
 */
import type { Context } from "../../src/cli/command.ts";
import { parseCommandLine } from "../../src/cli/command-line.ts";
import { type CommandName, loadCommand } from "../../src/cli/commands.ts";
import type { LiveScreen } from "../../src/cli/live-screen.ts";
import type { ProgramCall, ProgramEnd } from "../../src/cli/run-program.ts";
import { type Catalogue, en } from "../../src/client/language/en.ts";
import type { HoltError } from "../../src/protocol/errors.ts";
import type { RpcMethod, RpcParams, RpcResult } from "../../src/protocol/local-api.ts";
import { resolvePaths } from "../../src/protocol/paths.ts";
import { err, ok, type Result } from "../../src/protocol/result.ts";

export type Answers = {
  readonly [M in RpcMethod]?: (params: RpcParams<M>) => Result<RpcResult<M>, HoltError>;
};

export interface Scene {
  readonly answers?: Answers;
  /** What the person types, in order; without it there is no terminal. */
  readonly typed?: readonly string[];
  /** What the person types to this prompt; undefined: the next of `typed`. */
  readonly typedTo?: (prompt: string) => string | undefined;
  /** What is typed is typed into a window. */
  readonly hasWindow?: boolean;
  readonly stdin?: string;
  readonly isDaemonAbsent?: boolean;
  readonly home?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly language?: Catalogue;
  /** stderr is a terminal. */
  readonly errorTerminal?: Context["errorTerminal"];
  /** Ctrl-C comes while this method is being waited for. */
  readonly interruptedAt?: RpcMethod;
  /** Where a command draws; without it stdout is no terminal. */
  readonly screen?: LiveScreen;
  /** What the program that is run comes to. */
  readonly program?: (call: ProgramCall) => ProgramEnd;
  /** Epoch ms at the beginning; only waiting takes time. */
  readonly now?: number;
}

export interface Played {
  readonly outcome: Result<number, HoltError>;
  readonly stdout: string;
  readonly stderr: readonly string[];
  readonly prompts: readonly string[];
  readonly calls: readonly { readonly method: RpcMethod; readonly params: unknown }[];
}

type Daemon = Extract<Awaited<ReturnType<Context["connect"]>>, { ok: true }>["value"];

export async function play(line: string, scene: Scene = {}): Promise<Played> {
  const argv = line.split(" ").filter((word) => word !== "");
  const [name = "", ...rest] = argv;
  const stdout: string[] = [];
  const stderr: string[] = [];
  const prompts: string[] = [];
  const calls: { method: RpcMethod; params: unknown }[] = [];
  const typed = [...(scene.typed ?? [])];
  let now = scene.now ?? 1_000_000_000_000;
  let undo: (() => Promise<unknown>) | undefined;
  const interruption = Promise.withResolvers<Result<number, HoltError>>();
  const answer = (prompt: string, what: string): Promise<Result<string, HoltError>> => {
    if (scene.typed === undefined) {
      return Promise.resolve(err({ type: "usage", reason: "no-terminal", value: what }));
    }
    prompts.push(prompt);
    const text = scene.typedTo?.(prompt) ?? typed.shift();
    return Promise.resolve(text === undefined ? err({ type: "interrupted" }) : ok(text));
  };
  const daemon: Daemon = {
    call: (method, params) => {
      calls.push({ method, params });
      if (method === scene.interruptedAt) {
        void undo?.().then(() => interruption.resolve(err({ type: "interrupted" })));
        return new Promise(() => {});
      }
      const handler = scene.answers?.[method];
      if (handler === undefined) throw new Error(`nobody answers ${method}`);
      return Promise.resolve(handler(params));
    },
  };
  const reach = <T>(use: (daemon: Daemon) => Promise<Result<T, HoltError>>): Promise<Result<T, HoltError>> =>
    scene.isDaemonAbsent ? Promise.resolve(err({ type: "unreachable", what: "daemon" })) : use(daemon);
  const context: Context = {
    env: scene.env ?? {},
    paths: resolvePaths({ env: { HOLT_HOME: scene.home ?? "/nonexistent" }, homeDirectory: "/", uid: 0 }),
    version: "0.1.0",
    now: () => now,
    wait: (delayMs) => {
      now += delayMs;
      return Promise.resolve();
    },
    runProgram: (call) => {
      if (scene.program === undefined) throw new Error(`nobody runs ${call.command}`);
      return Promise.resolve(scene.program(call));
    },
    hostName: () => "host",
    isJson: argv.includes("--json"),
    hasColor: false,
    errorTerminal: scene.errorTerminal,
    terminal: {
      isThere: () => scene.typed !== undefined,
      canAskSecret: () => Promise.resolve(scene.typed !== undefined),
      readSecret: answer,
      hasWindow: () => Promise.resolve(scene.hasWindow ?? false),
      readLine: answer,
      readNewSecret: async ({ first: prompt, again }, what) => {
        const first = await answer(prompt, what);
        if (!first.ok || first.value === "") return first;
        const second = await answer(again, what);
        if (!second.ok) return second;
        return first.value === second.value ? first : err({ type: "usage", reason: "passphrases-differ" });
      },
    },
    words: () => Promise.resolve(scene.language ?? en),
    print: (text) => void stdout.push(`${text}\n`),
    printBytes: (bytes) => void stdout.push(Buffer.from(bytes).toString()),
    printJson: (result) => void stdout.push(`${JSON.stringify(result)}\n`),
    say: (text) => void stderr.push(text),
    readStdin: () => Promise.resolve(Buffer.from(scene.stdin ?? "")),
    onInterrupt: (action) => void (undo = action),
    openScreen: () => Promise.resolve(scene.screen),
    getCodes: (params) => reach((daemon) => daemon.call("codes.get", params)),
    connect: () => reach((daemon) => Promise.resolve(ok(daemon))),
  };
  const command = await loadCommand(name as CommandName);
  const input = parseCommandLine(command.spec, rest);
  const outcome = input.ok
    ? await Promise.race([command.run(input.value, context), interruption.promise])
    : input;
  return { outcome, stdout: stdout.join(""), stderr, prompts, calls };
}
