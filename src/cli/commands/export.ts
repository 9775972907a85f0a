/** `holt export`: accounts into a file of another authenticator's format, or of holt's own. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { printable } from "../../client/printable.ts";
import { parseBase64 } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import type { ExportResult } from "../../protocol/local-api.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { ask, type CommandSpec, type Context, FLAG, type Input, type Outcome, value } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { readOptional } from "../secret-input.ts";
import { toStorageError, writePrivateFile } from "../write-file.ts";

export const spec = {
  arguments: ["FILE|-", "[QUERY]"],
  options: {
    to: value("FORMAT"),
    "password-file": value("FILE"),
    plaintext: FLAG,
    force: FLAG,
  },
  examples: [
    "holt export vault.holt --to holt --password-file password.txt",
    "holt export - --to otpauth --plaintext github",
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
  const exported = await ask(context, "export.run", {
    format,
    ...(query === undefined ? {} : { query }),
    ...(password.value === undefined ? { plaintext: true } : { password: password.value }),
  });
  if (!exported.ok) return exported;
  const written = target === "-" ? print(exported.value, context) : write(exported.value, { target, force });
  if (!written.ok) return written;
  await report(exported.value, written.value, context);
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
  const { cli, fields: names } = await context.words();
  const nameOf = (field: string): string => names[field] ?? field;
  if (context.isJson && paths.length > 0) context.printJson({ format, exported, skipped, files: paths });
  if (context.isJson) return;
  context.say(cli.exported(exported, format));
  for (const { where, reason, fields } of skipped) {
    const said =
      fields === undefined ? cli.skipped(where, reason) : cli.exportedWithout(where, fields.map(nameOf));
    context.say(printable(said));
  }
}
