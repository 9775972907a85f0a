/**
 * CONFIRM: whatever lets a second member sign. Words or passphrase from a file, or how long to wait for another device.
 */
import type { Confirm } from "../../protocol/backup-api.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { RecoveryKind } from "../../protocol/view.ts";
import { type Context, value } from "../command.ts";
import { readSecretFile } from "../secret-input.ts";
import { readTypedSecret } from "./typed-secret.ts";

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

interface Signing extends ConfirmFiles {
  readonly wait: string | undefined;
}

/**
 * Where ways in stand and no other device could say yes, one of them has to sign: at a terminal it is typed. Whoever
 * names `--wait` means to say yes from elsewhere (`holt approve ID --confirm-words-file F`).
 */
export async function readSigner(
  options: Signing,
  plan: { readonly confirmers: readonly string[]; readonly recovery: readonly RecoveryKind[] },
  context: Context,
): Promise<Result<{ readonly confirm?: Confirm }, HoltError>> {
  const given = await readConfirm(context, options);
  if (!given.ok || given.value.confirm !== undefined) return given;
  const { confirmers, recovery } = plan;
  if (confirmers.length > 0 || recovery.length === 0 || options.wait !== undefined) return given;
  if (!(await context.terminal.canAskSecret())) {
    const value = recovery.includes("words") ? "--confirm-words-file" : "--confirm-passphrase-file";
    return err({ type: "usage", reason: "option-missing", value });
  }
  const { backup } = await context.words();
  context.say(backup.mustSign);
  const files = { "words-file": undefined, "recovery-passphrase-file": undefined };
  const typed = await readTypedSecret(files, { kinds: recovery, prompt: backup.askSigner }, context);
  return typed.ok ? ok({ confirm: typed.value }) : typed;
}
