/**
 * Accounts as a table for a person or as JSON for a script.
 */
import { TO_ENROL, type AccountLabel } from "../protocol/account.ts";
import type { Catalogue } from "../client/language/en.ts";
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
    usable ? type : unusableType(type, cli),
    tags.join(", "),
    id,
  ]);
  const { columns } = cli;
  const headings = ["", columns.issuer, columns.name, columns.type, columns.tags, columns.id];
  for (const line of await renderTable({ headings, rows, hasColor: context.hasColor })) context.print(line);
}

/** Why it gives no codes, where its type would stand. */
export const unusableType = (type: string, cli: Catalogue["cli"]): string =>
  type === TO_ENROL ? cli.toEnrol : cli.needsNewer(type);
