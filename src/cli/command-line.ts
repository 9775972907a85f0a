/**
 * argv → which command, with which options and arguments. Pure.
 *
 * node:util's parseArgs takes the line apart; what may stand on it is decided here, by the command's spec.
 */
import { parseArgs } from "node:util";
import type { UsageReason } from "../protocol/errors.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import type { CommandSpec, Input, OptionSpec } from "./command.ts";

export interface UsageError {
  readonly type: "usage";
  readonly reason: UsageReason;
  readonly value?: string;
}
const usage = (reason: UsageReason, value: string): Result<never, UsageError> =>
  err({ type: "usage", reason, value });

/** Options that every command takes. */
export const GLOBAL_OPTIONS = {
  json: { kind: "flag" },
  color: { kind: "flag", hidden: true },
  "no-color": { kind: "flag" },
  lang: { kind: "value", value: "LANG" },
  help: { kind: "flag" },
} as const satisfies CommandSpec["options"];

export interface Start {
  /** Undefined: none was named. */
  readonly name: string | undefined;
  /** Everything but the name. */
  readonly rest: readonly string[];
}

/** The first word that is no option (nor the value of `--lang`) names the command. */
export function findCommand(argv: readonly string[]): Start {
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? "";
    if (word === "--lang") index++;
    else if (word === "--") break;
    else if (!word.startsWith("-")) return { name: word, rest: argv.toSpliced(index, 1) };
  }
  return { name: undefined, rest: argv };
}

/** What stands before "--": only there are options ours. */
export const ownWords = (argv: readonly string[]): readonly string[] => argv.slice(0, endOfOptions(argv));

/** Whether `--json` stands on the line, even if the line as a whole can't be parsed. */
export const wantsJson = (argv: readonly string[]): boolean => ownWords(argv).includes("--json");

function endOfOptions(argv: readonly string[]): number {
  const at = argv.indexOf("--");
  return at < 0 ? argv.length : at;
}

export function parseCommandLine<S extends CommandSpec>(
  spec: S,
  argv: readonly string[],
): Result<
  Input<S> & { readonly global: Input<{ options: typeof GLOBAL_OPTIONS } & CommandSpec>["options"] },
  UsageError
> {
  const end = spec.following === undefined ? argv.length : endOfOptions(argv);
  const following = argv.slice(end + 1);
  const known: Readonly<Record<string, OptionSpec>> = { ...GLOBAL_OPTIONS, ...spec.options };
  const { tokens } = parseArgs({
    args: argv.slice(0, end),
    options: Object.fromEntries(
      Object.entries(known).map(([name, { kind }]) => [
        name,
        {
          type: kind === "flag" ? "boolean" : "string",
          multiple: true,
          ...(name === "help" ? { short: "h" } : {}),
        },
      ]),
    ),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const given: Record<string, boolean | string | string[] | undefined> = {};
  for (const [name, { kind }] of Object.entries(known)) {
    given[name] = kind === "flag" ? false : kind === "values" ? [] : undefined;
  }
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") words.push(token.value);
    if (token.kind !== "option") continue;
    const option = Object.hasOwn(known, token.name) ? known[token.name] : undefined;
    if (option === undefined) return usage("unknown-option", token.rawName);
    if (option.kind === "flag") {
      if (token.value !== undefined) return usage("option-takes-no-value", token.rawName);
      given[token.name] = true;
      continue;
    }
    // Without "=", what looks like an option is one: a forgotten value must not swallow it. "-" is stdin.
    const isOption = token.inlineValue === false && token.value.startsWith("-") && token.value !== "-";
    if (token.value === undefined || isOption) return usage("option-needs-value", token.rawName);
    if (option.kind === "values") (given[token.name] as string[]).push(token.value);
    else if (given[token.name] !== undefined)
      return usage("options-conflict", `${token.rawName} ${token.rawName}`);
    else given[token.name] = token.value;
  }
  const problem = given["help"] === true ? undefined : checkArguments(spec, words, following);
  if (problem !== undefined) return err(problem);
  return ok({ arguments: words, following, options: given, global: given } as never);
}

function checkArguments(
  spec: CommandSpec,
  words: readonly string[],
  following: readonly string[],
): UsageError | undefined {
  const [first] = words;
  if (spec.actions !== undefined && first !== undefined && !spec.actions.includes(first)) {
    return { type: "usage", reason: "unknown-action", value: first };
  }
  const needed = spec.arguments.filter((name) => !name.startsWith("["));
  const missing = needed[words.length];
  if (missing !== undefined)
    return { type: "usage", reason: "missing-argument", value: missing.replace("…", "") };
  const canRepeat = spec.arguments.some((name) => name.includes("…"));
  const extra = canRepeat ? undefined : words[spec.arguments.length];
  if (extra !== undefined) return { type: "usage", reason: "too-many-arguments", value: extra };
  const isAlone = spec.following !== undefined && following.length === 0;
  return isAlone ? { type: "usage", reason: "missing-argument", value: `-- ${spec.following}` } : undefined;
}
