/** `holt show`: one account in detail; with --reveal also what is secret of it. */
import { printable, printableLines } from "../../client/printable.ts";
import type { ShownAccount } from "../../protocol/local-api.ts";
import { ok } from "../../protocol/result.ts";
import { unusableType } from "../account-table.ts";
import { accountToJson } from "../account-json.ts";
import { ask, type CommandSpec, type Context, FLAG, type Input, type Outcome } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { withQuery } from "../pick.ts";

export const spec = {
  arguments: ["QUERY"],
  options: { reveal: FLAG },
  examples: ["holt show github", "holt show github --reveal --json"],
} as const satisfies CommandSpec;

export async function run(
  { arguments: words, options }: Input<typeof spec>,
  context: Context,
): Promise<Outcome> {
  const { reveal } = options;
  const shown = await withQuery(context, words[0] ?? "", (query) =>
    ask(context, "accounts.show", { query, reveal }),
  );
  if (!shown.ok) return shown;
  const { account } = shown.value;
  if (context.isJson) context.printJson(shownToJson(account, reveal));
  else await printShown(account, reveal, context);
  return ok(EXIT.done);
}

/** `note` says whether there is one; revealed, it is the note. */
function shownToJson(account: ShownAccount, isRevealed: boolean): Readonly<Record<string, unknown>> {
  const { secret, uri, pin, note, recoveryCodes, replaced } = account;
  const fields = { ...accountToJson(account), replaced };
  return isRevealed ? { ...fields, secret, uri, pin, note, recoveryCodes } : fields;
}

async function printShown(account: ShownAccount, isRevealed: boolean, context: Context): Promise<void> {
  const { cli } = await context.words();
  const { columns } = cli;
  const day = (seconds: number | null): string | null => (seconds === null ? null : cli.time(seconds));
  const secrets: readonly (readonly [string, string | null])[] = [
    [columns.secret, account.secret],
    ["URI", account.uri],
    ["PIN", account.pin],
    [columns.note, account.note],
    [columns.recoveryCodes, account.recoveryCodes],
  ];
  const rows: readonly (readonly [string, string | null])[] = [
    [columns.issuer, account.issuer],
    [columns.name, account.name],
    [columns.type, account.usable ? account.type : unusableType(account.type, cli)],
    [columns.algorithm, account.usable ? account.algorithm : null],
    [columns.digits, account.usable ? String(account.digits) : null],
    [columns.period, account.period === null ? null : `${account.period} s`],
    [columns.counter, account.counter === null ? null : String(account.counter)],
    [columns.tags, account.tags.join(", ")],
    [columns.pinned, account.pinned ? cli.yes : null],
    [columns.verified, account.verified === null ? null : account.verified ? cli.yes : cli.no],
    [columns.created, day(account.createdAt)],
    [columns.trashed, day(account.trashedAt)],
    [columns.lastUsed, day(account.lastUsedAt)],
    [columns.id, account.id],
    ...(isRevealed ? secrets : []),
  ];
  const there = rows.filter((row): row is readonly [string, string] => row[1] !== null && row[1] !== "");
  const width = Math.max(...there.map(([name]) => name.length));
  for (const [name, text] of there) {
    printableLines(text).forEach((line, index) => {
      context.print(`${(index === 0 ? name : "").padEnd(width)}  ${printable(line)}`.trimEnd());
    });
  }
}
