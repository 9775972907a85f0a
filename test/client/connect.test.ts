/**
 * Reaching the daemon: processes of their own, real sockets, every race that two front ends can run.
 */
import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connect, type ConnectOptions, type Connection } from "../../src/client/connect.ts";
import { createSession } from "../../src/client/session.ts";
import { startDaemon } from "../../src/client/start-daemon.ts";
import { stopDaemon } from "../../src/client/stop-daemon.ts";
import { resolvePaths } from "../../src/protocol/paths.ts";
import { isLockFree } from "../../src/daemon/process-lock.ts";
import { createHome, FAKE_DAEMON, type Home, startTestDaemon, until } from "../support/plane.ts";

let home: Home;
beforeEach(() => {
  home = createHome();
  process.env["HOLT_HOME"] = home.directory;
});
afterEach(async () => {
  await stop();
  for (const name of ["HOLT_HOME", "HOLT_TEST_VERSION", "HOLT_TEST_FAILURE"]) delete process.env[name];
  home.remove();
});

const isFree = (): boolean => isLockFree(home.paths.lockFile);
const stop = (): ReturnType<typeof stopDaemon> =>
  stopDaemon({ paths: home.paths, version: "1.0.0", isLockFree: isFree });
const options = (changes: Partial<ConnectOptions> = {}): ConnectOptions => ({
  paths: home.paths,
  version: "1.0.0",
  start: true,
  program: FAKE_DAEMON,
  ...changes,
});
async function reach(changes?: Partial<ConnectOptions>): Promise<Connection> {
  const connected = await connect(options(changes));
  if (!connected.ok) throw new Error(JSON.stringify(connected.error));
  return connected.value;
}
const kill = async (connection: Connection): Promise<void> => {
  process.kill(connection.hello.pid, "SIGKILL");
  await connection.closed;
};

test("without a daemon and without leave to start one, it is unreachable", async () => {
  const connected = await connect(options({ start: false }));
  expect(connected).toEqual({ ok: false, error: { type: "unreachable", what: "daemon" } });
  expect(existsSync(home.paths.dataDirectory)).toBe(false);
});

test("a daemon is started, answers, and outlives its starter's connection", async () => {
  const first = await reach();
  expect(first.hello).toMatchObject({ version: "1.0.0", hasVault: true, locked: false });
  expect(await first.call("accounts.list", {})).toEqual({ ok: true, value: { accounts: [] } });
  first.close();
  await first.closed;
  const second = await reach({ start: false });
  expect(second.hello.pid).toBe(first.hello.pid);
  second.close();
});

const whereProcIs = existsSync("/proc/self/stat") ? ["the daemon"] : [];
test.each(whereProcIs)("%s leads a session of its own, in /, and prints into its log alone", async () => {
  const { hello } = await reach();
  const [, rest = ""] = readFileSync(`/proc/${hello.pid}/stat`, "utf8").split(") ");
  expect(Number(rest.split(" ")[3])).toBe(hello.pid);
  expect(readlinkSync(`/proc/${hello.pid}/cwd`)).toBe("/");
  expect(readlinkSync(`/proc/${hello.pid}/fd/1`)).toBe(home.paths.logFile);
  expect(readFileSync(`/proc/${hello.pid}/cmdline`, "utf8").split("\0")[1]).toBe("--disable-sigusr1");
  expect(statSync(home.paths.logFile).mode & 0o777).toBe(0o600);
});

test("many front ends that start a daemon at once all reach the same one", async () => {
  process.env["HOLT_TEST_FAILURE"] = "late";
  const connections = await Promise.all(Array.from({ length: 4 }, () => reach()));
  expect(new Set(connections.map(({ hello }) => hello.pid)).size).toBe(1);
  for (const connection of connections) connection.close();
});

test("[LA7] a second daemon for the same vault is refused with its own exit code, and the first goes on", async () => {
  const first = await reach();
  const code = await new Promise((resolve) => {
    spawn(process.execPath, [FAKE_DAEMON, "daemon", "run"], { stdio: "ignore" }).on("exit", resolve);
  });
  expect(code).toBe(10);
  const again = await startDaemon({ paths: home.paths, program: FAKE_DAEMON });
  expect(again).toEqual({ ok: false, error: { type: "already-running", pid: first.hello.pid } });
  expect((await first.call("accounts.list", {})).ok).toBe(true);
  first.close();
});

test("after kill -9 the next front end starts a new daemon over the stale socket", async () => {
  const first = await reach();
  await kill(first);
  expect(existsSync(home.paths.rpcSocket)).toBe(true);
  const second = await reach();
  expect(second.hello.pid).not.toBe(first.hello.pid);
  expect((await second.call("accounts.list", {})).ok).toBe(true);
  second.close();
});

