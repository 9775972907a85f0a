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
    ...(options.from === undefined ? {} : { format: options.from }),
    ...(password.value === undefined ? {} : { password: password.value }),
  });
  if (!imported.ok) return imported;
  const result = imported.value;
  if (context.isJson) {
    context.printJson({
      ...result,
      accounts: result.accounts.map(accountToJson),
      dryRun: options["dry-run"],
    });
  } else await report(result, options["dry-run"], context);
  return ok(EXIT.done);
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
  const typed = await context.terminal.readSecret(cli.askFilePassword, cli.password);
  return typed.ok ? ask(context, "import.run", { ...params, password: typed.value }) : typed;
}

async function report(result: ImportResult, isDryRun: boolean, context: Context): Promise<void> {
  const { cli } = await context.words();
  if (isDryRun) for (const account of result.accounts) context.print(printable(label(account)));
  context.print(cli.imported({ ...result, isDryRun }));
  for (const { where, reason } of result.skipped)
    context.say(cli.skipped(printable(where), printable(reason)));
  for (const notice of result.notices) context.say(printable(notice));
}
