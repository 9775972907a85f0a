/**
 * A picture of a QR code → accounts. One code may carry one account (a URI) or many (a migration export).
 */
import { printable } from "../client/printable.ts";
import type { AccountLabel } from "../protocol/account.ts";
import { formatBase64, utf8ToBytes } from "../protocol/bytes.ts";
import type { HoltError } from "../protocol/errors.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { ask, type Context } from "./command.ts";
import { readInputFiles } from "./input-files.ts";

export async function addFromQr(
  path: string,
  tags: readonly string[],
  context: Context,
): Promise<Result<readonly AccountLabel[], HoltError>> {
  const files = await readInputFiles(context, [path]);
  if (!files.ok) return files;
  const [file] = files.value;
  if (file === undefined || files.value.length > 1) {
    return err({ type: "usage", reason: "file-unreadable", value: path });
  }
  const read = await ask(context, "qr.read", { file });
  if (!read.ok) return read;
  const { texts } = read.value;
  const [uri = ""] = texts;
  const { cli } = await context.words();
  if (texts.length === 1 && !uri.toLowerCase().startsWith("otpauth-migration:")) {
    const added = await ask(context, "accounts.addUri", { uri, tags });
    if (!added.ok) return added;
    if (added.value.duplicate) context.say(cli.isDuplicate);
    return ok([added.value.account]);
  }
  const list = { name: file.name, bytes: formatBase64(utf8ToBytes(texts.join("\n"))) };
  const imported = await ask(context, "import.run", { files: [list], tags });
  if (!imported.ok) return imported;
  for (const { where, reason } of imported.value.skipped)
    context.say(cli.skipped(printable(where), printable(reason)));
  if (imported.value.duplicates > 0) context.say(cli.leftOut(imported.value.duplicates));
  return ok(imported.value.accounts);
}
