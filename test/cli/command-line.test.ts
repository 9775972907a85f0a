/**
 * argv → a command with its options, or the one sentence that says why not.
 */
import { expect, test } from "vitest";
import { FLAG, value, values } from "../../src/cli/command.ts";
import { findCommand, parseCommandLine, wantsJson } from "../../src/cli/command-line.ts";

const spec = {
  arguments: ["FILE", "[QUERY]"],
  options: { force: FLAG, to: value("FORMAT"), tag: values("TAG") },
  examples: [],
} as const;
const parse = (line: string) => parseCommandLine(spec, line.split(" "));
const problem = (line: string) => {
  const parsed = parse(line);
  return parsed.ok ? undefined : [parsed.error.reason, parsed.error.value];
};

test("options may stand anywhere, with a blank or an equals sign, and - is an argument or a value", () => {
  const parsed = parse("- --to=holt --tag a query --tag=b --force");
  expect(parsed).toMatchObject({
    ok: true,
    value: { arguments: ["-", "query"], options: { to: "holt", tag: ["a", "b"], force: true } },
  });
  expect(parse("x --to -")).toMatchObject({
    ok: true,
    value: { options: { to: "-", force: false, tag: [] } },
  });
});

test("what follows -- is an argument, even if it looks like an option", () => {
  expect(parse("x -- --force")).toMatchObject({
    ok: true,
    value: { arguments: ["x", "--force"], options: { force: false } },
  });
});

test.each([
  ["x --unknown", "unknown-option", "--unknown"],
  ["x -z", "unknown-option", "-z"],
  ["x --no-force", "unknown-option", "--no-force"],
  ["x --__proto__", "unknown-option", "--__proto__"],
  ["x --to", "option-needs-value", "--to"],
  ["x --to --force", "option-needs-value", "--to"],
  ["x --force=yes", "option-takes-no-value", "--force"],
  ["x --to a --to b", "options-conflict", "--to --to"],
  ["--force", "missing-argument", "FILE"],
  ["x y z", "too-many-arguments", "z"],
])("%s is refused", (line, reason, named) => {
  expect(problem(line)).toEqual([reason, named]);
});

test("an action that a command doesn't have is named", () => {
  const withActions = { arguments: ["ACTION"], actions: ["get"], options: {}, examples: [] } as const;
  expect(parseCommandLine(withActions, ["got"])).toEqual({
    ok: false,
    error: { type: "usage", reason: "unknown-action", value: "got" },
  });
});

test("--help is understood before anything is missing", () => {
  expect(parse("--help")).toMatchObject({ ok: true, value: { global: { help: true } } });
  expect(parse("-h")).toMatchObject({ ok: true, value: { global: { help: true } } });
});

test("the command is the first word that is no option", () => {
  expect(findCommand(["--json", "list", "git"])).toEqual({ name: "list", rest: ["--json", "git"] });
  expect(findCommand(["--lang", "sv", "list"])).toEqual({ name: "list", rest: ["--lang", "sv"] });
  expect(findCommand(["--version"])).toEqual({ name: undefined, rest: ["--version"] });
  expect(findCommand([])).toEqual({ name: undefined, rest: [] });
});

test("--json counts up to --, even on a line that can't be parsed", () => {
  expect(wantsJson(["list", "--foo", "--json"])).toBe(true);
  expect(wantsJson(["list", "--", "--json"])).toBe(false);
});
