/**
 * `holt pair` as a process of its own, beside a daemon that is a script: what a long wait and its end are like.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createLineSplitter } from "../../src/protocol/lines.ts";
import { createHome, type Home, until } from "../support/plane.ts";

/** The sources, run as they are; what the build would set comes first. */
const MAIN = join(import.meta.dirname, "../../src/cli/main.ts");
const VERSION = 'data:text/javascript,globalThis.HOLT_VERSION="1.0.0"';

interface Request {
  readonly id: number;
  readonly method: string;
  readonly params: unknown;
}

let home: Home;
let server: Server;
let child: ChildProcessWithoutNullStreams;
let requests: Request[];
/** Answers the request of that method that came last. */
let answer: (method: string, result: unknown) => void;
/** As if the daemon died. */
let hangUp: () => void;
let stdout: string;
let ended: Promise<number | null>;

beforeEach(async () => {
  home = createHome("holt-pair-");
  mkdirSync(home.paths.runtimeDirectory, { recursive: true, mode: 0o700 });
  requests = [];
  stdout = "";
  server = createServer((socket) => {
    const splitter = createLineSplitter(1024 * 1024);
    const send = (id: number, result: unknown): void =>
      void socket.write(`${JSON.stringify({ jsonrpc: "2.0", id, result })}\n`);
    answer = (method, result) => send(requests.findLast((one) => one.method === method)?.id ?? 0, result);
    hangUp = () => void socket.destroy();
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      for (const line of splitter.push(chunk)) {
        const request = JSON.parse(Buffer.from(line as Uint8Array).toString()) as Request;
        requests.push(request);
        if (request.method === "daemon.hello") {
          send(request.id, { version: "1.0.0", pid: 1, uptimeSeconds: 1, hasVault: true, locked: false });
        }
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(home.paths.rpcSocket, resolve));
  child = spawn(process.execPath, ["--import", VERSION, MAIN, "pair", "--json"], {
    env: { PATH: process.env["PATH"], HOLT_HOME: home.directory, LANG: "C" },
  });
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  ended = new Promise((resolve) => child.once("close", (code) => resolve(code)));
  await asked("pair.start");
  answer("pair.start", { pairingId: "p", link: "holt-join:1.abc", expiresAt: 7 });
  await asked("pair.wait");
});
afterEach(async () => {
  child.kill("SIGKILL");
  await ended;
  server.close();
  home.remove();
});

const asked = (method: string, times = 1): Promise<void> =>
  until(() => requests.filter((one) => one.method === method).length === times);
const lines = (): unknown[] =>
  stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);
const isThere = (count: number): Promise<void> => until(() => stdout.split("\n").length === count + 1);

test("a script reads the link, and each event, while the wait goes on", async () => {
  await isThere(1);
  expect(lines()).toEqual([{ link: "holt-join:1.abc", expiresAt: 7 }]);
  answer("pair.wait", { event: { type: "request", requestId: "r", fingerprint: "a b", name: "phone" } });
  await isThere(2);
  await asked("pair.wait", 2);
  expect(requests.at(-1)?.params).toEqual({ pairingId: "p", after: 1 });
  answer("pair.wait", {
    event: {
      type: "joined",
      requestId: "r",
      memberId: "m",
      name: "phone",
      fingerprint: "a b",
      provisional: false,
    },
  });
  expect(await ended).toBe(0);
  expect(lines().at(-1)).toMatchObject({ event: "joined", memberId: "m" });
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)("%s takes the link back before it ends the wait, with exit %i", async (signal, code) => {
  child.kill(signal);
  await asked("pair.cancel");
  expect(requests.at(-1)?.params).toEqual({ pairingId: "p" });
  answer("pair.cancel", { cancelled: true });
  expect(await ended).toBe(code);
});

test("a daemon that goes away ends the wait: exit 5", async () => {
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  hangUp();
  expect(await ended).toBe(5);
  expect(JSON.parse(stderr)).toMatchObject({ error: { type: "unreachable" } });
});
