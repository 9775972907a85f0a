/**
 * The built program in a throwaway HOLT_HOME: real processes, real sockets, a real database.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "..", "..");
export const PROGRAM = join(ROOT, "bin", "holt.cjs");

export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Program {
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  /** Runs one command to its end. No terminal; stdin is `input` or empty. */
  run(args: readonly string[], input?: string): Promise<Run>;
  /** Runs one command that must succeed; its stdout. */
  ok(args: readonly string[], input?: string): Promise<string>;
  json<T>(args: readonly string[]): Promise<T>;
  file(name: string): string;
  /** The daemon's pid, as `status` tells it. */
  daemonPid(): Promise<number>;
  stop(): Promise<void>;
}

export function createProgram(): Program {
  const home = mkdtempSync(join(tmpdir(), "holt-e2e-"));
  const env: Record<string, string> = {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    HOLT_HOME: join(home, "h"),
    LANG: "C.UTF-8",
  };
  const run = (args: readonly string[], input = ""): Promise<Run> =>
    new Promise((done, fail) => {
      const child = spawn(process.execPath, [PROGRAM, ...args], { env, stdio: "pipe" });
      const out: Buffer[] = [];
      const errors: Buffer[] = [];
      child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
      child.stderr.on("data", (chunk: Buffer) => errors.push(chunk));
      child.stdin.on("error", () => {});
      child.on("error", fail);
      child.on("close", (code) =>
        done({ code, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(errors).toString() }),
      );
      child.stdin.end(input);
    });
  const ok = async (args: readonly string[], input?: string): Promise<string> => {
    const result = await run(args, input);
    if (result.code !== 0) throw new Error(`holt ${args.join(" ")}: exit ${result.code}\n${result.stderr}`);
    return result.stdout;
  };
  const json = async <T>(args: readonly string[]): Promise<T> =>
    JSON.parse(await ok([...args, "--json"])) as T;
  return {
    home,
    env,
    run,
    ok,
    json,
    file: (name) => join(home, name),
    daemonPid: async () => (await json<{ daemon: { pid: number } }>(["status"])).daemon.pid,
    async stop() {
      await run(["daemon", "stop"]);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Every file below a directory with its bytes; sockets and the like are left out. */
export function readTree(directory: string): readonly { readonly path: string; readonly bytes: Buffer }[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
    .map((path) => ({ path, bytes: readFileSync(path) }));
}
