/** `holt redo`: makes the change again that was undone last. */
import { describeActivity } from "../../client/language/explain.ts";
import { printable } from "../../client/printable.ts";
import { ok } from "../../protocol/result.ts";
import { activityToJson } from "../activity-json.ts";
import { ask, type CommandSpec, type Context, type Input, type Outcome } from "../command.ts";
import { EXIT } from "../exit-codes.ts";

export const spec = {
  arguments: [],
  options: {},
  examples: ["holt redo"],
} as const satisfies CommandSpec;

export async function run(_: Input<typeof spec>, context: Context): Promise<Outcome> {
  const done = await ask(context, "redo", {});
  if (!done.ok) return done;
  const words = await context.words();
  if (context.isJson) context.printJson(activityToJson(done.value.entry, words));
  else context.say(printable(describeActivity(done.value.entry, words)));
  return ok(EXIT.done);
}
