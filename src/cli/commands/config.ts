/** `holt config`: reads and changes config.toml; needs no daemon. A running one notices. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { printable } from "../../client/printable.ts";
import { utf8ToBytes } from "../../protocol/bytes.ts";
import { isSettingKey, parseConfig, parseSetting, setInConfig, SETTINGS } from "../../protocol/config.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { type ActionArguments, checkAction } from "../action-arguments.ts";
import type { CommandSpec, Context, Input, Outcome } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { readConfigText } from "../settings.ts";
import { renderTable } from "../table.ts";
import { toStorageError, writePrivateFile } from "../write-file.ts";

export const spec = {
  arguments: ["ACTION", "[KEY]", "[VALUE]"],
  actions: ["get", "set", "list"],
  options: {},
  examples: ["holt config list", "holt config get lock.idle-minutes", "holt config set lock.idle-minutes 15"],
} as const satisfies CommandSpec;

const ARITY: ActionArguments = { get: ["KEY"], set: ["KEY", "VALUE"], list: [] };

export async function run({ arguments: words }: Input<typeof spec>, context: Context): Promise<Outcome> {
  const [action = "", key = "", text = ""] = words;
  const fits = checkAction(words, ARITY);
  if (!fits.ok) return fits;
  const config = readText(context.paths.configFile);
  if (!config.ok) return config;
  if (action === "set") return set(config.value, { key, text }, context);
  const { settings, problems } = parseConfig(config.value);
  const { cli } = await context.words();
  for (const { key: bad, reason } of problems) {
    context.say(printable(`${bad}: ${isSettingKey(bad) ? cli.settings[bad] : reason}`));
  }
  if (action === "list") return list(settings, context);
  if (!isSettingKey(key)) return err({ type: "usage", reason: "unknown-setting", value: key });
  if (context.isJson) context.printJson({ key, value: settings[key] });
  else context.print(String(settings[key]));
  return ok(EXIT.done);
}

async function list(
  settings: ReturnType<typeof parseConfig>["settings"],
  context: Context,
): Promise<Outcome> {
  if (context.isJson) {
    context.printJson(settings);
    return ok(EXIT.done);
  }
  const { cli } = await context.words();
  const { columns } = cli;
  const rows = Object.keys(SETTINGS)
    .filter(isSettingKey)
    .map((key) => [key, String(settings[key]), cli.settings[key]]);
  const headings = [columns.setting, columns.value, columns.meaning];
  for (const line of await renderTable({ headings, rows, hasColor: context.hasColor })) context.print(line);
  return ok(EXIT.done);
}

async function set(
  config: string,
  { key, text }: { readonly key: string; readonly text: string },
  { paths: { configFile }, isJson, printJson, words }: Context,
): Promise<Outcome> {
  if (!isSettingKey(key)) return err({ type: "usage", reason: "unknown-setting", value: key });
  const parsed = parseSetting(key, text);
  if (!parsed.ok) {
    const { cli } = await words();
    return err({ type: "usage", reason: "bad-setting", value: `${key}: ${cli.settings[key]}` });
  }
  // What isn't TOML is a person's half-finished work: it is not written over.
  const broken = parseConfig(config).problems.find((problem) => problem.key === "config.toml");
  if (broken !== undefined) {
    return err({ type: "malformed", what: "TOML", where: configFile, reason: broken.reason });
  }
  try {
    mkdirSync(dirname(configFile), { recursive: true, mode: 0o700 });
  } catch (error) {
    return err(toStorageError(error, dirname(configFile)));
  }
  const bytes = utf8ToBytes(setInConfig(config, key, parsed.value));
  const written = writePrivateFile({ path: configFile, bytes, isForced: true });
  if (!written.ok) return written;
  if (isJson) printJson({ key, value: parsed.value });
  return ok(EXIT.done);
}

function readText(file: string): Result<string, HoltError> {
  try {
    return ok(readConfigText(file));
  } catch {
    return err({ type: "storage", reason: "permission", file });
  }
}
