/**
 * The built program as a process that goes on while a test does other things: what it prints is read line by line.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { PROGRAM, type Run } from "./program.ts";

export interface LineProcess {
  readonly pid: number;
  /** The next line of stdout, parsed as JSON; rejects with what it said on stderr where it ends before. */
  next<T>(): Promise<T>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when it has ended. */
  readonly ended: Promise<Run>;
}

export function startLines(args: readonly string[], env: Readonly<Record<string, string>>): LineProcess {
  const child: ChildProcess = spawn(process.execPath, [PROGRAM, ...args], { env, stdio: "pipe" });
  const lines: string[] = [];
  let stdout = "";
  let stderr = "";
  let rest = "";
  let taken = 0;
  let wake = (): void => {};
  let isOver = false;
  child.stdout?.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
    rest += chunk.toString();
    const parts = rest.split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
    wake();
  });
  child.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin?.on("error", () => {});
  child.stdin?.end();
  const ended = new Promise<Run>((resolve) => {
    child.once("close", (code) => {
      isOver = true;
      wake();
      resolve({ code, stdout, stderr });
    });
  });
  return {
    pid: child.pid ?? 0,
    async next<T>() {
      while (taken >= lines.length) {
        if (isOver) throw new Error(`holt ${args.join(" ")} ended: ${stderr}`);
        await new Promise<void>((resolve) => (wake = resolve));
      }
      return JSON.parse(lines[taken++] ?? "") as T;
    },
    kill: (signal) => void child.kill(signal),
    ended,
  };
}
