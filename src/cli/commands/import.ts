/** `holt import`: accounts from another authenticator's export, or from holt's own. */
import { printable } from "../../client/printable.ts";
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
import { EXIT } from "../exit-codes.ts";
import { readInputFiles } from "../input-files.ts";
import { label } from "../pick.ts";
import { checkOneStdin, readOptional } from "../secret-input.ts";

export const spec = {
  arguments: ["FILE…"],
  options: {
    from: value("FORMAT"),
    "password-file": value("FILE"),
    "dry-run": FLAG,
    "on-duplicate": value("skip|add"),
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
  const stdin = checkOneStdin(...paths, options["password-file"]);
  if (!stdin.ok) return stdin;
  const password = await readOptional(context, options["password-file"]);
  if (!password.ok) return password;
  const files = await readInputFiles(context, paths);
  if (!files.ok) return files;
  const imported = await importWithPassword(context, {
    files: files.value,
    dryRun: options["dry-run"],
    onDuplicate,
    tags: options.tag,
    countsOnly: !context.isJson && !options["dry-run"],
    ...(options.from === undefined ? {} : { format: options.from }),
    ...(password.value === undefined ? {} : { password: password.value }),
  });
  const result = imported.ok ? imported.value : resultOf(imported.error);
  if (result !== undefined && context.isJson) {
    context.printJson({
      ...result,
      accounts: result.accounts.map(accountToJson),
      dryRun: options["dry-run"],
    });
  } else if (result !== undefined)
    await report(result, { onDuplicate, isDryRun: options["dry-run"] }, context);
  return imported.ok ? ok(EXIT.done) : imported;
}

/** Where every single entry was left out there is a result all the same: which ones, and why. */
function resultOf(error: HoltError): ImportResult | undefined {
  if (error.type !== "malformed" || error.skipped === undefined) return undefined;
  const { what: format, skipped } = error;
  return { format, imported: 0, duplicates: 0, skipped, notices: [], accounts: [] };
}

/** Asks for the password when the file turns out to need one and someone is there to type it. */
async function importWithPassword(
  context: Context,
  params: ImportParams,
): Promise<Result<ImportResult, HoltError>> {
  const first = await ask(context, "import.run", params);
  if (first.ok || params.password !== undefined) return first;
  const { error } = first;
  if (error.type !== "usage" || error.reason !== "password-needed" || !context.terminal.isThere())
    return first;
  const { cli } = await context.words();
  const typed = await context.terminal.readSecret(cli.askFilePassword, "password");
  return typed.ok ? ask(context, "import.run", { ...params, password: typed.value }) : typed;
}

interface Manner {
  readonly isDryRun: boolean;
  readonly onDuplicate: "skip" | "add";
}

async function report(result: ImportResult, manner: Manner, context: Context): Promise<void> {
  const { cli } = await context.words();
  if (manner.isDryRun) for (const account of result.accounts) context.print(printable(label(account)));
  context.print(cli.imported({ ...result, ...manner }));
  for (const { where, reason } of result.skipped)
    context.say(cli.skipped(printable(where), printable(reason)));
  for (const notice of result.notices) context.say(printable(notice));
}
