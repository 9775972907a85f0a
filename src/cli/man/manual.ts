/**
 * The manual: holt(1), a page for each command, and config.toml's; made from what `--help` and the settings are made of,
 * when the program is built. Pure.
 */
import { SETTINGS } from "../../protocol/config.ts";
import type { CommandSpec } from "../command.ts";
import type { CommandName } from "../commands.ts";
import { EXIT } from "../exit-codes.ts";
import { commandParts, globalRows } from "../help.ts";
import type { HelpTexts } from "../help-texts.ts";
import { EXIT_MEANINGS } from "./exit-meanings.ts";
import { bold, example, item, paragraph, plain, section, title, withPlaces } from "./roff.ts";

export interface Manual {
  readonly version: string;
  readonly texts: HelpTexts;
}

/** Name of the file → its text. */
export type Pages = ReadonlyMap<string, string>;

export function makeManual(manual: Manual, specs: ReadonlyMap<CommandName, CommandSpec>): Pages {
  const pages = new Map([
    ["holt.1", overview(manual)],
    ["holt-config.5", configPage(manual)],
  ]);
  for (const [name, spec] of specs) pages.set(`holt-${name}.1`, commandPage(name, spec, manual));
  return pages;
}

const page = (...lines: readonly string[]): string => `${lines.join("\n")}\n`;
const seeAlso = (...names: readonly (readonly [string, number])[]): readonly string[] => [
  section("SEE ALSO"),
  names.map(([name, at]) => `${bold(name)}(${at})`).join(",\n"),
];

function overview({ texts, version }: Manual): string {
  const { about, command } = texts;
  const names = Object.keys(command);
  return page(
    title("holt", 1, version),
    section("NAME"),
    `holt \\- ${plain(about.replace(/^holt: /u, ""))}`,
    section("SYNOPSIS"),
    `${bold("holt")} [${withPlaces("COMMAND")}] [${withPlaces("OPTION")}...]`,
    section("DESCRIPTION"),
    ...texts.start.filter((line) => line !== "").map(plain),
    ...paragraph(
      plain(
        "Results go to standard output, everything else to standard error. With --json a result is JSON, and",
      ),
      plain(
        "an error is the last line of standard error, as JSON. Secrets are never arguments: they come from",
      ),
      plain("files, standard input, or a question at the terminal."),
    ),
    section("COMMANDS"),
    ...Object.entries(command).flatMap(([name, { summary }]) =>
      item(`${bold(`holt-${name}`)}(1)`, withPlaces(summary)),
    ),
    ...options(globalRows(texts)),
    section("EXIT STATUS"),
    ...Object.entries(EXIT).flatMap(([name, code]) =>
      item(String(code), plain(EXIT_MEANINGS[name as keyof typeof EXIT])),
    ),
    section("ENVIRONMENT"),
    ...item(
      bold("HOLT_HOME"),
      plain("keeps everything of a vault under this directory: several vaults on one machine"),
    ),
    ...item(
      bold("HOLT_PASSPHRASE_FILE"),
      plain("names the file that holds the passphrase, where no option does; it never unlocks by itself"),
    ),
    ...item(bold("NO_COLOR, CLICOLOR, CLICOLOR_FORCE, TERM"), plain("whether there are colours")),
    ...item(bold("INK_SCREEN_READER"), plain("the terminal UI speaks to a screen reader")),
    ...item(
      bold("XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME, XDG_RUNTIME_DIR"),
      plain("where files are"),
    ),
    section("FILES"),
    ...item(plain("~/.config/holt/config.toml"), `settings: see ${bold("holt-config")}(5)`),
    ...item(
      plain("~/.local/share/holt/vault.db"),
      plain("the vault: sealed, but for numbers, ids and sizes"),
    ),
    ...item(plain("~/.local/state/holt/"), plain("logs, without names or secrets")),
    ...seeAlso(...names.map((name) => [`holt-${name}`, 1] as const), ["holt-config", 5]),
  );
}

function commandPage(name: CommandName, spec: CommandSpec, { texts, version }: Manual): string {
  const { usage, summary, notes, rows, examples } = commandParts(name, spec, texts);
  const [, , ...words] = usage;
  return page(
    title(`holt-${name}`, 1, version),
    section("NAME"),
    `holt-${plain(name)} \\- ${plain(summary.replace(/\.$/u, ""))}`,
    section("SYNOPSIS"),
    `${bold(`holt ${name}`)} ${words.map(withPlaces).join(" ")}`,
    section("DESCRIPTION"),
    withPlaces(summary),
    ...(notes.length === 0 ? [] : paragraph(...notes.map(withPlaces))),
    ...options(rows),
    section("EXAMPLES"),
    ...example(...examples),
    section("EXIT STATUS"),
    `See ${bold("holt")}(1).`,
    ...seeAlso(["holt", 1]),
  );
}

const options = (rows: readonly (readonly [string, string])[]): readonly string[] => [
  section("OPTIONS"),
  ...rows.flatMap(([name, meaning]) => {
    const [flag = "", ...place] = name.split(" ");
    const shown = place.length === 0 ? bold(flag) : `${bold(flag)} ${withPlaces(place.join(" "))}`;
    return item(shown, plain(meaning));
  }),
];

function configPage({ version }: Manual): string {
  const shown = (fallback: unknown): string =>
    typeof fallback === "string" ? JSON.stringify(fallback) : String(fallback);
  return page(
    title("holt-config", 5, version),
    section("NAME"),
    plain("holt-config").replace("\\-", "-") + " \\- " + plain("settings of holt: config.toml"),
    section("DESCRIPTION"),
    plain(
      "A TOML file; what it doesn't name has its default. holt config set writes into it, and keeps comments.",
    ),
    plain("A key with a dot is a table and a name: lock.idle-minutes is idle-minutes in [lock]."),
    section("SETTINGS"),
    ...Object.entries(SETTINGS).flatMap(([key, { fallback, describe }]) =>
      item(bold(key), plain(`${describe} (default: ${shown(fallback)})`)),
    ),
    section("KEYS"),
    plain(
      "In the table [keys] an action of the terminal UI has keys of one's own, one or a list; ? in the terminal UI",
    ),
    plain("shows which actions there are."),
    section("EXAMPLES"),
    ...example(
      "[lock]",
      "idle-minutes = 15",
      "",
      "[ui]",
      'theme = "high-contrast"',
      "",
      "[keys]",
      'trash = "x"',
    ),
    section("FILES"),
    ...item(plain("~/.config/holt/config.toml"), plain("with HOLT_HOME: config.toml in that directory")),
    ...seeAlso(["holt", 1], ["holt-config", 1]),
  );
}
