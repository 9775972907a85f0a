/** `holt link`: makes a relay this vault's home, or moves it there; pins the relay's key. */
import { printable } from "../../client/printable.ts";
import { ok } from "../../protocol/result.ts";
import { ask, type CommandSpec, type Context, type Input, type Outcome, value } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { readRelay } from "../relay-argument.ts";

export const spec = {
  arguments: ["RELAY-URL[#FINGERPRINT]"],
  options: { "token-file": value("FILE") },
  examples: [
    "holt link wss://relay.example.org#FINGERPRINT",
    "holt link relay.example.org --token-file token.txt",
  ],
} as const satisfies CommandSpec;

export async function run(
  { arguments: words, options }: Input<typeof spec>,
  context: Context,
): Promise<Outcome> {
  const choice = await readRelay(context, words[0] ?? "", options["token-file"]);
  if (!choice.ok) return choice;
  const linked = await ask(context, "link.set", choice.value);
  if (!linked.ok) return linked;
  const { relay, fingerprint, isFirstSeen } = linked.value;
  if (context.isJson) {
    context.printJson({ relay, fingerprint, firstSeen: isFirstSeen });
    return ok(EXIT.done);
  }
  const { devices } = await context.words();
  context.say(printable(devices.linked(relay)));
  if (isFirstSeen) {
    context.say(devices.firstSeen);
    context.say(devices.compareAtServer);
  }
  context.print(printable(fingerprint));
  return ok(EXIT.done);
}
