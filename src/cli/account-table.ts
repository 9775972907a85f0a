/**
 * Accounts as a table for a person or as JSON for a script.
 */
import type { AccountLabel } from "../protocol/account.ts";
import { accountToJson } from "./account-json.ts";
import type { Context } from "./command.ts";
import { renderTable } from "./table.ts";

/** `none`: what is said where there is none. */
export async function printAccounts(
  accounts: readonly AccountLabel[],
  context: Context,
  none?: string,
): Promise<void> {
  if (context.isJson) return context.printJson(accounts.map(accountToJson));
  const { cli } = await context.words();
  if (accounts.length === 0) return context.say(none ?? cli.noAccounts);
  const rows = accounts.map(({ id, issuer, name, type, tags, pinned, usable }) => [
    pinned ? "*" : "",
    issuer,
    name,
    usable ? type : cli.needsNewer(type),
    tags.join(", "),
    id,
  ]);
  const { columns } = cli;
  const headings = ["", columns.issuer, columns.name, columns.type, columns.tags, columns.id];
  for (const line of await renderTable({ headings, rows, hasColor: context.hasColor })) context.print(line);
}
