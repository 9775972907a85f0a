/**
 * `holt approve`: says yes to a request: a device that wants to join, a change that takes two members. With recovery
 * words or passphrase also to what this device has asked itself.
 */
import { printable } from "../../client/printable.ts";
import { ok } from "../../protocol/result.ts";
import { CONFIRM_OPTIONS, readConfirm } from "../backup/confirm-options.ts";
import { ask, type CommandSpec, type Context, type Input, type Outcome } from "../command.ts";
import { EXIT } from "../exit-codes.ts";

export const spec = {
  arguments: ["ID"],
  options: CONFIRM_OPTIONS,
  examples: ["holt approve k3f7q", "holt approve 7 --confirm-words-file words.txt"],
} as const satisfies CommandSpec;

export async function run(
  { arguments: words, options }: Input<typeof spec>,
  context: Context,
): Promise<Outcome> {
  const [id = ""] = words;
  const signer = await readConfirm(context, options);
  if (!signer.ok) return signer;
  const answered = await ask(context, "requests.approve", { id, ...signer.value });
  if (!answered.ok) return answered;
  const { request } = answered.value;
  if (context.isJson) context.printJson(request);
  else context.say(printable((await context.words()).devices.approved(request.name)));
  return ok(EXIT.done);
}
