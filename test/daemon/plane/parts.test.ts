/**
 * The smaller parts of the daemon's outside: directory, lock, log, settings, activation, watch.
 */
import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { activatedSockets } from "../../../src/daemon/activation.ts";
import { describeBug, openLog } from "../../../src/daemon/log.ts";
import { isLockFree, takeProcessLock } from "../../../src/daemon/process-lock.ts";
import { readRunning, writeRunning } from "../../../src/daemon/running-file.ts";
import { createSettingsFile } from "../../../src/daemon/settings-file.ts";
import { prepareSocketDirectory } from "../../../src/daemon/socket-directory.ts";
import { watchSocket } from "../../../src/daemon/socket-watch.ts";
import { createHome, type Home, until } from "../../support/plane.ts";

let home: Home;
beforeEach(() => {
  home = createHome();
});
afterEach(() => home.remove());

const uid = process.getuid?.() ?? 0;
const refused = (file: string): object => ({
  ok: false,
  error: { type: "storage", reason: "permission", file },
});

test("[LA1] the socket directory is made for its owner alone", () => {
  const directory = join(home.directory, "deep", "run");
  expect(prepareSocketDirectory(directory, uid).ok).toBe(true);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
});

test("[LA1] a socket directory that others may enter is refused, and left as it is", () => {
  const directory = join(home.directory, "run");
  mkdirSync(directory);
  chmodSync(directory, 0o755);
  expect(prepareSocketDirectory(directory, uid)).toMatchObject(refused(directory));
  expect(statSync(directory).mode & 0o777).toBe(0o755);
});

test("[LA1] a symlink, a file and another's directory are refused as socket directory", () => {
  const target = join(home.directory, "target");
  mkdirSync(target, { mode: 0o700 });
  const link = join(home.directory, "link");
  symlinkSync(target, link);
  expect(prepareSocketDirectory(link, uid)).toMatchObject(refused(link));
  const file = join(home.directory, "file");
  writeFileSync(file, "");
  expect(prepareSocketDirectory(file, uid)).toMatchObject(refused(file));
  expect(prepareSocketDirectory(target, uid + 1)).toMatchObject(refused(target));
});

test("[LA7] one process holds the lock, and it is free again when that lets go", () => {
  const { lockFile } = home.paths;
  expect(isLockFree(lockFile)).toBe(true);
  const lock = takeProcessLock(lockFile);
  expect(lock.ok).toBe(true);
  expect(isLockFree(lockFile)).toBe(false);
  expect(takeProcessLock(lockFile)).toEqual({ ok: false, error: { type: "already-running" } });
  if (lock.ok) lock.value.release();
  expect(isLockFree(lockFile)).toBe(true);
  expect(takeProcessLock(lockFile).ok).toBe(true);
});

