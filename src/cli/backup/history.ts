/** `holt backup history` and `holt backup restore`: points in time at the relay, and accounts brought back from one. */
import { printable } from "../../client/printable.ts";
import { ok } from "../../protocol/result.ts";
import { ask, type Context, type Outcome } from "../command.ts";
import { confirm } from "../confirm.ts";
import { EXIT } from "../exit-codes.ts";
import { renderTable } from "../table.ts";
import { describeDifferences } from "./verify.ts";

export async function showHistory(context: Context): Promise<Outcome> {
  const answer = await ask(context, "backup.points", {});
  if (!answer.ok) return answer;
  const { points } = answer.value;
  const { backup, cli } = await context.words();
  if (context.isJson) context.printJson(points);
  else if (points.length === 0) context.say(backup.noPoints);
  else {
    const rows = points.map(({ id, at, bytes }) => [id, cli.time(at), backup.bytes(bytes)]);
    const { point, at, size } = backup.columns;
    const table = { headings: [point, at, size], rows, hasColor: context.hasColor, right: [2] };
    for (const line of await renderTable(table)) context.print(line);
  }
  return ok(EXIT.done);
}

export interface RestoreOptions {
  readonly id: string;
  readonly query: string | undefined;
  readonly isDryRun: boolean;
  readonly isYes: boolean;
}

/** Shown first; merged, never rewound. */
export async function restorePoint(
  { id, query, isDryRun, isYes }: RestoreOptions,
  context: Context,
): Promise<Outcome> {
  const what = { id, ...(query !== undefined && { query }) };
  const looked = await ask(context, "backup.restore", { ...what, dryRun: true });
  if (!looked.ok) return looked;
  const { at, author, differences } = looked.value;
  const { backup } = await context.words();
  const finish = (restored: number): Outcome => {
    if (context.isJson) context.printJson({ id, at, author, differences, restored });
    return ok(EXIT.done);
  };
  if (differences.length === 0) {
    context.say(backup.nothingToBringBack);
    return finish(0);
  }
  context.say(printable(backup.pointDiffers(at, author)));
  const say = isDryRun && !context.isJson ? context.print : context.say;
  for (const line of await describeDifferences(differences, context, "pointDifferences")) say(line);
  if (isDryRun) return finish(0);
  const agreed = await confirm(context, backup.askBringBack(differences.length), isYes);
  if (!agreed.ok) return agreed;
  const done = await ask(context, "backup.restore", { ...what, dryRun: false });
  if (!done.ok) return done;
  context.say(backup.broughtBack(done.value.restored));
  return finish(done.value.restored);
}
