/**
 * New words and a new passphrase: drawn by the daemon or given, and handed to the person before anything depends on
 * them. Into a file for its owner alone, which is read back; else shown, the words to be typed back in part.
 *
 * Nothing is overwritten, and nobody who can't read them is left with a vault that only they open.
 */
import { existsSync } from "node:fs";
import { utf8ToBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import { ask, type Context } from "../command.ts";
import { readSecretFile } from "../secret-input.ts";
import { writePrivateFile } from "../write-file.ts";
import { showWords } from "./show-words.ts";

export interface NewWayFiles {
  readonly "words-out": string | undefined;
  readonly "recovery-passphrase-file": string | undefined;
  readonly "recovery-passphrase-out": string | undefined;
  readonly "no-recovery-passphrase": boolean;
}

export interface Drawn {
  readonly words: string;
  readonly passphrase: string;
}

/** Everything that can be said no to before anything is drawn or asked. */
export function checkNewWays(
  files: NewWayFiles,
  wanted: { readonly words: boolean; readonly passphrase: boolean },
  context: Context,
): Result<undefined, HoltError> {
  const given = (["recovery-passphrase-file", "recovery-passphrase-out"] as const).filter(
    (name) => files[name] !== undefined,
  );
  const ways = [...given, ...(files["no-recovery-passphrase"] ? ["no-recovery-passphrase"] : [])];
  if (ways.length > 1) {
    return err({
      type: "usage",
      reason: "options-conflict",
      value: ways.map((name) => `--${name}`).join(" "),
    });
  }
  if (wanted.words && files["words-out"] === undefined && !context.terminal.isThere()) {
    return err({ type: "usage", reason: "option-missing", value: "--words-out" });
  }
  for (const name of ["words-out", "recovery-passphrase-out"] as const) {
    // The result's place is no place for a secret.
    if (files[name] === "-") return err({ type: "usage", reason: "bad-field", value: `--${name} -` });
  }
  return checkFree(files["words-out"], files["recovery-passphrase-out"]);
}

/** None of the files that are to be written is there. */
export function checkFree(...paths: readonly (string | undefined)[]): Result<undefined, HoltError> {
  const taken = paths.find((path) => path !== undefined && path !== "-" && existsSync(path));
  return taken === undefined ? ok(undefined) : err({ type: "usage", reason: "file-exists", value: taken });
}

export const drawWays = (context: Context): Promise<Result<Drawn, HoltError>> =>
  ask(context, "backup.draw", {});

/** Written and read back, or shown and typed back. */
export async function handOverWords(
  words: string,
  file: string | undefined,
  context: Context,
): Promise<Result<undefined, HoltError>> {
  if (file === undefined) return showWords(words, context);
  const written = writeSecret(file, words);
  if (!written.ok) return written;
  const read = await readSecretFile(context, file);
  if (!read.ok) return read;
  if (read.value !== words) return err({ type: "storage", reason: "io", file });
  context.say((await context.words()).backup.wordsWritten(file));
  return ok(undefined);
}

/** A given one, if it is strong; else the drawn one, written or shown; null: none is wanted. */
export async function takePassphrase(
  drawn: string,
  files: NewWayFiles,
  context: Context,
): Promise<Result<string | null, HoltError>> {
  if (files["no-recovery-passphrase"]) return ok(null);
  const file = files["recovery-passphrase-file"];
  if (file !== undefined) return readGiven(file, context);
  const out = files["recovery-passphrase-out"];
  const { backup } = await context.words();
  if (out === undefined) {
    context.say(backup.thisPassphrase);
    context.say(`  ${drawn}`);
    return ok(drawn);
  }
  const written = writeSecret(out, drawn);
  if (!written.ok) return written;
  context.say(backup.passphraseWritten(out));
  return ok(drawn);
}

async function readGiven(file: string, context: Context): Promise<Result<string, HoltError>> {
  const text = await readSecretFile(context, file);
  if (!text.ok) return text;
  const judged = await ask(context, "backup.strength", { passphrase: text.value });
  if (!judged.ok) return judged;
  const { isStrong, reason } = judged.value;
  return isStrong ? text : err({ type: "usage", reason: "weak-passphrase", value: reason ?? "guessable" });
}

const writeSecret = (path: string, secret: string): Result<undefined, HoltError> =>
  writePrivateFile({ path, bytes: utf8ToBytes(`${secret}\n`), isForced: false });
