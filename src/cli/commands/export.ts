/** `holt export`: accounts into a file of another authenticator's format, or of holt's own. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { printable } from "../../client/printable.ts";
import { parseBase64 } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import type { ExportResult } from "../../protocol/local-api.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { ask, type CommandSpec, type Context, FLAG, type Input, type Outcome, value } from "../command.ts";
import { confirm } from "../confirm.ts";
import { EXIT } from "../exit-codes.ts";
import { checkSeriesTarget, isManner, type SeriesTarget, showSeries } from "../qr-series.ts";
import { readOptional } from "../secret-input.ts";
import { toStorageError, writePrivateFile } from "../write-file.ts";

export const spec = {
  arguments: ["FILE|-", "[QUERY]"],
  options: {
    to: value("FORMAT"),
    "password-file": value("FILE"),
    plaintext: FLAG,
    qr: value("png|html|terminal"),
    "dry-run": FLAG,
    yes: FLAG,
    force: FLAG,
  },
  examples: [
    "holt export vault.holt --to holt --password-file password.txt",
    "holt export - --to otpauth --plaintext github",
    "holt export - --to google --qr terminal --plaintext",
  ],
} as const satisfies CommandSpec;

export async function run(
  { arguments: words, options }: Input<typeof spec>,
  context: Context,
): Promise<Outcome> {
  const [target = "", query] = words;
  const { to: format, plaintext, force } = options;
  if (format === undefined) return err({ type: "usage", reason: "option-missing", value: "--to" });
  if (plaintext && options["password-file"] !== undefined) {
    return err({ type: "usage", reason: "options-conflict", value: "--password-file --plaintext" });
  }
  if (!plaintext && options["password-file"] === undefined) {
    return err({ type: "usage", reason: "password-or-plaintext" });
  }
  const password = await readOptional(context, options["password-file"]);
  if (!password.ok) return password;
  if (password.value === "") return err({ type: "usage", reason: "passphrase-empty" });
  const series = readSeries(options, target);
  if (!series.ok) return series;
  const isDryRun = options["dry-run"];
  const exported = await ask(context, "export.run", {
    format,
    ...(query === undefined ? {} : { query }),
    ...(password.value === undefined ? { plaintext: true } : { password: password.value }),
    ...(series.value === undefined ? {} : { asCodes: true }),
    ...(isDryRun ? { dryRun: true } : {}),
  });
  if (!exported.ok) return exported;
  const agreed = await tellLosses(exported.value, { isAgreed: options.yes || isDryRun }, context);
  if (!agreed.ok) return agreed;
  if (isDryRun) return reportDryRun(exported.value, context);
  const written =
    series.value !== undefined
      ? await showSeries(exported.value, series.value, context)
      : target === "-"
        ? print(exported.value, context)
        : write(exported.value, { target, force });
  if (!written.ok) return written;
  await report(exported.value, written.value, context);
  return ok(EXIT.done);
}

function readSeries(
  { qr, force }: Input<typeof spec>["options"],
  target: string,
): Result<SeriesTarget | undefined, HoltError> {
  if (qr === undefined) return ok(undefined);
  if (!isManner(qr)) return err({ type: "usage", reason: "bad-field", value: `--qr ${qr}` });
  const series = { manner: qr, target, isForced: force };
  const checked = checkSeriesTarget(series);
  return checked.ok ? ok(series) : checked;
}

/** Said before anything is written; where whole accounts stay behind, a person at the terminal is asked. */
async function tellLosses(
  { skipped }: ExportResult,
  { isAgreed }: { readonly isAgreed: boolean },
  context: Context,
): Promise<Result<undefined, HoltError>> {
  if (context.isJson) return ok(undefined);
  const { cli, fields: names } = await context.words();
  const nameOf = (field: string): string => names[field] ?? field;
  for (const { where, reason, fields } of skipped) {
    const said =
      fields === undefined ? cli.skipped(where, reason) : cli.exportedWithout(where, fields.map(nameOf));
    context.say(printable(said));
  }
  const missing = skipped.filter(({ fields }) => fields === undefined).length;
  if (missing === 0 || isAgreed || !context.terminal.isThere()) return ok(undefined);
  const agreed = await confirm(context, cli.askExportWithout(missing), false);
  return agreed.ok ? ok(undefined) : agreed;
}

async function reportDryRun({ format, exported, skipped }: ExportResult, context: Context): Promise<Outcome> {
  const { cli } = await context.words();
  if (context.isJson) context.printJson({ format, exported, skipped, files: [], dryRun: true });
  else context.print(cli.wouldExport(exported, format));
  return ok(EXIT.done);
}

type Written = Result<readonly string[], HoltError>;

function print({ files }: ExportResult, context: Context): Written {
  for (const { bytes } of files) context.printBytes(parseBase64(bytes) ?? new Uint8Array());
  return ok([]);
}

/** One file goes to `target` itself; several go into a folder of that name. */
function write({ files }: ExportResult, { target, force }: { target: string; force: boolean }): Written {
  if (files.length > 1) {
    const made = makeFolder(target);
    if (!made.ok) return made;
  }
  const paths: string[] = [];
  for (const { name, bytes } of files) {
    const path = files.length > 1 ? join(target, plainName(name)) : target;
    const written = writePrivateFile({
      path,
      bytes: parseBase64(bytes) ?? new Uint8Array(),
      isForced: force,
    });
    if (!written.ok) return written;
    paths.push(path);
  }
  return ok(paths);
}

/** A name that leads nowhere else, whatever an account is called. */
const plainName = (name: string): string => name.replace(/[^\w.-]/g, "_").replace(/^\.+/, "_");

function makeFolder(path: string): Result<undefined, HoltError> {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return ok(undefined);
  } catch (error) {
    return err(toStorageError(error, path));
  }
}

/** With "-" the file is the result and nothing joins it on stdout. */
async function report(result: ExportResult, paths: readonly string[], context: Context): Promise<void> {
  const { format, exported, skipped } = result;
  if (context.isJson && paths.length > 0) context.printJson({ format, exported, skipped, files: paths });
  if (context.isJson) return;
  const { cli } = await context.words();
  context.say(cli.exported(exported, format));
}
