/** `holt backup kit`: the recovery kit as a page to print, or as text; with the words where they are given. */
import { makeKitHtml } from "../../client/kit/kit-html.ts";
import { makeKitText } from "../../client/kit/kit-text.ts";
import { printable } from "../../client/printable.ts";
import type { KitFacts } from "../../protocol/backup-api.ts";
import { utf8ToBytes } from "../../protocol/bytes.ts";
import { ok } from "../../protocol/result.ts";
import { ask, type Context, type Outcome } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { readOptional } from "../secret-input.ts";
import { writePrivateFile } from "../write-file.ts";
import { checkFree } from "./new-ways.ts";

interface KitOptions {
  readonly out: string | undefined;
  readonly "words-file": string | undefined;
}

export async function makeKit(options: KitOptions, context: Context): Promise<Outcome> {
  const free = checkFree(options.out);
  if (!free.ok) return free;
  const words = await readOptional(context, options["words-file"]);
  if (!words.ok) return words;
  const made = await ask(context, "backup.kit", words.value === undefined ? {} : { words: words.value });
  if (!made.ok) return made;
  const { language } = (await context.words()).cli;
  if (options.out === undefined) {
    if (context.isJson) context.printJson(withoutSecrets(made.value, null));
    else context.print(makeKitText(made.value, language).trimEnd());
    return ok(EXIT.done);
  }
  const written = await write(made.value, options.out, context);
  if (written.ok && context.isJson && options.out !== "-") {
    context.printJson(withoutSecrets(made.value, options.out));
  }
  return written;
}

/** Beside what another command does. */
export async function writeKit(
  { file, words }: { readonly file: string; readonly words: string },
  context: Context,
): Promise<Outcome> {
  const made = await ask(context, "backup.kit", { words });
  return made.ok ? write(made.value, file, context) : made;
}

async function write(facts: KitFacts, file: string, context: Context): Promise<Outcome> {
  const { cli, backup } = await context.words();
  const bytes = utf8ToBytes(makeKitHtml(facts, cli.language));
  if (file === "-") {
    context.printBytes(bytes);
    return ok(EXIT.done);
  }
  const written = writePrivateFile({ path: file, bytes, isForced: false });
  if (!written.ok) return written;
  context.say(printable(backup.kitWritten(file)));
  return ok(EXIT.done);
}

function withoutSecrets(facts: KitFacts, out: string | null): Readonly<Record<string, unknown>> {
  const { words, wordsQr: _, relayQr: __, ...rest } = facts;
  return { ...rest, out, hasWords: words !== null };
}
