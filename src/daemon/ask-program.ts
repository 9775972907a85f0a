/**
 * A program that is asked one thing: its input by stdin alone, its output whole, its time bounded.
 *
 * A keyring's service may hang, or wait for a person who isn't there; whoever asks gets an answer all the same, and
 * what the program left running can't hold it up.
 */
import { spawn } from "node:child_process";

export type Asked =
  | { readonly status: "exited"; readonly code: number; readonly output: string; readonly errors: string }
  | { readonly status: "timeout" }
  /** It could not be run, or said more than any answer is. */
  | { readonly status: "failed" };

export interface Question {
  readonly program: string;
  readonly args: readonly string[];
  readonly input?: string;
  readonly timeoutMs: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted: given up as if its time were over. */
  readonly signal: AbortSignal;
}

const LARGEST_OUTPUT = 64 * 1024;

export function askProgram(question: Question): Promise<Asked> {
  const { program, args, input = "", timeoutMs, env, signal } = question;
  return new Promise((resolve) => {
    // Its messages are read, so they must be in a language that is known.
    const child = spawn(program, args, { stdio: "pipe", env: { ...env, LC_ALL: "C" }, cwd: "/" });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    let size = 0;
    const finish = (asked: Asked): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", giveUp);
      for (const chunk of output) chunk.fill(0);
      for (const stream of [child.stdout, child.stderr, child.stdin]) stream?.destroy();
      resolve(asked);
    };
    const end = (asked: Asked): void => {
      child.kill("SIGKILL");
      finish(asked);
    };
    const giveUp = (): void => end({ status: "timeout" });
    const timer = setTimeout(giveUp, timeoutMs);
    signal.addEventListener("abort", giveUp);
    const take = (chunks: Buffer[]) => (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > LARGEST_OUTPUT) end({ status: "failed" });
    };
    child.on("error", () => finish({ status: "failed" }));
    child.on("close", (code) => {
      if (code === null) return finish({ status: "failed" });
      const whole = Buffer.concat(output);
      const said = { output: whole.toString(), errors: Buffer.concat(errors).toString() };
      whole.fill(0);
      finish({ status: "exited", code, ...said });
    });
    child.stdout.on("data", take(output));
    child.stderr.on("data", take(errors));
    // One that doesn't read what it is given says so by its exit.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
    if (signal.aborted) giveUp();
  });
}
