/**
 * Throwaway homes, raw sockets and waiting, for tests of the local plane.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clocks } from "../../src/daemon/idle-timer.ts";
import { type RunningDaemon, startDaemon } from "../../src/daemon/start.ts";
import { createLineSplitter } from "../../src/protocol/lines.ts";
import { type Paths, resolvePaths } from "../../src/protocol/paths.ts";
import { ok } from "../../src/protocol/result.ts";
import { createFakeService, type FakeService } from "./fake-service.ts";

export const FAKE_DAEMON = join(import.meta.dirname, "fake-daemon.ts");

export interface Home {
  readonly directory: string;
  readonly paths: Paths;
  remove(): void;
}

export function createHome(name = "holt-plane-"): Home {
  const directory = mkdtempSync(join(tmpdir(), name));
  const paths = resolvePaths({
    env: { HOLT_HOME: directory },
    homeDirectory: directory,
    uid: process.getuid?.() ?? 0,
  });
  return { directory, paths, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

export interface TestClocks extends Clocks {
  pass(ms: number): void;
  /** The wall clock alone: as after a night with the lid closed. */
  sleep(ms: number): void;
}

export function createTestClocks(): TestClocks {
  let wall = 1_800_000_000_000;
  let monotonic = 1_000;
  return {
    wallMs: () => wall,
    monotonicMs: () => monotonic,
    pass(ms) {
      wall += ms;
      monotonic += ms;
    },
    sleep(ms) {
      wall += ms;
    },
  };
}

export interface TestDaemon {
  readonly home: Home;
  readonly service: FakeService;
  readonly clocks: TestClocks;
  readonly daemon: RunningDaemon;
  end(): Promise<void>;
}

/** In this process, around a fake vault. */
export async function startTestDaemon(
  service = createFakeService(),
  { home = createHome(), version = "1.0.0" } = {},
): Promise<TestDaemon> {
  const clocks = createTestClocks();
  process.umask(0o077);
  const started = await startDaemon({
    paths: home.paths,
    version,
    pid: process.pid,
    uid: process.getuid?.() ?? 0,
    clocks,
    createService: () => Promise.resolve(ok(service)),
  });
  if (!started.ok) throw new Error(started.error.type);
  const daemon = started.value;
  return {
    home,
    service,
    clocks,
    daemon,
    async end() {
      daemon.stop("asked");
      await daemon.stopped;
      home.remove();
    },
  };
}

export interface RawConnection {
  readonly socket: Socket;
  write(text: string | Uint8Array): void;
  /** The next line that comes, parsed; rejects at the end of the stream. */
  next(): Promise<Record<string, unknown>>;
  /** As many messages, in the order of their ids. */
  answers(count: number): Promise<Record<string, unknown>[]>;
  /** Resolves when the other side has ended the connection. */
  readonly closed: Promise<void>;
}

export function connectRaw(path: string): RawConnection {
  const socket = connect({ path, allowHalfOpen: true });
  const lines: string[] = [];
  const waiting: PromiseWithResolvers<string>[] = [];
  const splitter = createLineSplitter(Number.MAX_SAFE_INTEGER);
  socket.on("data", (chunk: Uint8Array) => {
    for (const bytes of splitter.push(chunk)) {
      const line = Buffer.from(bytes as Uint8Array).toString("utf8");
      const waiter = waiting.shift();
      if (waiter) waiter.resolve(line);
      else lines.push(line);
    }
  });
  socket.on("error", () => {});
  const closed = new Promise<void>((resolve) => {
    socket.on("close", () => {
      for (const waiter of waiting.splice(0)) waiter.reject(new Error("closed"));
      resolve();
    });
  });
  socket.on("end", () => socket.end());
  const next = async (): Promise<Record<string, unknown>> => {
    const line = lines.shift();
    if (line !== undefined) return JSON.parse(line) as Record<string, unknown>;
    const waiter = Promise.withResolvers<string>();
    waiting.push(waiter);
    return JSON.parse(await waiter.promise) as Record<string, unknown>;
  };
  return {
    socket,
    write: (data) => void socket.write(data),
    next,
    async answers(count) {
      const messages: Record<string, unknown>[] = [];
      while (messages.length < count) messages.push(await next());
      return messages.sort((a, b) => Number(a["id"]) - Number(b["id"]));
    },
    closed,
  };
}

export const request = (id: number, method: string, params: unknown = {}): string =>
  `${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`;

/** Until something that happens elsewhere has happened. */
export async function until(isSo: () => boolean): Promise<void> {
  for (let looks = 0; !isSo(); looks++) {
    if (looks === 2_000) throw new Error("it never came to be");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
