/**
 * The documentation names what there is: commands, options, settings, methods, rules, exit codes and pages. Whether what
 * it says of them is true, no test can tell.
 */
import { existsSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { CommandSpec } from "../src/cli/command.ts";
import { GLOBAL_OPTIONS } from "../src/cli/command-line.ts";
import { COMMANDS, isCommandName, loadCommand } from "../src/cli/commands.ts";
import { EXIT } from "../src/cli/exit-codes.ts";
import { isRpcMethod } from "../src/daemon/request-table.ts";
import { isSettingKey, SETTINGS } from "../src/protocol/config.ts";
import { type DocsPage, readDocsPage } from "./support/docs-page.ts";

const ROOT = resolve(import.meta.dirname, "..");
const markdown = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name));

/** For whoever uses holt. */
const FOR_USERS = [
  "README.md",
  "CHANGELOG.md",
  ...markdown("docs").filter((file) => file !== "docs/SPEC.md"),
];
const ALL = [...FOR_USERS, "docs/SPEC.md", ...markdown("docs/decisions")];
const pages = new Map<string, DocsPage>(ALL.map((file) => [file, readDocsPage(ROOT, file)]));
const page = (file: string): DocsPage => {
  const found = pages.get(file);
  if (found === undefined) throw new Error(`no page ${file}`);
  return found;
};

const specs = new Map<string, CommandSpec>();
beforeAll(async () => {
  for (const name of Object.keys(COMMANDS)) {
    if (isCommandName(name)) specs.set(name, (await loadCommand(name)).spec);
  }
});

/** Of a call as it is written: what of it doesn't exist. */
function wrongIn(words: readonly string[]): readonly string[] {
  const [first = "", ...rest] = words;
  const spec = specs.get(first);
  const ofNone: CommandSpec = { arguments: [], options: { version: { kind: "flag" } }, examples: [] };
  // Without a command: `holt --version`, `holt --lang sv`.
  if (spec === undefined && !first.startsWith("-")) return [first];
  const { actions, options } = spec ?? ofNone;
  const own = rest.includes("--") ? rest.slice(0, rest.indexOf("--")) : rest;
  const written = spec === undefined ? words : own;
  const action = own[0] ?? "";
  const isOddAction = actions !== undefined && /^[a-z]/.test(action) && !actions.includes(action);
  // "add|replace" stands for either, and is no word of a call.
  const odd = written
    .flatMap((word) => /^\[?--([a-z][a-z-]*)/.exec(word)?.[1] ?? [])
    .filter((name) => !Object.hasOwn({ ...GLOBAL_OPTIONS, ...options }, name));
  return [...(isOddAction ? [`${first} ${action}`] : []), ...odd.map((name) => `${first} --${name}`)];
}

describe.each(FOR_USERS)("%s", (file) => {
  test("calls commands, actions and options that there are", () => {
    expect(page(file).calls.flatMap(wrongIn)).toEqual([]);
  });

  test("names options that some command takes", () => {
    const known = new Set(Object.keys(GLOBAL_OPTIONS).concat("version"));
    for (const { options } of specs.values()) for (const name of Object.keys(options)) known.add(name);
    const named = page(file).spans.flatMap((span) => /^--([a-z][a-z-]*)/.exec(span)?.[1] ?? []);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  test("names settings that there are", () => {
    const sections = new Set(Object.keys(SETTINGS).map((key) => key.split(".", 1)[0]));
    const { spans, calls } = page(file);
    const named = spans.filter((span) => /^[a-z]+\.[a-z-]+$/.test(span) && !/\.(db|md)$/.test(span));
    const isOfSettings = (key: string): boolean => sections.has(key.split(".", 1)[0] ?? "");
    const set = calls.flatMap(([first, action, key]) =>
      first === "config" && (action === "set" || action === "get") && key !== undefined ? [key] : [],
    );
    const wrong = [...named.filter(isOfSettings), ...set].filter(
      (key) => !isSettingKey(key) && /^[a-z]/.test(key),
    );
    expect(wrong.filter((key) => !isRpcMethod(key))).toEqual([]);
  });

  test("refers to rules that the specification has", () => {
    const rules = new Set(
      [...page("docs/SPEC.md").text.matchAll(/\*\*\[([A-Z]{2}\d+)\]\*\*/g)].map(([, id]) => id),
    );
    const named = [...page(file).text.matchAll(/\[([A-Z]{2}\d+)\]/g)].map(([, id]) => id);
    expect(named.filter((id) => !rules.has(id))).toEqual([]);
  });
});

test.each(ALL)("the links of %s lead somewhere", (file) => {
  const wrong = page(file).links.filter((target) => {
    if (/^[a-z]+:/.test(target)) return false;
    const [path = "", anchor] = target.split("#", 2);
    const to = path === "" ? file : join(dirname(file), path);
    if (!existsSync(join(ROOT, to))) return true;
    return anchor !== undefined && !(pages.get(to)?.anchors.has(anchor) ?? false);
  });
  expect(wrong).toEqual([]);
});

test("the table of exit codes in README.md has all of them", () => {
  const rows = [...page("README.md").text.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
  expect(rows.toSorted((a, b) => a - b)).toEqual(Object.values(EXIT).toSorted((a, b) => a - b));
});

test("the methods of the socket in docs/RECIPES.md are those of the daemon", () => {
  const named = [...page("docs/RECIPES.md").text.matchAll(/^\| `([a-z]+\.[a-zA-Z]+)` \| `\{/gm)].map(
    ([, name = ""]) => name,
  );
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((name) => !isRpcMethod(name))).toEqual([]);
});
