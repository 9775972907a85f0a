/**
 * All codes, for a person as a table and for a script as an array.
 */
import type { Code, NoCode } from "../protocol/account.ts";
import type { Context } from "./command.ts";
import { renderTable } from "./table.ts";

export async function printCodes(codes: readonly (Code | NoCode)[], context: Context): Promise<void> {
  if (context.isJson) return context.printJson(codes);
  const { cli } = await context.words();
  if (codes.length === 0) return context.say(cli.noAccounts);
  const { columns } = cli;
  const rows = codes.map(({ issuer, name, code, counter, remainingSeconds }) => [
    issuer,
    name,
    code ?? "-",
    remainingSeconds !== null
      ? `${remainingSeconds} s`
      : counter !== null
        ? `${columns.counter} ${counter}`
        : "",
  ]);
  const headings = [columns.issuer, columns.name, columns.code, columns.left];
  for (const line of await renderTable({ headings, rows, hasColor: context.hasColor, right: [2, 3] })) {
    context.print(line);
  }
}
