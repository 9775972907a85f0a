/**
 * CONFIRM: whatever lets a second member sign. Words or passphrase from a file, or how long to wait for another device.
 */
import type { Confirm } from "../../protocol/backup-api.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { type Context, value } from "../command.ts";
import { readSecretFile } from "../secret-input.ts";

export const CONFIRM_OPTIONS = {
  "confirm-words-file": value("FILE"),
  "confirm-passphrase-file": value("FILE"),
} as const;

type ConfirmFiles = { readonly [K in keyof typeof CONFIRM_OPTIONS]: string | undefined };

/** Nothing where neither file was named. */
export async function readConfirm(
  context: Context,
  options: ConfirmFiles,
): Promise<Result<{ readonly confirm?: Confirm }, HoltError>> {
  const words = options["confirm-words-file"];
  const passphrase = options["confirm-passphrase-file"];
  if (words !== undefined && passphrase !== undefined) {
    return err({
      type: "usage",
      reason: "options-conflict",
      value: "--confirm-words-file --confirm-passphrase-file",
    });
  }
  const file = words ?? passphrase;
  if (file === undefined) return ok({});
  const text = await readSecretFile(context, file);
  if (!text.ok) return text;
  return ok({ confirm: words === undefined ? { passphrase: text.value } : { words: text.value } });
}
