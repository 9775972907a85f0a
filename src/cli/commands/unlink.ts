/** `holt unlink`: this device uses no relay any more. Its accounts stay. */
import { ok } from "../../protocol/result.ts";
import { ask, type CommandSpec, type Context, type Input, type Outcome } from "../command.ts";
import { EXIT } from "../exit-codes.ts";

export const spec = {
  arguments: [],
  options: {},
  examples: ["holt unlink"],
} as const satisfies CommandSpec;

export async function run(_: Input<typeof spec>, context: Context): Promise<Outcome> {
  const cleared = await ask(context, "link.clear", {});
  if (!cleared.ok) return cleared;
  const { wasLinked } = cleared.value;
  const { devices } = await context.words();
  if (context.isJson) context.printJson({ linked: false, wasLinked });
  else context.say(wasLinked ? devices.unlinked : devices.wasNotLinked);
  return ok(EXIT.done);
}
