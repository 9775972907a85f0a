/**
 * Where secrets come from: a file, stdin, or the person at the terminal. Never an argument, never the environment.
 */
import { readFileSync } from "node:fs";
import { bytesToUtf8 } from "../protocol/bytes.ts";
import type { HoltError } from "../protocol/errors.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import type { Context } from "./command.ts";

/** "-" is stdin. One trailing line ending is taken off. */
export async function readSecretFile(context: Context, file: string): Promise<Result<string, HoltError>> {
  const bytes = await readBytes(context, file);
  if (!bytes.ok) return bytes;
  const text = bytesToUtf8(bytes.value);
  if (text === undefined) {
    return err({ type: "malformed", what: "text", where: file, reason: "this is not UTF-8" });
  }
  return ok(text.replace(/\r?\n$/, ""));
}

export async function readBytes(context: Context, file: string): Promise<Result<Uint8Array, HoltError>> {
  if (file === "-") return ok(await context.readStdin());
  try {
    return ok(readFileSync(file));
  } catch {
    return err({ type: "usage", reason: "file-unreadable", value: file });
  }
}

/** Undefined where no file was named. */
export async function readOptional(
  context: Context,
  file: string | undefined,
): Promise<Result<string | undefined, HoltError>> {
  return file === undefined ? ok(undefined) : readSecretFile(context, file);
}

/** Two secrets can't both come from stdin. */
export function checkOneStdin(...files: readonly (string | undefined)[]): Result<undefined, HoltError> {
  return files.filter((file) => file === "-").length > 1
    ? err({ type: "usage", reason: "options-conflict", value: "- -" })
    : ok(undefined);
}

/** The file that holds the vault's passphrase: the flag, else HOLT_PASSPHRASE_FILE. */
export const passphraseFile = (context: Context, flag: string | undefined): string | undefined =>
  flag ?? (context.env["HOLT_PASSPHRASE_FILE"] || undefined);

/** From the file, else asked for. `problem`: what was wrong with the one before. */
export async function readPassphrase(
  context: Context,
  flag: string | undefined,
  problem?: string,
): Promise<Result<string, HoltError>> {
  const file = passphraseFile(context, flag);
  if (file !== undefined) return readSecretFile(context, file);
  const { cli } = await context.words();
  return context.terminal.readSecret(cli.askPassphrase, "passphrase", problem);
}

/** A new one is typed twice, and is not empty. */
export async function readNewPassphrase(
  context: Context,
  file: string | undefined,
  what: "passphrase" | "new-passphrase" = "passphrase",
): Promise<Result<string, HoltError>> {
  const first = file === undefined ? await typeTwice(context, what) : await readSecretFile(context, file);
  return first.ok && first.value === "" ? err({ type: "usage", reason: "passphrase-empty" }) : first;
}

async function typeTwice(
  { terminal, words }: Context,
  what: "passphrase" | "new-passphrase",
): Promise<Result<string, HoltError>> {
  const { cli } = await words();
  return terminal.readNewSecret({ first: cli.askNewPassphrase, again: cli.askAgain }, what);
}
