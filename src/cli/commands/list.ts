/** `holt list`: the accounts, without secrets. */
import type { SortOrder } from "../../protocol/local-api.ts";
import { err, ok } from "../../protocol/result.ts";
import { printAccounts } from "../account-table.ts";
import { ask, type CommandSpec, type Context, FLAG, type Input, type Outcome, value } from "../command.ts";
import { EXIT } from "../exit-codes.ts";

export const spec = {
  arguments: ["[QUERY]"],
  options: {
    tag: value("TAG"),
    trash: FLAG,
    unverified: FLAG,
    sort: value("name|used|added"),
  },
  examples: ["holt list", "holt list git --json", "holt list --tag work --sort used"],
} as const satisfies CommandSpec;

const ORDERS: readonly string[] = ["name", "used", "added"] satisfies readonly SortOrder[];

export async function run(
  { arguments: words, options }: Input<typeof spec>,
  context: Context,
): Promise<Outcome> {
  const { tag, trash, unverified, sort } = options;
  const [query] = words;
  if (sort !== undefined && !ORDERS.includes(sort)) {
    return err({ type: "usage", reason: "bad-field", value: `--sort ${sort}` });
  }
  const answer = await ask(context, "accounts.list", {
    trash,
    unverified,
    ...(query === undefined ? {} : { query }),
    ...(tag === undefined ? {} : { tag }),
    ...(sort === undefined ? {} : { sort: sort as SortOrder }),
  });
  if (!answer.ok) return answer;
  await printAccounts(answer.value.accounts, context);
  return ok(EXIT.done);
}
