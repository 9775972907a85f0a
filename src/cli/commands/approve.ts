/** `holt approve`: says yes to a request: a device that wants to join, a change that takes two members. */
import { printable } from "../../client/printable.ts";
import { err, ok } from "../../protocol/result.ts";
import { ask, type CommandSpec, type Context, type Input, type Outcome, value } from "../command.ts";
import { EXIT } from "../exit-codes.ts";

export const spec = {
  arguments: ["ID"],
  options: { "confirm-words-file": value("FILE"), "confirm-passphrase-file": value("FILE") },
  examples: ["holt approve k3f7q"],
} as const satisfies CommandSpec;

export async function run(
  { arguments: words, options }: Input<typeof spec>,
  context: Context,
): Promise<Outcome> {
  const [id = ""] = words;
  const confirming = (["confirm-words-file", "confirm-passphrase-file"] as const).find(
    (name) => options[name] !== undefined,
  );
  if (confirming !== undefined) {
    return err({ type: "usage", reason: "not-there-yet", value: `--${confirming}` });
  }
  const answered = await ask(context, "requests.approve", { id });
  if (!answered.ok) return answered;
  const { request } = answered.value;
  if (context.isJson) context.printJson(request);
  else context.say(printable((await context.words()).devices.approved(request.name)));
  return ok(EXIT.done);
}
