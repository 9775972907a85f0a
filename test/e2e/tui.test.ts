/**
 * The terminal UI in a real pseudo-terminal, with the built program and its daemon.
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createProgram, PROGRAM, type Program } from "../support/program.ts";
import { openTerminal, type Terminal } from "../support/terminal.ts";

const ALTERNATE_SCREEN = 1049;
const CURSOR = 25;
const URIS = [
  "otpauth://totp/GitHub:sven@example.org?secret=JBSWY3DPEHPK3PXP&issuer=GitHub",
  "otpauth://totp/GitLab:sven?secret=JBSWY3DPEHPK3PXQ&issuer=GitLab",
  "otpauth://hotp/Bank:12?secret=JBSWY3DPEHPK3PXR&issuer=Bank&counter=4",
  "otpauth://totp/%E6%97%A5%E6%9C%AC%E9%8A%80%E8%A1%8C:x?secret=JBSWY3DPEHPK3PXT&issuer=%E6%97%A5%E6%9C%AC%E9%8A%80%E8%A1%8C",
].join("\n");

const PASSPHRASE = "correct horse battery";

interface Where {
  readonly of?: Program;
  readonly columns?: number;
  readonly rows?: number;
}
/** Holds the four accounts. */
let program: Program;
/** Holds nothing yet. */
let fresh: Program;
const open: Terminal[] = [];
const start = (command: string, args: readonly string[], { of = program, ...size }: Where = {}): Terminal => {
  const terminal = openTerminal(command, args, { env: { ...of.env, PS1: "ready> " }, ...size });
  open.push(terminal);
  return terminal;
};
const holt = (where: Where = {}): Terminal => start(process.execPath, [PROGRAM], where);
/** A shell with job control, in which holt is one of its jobs. */
const shell = (): Terminal => start("/bin/bash", ["--norc", "--noprofile", "-i"]);
const runHolt = `'${process.execPath}' '${PROGRAM}'\r`;

beforeAll(async () => {
  program = createProgram();
  fresh = createProgram();
  for (const one of [program, fresh]) writeFileSync(one.file("accounts.txt"), URIS);
  writeFileSync(program.file("passphrase"), PASSPHRASE);
  await program.ok(["init", "--passphrase-file", program.file("passphrase")]);
  await program.ok(["import", program.file("accounts.txt")]);
});
afterAll(async () => {
  for (const terminal of open) terminal.kill("SIGKILL");
  await program.stop();
  await fresh.stop();
});

