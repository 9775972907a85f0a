/**
 * holt in environments that were made for other programs: what is set there changes neither what it does nor who can
 * look into it.
 */
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../support/plane.ts";
import { createProgram, PROGRAM, type Program } from "../support/program.ts";

const GITHUB = "otpauth://totp/GitHub:sven?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=GitHub";

let program: Program;
let env: Record<string, string>;
beforeEach(() => {
  program = createProgram();
  env = program.env;
});
afterEach(async () => {
  await program.stop();
});

test.each(["development", "test", "staging"])("NODE_ENV=%s changes nothing", async (name) => {
  env["NODE_ENV"] = name;
  await program.ok(["init", "--no-passphrase"]);
  await program.ok(["add", "-"], GITHUB);
  await program.ok(["edit", "github", "--tag", "work"]);
  await program.ok(["daemon", "restart"]);
  expect(await program.ok(["code", "github", "--at", "59"])).toBe("287082\n");
});

test("a config.toml that is a pipe holds no command up", async () => {
  mkdirSync(program.env["HOLT_HOME"] ?? "");
  execFileSync("mkfifo", [join(program.env["HOLT_HOME"] ?? "", "config.toml")]);
  await program.ok(["init", "--no-passphrase"]);
  expect((await program.run(["config", "list"])).code).toBe(7);
});

test.runIf(process.platform === "linux")("options for Node don't reach the daemon", async () => {
  env["NODE_OPTIONS"] = "--max-old-space-size=512 --inspect=127.0.0.1:0";
  env["NODE_DEBUG"] = "net";
  await program.run(["init", "--no-passphrase"]);
  delete env["NODE_OPTIONS"];
  delete env["NODE_DEBUG"];
  const pid = await program.daemonPid();
  const names = readFileSync(`/proc/${pid}/environ`, "utf8")
    .split("\0")
    .map((line) => line.split("=")[0]);
  expect(names).toContain("HOLT_HOME");
  expect(names.filter((name) => name?.startsWith("NODE_"))).toEqual(["NODE_ENV"]);
  const log = readFileSync(join(program.env["HOLT_HOME"] ?? "", "state", "daemon.log"), "utf8");
  expect(log).not.toContain("Debugger");
});

test("a relative HOLT_HOME is one directory for command and daemon, even where its sockets don't fit", async () => {
  const deep = join(program.home, "h/".padEnd(100, "deep/"));
  mkdirSync(deep, { recursive: true });
  const holt = (home: string, ...args: string[]): string =>
    execFileSync(process.execPath, [PROGRAM, ...args], {
      cwd: deep,
      env: { ...env, HOLT_HOME: home },
      encoding: "utf8",
      stdio: "pipe",
    });
  const pid = (home: string): unknown =>
    (JSON.parse(holt(home, "daemon", "status", "--json")) as { pid: unknown }).pid;
  holt("vault", "init", "--no-passphrase");
  expect(pid(join(deep, "vault"))).toBe(pid("vault"));
  holt("./vault/", "daemon", "stop");
});

test("no inspector stays open in a daemon that runs in the foreground, and SIGUSR1 opens none", async () => {
  const child = spawn(process.execPath, ["--inspect=127.0.0.1:0", PROGRAM, "daemon", "run"], {
    env,
    stdio: "pipe",
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise((resolve) => child.on("close", resolve));
  await until(() => /\d+\)?\n/.test(said) && said.includes(String(child.pid)));
  const port = Number(/ws:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1]);
  const opened = await new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
  });
  expect(opened).toBe(false);
  child.kill("SIGUSR1");
  await program.ok(["daemon", "stop"]);
  await ended;
  expect(said.match(/Debugger listening/g)).toHaveLength(1);
});

test.runIf(process.platform === "linux")(
  "the daemon leaves no core dump: its memory holds keys",
  async () => {
    await program.ok(["init", "--name", "laptop", "--no-passphrase"]);
    const limits = readFileSync(`/proc/${await program.daemonPid()}/limits`, "utf8");
    expect(limits).toMatch(/Max core file size +0 /);
  },
);
