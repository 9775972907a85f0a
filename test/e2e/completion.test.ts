/**
 * Tab in real shells: what is put on the command line is, once the shell has read it, exactly the account's name, and
 * nothing in a name is ever run. Needs bash; zsh and fish where they are installed.
 *
 * A program of this test stands for holt on PATH: it asks the built one for completions, and else notes its arguments.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createProgram, PROGRAM, type Program } from "../support/program.ts";
import { openTerminal, type Terminal } from "../support/terminal.ts";

let program: Program;
let env: Record<string, string>;
const file = (name: string): string => program.file(name);

/** Each has a first letter of its own. */
const NAMES = [
  "Alpha Beta",
  "Bad $(touch pwned) x",
  "Cat`touch pwned`",
  `D'quote"d`,
  "E@sign.example.org",
  "F:colon:s",
  "G;touch pwned",
  "H!bang",
  "I\\back\\",
  "J*?[a]",
  "K$HOME",
  "L=b",
  "M&x|y>z<w",
  "N#hash",
  "Östgöta",
  "P~t",
  "Q{a,b}",
];
const ESCAPED = "R\u001b[31m\u0007\nred";
const DASHED = "--json";
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const CONTROL = /[\u0000-\u0008\u000a-\u001f]/u;

const add = (issuer: string, name: string): Promise<string> => {
  const words = [`--issuer=${issuer}`, `--name=${name}`, `--tag=tag ${issuer}`];
  return program.ok(["add", ...words, "--secret-file", file("secret")]);
};