describe("the terminal UI in a terminal", () => {
  it("makes a vault at the first start, imports a file and shows live codes", async () => {
    const terminal = holt({ of: fresh });
    await terminal.until("New vault");
    terminal.send("\r");
    await terminal.until("Passphrase again");
    terminal.send(`\t\t${PASSPHRASE}\t`);
    await terminal.until(/Passphrase +•{21}\n/);
    terminal.send(`${PASSPHRASE}\r`);
    await terminal.until("No accounts yet");
    expect(terminal.screen.text()).not.toContain("horse");
    terminal.send("I");
    await terminal.until("File(s)");
    terminal.send("~/accounts.txt\r");
    await terminal.until("4 accounts will come");
    terminal.send("\r");
    await terminal.until(/GitHub +sven@example.org +\d{3} \d{3} +▰+▱* +\d+ s/);
    const [before = ""] = /GitHub.*/.exec(terminal.screen.text()) ?? [];
    await terminal.until((screen) => !screen.text().includes(before));
    terminal.send("q");
    expect((await terminal.exited).exitCode).toBe(0);
    expect(terminal.screen.isAlternate).toBe(false);
  });

  it("fits 80×24 and 40×12, and follows a window that changes", async () => {
    const terminal = holt({ columns: 40, rows: 12 });
    await terminal.until(/GitHub +\d{3} \d{3} +\d+ s/);
    expect(terminal.screen.text()).not.toContain("▰");
    terminal.resize(80, 24);
    await terminal.until(/GitHub +sven@example.org +\d{3} \d{3} +▰/);
    terminal.resize(30, 8);
    await terminal.until("40×12");
    terminal.resize(40, 12);
    await terminal.until(/日本銀行 +\d{3} \d{3} +\d+ s/);
    terminal.send("q");
    await terminal.exited;
  });

  it("finds as one types, and takes every key as text while typing", async () => {
    const terminal = holt();
    await terminal.until("GitLab");
    terminal.send("/qgitl");
    await terminal.until(/\/ qgitl.* 0 of 4/);
    terminal.send("\u001b");
    await terminal.until(/\/ ▏.* 4 of 4/);
    terminal.send("gitl");
    await terminal.until((screen) => screen.text().includes("1 of 4") && /▸ +GitLab/.test(screen.text()));
    expect(terminal.screen.text()).not.toContain("GitHub");
    terminal.kill("SIGTERM");
    await terminal.exited;
  });

  it.runIf(process.platform === "linux")("opens no inspector for whoever asks by signal", async () => {
    const terminal = shell();
    await terminal.until("ready>");
    terminal.send(runHolt);
    await terminal.until(/GitHub +sven/);
    signalHolt(terminal.pid, "SIGUSR1");
    terminal.send("?");
    await terminal.until("copy the code");
    // Node's thread that serves the inspector, once there is one.
    const pid = String(pidOfHolt(terminal.pid));
    const threads = readdirSync(`/proc/${pid}/task`).map((task) =>
      readFileSync(`/proc/${pid}/task/${task}/comm`, "utf8").trim(),
    );
    expect(threads.length).toBeGreaterThan(3);
    expect(threads).not.toContain("InspectorIo");
    terminal.send("?q");
    await terminal.until((screen) => !screen.isAlternate);
  });

  it("gives the terminal back when it is told to stop", async () => {
    const terminal = shell();
    await terminal.until("ready>");
    for (const signal of ["SIGTERM", "SIGHUP"] as const) {
      terminal.send("clear; stty -g > before\r");
      await terminal.until((screen) => !screen.text().includes("same"));
      terminal.send(runHolt);
      await terminal.until(/GitHub +sven/);
      expect(terminal.screen.modes.has(ALTERNATE_SCREEN)).toBe(true);
      signalHolt(terminal.pid, signal);
      await terminal.until((screen) => !screen.isAlternate);
      terminal.send("stty -g > after; cmp before after && echo same $((1+1))\r");
      await terminal.until("same 2");
      expect(terminal.screen.modes.has(CURSOR)).toBe(true);
    }
  });

  it("stops on Ctrl-Z, leaves a usable terminal, and is back on fg", async () => {
    const terminal = shell();
    await terminal.until("ready>");
    terminal.send("stty -g > before\r");
    terminal.send(runHolt);
    await terminal.until(/GitHub +sven/);
    terminal.send("\u001a");
    await terminal.until((screen) => !screen.isAlternate && screen.text().includes("Stopped"));
    terminal.send("stty -g > after; cmp before after && echo same $((1+1))\r");
    await terminal.until("same 2");
    terminal.send("fg\r");
    await terminal.until((screen) => screen.isAlternate && /GitHub +sven/.test(screen.text()));
    terminal.send("/gitlab");
    await terminal.until("1 of 4");
    terminal.send("\u0003");
    await terminal.until((screen) => !screen.isAlternate);
    expect(terminal.screen.modes.has(CURSOR)).toBe(true);
  });

  it("survives being stopped and continued from outside", async () => {
    const terminal = shell();
    await terminal.until("ready>");
    terminal.send(runHolt);
    await terminal.until(/GitHub +sven/);
    signalHolt(terminal.pid, "SIGTSTP");
    await terminal.until((screen) => !screen.isAlternate && screen.text().includes("Stopped"));
    terminal.send("fg\r");
    await terminal.until((screen) => screen.isAlternate && /GitHub +sven/.test(screen.text()));
    terminal.send("q");
    await terminal.until((screen) => !screen.isAlternate);
    expect(terminal.screen.modes.has(CURSOR)).toBe(true);
  });

  it("gives the terminal back when it crashes, and says so with its own exit code", async () => {
    writeFileSync(
      program.file("crash.mjs"),
      'process.on("SIGUSR2", () => { throw new Error("as if broken"); });',
    );
    const terminal = shell();
    await terminal.until("ready>");
    terminal.send("stty -g > before\r");
    terminal.send(`NODE_OPTIONS="--import file://${program.file("crash.mjs")}" ${runHolt}`);
    await terminal.until(/GitHub +sven/);
    signalHolt(terminal.pid, "SIGUSR2");
    await terminal.until((screen) => !screen.isAlternate && screen.text().includes("as if broken"));
    terminal.send("echo code $?; stty -g > after; cmp before after && echo same $((1+1))\r");
    await terminal.until("same 2");
    expect(terminal.screen.text()).toContain("code 70");
    expect(terminal.screen.modes.has(CURSOR)).toBe(true);
  });

  it("paints no colour where NO_COLOR asks for none", async () => {
    const colourful = holt();
    await colourful.until(/GitHub +sven/);
    expect(colourful.screen.hasColour).toBe(true);
    colourful.send("q");
    await colourful.exited;
    const plain = start("/usr/bin/env", ["NO_COLOR=1", process.execPath, PROGRAM]);
    await plain.until(/GitHub +sven@example.org +\d{3} \d{3} +▰/);
    expect(plain.screen.hasColour).toBe(false);
    plain.send("q");
    await plain.exited;
  });

  it("asks for the passphrase after a lock, and says when it is wrong", async () => {
    const terminal = holt();
    await terminal.until("GitLab");
    terminal.send("L");
    await terminal.until("The vault is locked");
    expect(terminal.screen.text()).not.toContain("GitLab");
    terminal.send("wrong one\r");
    await terminal.until("wrong passphrase");
    terminal.send(`${PASSPHRASE}\r`);
    await terminal.until(/GitHub +sven@example.org +\d{3} \d{3}/);
    terminal.send("q");
    await terminal.exited;
  });
});

/** holt is the shell's only child. */
function pidOfHolt(shellPid: number): number {
  const children = execFileSync("ps", ["-o", "pid=", "--ppid", String(shellPid)], { encoding: "utf8" });
  return Number(children.trim().split("\n")[0]);
}

function signalHolt(shellPid: number, signal: NodeJS.Signals): void {
  process.kill(pidOfHolt(shellPid), signal);
}
