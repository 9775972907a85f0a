/**
 * `holt code --copy`: the code onto the clipboard, and where it went on stderr.
 */
import { copyText } from "../client/clipboard.ts";
import { err, ok } from "../protocol/result.ts";
import type { Context, Outcome } from "./command.ts";
import { EXIT } from "./exit-codes.ts";
import { readSettings } from "./settings.ts";

export async function copyCode(code: string, context: Context): Promise<Outcome> {
  const { settings } = readSettings(context.paths.configFile);
  const copied = await copyText(code, {
    env: context.env,
    clearAfterSeconds: settings["copy.clear-seconds"],
  });
  if (!copied.ok) return err({ type: "usage", reason: "no-clipboard" });
  const { cli } = await context.words();
  context.say(cli.copied(copied.value.method, copied.value.clearsAfterSeconds));
  return ok(EXIT.done);
}
