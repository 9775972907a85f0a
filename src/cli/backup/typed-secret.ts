/**
 * A way in as a person gives it: words or passphrase, from a file or typed where nobody sees it.
 */
import type { RecoverySecret } from "../../protocol/backup-api.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { RecoveryKind } from "../../protocol/view.ts";
import { type Context, value } from "../command.ts";
import { checkOneStdin, readSecretFile } from "../secret-input.ts";

export const SECRET_OPTIONS = {
  "words-file": value("FILE"),
  "recovery-passphrase-file": value("FILE"),
} as const;

export type SecretFiles = { readonly [K in keyof typeof SECRET_OPTIONS]: string | undefined };

interface Asking {
  /** Which of them what is typed may be. */
  readonly kinds: readonly RecoveryKind[];
  readonly prompt: string;
}

const RECOVERY_WORDS = 24;

export async function readTypedSecret(
  files: SecretFiles,
  { kinds, prompt }: Asking,
  context: Context,
): Promise<Result<RecoverySecret, HoltError>> {
  const { "words-file": words, "recovery-passphrase-file": passphrase } = files;
  if (words !== undefined && passphrase !== undefined) {
    return err({
      type: "usage",
      reason: "options-conflict",
      value: "--words-file --recovery-passphrase-file",
    });
  }
  const stdin = checkOneStdin(words, passphrase);
  if (!stdin.ok) return stdin;
  const file = words ?? passphrase;
  if (file !== undefined) {
    const text = await readSecretFile(context, file);
    if (!text.ok) return text;
    return ok(words === undefined ? { passphrase: text.value } : { words: text.value });
  }
  if (!(await context.terminal.canAskSecret())) {
    const value = kinds.includes("words") ? "--words-file" : "--recovery-passphrase-file";
    return err({ type: "usage", reason: "option-missing", value });
  }
  const typed = await context.terminal.readSecret(prompt, "recovery");
  if (!typed.ok) return typed;
  const text = typed.value.trim();
  const isWords = !kinds.includes("passphrase") || text.split(/\s+/u).length >= RECOVERY_WORDS;
  return ok(kinds.includes("words") && isWords ? { words: text } : { passphrase: typed.value });
}
