/**
 * Where `holt demo` plays: this very program as real processes, each device and the relay in a throwaway directory.
 *
 * Knows no story. Whatever happens, `end` stops every process that it started and takes the directory away.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { HoltError } from "../protocol/errors.ts";
import { err, ok, type Result } from "../protocol/result.ts";

export interface DemoDevice {
  readonly name: string;
  /** Runs one command to its end; what it printed. */
  run(args: readonly string[], input?: string): Promise<Result<string, HoltError>>;
  /** With `--json`, read. */
  ask<T>(args: readonly string[], input?: string): Promise<Result<T, HoltError>>;
  /** A command that goes on: its first line, and its end. */
  begin(args: readonly string[]): Promise<Result<Begun, HoltError>>;
  /** As a thief, a fire or a coffee would: no goodbye, nothing left. */
  destroy(): Promise<void>;
}

interface Begun {
  readonly firstLine: string;
  readonly ended: Promise<Result<string, HoltError>>;
}

export interface DemoStage {
  readonly directory: string;
  device(name: string): DemoDevice;
  /** A path beside the devices. */
  file(name: string): string;
  startRelay(): Promise<Result<{ readonly url: string; readonly fingerprint: string }, HoltError>>;
  end(isKept: boolean): Promise<void>;
}

/** A step that takes longer has failed. */
const STEP_MS = 60_000;

export function createDemoStage(env: Readonly<Record<string, string | undefined>>): DemoStage {
  const directory = mkdtempSync(join(tmpdir(), "holt-demo-"));
  const program = process.argv[1] ?? "";
  const running = new Set<ChildProcess>();
  const devices = new Map<string, DemoDevice>();
  const { PATH = "", LANG = "C.UTF-8" } = env;

  const start = (name: string, args: readonly string[]): ChildProcess => {
    const home = join(directory, name);
    const child = spawn(process.execPath, [program, ...args], {
      // Nothing of the person's own vault or settings gets in.
      env: { PATH, LANG, HOME: directory, HOLT_HOME: home, NO_COLOR: "1" },
      cwd: directory,
      stdio: "pipe",
    });
    running.add(child);
    child.once("close", () => running.delete(child));
    return child;
  };

  const finish = (child: ChildProcess, args: readonly string[]): Promise<Result<string, HoltError>> =>
    new Promise((resolve) => {
      const out: Buffer[] = [];
      const said: Buffer[] = [];
      const timer = setTimeout(() => child.kill("SIGKILL"), STEP_MS);
      child.stdout?.on("data", (chunk: Buffer) => out.push(chunk));
      child.stderr?.on("data", (chunk: Buffer) => said.push(chunk));
      child.once("error", ({ message }) => resolve(failed(args, message)));
      child.once("close", (code) => {
        clearTimeout(timer);
        const text = Buffer.concat(out).toString();
        resolve(code === 0 ? ok(text) : failed(args, Buffer.concat(said).toString().trim()));
      });
    });

  const createDevice = (name: string): DemoDevice => {
    const run: DemoDevice["run"] = (args, input = "") => {
      const child = start(name, args);
      const ended = finish(child, args);
      child.stdin?.on("error", () => {});
      child.stdin?.end(input);
      return ended;
    };
    return {
      name,
      run,
      ask: async <T>(args: readonly string[], input?: string) => {
        const text = await run([...args, "--json"], input);
        return text.ok ? ok(JSON.parse(text.value) as T) : text;
      },
      begin: async (args) => {
        const child = start(name, args);
        const ended = finish(child, args);
        child.stdin?.end();
        const firstLine = await Promise.race([firstLineOf(child), ended]);
        if (typeof firstLine === "string") return ok({ firstLine, ended });
        return firstLine.ok ? ok({ firstLine: firstLine.value, ended }) : firstLine;
      },
      destroy: async () => {
        const status = await run(["daemon", "status", "--json"]);
        const pid = status.ok ? pidOf(status.value) : undefined;
        if (pid !== undefined) process.kill(pid, "SIGKILL");
        rmSync(join(directory, name), { recursive: true, force: true, maxRetries: 10 });
        devices.delete(name);
      },
    };
  };

  return {
    directory,
    file: (name) => join(directory, name),
    device: (name) => {
      const known = devices.get(name) ?? createDevice(name);
      devices.set(name, known);
      return known;
    },
    startRelay: async () => {
      mkdirSync(join(directory, "relay"), { mode: 0o700 });
      const args = [
        "relay",
        "serve",
        "--listen",
        "127.0.0.1:0",
        "--data",
        join(directory, "relay"),
        "--json",
      ];
      const child = start("relay", args);
      const line = await firstLineOf(child);
      const { port, fingerprint } = JSON.parse(line === "" ? "{}" : line) as Record<string, unknown>;
      return typeof port === "number" && typeof fingerprint === "string"
        ? ok({ url: `ws://127.0.0.1:${port}`, fingerprint })
        : failed(args, "");
    },
    end: async (isKept) => {
      await Promise.all([...devices.values()].map((device) => device.run(["daemon", "stop"])));
      for (const child of running) child.kill("SIGTERM");
      await Promise.all([...running].map((child) => new Promise((resolve) => child.once("close", resolve))));
      if (!isKept) rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

const failed = (args: readonly string[], said: string): Result<never, HoltError> =>
  err({ type: "internal", detail: `holt ${args.join(" ")}: ${said}` });

/** Empty where it ended without one. */
function firstLineOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    if (child.stdout === null) return resolve("");
    const lines = createInterface({ input: child.stdout });
    lines.once("line", resolve);
    lines.once("close", () => resolve(""));
  });
}

function pidOf(json: string): number | undefined {
  const { pid } = JSON.parse(json) as { readonly pid?: unknown };
  return typeof pid === "number" ? pid : undefined;
}