test("calls that were open when the daemon died are answered as unreachable", async () => {
  const connection = await reach();
  const open = connection.call("audit.run", {});
  await kill(connection);
  expect(await open).toMatchObject({ ok: false, error: { type: "unreachable", what: "daemon" } });
  expect(await connection.call("accounts.list", {})).toMatchObject({ ok: false });
});

test("an older daemon hands over to a new one of the front end's version", async () => {
  process.env["HOLT_TEST_VERSION"] = "0.9.0";
  const old = await reach({ version: "0.9.0" });
  process.env["HOLT_TEST_VERSION"] = "1.0.0";
  const connection = await reach();
  expect(connection.hello.version).toBe("1.0.0");
  expect(connection.hello.pid).not.toBe(old.hello.pid);
  await old.closed;
  connection.close();
});

test("[LA3] a newer daemon is left alone, and the front end is told of both versions", async () => {
  process.env["HOLT_TEST_VERSION"] = "1.1.0";
  const newer = await reach({ version: "1.1.0" });
  const error = { type: "version-mismatch", daemonVersion: "1.1.0", clientVersion: "1.0.0" };
  expect(await connect(options())).toEqual({ ok: false, error });
  expect((await newer.call("accounts.list", {})).ok).toBe(true);
  newer.close();
});

test("without leave to start one, an older daemon is named, not replaced", async () => {
  process.env["HOLT_TEST_VERSION"] = "0.9.0";
  const old = await reach({ version: "0.9.0" });
  const error = { type: "version-mismatch", daemonVersion: "0.9.0", clientVersion: "1.0.0" };
  expect(await connect(options({ start: false }))).toEqual({ ok: false, error });
  expect((await old.call("accounts.list", {})).ok).toBe(true);
  old.close();
});

test("a program that always starts the wrong version is tried once, not for ever", async () => {
  process.env["HOLT_TEST_VERSION"] = "0.9.0";
  expect(await connect(options())).toMatchObject({ ok: false, error: { type: "version-mismatch" } });
});

test("what goes wrong at the start is said to whoever started it", async () => {
  process.env["HOLT_TEST_FAILURE"] = "damaged";
  const error = { type: "storage", reason: "damaged", movedTo: "/elsewhere" };
  expect(await connect(options())).toEqual({ ok: false, error });
  expect(isFree()).toBe(true);
});

test("a daemon that dies without a word is unreachable, and its log is named", async () => {
  process.env["HOLT_TEST_FAILURE"] = "silent";
  const error = { type: "unreachable", what: "daemon", log: home.paths.logFile, detail: "exit 1" };
  expect(await connect(options())).toEqual({ ok: false, error });
});

test("a program that isn't there is unreachable, not a crash", async () => {
  const connected = await connect(options({ program: "/nowhere/holt.cjs" }));
  expect(connected).toMatchObject({ ok: false, error: { type: "unreachable", what: "daemon" } });
});

test("a program that never says a word is given up", async () => {
  const started = await startDaemon({ paths: home.paths, program: "-", timeoutMs: 1 });
  expect(started).toMatchObject({ ok: false, error: { type: "unreachable", log: home.paths.logFile } });
});

test("stop returns when the lock is free, and stopping nothing is no error", async () => {
  const connection = await reach();
  expect(await stop()).toEqual({ ok: true, value: { wasRunning: true } });
  expect(isFree()).toBe(true);
  await connection.closed;
  expect(existsSync(home.paths.rpcSocket)).toBe(false);
  expect(existsSync(home.paths.viewSocket)).toBe(false);
  expect(await stop()).toEqual({ ok: true, value: { wasRunning: false } });
});

test("a daemon of another version is stopped all the same", async () => {
  process.env["HOLT_TEST_VERSION"] = "7.0.0";
  const other = await reach({ version: "7.0.0" });
  expect(await stop()).toEqual({ ok: true, value: { wasRunning: true } });
  await other.closed;
});

test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("%s ends the daemon in order", async (signal) => {
  const connection = await reach();
  process.kill(connection.hello.pid, signal);
  await connection.closed;
  expect(isFree()).toBe(true);
  expect(existsSync(home.paths.rpcSocket)).toBe(false);
  expect(readFileSync(home.paths.logFile, "utf8").trim().split("\n").at(-1)).toContain('"event":"stopped"');
});

