/** `holt reject`: says no to a request. */
import { printable } from "../../client/printable.ts";
import { ok } from "../../protocol/result.ts";
import { ask, type CommandSpec, type Context, type Input, type Outcome } from "../command.ts";
import { EXIT } from "../exit-codes.ts";

export const spec = {
  arguments: ["ID"],
  options: {},
  examples: ["holt reject k3f7q"],
} as const satisfies CommandSpec;

export async function run({ arguments: words }: Input<typeof spec>, context: Context): Promise<Outcome> {
  const [id = ""] = words;
  const answered = await ask(context, "requests.reject", { id });
  if (!answered.ok) return answered;
  const { request } = answered.value;
  if (context.isJson) context.printJson(request);
  else context.say(printable((await context.words()).devices.rejected(request.name)));
  return ok(EXIT.done);
}
