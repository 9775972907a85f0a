/**
 * `holt relay` as its operator runs it: the built program, in a throwaway HOLT_HOME.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROGRAM, type Run } from "./program.ts";

interface Serving {
  readonly child: ChildProcess;
  readonly url: string;
  readonly ready: {
    readonly address: string;
    readonly port: number;
    readonly fingerprint: string;
    readonly relayKey: string;
  };
  /** Everything on stderr so far. */
  readonly errors: () => string;
  /** Sends the signal; the exit code, null where the signal itself ended it. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface Operator {
  readonly home: string;
  /** Where the relay's files are. */
  readonly directory: string;
  run(...args: readonly string[]): Promise<Run>;
  /** `relay serve --listen 127.0.0.1:0 --json`, once it listens; another address where one is given. */
  serve(...args: readonly string[]): Promise<Serving>;
  remove(): Promise<void>;
}

export function createOperator(): Operator {
  const home = mkdtempSync(join(tmpdir(), "holt-operator-"));
  const env = { PATH: process.env["PATH"] ?? "", HOME: home, HOLT_HOME: join(home, "h"), LANG: "C.UTF-8" };
  const running = new Set<ChildProcess>();
  const start = (args: readonly string[]): ChildProcess => {
    const child = spawn(process.execPath, [PROGRAM, "relay", ...args], {
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(child);
    child.on("close", () => running.delete(child));
    return child;
  };
  const exitOf = (child: ChildProcess): Promise<number | null> =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
      else child.on("close", (code) => resolve(code));
    });
  return {
    home,
    directory: join(home, "h", "relay"),
    async run(...args) {
      const child = start(args);
      const read = [textOf(child, "stdout"), textOf(child, "stderr")] as const;
      const code = await exitOf(child);
      return { code, stdout: read[0](), stderr: read[1]() };
    },
    async serve(...args) {
      const address = args.includes("--listen") ? [] : ["--listen", "127.0.0.1:0"];
      const child = start(["serve", "--json", ...address, ...args]);
      const errors = textOf(child, "stderr");
      const stdout = textOf(child, "stdout");
      await new Promise<void>((resolve, reject) => {
        child.stdout?.on("data", () => void (stdout().includes("\n") && resolve()));
        child.on("close", () => reject(new Error(`the relay ended: ${errors()}`)));
      });
      const ready = JSON.parse(stdout()) as Serving["ready"];
      const scheme = args.includes("--tls-cert") ? "wss" : "ws";
      return {
        child,
        url: `${scheme}://127.0.0.1:${ready.port}/`,
        ready,
        errors,
        end(signal = "SIGTERM") {
          child.kill(signal);
          return exitOf(child);
        },
      };
    },
    async remove() {
      await Promise.all([...running].map((child) => (child.kill("SIGKILL"), exitOf(child))));
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function textOf(child: ChildProcess, stream: "stdout" | "stderr"): () => string {
  const chunks: Buffer[] = [];
  child[stream]?.on("data", (chunk: Buffer) => chunks.push(chunk));
  return () => Buffer.concat(chunks).toString("utf8");
}
