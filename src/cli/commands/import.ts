/** `holt import`: accounts from another authenticator's export, or from holt's own. */
import { printable } from "../../client/printable.ts";
import { formatBase64 } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import type { ImportParams, ImportResult } from "../../protocol/local-api.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { accountToJson } from "../account-json.ts";
import {
  ask,
  type CommandSpec,
  type Context,
  FLAG,
  type Input,
  type Outcome,
  value,
  values,
} from "../command.ts";
import { askYesNo } from "../confirm.ts";
import { EXIT } from "../exit-codes.ts";
import { readInputFiles } from "../input-files.ts";
import { label } from "../pick.ts";
import { checkOneStdin, readBytes, readOptional } from "../secret-input.ts";

export const spec = {
  arguments: ["FILE…"],
  options: {
    from: value("FORMAT"),
    "password-file": value("FILE"),
    "key-file": value("FILE"),
    "dry-run": FLAG,
    "on-duplicate": value("skip|add"),
    "enrol-again": FLAG,
    tag: values("TAG"),
  },
  examples: [
    "holt import aegis-backup.json",
    "holt import --dry-run part1.png part2.png",
    "holt import --from google - < migration.txt",
  ],
} as const satisfies CommandSpec;

export async function run(
  { arguments: paths, options }: Input<typeof spec>,
  context: Context,
): Promise<Outcome> {
  const onDuplicate = options["on-duplicate"] ?? "skip";
  if (onDuplicate !== "skip" && onDuplicate !== "add") {
    return err({ type: "usage", reason: "bad-field", value: `--on-duplicate ${onDuplicate}` });
  }
  const stdin = checkOneStdin(...paths, options["password-file"], options["key-file"]);
  if (!stdin.ok) return stdin;
  const password = await readOptional(context, options["password-file"]);
  if (!password.ok) return password;
  const keyFile = options["key-file"];
  const key = keyFile === undefined ? ok(undefined) : await readBytes(context, keyFile);
  if (!key.ok) return key;
  const files = await readInputFiles(context, paths);
  if (!files.ok) return files;
  const params: ImportParams = {
    files: files.value,
    dryRun: options["dry-run"],
    onDuplicate,
    tags: options.tag,
    countsOnly: !context.isJson && !options["dry-run"],
    ...(options["enrol-again"] && { enrolAgain: "also" }),
    ...(options.from === undefined ? {} : { format: options.from }),
    ...(password.value === undefined ? {} : { password: password.value }),
    ...(key.value === undefined ? {} : { keyFile: formatBase64(key.value) }),
  };
  const { imported, asked } = await importAsking(context, params);
  const result = imported.ok ? imported.value : resultOf(imported.error);
  if (result !== undefined && context.isJson) {
    context.printJson({
      ...result,
      accounts: result.accounts.map(accountToJson),
      enrolAgain: result.enrolAgain ?? 0,
      dryRun: options["dry-run"],
    });
  } else if (result !== undefined) {
    await report(result, { onDuplicate, isDryRun: options["dry-run"] }, context);
    const kept = await keepByName(result, asked, context);
    if (!kept.ok || kept.value) return kept.ok ? ok(EXIT.done) : kept;
  }
  return imported.ok ? ok(EXIT.done) : imported;
}

/** Where every single entry was left out there is a result all the same: which ones, and why. */
function resultOf(error: HoltError): ImportResult | undefined {
  if (error.type !== "malformed" || error.skipped === undefined) return undefined;
  const { what: format, skipped } = error;
  return { format, imported: 0, duplicates: 0, skipped, notices: [], accounts: [] };
}

interface Asked {
  readonly imported: Result<ImportResult, HoltError>;
  /** What was asked for in the end, with what the person added. */
  readonly asked: ImportParams;
}

/** What the file turns out to need is asked for where someone is there to say it: its format, its password. */
async function importAsking(context: Context, params: ImportParams): Promise<Asked> {
  const imported = await ask(context, "import.run", params);
  const refused = (error: HoltError): Asked => ({ imported: err(error), asked: params });
  if (imported.ok) return { imported, asked: params };
  const { error } = imported;
  const isThere = context.terminal.isThere();
  if (isThere && params.format === undefined && error.type === "malformed" && error.choices !== undefined) {
    const format = await askFormat(context, error.choices);
    return format.ok ? importAsking(context, { ...params, format: format.value }) : refused(format.error);
  }
  const isSealed = error.type === "usage" && error.reason === "password-needed";
  if (!isSealed || params.password !== undefined) return { imported, asked: params };
  if (!(await context.terminal.canAskSecret())) return { imported, asked: params };
  const { cli } = await context.words();
  const typed = await context.terminal.readSecret(cli.askFilePassword, "password");
  return typed.ok ? importAsking(context, { ...params, password: typed.value }) : refused(typed.error);
}

/** A number or a name; anything else is asked again. */
async function askFormat(context: Context, choices: readonly string[]): Promise<Result<string, HoltError>> {
  const { cli } = await context.words();
  context.say(cli.severalFormats);
  for (const [index, name] of choices.entries()) context.say(`  ${index + 1}  ${name}`);
  for (;;) {
    const typed = await context.terminal.readLine(`${cli.askWhich} `, "format");
    if (!typed.ok) return typed;
    const answer = typed.value.trim();
    const format = choices.find((name, index) => answer === name || answer === String(index + 1));
    if (format !== undefined) return ok(format);
  }
}

/** Accounts that can't give codes here are kept by name if the person says so. True: some were. */
async function keepByName(
  { skipped, enrolAgain }: ImportResult,
  params: ImportParams,
  context: Context,
): Promise<Result<boolean, HoltError>> {
  const bound = skipped.filter((entry) => entry.enrolAgain !== undefined);
  const isDecided = params.enrolAgain !== undefined || params.dryRun === true;
  if (bound.length === 0 || isDecided || enrolAgain !== undefined) return ok(false);
  const { cli } = await context.words();
  if (!context.terminal.isThere()) {
    context.say(cli.enrolAgainHint);
    return ok(false);
  }
  context.say(cli.toEnrolFound(bound.length));
  for (const { where } of bound) context.say(`  ${printable(where)}`);
  const wanted = await askYesNo(context, cli.askEnrolAgain(bound.length));
  if (!wanted.ok || !wanted.value) return wanted;
  const kept = await ask(context, "import.run", { ...params, enrolAgain: "only", countsOnly: true });
  if (!kept.ok) return kept;
  context.print(cli.enrolledByName(kept.value.enrolAgain ?? 0));
  return ok(true);
}

interface Manner {
  readonly isDryRun: boolean;
  readonly onDuplicate: "skip" | "add";
}

async function report(result: ImportResult, manner: Manner, context: Context): Promise<void> {
  const { cli } = await context.words();
  if (manner.isDryRun) for (const account of result.accounts) context.print(printable(label(account)));
  context.print(cli.imported({ ...result, ...manner }));
  if (result.enrolAgain !== undefined) context.print(cli.enrolledByName(result.enrolAgain));
  for (const { where, reason } of result.skipped)
    context.say(cli.skipped(printable(where), printable(reason)));
  for (const notice of result.notices) context.say(printable(notice));
}
