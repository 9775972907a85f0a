/**
 * Completion in real shells: what Tab offers, and that nothing of an account's name is ever run.
 *
 * bash is everywhere; zsh and fish only read the script through where they are installed, and fish also completes.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { COMMANDS, type CommandName, loadCommand } from "../../../src/cli/commands.ts";
import { bashScript } from "../../../src/cli/completion/bash.ts";
import { fishScript } from "../../../src/cli/completion/fish.ts";
import { FORMAT_NAMES } from "../../../src/cli/completion/format-names.ts";
import { completedCommands, globalOptions } from "../../../src/cli/completion/words.ts";
import { zshScript } from "../../../src/cli/completion/zsh.ts";
import { helpEn } from "../../../src/cli/help-en.ts";
import { FORMATS } from "../../../src/vault/formats/registry.ts";

const directory = mkdtempSync(join(tmpdir(), "holt-completion-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const NAMES = [
  "GitHub",
  "My Bank",
  "it's",
  "$(touch pwned)",
  "`touch pwned`",
  'say "hi"',
  "sven@example.org",
  "a;b&c|d",
];

const names = Object.keys(COMMANDS) as CommandName[];
const specs = new Map(
  await Promise.all(names.map(async (name) => [name, (await loadCommand(name)).spec] as const)),
);
const commands = completedCommands(specs, helpEn);
const globals = globalOptions(helpEn);
const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };
for (const [shell, make] of Object.entries(scripts))
  writeFileSync(join(directory, shell), make(commands, globals));

/** A holt that knows these accounts, and two tags. */
mkdirSync(join(directory, "bin"));
const program = join(directory, "bin/holt");
writeFileSync(join(directory, "names"), NAMES.map((name) => `${name}\tsome account\n`).join(""));
writeFileSync(
  program,
  `#!/bin/sh\n[ "$2" = --accounts ] && cat '${join(directory, "names")}'\n[ "$2" = --tags ] && printf 'work\\nhome\\n'\nexit 0\n`,
);
chmodSync(program, 0o755);

function run(shell: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return spawnSync(shell, args, {
    cwd: directory,
    encoding: "utf8",
    env: {
      PATH: `${join(directory, "bin")}:${process.env["PATH"] ?? ""}`,
      HOME: directory,
      LC_ALL: "C.UTF-8",
      ...env,
    },
  });
}

/** What readline would put in the place of the last part of the line. */
function complete(line: string, part = line.slice(line.lastIndexOf(" ") + 1)): readonly string[] {
  const script = `source ./bash; COMP_LINE=$LINE; COMP_POINT=\${#LINE}; COMP_WORDS=(holt "$PART"); COMP_CWORD=1
    _holt; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = run("bash", ["--norc", "-c", script], { LINE: line, PART: part });
  expect(stderr).toBe("");
  return stdout.split("\n").filter((word) => word !== "");
}

/** What a shell makes of a word that was put on its line. */
const read = (word: string): string => run("bash", ["--norc", "-c", `printf %s ${word}`]).stdout;

describe("bash", () => {
  test("offers commands, their actions, options and choices", () => {
    expect(complete("holt unl").toSorted()).toEqual(["unlink", "unlock"]);
    expect(complete("holt backup ver")).toEqual(["verify"]);
    expect(complete("holt list --so")).toEqual(["--sort"]);
    expect(complete("holt list --sort ")).toEqual(["name", "used", "added"]);
    expect(complete("holt --json import --from steam")).toEqual(["steam"]);
    expect(complete("holt config get ui.th")).toEqual(["ui.theme"]);
    expect(complete("holt list --tag ")).toEqual(["work", "home"]);
  });

  test("offers accounts, each as a word that means its name and nothing else", () => {
    const offered = complete("holt code ");
    expect(offered.map(read)).toEqual(NAMES);
    expect(existsSync(join(directory, "pwned"))).toBe(false);
    expect(complete("holt code my")).toEqual(["My\\ Bank"]);
    expect(complete("holt code My\\ B", "My\\ B")).toEqual(["My\\ Bank"]);
  });

  test("offers inside quotes what they keep as it is", () => {
    expect(complete('holt code "My', '"My')).toEqual(["My Bank"]);
    expect(complete("holt code 'My B", "'My B")).toEqual(["My Bank"]);
    expect(complete("holt code '$", "'$")).toEqual(["$(touch pwned)"]);
    expect(complete('holt code "$', '"$')).toEqual([]);
    expect(complete("holt code 'it", "'it")).toEqual([]);
  });

  test("replaces only what readline takes for the word", () => {
    expect(complete("holt code sven@ex", "ex")).toEqual(["example.org"]);
    expect(complete("holt code sven@", "@")).toEqual(["example.org"]);
  });

  test("takes an option's value for no argument, and says nothing after --", () => {
    expect(complete("holt devices revoke --lang en ")).toEqual([]);
    expect(complete("holt export --to aegis x git")).toEqual(["GitHub"]);
    expect(complete("holt exec git -- ")).toEqual([]);
  });
});

test("zsh and fish read their scripts without a complaint, where they are", () => {
  for (const shell of ["zsh", "fish"]) {
    const { error, status, stderr } = run(shell, ["-n", join(directory, shell)]);
    expect(error === undefined ? [status, stderr] : [0, ""]).toEqual([0, ""]);
  }
});

test("fish offers accounts, actions and choices, where it is", () => {
  const ask = (line: string): readonly string[] => {
    const script = `source ./fish; complete -C '${line}'`;
    const { error, stdout } = run("fish", ["--no-config", "-c", script]);
    const lines = stdout.split("\n").filter((word) => word !== "");
    return error === undefined ? lines.map((word) => word.split("\t")[0] ?? "") : ["no fish"];
  };
  expect([["verify"], ["no fish"]]).toContainEqual(ask("holt backup ver"));
  expect([["used"], ["no fish"]]).toContainEqual(ask("holt list --sort u"));
  expect([NAMES.toSorted(), ["no fish"]]).toContainEqual(ask("holt code ").toSorted());
  expect(existsSync(join(directory, "pwned"))).toBe(false);
});

test("the formats that are offered are those that there are", () => {
  expect(FORMAT_NAMES).toEqual(FORMATS.map(({ name }) => name));
});
