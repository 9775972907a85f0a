/** `holt formats`: what can be imported and exported. */
import { ok } from "../../protocol/result.ts";
import { ask, type CommandSpec, type Context, type Input, type Outcome } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { renderTable } from "../table.ts";

export const spec = {
  arguments: [],
  options: {},
  examples: ["holt formats", "holt formats --json"],
} as const satisfies CommandSpec;

export async function run(_: Input<typeof spec>, context: Context): Promise<Outcome> {
  const answer = await ask(context, "formats.list", {});
  if (!answer.ok) return answer;
  const { formats } = answer.value;
  if (context.isJson) {
    context.printJson(formats);
    return ok(EXIT.done);
  }
  const { cli } = await context.words();
  const mark = (is: boolean): string => (is ? cli.yes : "-");
  const rows = formats.map((format) => [
    format.name,
    mark(format.import),
    mark(format.export),
    mark(format.encrypted),
  ]);
  const { columns } = cli;
  const headings = [columns.format, columns.import, columns.export, columns.encrypted];
  for (const line of await renderTable({ headings, rows, hasColor: context.hasColor })) context.print(line);
  return ok(EXIT.done);
}
