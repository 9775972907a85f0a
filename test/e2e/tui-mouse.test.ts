/**
 * The mouse in a real pseudo-terminal: it is asked for only where it is wanted, given back however holt ends, and
 * none of its bytes is ever typed.
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createProgram, PROGRAM, type Program } from "../support/program.ts";
import { openTerminal, type Terminal } from "../support/terminal.ts";

const MOUSE = [1000, 1006];
const CURSOR = 25;
const URIS = ["GitHub", "GitLab", "Zulip"]
  .map((name) => `otpauth://totp/${name}:sven?secret=JBSWY3DPEHPK3PXP&issuer=${name}`)
  .join("\n");

let program: Program;
let terminal: Terminal;
const hasMouse = (): boolean => MOUSE.every((mode) => terminal.screen.modes.has(mode));
const isQuiet = (): boolean => MOUSE.every((mode) => !terminal.screen.modes.has(mode));
const click = (row: number, column = 10): string => `\u001b[<0;${column};${row}M\u001b[<0;${column};${row}m`;
/** The row of the screen, from 1, that shows it. */
const rowOf = (text: string): number => terminal.screen.lines().findIndex((line) => line.includes(text)) + 1;
/** holt as a job of a shell with job control. */
const startHolt = async (before = ""): Promise<void> => {
  const env = { ...program.env, PS1: "ready> " };
  terminal = openTerminal("/bin/bash", ["--norc", "--noprofile", "-i"], { env });
  await terminal.until("ready>");
  terminal.send(`${before}'${process.execPath}' '${PROGRAM}'\r`);
  await terminal.until(/GitHub +sven +\d{3} \d{3}/);
};
const signalHolt = (signal: NodeJS.Signals): void => {
  const children = execFileSync("ps", ["-o", "pid=", "--ppid", String(terminal.pid)], { encoding: "utf8" });
  process.kill(Number(children.trim().split("\n")[0]), signal);
};
/** The shell has the terminal as it was. */
const isBack = async (): Promise<void> => {
  await terminal.until((screen) => !screen.isAlternate && isQuiet());
};

beforeAll(async () => {
  program = createProgram();
  writeFileSync(program.file("accounts.txt"), URIS);
  await program.ok(["init", "--no-passphrase"]);
  await program.ok(["import", program.file("accounts.txt")]);
});
afterEach(() => terminal.kill("SIGKILL"));
afterAll(async () => program.stop());

describe("without the setting", () => {
  it("the terminal keeps its mouse, until Settings ask for it", async () => {
    await startHolt();
    expect(isQuiet()).toBe(true);
    terminal.send("SG\r");
    await terminal.until(hasMouse);
    terminal.send("\r");
    await terminal.until(isQuiet);
    terminal.send("q");
    await isBack();
    expect(terminal.screen.modes.has(CURSOR)).toBe(true);
  });
});

describe("with the setting", () => {
  beforeAll(async () => {
    await program.ok(["config", "set", "ui.mouse", "true"]);
  });

  it("a click chooses, a click on a name shows its screen, and q gives the mouse back", async () => {
    await startHolt();
    await terminal.until(hasMouse);
    terminal.send(click(rowOf("Zulip")));
    await terminal.until(/▸ +Zulip/);
    terminal.send(click(1, (terminal.screen.lines()[0] ?? "").indexOf("Activity") + 1));
    await terminal.until("imported");
    terminal.send("q");
    await isBack();
    expect(terminal.screen.modes.has(CURSOR)).toBe(true);
  });

  it("no byte of it gets into a text field, in whatever pieces it comes", async () => {
    await startHolt();
    await terminal.until(hasMouse);
    terminal.send("/git");
    await terminal.until("2 of 3");
    for (const piece of ["\u001b[", "<0;1", "0;2", "0M", "\u001b[<35;4;4M", "\u001b[<64;3;3", "M", "l"]) {
      terminal.send(piece);
    }
    await terminal.until(/\/ gitl▏/);
    terminal.send("\u0003");
    await isBack();
    expect(terminal.screen.modes.has(CURSOR)).toBe(true);
  });

  it.each(["SIGTERM", "SIGHUP"] as const)("%s gives it back", async (signal) => {
    await startHolt();
    await terminal.until(hasMouse);
    signalHolt(signal);
    await isBack();
    expect(terminal.screen.modes.has(CURSOR)).toBe(true);
  });

  it("a crash gives it back", async () => {
    const crash = program.file("crash.mjs");
    writeFileSync(crash, 'process.on("SIGUSR2", () => { throw new Error("as if broken"); });');
    await startHolt(`NODE_OPTIONS="--import file://${crash}" `);
    await terminal.until(hasMouse);
    signalHolt("SIGUSR2");
    await terminal.until("as if broken");
    await isBack();
    expect(terminal.screen.modes.has(CURSOR)).toBe(true);
  });

  it("Ctrl-Z gives it back, and fg takes it again", async () => {
    await startHolt();
    await terminal.until(hasMouse);
    terminal.send("\u001a");
    await terminal.until("Stopped");
    await isBack();
    terminal.send("fg\r");
    await terminal.until((screen) => screen.isAlternate && hasMouse() && screen.text().includes("GitLab"));
    terminal.send(click(rowOf("GitLab")));
    await terminal.until(/▸ +GitLab/);
    terminal.send("q");
    await isBack();
    expect(terminal.screen.modes.has(CURSOR)).toBe(true);
  });
});
