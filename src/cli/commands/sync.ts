/** `holt sync`: pushes and pulls now, whatever the back-off; with --wait until both are done. */
import { explainLinkError } from "../../client/language/explain.ts";
import { printable } from "../../client/printable.ts";
import { ok } from "../../protocol/result.ts";
import { ask, type CommandSpec, type Context, FLAG, type Input, type Outcome, value } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { readSeconds } from "../seconds-option.ts";

export const spec = {
  arguments: [],
  options: { wait: FLAG, timeout: value("SECONDS") },
  examples: ["holt sync", "holt sync --wait --timeout 30"],
} as const satisfies CommandSpec;

export async function run({ options }: Input<typeof spec>, context: Context): Promise<Outcome> {
  const timeout = readSeconds("--timeout", options.timeout);
  if (!timeout.ok) return timeout;
  const synced = await ask(context, "sync.now", {
    wait: options.wait,
    ...(timeout.value === undefined ? {} : { timeoutSeconds: timeout.value }),
  });
  if (!synced.ok) return synced;
  const { link } = synced.value;
  if (context.isJson) {
    context.printJson(link);
    return ok(EXIT.done);
  }
  const words = await context.words();
  context.say(printable(words.devices.link(link)));
  if (link.error !== null) context.say(explainLinkError(link.error, words).message);
  return ok(EXIT.done);
}