beforeAll(async () => {
  program = createProgram();
  mkdirSync(file("bin"));
  const stand = join(file("bin"), "holt");
  const script = `#!/bin/sh
if [ "$1" = completion ]; then exec "$NODE" "$PROGRAM" "$@"; fi
for last; do :; done
printf '%s\\n' "$@" > "$HOME/args.new"; mv "$HOME/args.new" "$HOME/args"
echo "ran:$last"
`;
  writeFileSync(stand, script);
  chmodSync(stand, 0o700);
  env = {
    ...program.env,
    PATH: `${file("bin")}:${program.env["PATH"]}`,
    NODE: process.execPath,
    PROGRAM,
    PS1: "> ",
  };
  writeFileSync(file("pass"), "korrekt\n");
  writeFileSync(file("secret"), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  await program.ok(["init", "--passphrase-file", file("pass"), "--name", "laptop"]);
  for (const issuer of NAMES) await add(issuer, "");
  await add(ESCAPED, "Red");
  await add(DASHED, "Scheme");
});
afterAll(() => program.stop());

interface Shell {
  readonly name: string;
  readonly start: readonly string[];
  /** How it is taught. */
  readonly teach: string;
}
const SHELLS: readonly Shell[] = [
  { name: "bash", start: ["--norc", "--noprofile", "-i"], teach: "source <(holt completion bash)" },
  {
    name: "zsh",
    start: ["-f", "-i"],
    teach: "PS1='> '; autoload -Uz compinit; compinit -D; source <(holt completion zsh)",
  },
  {
    name: "fish",
    start: ["--no-config", "-i"],
    teach: "function fish_prompt; echo '> '; end; holt completion fish | source",
  },
];
const isInstalled = ({ name }: Shell): boolean => spawnSync(name, ["-c", "true"]).status === 0;

test("bash at least is there to be tried", () => {
  expect(SHELLS.filter(isInstalled).map(({ name }) => name)).toContain("bash");
});

describe.each(SHELLS.filter(isInstalled))("in $name", ({ name, start, teach }) => {
  let shell: Terminal;
  let times = 0;
  /** Runs the line, in which \t is a Tab; what the shell made of it, without the mark at its end. */
  async function run(line: string): Promise<readonly string[]> {
    const mark = `mark${++times}`;
    shell.send(`${line} ${mark}\r`);
    await shell.until(`ran:${mark}`);
    return readFileSync(file("args"), "utf8").trimEnd().split("\n").slice(0, -1);
  }
  beforeEach(async () => {
    shell = openTerminal(name, start, { env, columns: 160, rows: 50 });
    await shell.until(/[>%$#] ?/);
    shell.send(`${teach}\r`);
    await run("holt ready");
  });
  afterEach(async () => {
    shell.send("\u0003\u0015exit\r");
    shell.kill("SIGHUP");
    await shell.exited;
  });

  test("a name is completed from its first letter, whatever stands in it, and nothing of it is run", async () => {
    for (const issuer of NAMES) {
      const typed = issuer.startsWith("Ö") ? "Ö" : issuer.slice(0, 1).toLowerCase();
      expect(await run(`holt code ${typed}\t`)).toEqual(["code", issuer]);
    }
    expect(existsSync(file("pwned"))).toBe(false);
  });

  test("a name that could not be typed is not put on the line: another of the account's is", async () => {
    expect(await run("holt code r\t")).toEqual(["code", "Red"]);
    expect(await run("holt code s\t")).toEqual(["code", "Scheme"]);
  });

  test("commands, actions, options and choices are completed", async () => {
    expect(await run("holt exp\t")).toEqual(["export"]);
    expect(await run("holt config ge\t lock.id\t")).toEqual(["config", "get", "lock.idle-minutes"]);
    expect(await run("holt code alpha\t --wat\t")).toEqual(["code", "Alpha Beta", "--watch"]);
    expect(await run("holt list --sort us\t")).toEqual(["list", "--sort", "used"]);
    expect(await run("holt export x --to aeg\t")).toEqual(["export", "x", "--to", "aegis"]);
    expect(await run("holt devices rename lap\t")).toEqual(["devices", "rename", "laptop"]);
  });

  test("tags are completed like names", async () => {
    expect(await run("holt list --tag tag\\ Alp\t")).toEqual(["list", "--tag", "tag Alpha Beta"]);
    expect(await run("holt list --tag tag\\ Bad\t")).toEqual(["list", "--tag", "tag Bad $(touch pwned) x"]);
    expect(existsSync(file("pwned"))).toBe(false);
  });

  test("files are completed where an option or an argument takes one, and nowhere else", async () => {
    writeFileSync(file("zebra file"), "");
    expect(await run("cd; holt import zeb\t")).toEqual(["import", "zebra file"]);
    expect(await run("holt unlock --passphrase-file zeb\t")).toEqual([
      "unlock",
      "--passphrase-file",
      "zebra file",
    ]);
    expect(await run("holt code zeb\t")).toEqual(["code", "zeb"]);
  });

  test("a locked vault offers nothing, silently", async () => {
    await program.ok(["lock"]);
    try {
      expect(await run("holt code alp\t")).toEqual(["code", "alp"]);
      expect(shell.screen.text()).not.toMatch(/locked/);
    } finally {
      await program.ok(["unlock", "--passphrase-file", file("pass")]);
    }
  });
});

test("what is offered can be typed: of an account with no such name it is the id", async () => {
  const id = (await add(`${ESCAPED} too`, DASHED)).trim();
  try {
    const lines = (await program.ok(["completion", "--accounts"])).trimEnd().split("\n");
    const words = lines.map((line) => line.split("\t")[0] ?? "");
    expect(words.sort()).toEqual([...NAMES, "Red", "Scheme", id].sort());
    expect(lines.filter((line) => CONTROL.test(line))).toEqual([]);
  } finally {
    await program.ok(["rm", id]);
  }
});

test("asking starts no daemon, and prints nothing without one", async () => {
  const alone = createProgram();
  try {
    for (const what of ["--accounts", "--tags", "--members"]) {
      expect(await alone.run(["completion", what])).toEqual({ code: 0, stdout: "", stderr: "" });
    }
    expect((await alone.run(["completion", "bash"])).code).toBe(0);
    expect((await alone.run(["daemon", "status"])).code).toBe(5);
  } finally {
    await alone.stop();
  }
});
