/**
 * `--help`: made from the specs and the texts of a language. Pure.
 */
import type { CommandSpec, OptionSpec } from "./command.ts";
import { GLOBAL_OPTIONS } from "./command-line.ts";
import type { CommandName } from "./commands.ts";
import type { HelpTexts } from "./help-texts.ts";

/** `holt --help` */
export function renderOverview(texts: HelpTexts): readonly string[] {
  const commands = Object.entries(texts.command).map(([name, { summary }]) => [name, summary] as const);
  const global = [...globalRows(texts), ["--version", texts.global.version] as const];
  return [
    texts.about,
    "",
    `${texts.usage}: holt [COMMAND] [OPTION…]`,
    ...texts.start,
    "",
    `${texts.commands}:`,
    ...columns(commands),
    "",
    `${texts.options}:`,
    ...columns(global),
  ];
}

type Rows = readonly (readonly [string, string])[];

/** What help and manual say of a command. */
export interface CommandParts {
  /** The words of its usage. */
  readonly usage: readonly string[];
  readonly summary: string;
  readonly notes: readonly string[];
  /** Options, as they are typed, and what they do. */
  readonly rows: Rows;
  readonly examples: readonly string[];
}

export function commandParts(name: CommandName, spec: CommandSpec, texts: HelpTexts): CommandParts {
  const { summary, notes = [], options } = texts.command[name];
  const described: Readonly<Record<string, string>> = options;
  const own = Object.entries(spec.options)
    .filter(([, option]) => !isHidden(option))
    .map(([option, optionSpec]) => [optionName(option, optionSpec), described[option] ?? ""] as const);
  const actions = (spec.actions ?? []).join("|");
  const words = spec.arguments.map((word) => word.replace(/^(\[?)ACTION(\]?)$/, `$1${actions}$2`));
  const after = spec.following === undefined ? [] : ["--", spec.following];
  return {
    usage: ["holt", name, ...words, "[OPTION…]", ...after],
    summary,
    notes,
    rows: [...own, ...globalRows(texts)],
    examples: spec.examples,
  };
}

/** `holt COMMAND --help` */
export function renderCommandHelp(name: CommandName, spec: CommandSpec, texts: HelpTexts): readonly string[] {
  const { usage, summary, notes, rows, examples } = commandParts(name, spec, texts);
  return [
    `${texts.usage}: ${usage.join(" ")}`,
    "",
    summary,
    ...notes,
    "",
    `${texts.options}:`,
    ...columns(rows),
    "",
    `${texts.examples}:`,
    ...examples.map((example) => `  ${example}`),
  ];
}

const isHidden = (option: OptionSpec): boolean => option.kind === "flag" && option.hidden === true;
const optionName = (name: string, option: OptionSpec): string =>
  option.kind === "flag" ? `--${name}` : `--${name} ${option.value}${option.kind === "values" ? "…" : ""}`;

export function globalRows({ global }: HelpTexts): Rows {
  const described: Readonly<Record<string, string>> = global;
  return Object.entries<OptionSpec>(GLOBAL_OPTIONS)
    .filter(([, option]) => !isHidden(option))
    .map(([name, option]) => [optionName(name, option), described[name] ?? ""]);
}

/** A long name takes a line of its own. */
function columns(rows: Rows): readonly string[] {
  const width = Math.min(28, Math.max(...rows.map(([name]) => name.length)));
  return rows.flatMap(([name, text]) =>
    name.length > width
      ? [`  ${name}`, `  ${" ".repeat(width)}  ${text}`]
      : [`  ${name.padEnd(width)}  ${text}`],
  );
}
