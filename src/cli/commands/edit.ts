/** `holt edit`: changes what is known of one account. */
import { ok } from "../../protocol/result.ts";
import { printable } from "../../client/printable.ts";
import { accountToJson } from "../account-json.ts";
import { readAccountFields } from "../account-options.ts";
import {
  ask,
  type CommandSpec,
  type Context,
  FLAG,
  type Input,
  type Outcome,
  value,
  values,
} from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { label, withQuery } from "../pick.ts";
import { checkOneStdin } from "../secret-input.ts";

export const spec = {
  arguments: ["QUERY"],
  options: {
    issuer: value("ISSUER"),
    name: value("NAME"),
    tag: values("TAG"),
    untag: values("TAG"),
    "note-file": value("FILE"),
    "recovery-codes-file": value("FILE"),
    pin: FLAG,
    unpin: FLAG,
    type: value("TYPE"),
    "secret-file": value("FILE"),
    digits: value("N"),
    period: value("SECONDS"),
    algorithm: value("NAME"),
    counter: value("N"),
    "pin-file": value("FILE"),
  },
  examples: [
    "holt edit github --name sven@example.org --tag work",
    "holt edit github --note-file note.txt",
    "holt edit github --pin",
  ],
} as const satisfies CommandSpec;

export async function run(
  { arguments: words, options }: Input<typeof spec>,
  context: Context,
): Promise<Outcome> {
  const stdin = checkOneStdin(
    options["note-file"],
    options["recovery-codes-file"],
    options["secret-file"],
    options["pin-file"],
  );
  if (!stdin.ok) return stdin;
  const changes = await readAccountFields(context, options);
  if (!changes.ok) return changes;
  const edited = await withQuery(context, words[0] ?? "", (query) =>
    ask(context, "accounts.edit", { query, changes: changes.value }),
  );
  if (!edited.ok) return edited;
  const { account } = edited.value;
  if (context.isJson) context.printJson(accountToJson(account));
  else context.say((await context.words()).cli.edited(printable(label(account))));
  return ok(EXIT.done);
}
