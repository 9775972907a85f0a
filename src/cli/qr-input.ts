/**
 * A picture of a QR code → accounts: a file, the screen or what lies on the clipboard. One code may carry one account (a URI) or many (a migration export).
 */
import { printable } from "../client/printable.ts";
import { PICTURE_PLACES, type PicturePlace, takePicture } from "../client/take-picture.ts";
import type { AccountLabel } from "../protocol/account.ts";
import { formatBase64, utf8ToBytes } from "../protocol/bytes.ts";
import type { HoltError } from "../protocol/errors.ts";
import type { ImportFile } from "../protocol/local-api.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { ask, type Context } from "./command.ts";
import { readInputFiles } from "./input-files.ts";

/** "screen" and "clipboard" are looked at; a file of that name is ./screen. */
export async function addFromQr(
  path: string,
  tags: readonly string[],
  context: Context,
): Promise<Result<readonly AccountLabel[], HoltError>> {
  const place = PICTURE_PLACES.find((name) => name === path);
  const picture = place === undefined ? await readPicture(path, context) : await capture(place, context);
  if (!picture.ok) return picture;
  const file = picture.value;
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

async function readPicture(path: string, context: Context): Promise<Result<ImportFile, HoltError>> {
  const files = await readInputFiles(context, [path]);
  if (!files.ok) return files;
  const [file] = files.value;
  return file === undefined || files.value.length > 1
    ? err({ type: "usage", reason: "file-unreadable", value: path })
    : ok(file);
}

async function capture(place: PicturePlace, context: Context): Promise<Result<ImportFile, HoltError>> {
  const { env, paths } = context;
  // A signal ends the process through its exit, which takes a half-made picture along.
  context.onInterrupt(() => Promise.resolve());
  const picture = await takePicture(place, { env, directory: paths.runtimeDirectory });
  if (picture.ok) return ok({ name: place, bytes: formatBase64(picture.value) });
  const reason = picture.error === "no-tool" ? "no-picture-tool" : "no-picture";
  return err({ type: "usage", reason, value: place });
}
