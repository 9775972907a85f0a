/** `holt trash`: what is in the trash; with --empty it is gone for good. */
import { ok } from "../../protocol/result.ts";
import { printAccounts } from "../account-table.ts";
import { ask, type CommandSpec, type Context, FLAG, type Input, type Outcome } from "../command.ts";
import { confirm } from "../confirm.ts";
import { EXIT } from "../exit-codes.ts";

export const spec = {
  arguments: [],
  options: { empty: FLAG, yes: FLAG },
  examples: ["holt trash", "holt trash --empty", "holt trash --empty --yes"],
} as const satisfies CommandSpec;

export async function run({ options }: Input<typeof spec>, context: Context): Promise<Outcome> {
  const listed = await ask(context, "accounts.list", { trash: true });
  if (!listed.ok) return listed;
  const { accounts } = listed.value;
  const { cli } = await context.words();
  if (!options.empty) {
    await printAccounts(accounts, context, cli.trashIsEmpty);
    return ok(EXIT.done);
  }
  if (accounts.length > 0) {
    const confirmed = await confirm(context, cli.askEmptyTrash(accounts.length), options.yes);
    if (!confirmed.ok) return confirmed;
  }
  const emptied = await ask(context, "trash.empty", {});
  if (!emptied.ok) return emptied;
  if (context.isJson) context.printJson(emptied.value);
  else context.say(cli.purged(emptied.value.purged));
  return ok(EXIT.done);
}
