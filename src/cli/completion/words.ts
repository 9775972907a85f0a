/**
 * What can stand where on a command line of holt, as a shell needs to know it: from the same specs as `--help`. Pure.
 *
 * Knows no shell. What is only known while a vault is open (accounts, tags, members) is a kind here, and asked for by the
 * scripts when Tab is pressed.
 */
import { SETTINGS } from "../../protocol/config.ts";
import type { CommandSpec, OptionSpec } from "../command.ts";
import { GLOBAL_OPTIONS } from "../command-line.ts";
import type { HelpTexts } from "../help-texts.ts";
import { FORMAT_NAMES } from "./format-names.ts";

/** What is asked for when Tab is pressed. */
export const ASKED = ["accounts", "tags", "members"] as const;
export type Asked = (typeof ASKED)[number];

export type Kind =
  | { readonly type: "none" | "file" | "folder" }
  | { readonly type: "choice"; readonly words: readonly string[] }
  | { readonly type: "asked"; readonly what: Asked };

export interface CompletedOption {
  /** Without the dashes. */
  readonly name: string;
  /** Undefined: it takes no value. */
  readonly value: Kind | undefined;
  readonly meaning: string;
}

export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  /** In their order; the last one may repeat. */
  readonly arguments: readonly Kind[];
  readonly options: readonly CompletedOption[];
}

const NONE: Kind = { type: "none" };

/** By the names that specs and usage give to values. */
const KINDS: Readonly<Record<string, Kind>> = {
  FILE: { type: "file" },
  "FILE|-": { type: "file" },
  DIR: { type: "folder" },
  "IMAGE|screen|clipboard": { type: "file" },
  QUERY: { type: "asked", what: "accounts" },
  TAG: { type: "asked", what: "tags" },
  MEMBER: { type: "asked", what: "members" },
  FORMAT: { type: "choice", words: FORMAT_NAMES },
  KEY: { type: "choice", words: Object.keys(SETTINGS) },
  TYPE: { type: "choice", words: ["totp", "hotp", "steam", "motp", "yandex"] },
  LANG: { type: "choice", words: ["en", "sv"] },
  "ID|CHANGE": { type: "choice", words: ["list", "add", "replace", "remove"] },
  "QUERY|KIND": { type: "choice", words: ["words", "passphrase"] },
};

function kindOf(place: string, actions: readonly string[]): Kind {
  const name = place.replace(/^\[(.*)\]$/u, "$1").replace("…", "");
  if (name === "ACTION" || name === "SHELL") return { type: "choice", words: actions };
  // Words in small letters, with bars between, are the values themselves.
  if (/^[a-z]+(\|[a-z]+)+$/u.test(name)) return { type: "choice", words: name.split("|") };
  return KINDS[name] ?? NONE;
}

export function completedCommands(
  specs: ReadonlyMap<string, CommandSpec>,
  texts: HelpTexts,
): readonly CompletedCommand[] {
  return [...specs].map(([name, spec]) => {
    const { summary, options } = texts.command[name as keyof HelpTexts["command"]];
    return {
      name,
      summary,
      arguments: spec.arguments.map((place) => kindOf(place, spec.actions ?? [])),
      options: [...optionsOf(spec.options, options), ...globalOptions(texts)],
    };
  });
}

export const globalOptions = (texts: HelpTexts): readonly CompletedOption[] =>
  optionsOf(GLOBAL_OPTIONS, texts.global);

function optionsOf(
  options: Readonly<Record<string, OptionSpec>>,
  meanings: Readonly<Record<string, string>>,
): readonly CompletedOption[] {
  return Object.entries(options)
    .filter(([, option]) => !(option.kind === "flag" && option.hidden === true))
    .map(([name, option]) => ({
      name,
      value: option.kind === "flag" ? undefined : kindOf(option.value, []),
      meaning: meanings[name] ?? "",
    }));
}
