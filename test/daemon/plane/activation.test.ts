/**
 * Sockets that were opened before the daemon was there, as systemd does it, and the daemon in the foreground.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isLockFree } from "../../../src/daemon/process-lock.ts";
import { connectRaw, createHome, FAKE_DAEMON, type Home, request, until } from "../../support/plane.ts";

let home: Home;
let child: ChildProcess | undefined;
beforeEach(() => {
  home = createHome();
});
afterEach(async () => {
  child?.kill("SIGKILL");
  await until(() => isLockFree(home.paths.lockFile));
  home.remove();
});

const exitOf = (of: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => void of.once("exit", (code) => resolve(code)));

async function listenAt(path: string): Promise<{ server: Server; fd: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return { server, fd: (server as unknown as { _handle: { fd: number } })._handle.fd };
}

test("a daemon takes the sockets that systemd holds for it, and leaves them there when it ends", async () => {
  const rpc = await listenAt(join(home.directory, "rpc"));
  const view = await listenAt(join(home.directory, "view"));
  const command = 'LISTEN_PID=$$ LISTEN_FDS=2 exec "$0" "$1" daemon run';
  child = spawn("/bin/sh", ["-c", command, process.execPath, FAKE_DAEMON], {
    env: { ...process.env, HOLT_HOME: home.directory },
    stdio: ["ignore", "ignore", "inherit", rpc.fd, view.fd],
  });
  const exit = exitOf(child);
  await until(() => existsSync(join(home.paths.stateDirectory, "daemon.json")));
  rpc.server.unref();
  // The kernel gives a connection to whichever of both accepts first: this process must not.
  const taken: unknown[] = [];
  rpc.server.on("connection", (socket) => taken.push(socket.destroy()));
  let answer: Record<string, unknown> | undefined;
  for (let attempt = 0; attempt < 200 && answer === undefined; attempt++) {
    const raw = connectRaw(join(home.directory, "rpc"));
    raw.write(request(1, "daemon.status"));
    answer = await raw.next().catch(() => undefined);
    raw.socket.destroy();
  }
  expect(answer).toMatchObject({ id: 1, result: { daemon: { pid: child.pid } } });
  expect(existsSync(home.paths.rpcSocket)).toBe(false);
  child.kill("SIGTERM");
  expect(await exit).toBe(0);
  expect(existsSync(join(home.directory, "rpc"))).toBe(true);
  for (const { server } of [rpc, view]) server.close();
});

test("in the foreground it runs until it is interrupted, and --acknowledge without a starter harms nothing", async () => {
  child = spawn(process.execPath, [FAKE_DAEMON, "daemon", "run", "--acknowledge"], {
    env: { ...process.env, HOLT_HOME: home.directory },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exit = exitOf(child);
  await until(() => existsSync(join(home.paths.stateDirectory, "daemon.json")));
  const raw = connectRaw(home.paths.rpcSocket);
  raw.write(request(1, "accounts.list"));
  expect(await raw.next()).toMatchObject({ id: 1, result: { accounts: [] } });
  child.kill("SIGINT");
  expect(await exit).toBe(0);
  await raw.closed;
});

test("a crash ends the daemon with exit 70, a log line without content, and a free lock", async () => {
  child = spawn(process.execPath, [FAKE_DAEMON, "daemon", "run"], {
    env: { ...process.env, HOLT_HOME: home.directory, HOLT_TEST_FAILURE: "crash" },
    stdio: "ignore",
  });
  expect(await exitOf(child)).toBe(70);
  const log = readFileSync(home.paths.logFile, "utf8");
  expect(log).toContain('"event":"crash","error":"RangeError"');
  expect(log).not.toContain("JBSWY3DPEHPK3PXP");
  expect(isLockFree(home.paths.lockFile)).toBe(true);
});
