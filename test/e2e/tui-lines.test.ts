/**
 * holt on a terminal that can only print, in a real pseudo-terminal: every byte that it gets is looked at.
 */
import { spawn } from "@lydell/node-pty";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createProgram, PROGRAM, type Program } from "../support/program.ts";

const GITHUB = "otpauth://totp/GitHub:sven?secret=JBSWY3DPEHPK3PXP&issuer=GitHub";

let program: Program;
beforeAll(async () => {
  program = createProgram();
  await program.ok(["init", "--no-passphrase"]);
  await program.ok(["add", "-"], GITHUB);
});
afterAll(async () => program.stop());

/** Sends each line when what it waits for has come; all that came until the end. */
function play(
  term: string | undefined,
  steps: readonly (readonly [waitFor: RegExp, send: string])[],
): Promise<{ output: string; exitCode: number }> {
  const { TERM: _, ...rest } = program.env;
  const env = { ...rest, ...(term === undefined ? {} : { TERM: term }) };
  const options = { cols: 80, rows: 24, name: term ?? "", env, cwd: program.home };
  // A pseudo-terminal sets TERM itself.
  const command = term === undefined ? ["-u", "TERM"] : [`TERM=${term}`];
  const pty = spawn("/usr/bin/env", [...command, process.execPath, PROGRAM], options);
  let output = "";
  const left = [...steps];
  pty.onData((data) => {
    output += data;
    const [next] = left;
    if (next === undefined || !next[0].test(output)) return;
    left.shift();
    pty.write(next[1]);
  });
  return new Promise((resolve) => pty.onExit(({ exitCode }) => resolve({ output, exitCode })));
}

it.each(["dumb", undefined])("TERM=%s gets codes as lines, and not one escape sequence", async (term) => {
  const { output, exitCode } = await play(term, [
    [/> $/, "git\r"],
    [/until \d\d:\d\d:\d\d\s+> $/, "q\r"],
  ]);
  expect(output).toMatch(/GitHub \(sven\) {2}\d{3} \d{3} {2}until \d\d:\d\d:\d\d/);
  expect(output).not.toContain("\u001b");
  expect(exitCode).toBe(0);
});

it("a locked vault is said in words, with the way out, and is an exit code of its own", async () => {
  await program.ok(["lock"]);
  const { output, exitCode } = await play("dumb", []);
  expect(output).toContain("holt unlock");
  expect(output).not.toContain("\u001b");
  expect(exitCode).toBe(3);
});
