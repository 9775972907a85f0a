/**
 * `holt exec` with real programs: what they read, what becomes of their output, their end, and signals.
 */
import { spawn } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createProgram, PROGRAM, type Program, type Run } from "../support/program.ts";
import { openTerminal } from "../support/terminal.ts";

const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
// RFC 4226, appendix D.
const HOTP = ["755224", "287082", "359152"];

let program: Program;
beforeEach(async () => {
  program = createProgram();
  await program.ok(["init", "--no-passphrase"]);
  await program.ok(["add", "-"], `otpauth://hotp/Bank:me?secret=${SECRET}&issuer=Bank&counter=0`);
});
afterEach(() => program.stop());

const sh = (script: string): readonly string[] => ["exec", "bank", "--", "sh", "-c", script];
const errorOf = ({ stderr }: Run): { reason: string } =>
  (JSON.parse(stderr.trimEnd().split("\n").at(-1) ?? "") as { error: { reason: string } }).error;

test("a program reads the code from its stdin, which ends after it; its output is untouched", async () => {
  const run = await program.run(sh('cat; printf "no end"; printf "\\033[1merr" >&2'));
  expect(run).toEqual({ code: 0, stdout: `${HOTP[0]}\nno end`, stderr: "\u001b[1merr" });
});

test("/dev/stdin can be opened where it stands, and nothing of the code is left anywhere", async () => {
  expect((await program.run(sh("cat /dev/stdin"))).stdout).toBe(`${HOTP[0]}\n`);
  const left = existsSync("/dev/shm") ? readdirSync("/dev/shm") : [];
  expect(left.filter((name) => name.startsWith("holt-exec-"))).toEqual([]);
});

test("{code} is replaced in arguments, and stdin stays what it was", async () => {
  const run = await program.run(
    ["exec", "bank", "--", "sh", "-c", 'echo "$1"; cat', "sh", "x{code}"],
    "mine",
  );
  expect(run).toMatchObject({ code: 0, stdout: `x${HOTP[0]}\nmine` });
});

test("words are never given to a shell", async () => {
  const run = await program.run(["exec", "bank", "--", "printf", "%s", "$(id) `id` ; id {code}"]);
  expect(run.stdout).toBe(`$(id) \`id\` ; id ${HOTP[0]}`);
});

test("the exit code is the program's, and 128 + n where a signal ended it", async () => {
  expect((await program.run(sh("exit 42"))).code).toBe(42);
  expect((await program.run(sh("kill -9 $$"))).code).toBe(128 + constants.signals.SIGKILL);
});

test("a program that never reads its stdin is no error", async () => {
  expect(await program.run(["exec", "bank", "--", "true"])).toEqual({ code: 0, stdout: "", stderr: "" });
});

test("the counter is durable before the program has the code: each gets its own, even if it kills the daemon", async () => {
  const pid = await program.daemonPid();
  expect((await program.run(sh(`cat; kill -9 ${pid}`))).stdout).toBe(`${HOTP[0]}\n`);
  expect((await program.run(sh("cat"))).stdout).toBe(`${HOTP[1]}\n`);
});

test("what can't be run is refused, and costs no counter", async () => {
  const plain = program.file("plain");
  writeFileSync(plain, "text");
  for (const name of ["no-such-program", plain, program.home]) {
    const run = await program.run(["exec", "bank", "--json", "--", name]);
    expect({ code: run.code, ...errorOf(run) }).toMatchObject({ code: 2, reason: "no-such-program" });
  }
  expect((await program.run(["exec", "bank"])).code).toBe(2);
  expect((await program.run(["exec", "nobody", "--", "true"])).code).toBe(1);
  expect(await program.ok(["code", "bank"])).toBe(`${HOTP[0]}\n`);
});

test("a locked vault is exit 3, and nothing is run", async () => {
  writeFileSync(program.file("pass"), "korrekt\n");
  await program.ok(["passwd", "--new-passphrase-file", program.file("pass")]);
  await program.ok(["lock"]);
  const run = await program.run(sh("echo ran"));
  expect(run).toMatchObject({ code: 3, stdout: "" });
});

test("the environment is what it was for holt", async () => {
  const script = program.file("show");
  writeFileSync(script, '#!/bin/sh\necho "${NODE_ENV-none}"\n');
  chmodSync(script, 0o700);
  expect((await program.run(["exec", "bank", "--", script])).stdout).toBe("none\n");
  (program.env as Record<string, string>)["NODE_ENV"] = "test";
  expect((await program.run(["exec", "bank", "--", script])).stdout).toBe("test\n");
});

test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "%s goes to the program, whose answer counts",
  async (signal) => {
    const name = signal.slice(3);
    const script = `trap 'echo got ${name}; exit 7' ${name}; echo ready; while :; do sleep 0.05; done`;
    const child = spawn(process.execPath, [PROGRAM, ...sh(script)], { env: program.env, stdio: "pipe" });
    let stdout = "";
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
      if (stdout === "ready\n") child.kill(signal);
    });
    const code = await new Promise((resolve) => child.once("close", resolve));
    expect({ code, stdout }).toEqual({ code: 7, stdout: `ready\ngot ${name}\n` });
  },
);

test("Ctrl-C at a terminal reaches the program once", async () => {
  const script = `trap 'echo hit' INT; trap 'exit 7' TERM; echo ready; while :; do sleep 0.05; done`;
  const terminal = openTerminal(process.execPath, [PROGRAM, ...sh(script)], { env: program.env });
  await terminal.until("ready");
  terminal.send("\u0003");
  await terminal.until("hit");
  process.kill(terminal.pid, "SIGTERM");
  expect((await terminal.exited).exitCode).toBe(7);
  expect(terminal.screen.text().match(/hit/g)).toHaveLength(1);
});

test("a program that asks has the terminal", async () => {
  const script = "printf 'name? '; read -r name </dev/tty; echo \"hello $name\"";
  const terminal = openTerminal(process.execPath, [PROGRAM, ...sh(script)], { env: program.env });
  await terminal.until("name?");
  terminal.send("sven\r");
  await terminal.until("hello sven");
  expect((await terminal.exited).exitCode).toBe(0);
});

test("a time-based code that ends soon is not given: the program has some seconds", async () => {
  await program.ok(["add", "-"], `otpauth://totp/GitHub:sven?secret=${SECRET}&issuer=GitHub&period=6`);
  const out = program.file("code");
  const script = `cat > ${out}; date +%s%3N >> ${out}`;
  // Of six seconds one is good enough: most of these have to wait.
  await program.ok(["exec", "github", "--", "sh", "-c", script]);
  const [code, atMs] = readFileSync(out, "utf8").split("\n");
  const startedAt = Math.floor(Number(atMs) / 6_000) * 6;
  expect(await program.ok(["code", "github", "--at", String(startedAt)])).toBe(`${code}\n`);
  expect(Number(atMs) - startedAt * 1000).toBeLessThan(3_500);
});
