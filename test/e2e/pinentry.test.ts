/**
 * A secret asked for by a pinentry program, with real processes: a desktop without a terminal, and the real programs for
 * terminals where they are installed.
 */
import { spawn as openPty } from "@lydell/node-pty";
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { eventually } from "../support/eventually.ts";
import { createProgram, type Program, PROGRAM, type Run } from "../support/program.ts";

let holt: Program;
beforeEach(async () => {
  holt = createProgram();
  writeFileSync(holt.file("passphrase"), "correct horse");
  await holt.ok(["init", "--name", "desk", "--passphrase-file", holt.file("passphrase")]);
  await holt.ok(["add", "-"], "otpauth://totp/GitHub:sven?secret=JBSWY3DPEHPK3PXP&issuer=GitHub");
});
afterEach(() => holt.stop());

/** As a launcher of the desktop starts it: a session of its own, without a terminal, with a display. */
function fromLauncher(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { ...holt.env, PATH: `${holt.file("bin")}:${holt.env["PATH"]}`, DISPLAY: ":77", ...env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => (stdout += String(chunk)));
  child.stderr.on("data", (chunk) => (stderr += String(chunk)));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
}

/** A pinentry that gives these answers, one after another; "" closes the window. */
function fakePinentry(...answers: readonly string[]): void {
  mkdirSync(holt.file("bin"), { recursive: true });
  rmSync(holt.file("told"), { force: true });
  rmSync(holt.file("count"), { force: true });
  writeFileSync(holt.file("answers"), answers.map((answer) => `${answer}\n`).join(""));
  const body = `cd "${holt.home}"; echo OK
while IFS= read -r line; do printf '%s\\n' "$line" >> told; case "$line" in
  GETPIN) n=$(($(cat count 2>/dev/null || echo 0) + 1)); echo $n > count; answer=$(sed -n "$n"p answers)
    if [ -n "$answer" ]; then echo "D $answer"; echo OK; else echo "ERR 83886179 Operation cancelled"; fi;;
  BYE) echo OK; exit 0;;
  *) echo OK;; esac; done`;
  writeFileSync(join(holt.file("bin"), "pinentry"), `#!/bin/sh\n${body}\n`);
  chmodSync(join(holt.file("bin"), "pinentry"), 0o755);
}
const told = (): string => (existsSync(holt.file("told")) ? readFileSync(holt.file("told"), "utf8") : "");

test("a code that is asked for from a launcher: the window asks for the passphrase, again after a wrong one", async () => {
  await holt.ok(["lock"]);
  fakePinentry("wrong", "correct%20horse");
  const code = await fromLauncher(["code", "GitHub"]);
  expect(code).toMatchObject({ code: 0, stderr: "" });
  expect(code.stdout).toMatch(/^\d{6}\n$/u);
  expect(told()).toContain("SETERROR wrong passphrase");
});

test("a window that is closed is a no (exit 130); where none can be opened the vault is locked as ever (exit 3)", async () => {
  await holt.ok(["lock"]);
  fakePinentry("");
  expect(await fromLauncher(["code", "GitHub"])).toMatchObject({ code: 130, stdout: "" });
  const without = await fromLauncher(["code", "GitHub"], { DISPLAY: "" });
  expect(without).toMatchObject({ code: 3, stdout: "" });
  await holt.ok(["config", "set", "prompt.pinentry", "never"]);
  expect(await fromLauncher(["code", "GitHub"])).toMatchObject({ code: 3, stdout: "" });
});

test("unlock and passwd ask there, too, and a new passphrase is typed twice", async () => {
  await holt.ok(["lock"]);
  fakePinentry("correct horse");
  expect(await fromLauncher(["unlock"])).toMatchObject({ code: 0 });
  fakePinentry("correct horse", "100%25 new");
  expect(await fromLauncher(["passwd"])).toMatchObject({ code: 0 });
  expect(told()).toContain("SETREPEAT");
  writeFileSync(holt.file("new"), "100% new");
  await holt.ok(["unlock", "--passphrase-file", holt.file("new")]);
});

/** What a program writes that draws its own screen, as it comes: this is not holt's to draw. */
function inTerminal(args: readonly string[]) {
  const pty = openPty(process.execPath, [PROGRAM, ...args], {
    name: "xterm",
    env: { ...holt.env, TERM: "xterm" },
    cwd: holt.home,
  });
  let written = "";
  pty.onData((data) => (written += data));
  const exited = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)));
  return { written: () => written, type: (keys: string) => pty.write(keys), exited };
}

for (const name of ["pinentry-curses", "pinentry-tty"]) {
  test.runIf(existsSync(`/usr/bin/${name}`))(
    `with the real ${name}, which needs to be installed: it asks at the terminal, and shows nothing of what is typed`,
    async () => {
      await holt.ok(["lock"]);
      await holt.ok(["config", "set", "prompt.pinentry", name]);
      const terminal = inTerminal(["unlock"]);
      await eventually(terminal.written, (text) => expect(text).toContain("passphrase of the vault"));
      terminal.type("correct horse\r");
      expect(await terminal.exited).toBe(0);
      expect(terminal.written()).not.toContain("horse");
      expect(await holt.json<{ locked: boolean }>(["status"])).toMatchObject({ locked: false });
    },
  );

  test.runIf(existsSync(`/usr/bin/${name}`))(`with the real ${name}: Ctrl-C is a no (exit 130)`, async () => {
    await holt.ok(["lock"]);
    await holt.ok(["config", "set", "prompt.pinentry", name]);
    const terminal = inTerminal(["unlock"]);
    await eventually(terminal.written, (text) => expect(text).toContain("passphrase of the vault"));
    terminal.type("\u0003");
    expect(await terminal.exited).toBe(130);
  });
}
