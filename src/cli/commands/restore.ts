/** `holt restore`: takes one account back from the trash. */
import { printable } from "../../client/printable.ts";
import { ok } from "../../protocol/result.ts";
import { accountToJson } from "../account-json.ts";
import { ask, type CommandSpec, type Context, type Input, type Outcome } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { label, withQuery } from "../pick.ts";

export const spec = {
  arguments: ["QUERY"],
  options: {},
  examples: ["holt restore github"],
} as const satisfies CommandSpec;

export async function run({ arguments: words }: Input<typeof spec>, context: Context): Promise<Outcome> {
  const done = await withQuery(context, words[0] ?? "", (query) =>
    ask(context, "accounts.restore", { query }),
  );
  if (!done.ok) return done;
  const { account } = done.value;
  if (context.isJson) context.printJson(accountToJson(account));
  else context.say((await context.words()).cli.restored(printable(label(account))));
  return ok(EXIT.done);
}
