/**
 * `holt code --watch` with a real daemon: lines in a pipe, a real terminal, and how it ends.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startLines } from "../support/line-process.ts";
import { createProgram, PROGRAM, type Program } from "../support/program.ts";
import { openTerminal, type Terminal } from "../support/terminal.ts";

const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const CURSOR = 25;
const WRAP = 7;

let program: Program;
beforeEach(async () => {
  program = createProgram();
  writeFileSync(program.file("pass"), "korrekt\n");
  await program.ok(["init", "--passphrase-file", program.file("pass")]);
  await program.ok(["add", "-"], `otpauth://totp/GitHub:sven?secret=${SECRET}&issuer=GitHub&period=2`);
  await program.ok(["add", "-"], `otpauth://hotp/Bank:me?secret=${SECRET}&issuer=Bank&counter=0`);
});
afterEach(() => program.stop());

const watch = (words: readonly string[], size = {}): Terminal =>
  openTerminal(process.execPath, [PROGRAM, "code", ...words, "--watch"], { env: program.env, ...size });

interface Line {
  readonly code: string;
  readonly validFrom: number;
}

test("--json is a line for each period, in order; a vault that locks ends it with exit 3", async () => {
  const run = startLines(["code", "github", "--watch", "--json"], program.env);
  const lines = [await run.next<Line>(), await run.next<Line>(), await run.next<Line>()];
  const [first] = lines;
  expect(lines.map(({ validFrom }) => validFrom - (first?.validFrom ?? 0))).toEqual([0, 2, 4]);
  const last = lines.at(-1);
  expect(await program.ok(["code", "github", "--at", String(last?.validFrom)])).toBe(`${last?.code}\n`);
  await program.ok(["lock"]);
  const { code, stderr } = await run.ended;
  expect(code).toBe(3);
  expect(JSON.parse(stderr.trimEnd())).toMatchObject({ error: { type: "locked" } });
});

test("whoever stops reading ends it, quietly", () => {
  const script = `{ "$0" "$1" code github --watch; echo "exit $?" >&2; } | head -n 2`;
  const run = spawnSync("sh", ["-c", script, process.execPath, PROGRAM], {
    env: program.env,
    encoding: "utf8",
  });
  expect(run.stdout).toMatch(/^\d{6}\n\d{6}\n$/);
  expect(run.stderr).toBe("exit 0\n");
});

test("watching spends no counter, and SIGINT ends it with exit 130", async () => {
  expect((await program.run(["code", "bank", "--watch"])).code).toBe(2);
  const run = startLines(["code", "--watch", "--json"], program.env);
  await run.next<Line>();
  run.kill("SIGINT");
  expect((await run.ended).code).toBe(130);
  expect(await program.ok(["code", "bank"])).toBe("755224\n");
});

test("in a terminal one line counts down and changes; Ctrl-C is exit 130, and nothing of it is left", async () => {
  const terminal = watch(["github"], { columns: 40, rows: 12 });
  const [, first] =
    /sven\) {2}(\d{6}) {2}\d s/.exec(await terminal.until(/GitHub \(sven\) {2}\d{6} {2}[12] s/)) ?? [];
  expect(terminal.screen.modes.has(CURSOR)).toBe(false);
  await terminal.until((screen) => /\d{6}/.exec(screen.text())?.[0] !== first);
  expect(terminal.screen.lines().filter((line) => line !== "")).toHaveLength(1);
  terminal.send("\u0003");
  expect((await terminal.exited).exitCode).toBe(130);
  expect(terminal.screen.modes.has(CURSOR)).toBe(true);
  expect(terminal.screen.modes.has(WRAP)).toBe(true);
  expect(terminal.screen.text()).not.toMatch(/\d{6}/);
});

test("all codes are a table on a screen of their own, which q leaves with exit 0", async () => {
  const terminal = watch([]);
  await terminal.until(/GitHub {2}sven {2}\d{6} +[12] s/);
  expect(terminal.screen.isAlternate).toBe(true);
  expect(terminal.screen.text()).toMatch(/Bank +me +- {2}counter 0/);
  terminal.resize(30, 6);
  await terminal.until(/GitH….*\d{6} +[12] s/);
  terminal.send("q");
  expect((await terminal.exited).exitCode).toBe(0);
  expect(terminal.screen.isAlternate).toBe(false);
  expect(terminal.screen.modes.has(CURSOR)).toBe(true);
});

test("a vault that locks takes the codes off the screen, says so, and is exit 3", async () => {
  const terminal = watch([]);
  await terminal.until(/GitHub {2}sven {2}\d{6}/);
  await program.ok(["lock"]);
  expect((await terminal.exited).exitCode).toBe(3);
  expect(terminal.screen.isAlternate).toBe(false);
  expect(terminal.screen.text()).toContain("holt: the vault is locked");
  expect(terminal.screen.text()).not.toMatch(/\d{6}/);
});

test("what another command adds appears", async () => {
  const terminal = watch([]);
  await terminal.until(/GitHub/);
  await program.ok(["add", "-"], `otpauth://totp/Later:me?secret=${SECRET}&issuer=Later`);
  await terminal.until(/Later +me +\d{6}/);
  terminal.send("q");
  expect((await terminal.exited).exitCode).toBe(0);
});

test("Ctrl-Z gives the terminal back, and fg takes it again", async () => {
  const shell = openTerminal("bash", ["--norc", "--noprofile", "-i"], {
    env: { ...program.env, PS1: "$ ", NODE: process.execPath, HOLT: PROGRAM },
  });
  await shell.until("$");
  shell.send('"$NODE" "$HOLT" code github --watch\r');
  await shell.until(/\(sven\) {2}\d{6}/);
  shell.send("\u001a");
  await shell.until(/Stopped/);
  expect(shell.screen.modes.has(CURSOR)).toBe(true);
  expect(shell.screen.text()).not.toMatch(/\d{6}/);
  shell.send("fg\r");
  await shell.until(/\(sven\) {2}\d{6}/);
  shell.send("q");
  await shell.until((screen) => screen.modes.has(CURSOR) && !/\d{6}/.test(screen.text()));
  shell.send("exit\r");
  await shell.exited;
});

test("a terminal that can't move its cursor gets lines", async () => {
  const script = `TERM=dumb "$0" "$1" code github --watch`;
  const terminal = openTerminal("sh", ["-c", script, process.execPath, PROGRAM], { env: program.env });
  await terminal.until(/^\d{6}\n\d{6}\n/);
  expect(terminal.screen.modes.size).toBe(0);
  terminal.send("\u0003");
  await terminal.exited;
});