test("[LA1] a directory that others may write, or a symlink to one, is never connected to", async () => {
  const { runtimeDirectory } = home.paths;
  mkdirSync(runtimeDirectory, { recursive: true });
  chmodSync(runtimeDirectory, 0o777);
  const asked: string[] = [];
  const impostor = createServer((socket) => void socket.on("data", (data) => asked.push(String(data))));
  await new Promise<void>((resolve) => impostor.listen(home.paths.rpcSocket, resolve));
  const refused = { ok: false, error: { type: "storage", reason: "permission", file: runtimeDirectory } };
  expect(await connect(options())).toMatchObject(refused);
  renameSync(runtimeDirectory, `${runtimeDirectory}.real`);
  chmodSync(`${runtimeDirectory}.real`, 0o700);
  symlinkSync(`${runtimeDirectory}.real`, runtimeDirectory);
  expect(await connect(options())).toMatchObject(refused);
  expect(asked).toEqual([]);
  impostor.close();
});

test("a listener that talks nonsense is given up, not trusted", async () => {
  mkdirSync(home.paths.runtimeDirectory, { recursive: true, mode: 0o700 });
  const impostor = createServer((socket) => void socket.resume().end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  await new Promise<void>((resolve) => impostor.listen(home.paths.rpcSocket, resolve));
  const connected = await connect(options({ start: false }));
  expect(connected).toEqual({ ok: false, error: { type: "unreachable", what: "daemon" } });
  await new Promise((resolve) => impostor.close(resolve));
});

test("a session connects again after the daemon went, and repeats nothing by itself", async () => {
  const session = createSession(options());
  const first = await session.connect();
  if (!first.ok) throw new Error(first.error.type);
  const open = session.call("audit.run", {});
  await first.value.call("accounts.list", {});
  await kill(first.value);
  expect(await open).toMatchObject({ ok: false, error: { type: "unreachable" } });
  expect(await session.call("accounts.list", {})).toEqual({ ok: true, value: { accounts: [] } });
  const second = await session.connect();
  expect(second.ok && second.value.hello.pid).not.toBe(first.value.hello.pid);
  session.close();
});

test("a home whose path is too long for a socket works all the same", async () => {
  const long = createHome(`holt-${"long-".repeat(20)}`);
  process.env["HOLT_HOME"] = long.directory;
  const { runtimeDirectory, lockFile } = resolvePaths({
    env: process.env,
    homeDirectory: long.directory,
    uid: process.getuid?.() ?? 0,
  });
  const paths = { ...long.paths, runtimeDirectory };
  const connection = await reach({ paths });
  expect(runtimeDirectory.startsWith(long.directory)).toBe(false);
  expect(statSync(runtimeDirectory).mode & 0o777).toBe(0o700);
  expect((await connection.call("accounts.list", {})).ok).toBe(true);
  await stopDaemon({ paths, version: "1.0.0", isLockFree: () => isLockFree(lockFile) });
  rmSync(runtimeDirectory, { recursive: true });
  long.remove();
});

test("a failed call carries the daemon's facts", async () => {
  const plane = await startTestDaemon(undefined, { home: createHome() });
  const connected = await connect({ paths: plane.home.paths, version: "1.0.0", start: false });
  if (!connected.ok) throw new Error(connected.error.type);
  const connection = connected.value;
  const wrong = { type: "wrong-key", what: "passphrase" };
  expect(await connection.call("vault.unlock", { passphrase: "wrong" })).toEqual({ ok: false, error: wrong });
  expect(await connection.call("accounts.show", {} as never)).toEqual({
    ok: false,
    error: { type: "internal", detail: "params: query" },
  });
  expect(await connection.call("trash.empty", {})).toMatchObject({ ok: false, error: { type: "internal" } });
  connection.close();
  await plane.end();
});

test("a daemon whose socket was taken away lets go of the vault, so that a new one can start", async () => {
  const first = await reach();
  rmSync(home.paths.runtimeDirectory, { recursive: true });
  const second = await reach();
  expect(second.hello.pid).not.toBe(first.hello.pid);
  await until(() => !isFree());
  second.close();
});

test("a runtime directory that can't be looked at is an error that names it, not a bug", async () => {
  const loop = join(home.directory, "loop");
  symlinkSync("loop", loop);
  const runtimeDirectory = join(loop, "holt");
  const paths = { ...home.paths, runtimeDirectory, rpcSocket: join(runtimeDirectory, "rpc.sock") };
  expect(await connect({ paths, version: "1.0.0", start: false })).toEqual({
    ok: false,
    error: { type: "storage", reason: "permission", file: runtimeDirectory, detail: "ELOOP" },
  });
});