test("[LA7] the lock of a process that was killed is free, whatever became of the process", async () => {
  const { lockFile } = home.paths;
  const program = `
    import { takeProcessLock } from ${JSON.stringify(join(import.meta.dirname, "../../../src/daemon/process-lock.ts"))};
    process.stdout.write(takeProcessLock(${JSON.stringify(lockFile)}).ok ? "held" : "not");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const said = await new Promise((resolve) => child.stdout.once("data", (chunk) => resolve(String(chunk))));
  expect(said).toBe("held");
  expect(isLockFree(lockFile)).toBe(false);
  expect(takeProcessLock(lockFile).ok).toBe(false);
  child.kill("SIGKILL");
  await until(() => isLockFree(lockFile));
  expect(takeProcessLock(lockFile).ok).toBe(true);
});

test("a lock file that is a symlink or no database is refused, not replaced", () => {
  mkdirSync(home.paths.dataDirectory, { recursive: true });
  const { lockFile } = home.paths;
  symlinkSync(join(home.directory, "elsewhere"), lockFile);
  expect(takeProcessLock(lockFile)).toMatchObject(refused(lockFile));
  rmSync(lockFile);
  writeFileSync(lockFile, "x".repeat(4096));
  expect(takeProcessLock(lockFile)).toMatchObject({
    ok: false,
    error: { type: "storage", reason: "damaged" },
  });
  expect(readFileSync(lockFile, "utf8")).toHaveLength(4096);
});

test("the log is JSON lines for its owner alone, and never more than two files of its size", () => {
  const file = join(home.paths.stateDirectory, "daemon.log");
  const log = openLog({ file, nowMs: () => 0, largestBytes: 2_000 });
  for (let count = 0; count < 200; count++) log.write("counted", { count });
  log.close();
  log.write("too late");
  const lines = readFileSync(file, "utf8").trim().split("\n");
  expect(JSON.parse(lines.at(-1) ?? "")).toEqual({
    at: "1970-01-01T00:00:00.000Z",
    event: "counted",
    count: 199,
  });
  expect(statSync(file).size).toBeLessThanOrEqual(2_000);
  expect(statSync(`${file}.1`).size).toBeLessThanOrEqual(2_000);
  expect(existsSync(`${file}.2`)).toBe(false);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test("a log that is a symlink is refused", () => {
  mkdirSync(home.paths.stateDirectory, { recursive: true });
  symlinkSync(join(home.directory, "elsewhere"), home.paths.logFile);
  expect(() => openLog({ file: home.paths.logFile, nowMs: () => 0 })).toThrow("ELOOP");
});

test("of an unexpected error its name, code and places are told, never its message", () => {
  const error = Object.assign(new SyntaxError("Unexpected token in\n    at JBSWY3DPEHPK3PXP"), {
    code: "E_ODD",
  });
  const facts = describeBug(error);
  expect(facts).toMatchObject({ error: "SyntaxError", code: "E_ODD" });
  expect(JSON.stringify(facts)).not.toContain("JBSWY3DPEHPK3PXP");
  expect(JSON.stringify(facts)).toContain("parts.test.ts");
  expect(describeBug("JBSWY3DPEHPK3PXP")).toEqual({ error: "string" });
});

test("a changed config.toml counts without a restart; a half-written one leaves the last good settings", () => {
  const problems: string[] = [];
  const file = home.paths.configFile;
  const settings = createSettingsFile(file, (found) => problems.push(...found.map(({ key }) => key)));
  const minutes = (): number => settings.read()["lock.idle-minutes"];
  expect(minutes()).toBe(60);
  writeFileSync(file, "[lock]\nidle-minutes = 5\n");
  expect(minutes()).toBe(5);
  writeFileSync(file, "[lock]\nidle-minutes = ");
  expect(minutes()).toBe(5);
  writeFileSync(file, "[lock]\nidle-minutes = -1234\n");
  expect(minutes()).toBe(60);
  expect(problems).toEqual(["config.toml", "lock.idle-minutes"]);
  rmSync(file);
  expect(minutes()).toBe(60);
});

test("a config.toml that is a pipe, or far too large, holds nothing up and changes nothing", () => {
  const file = home.paths.configFile;
  const settings = createSettingsFile(file, () => {});
  execFileSync("mkfifo", [file]);
  expect(settings.read()["lock.idle-minutes"]).toBe(60);
  rmSync(file);
  writeFileSync(file, `[lock]\nidle-minutes = 5\n${"# padding\n".repeat(200_000)}`);
  expect(settings.read()["lock.idle-minutes"]).toBe(60);
});

test("what is told of the running daemon is told back, and nonsense is nothing", () => {
  mkdirSync(home.paths.stateDirectory, { recursive: true });
  expect(readRunning(home.paths)).toBe(undefined);
  writeRunning(home.paths, { pid: 7, version: "1.2.3", startedAt: 9 });
  expect(readRunning(home.paths)).toEqual({ pid: 7, version: "1.2.3", startedAt: 9 });
  writeFileSync(join(home.paths.stateDirectory, "daemon.json"), "{");
  expect(readRunning(home.paths)).toBe(undefined);
});

test("systemd's sockets are used only by the process they are meant for", () => {
  const env = { LISTEN_PID: "42", LISTEN_FDS: "2" };
  expect(activatedSockets(env, 42)).toEqual({ rpc: { fd: 3 }, view: { fd: 4 } });
  expect(activatedSockets(env, 43)).toBe(undefined);
  expect(activatedSockets({ ...env, LISTEN_FDS: "1" }, 42)).toBe(undefined);
  expect(activatedSockets({}, 42)).toBe(undefined);
});

test("a socket that was taken away or replaced is noticed, once", async () => {
  const path = join(home.directory, "socket");
  writeFileSync(path, "");
  let times = 0;
  const stop = watchSocket(path, () => (times += 1), 1);
  execFileSync("mv", [path, `${path}.old`]);
  writeFileSync(path, "");
  await until(() => times === 1);
  stop();
  expect(times).toBe(1);
});
