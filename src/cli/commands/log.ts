/** `holt log`: who changed what, and when; newest first. */
import { describeActivity } from "../../client/language/explain.ts";
import { printable } from "../../client/printable.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { ActivityEntry } from "../../protocol/view.ts";
import { readNumber } from "../account-options.ts";
import { activityToJson } from "../activity-json.ts";
import { ask, type CommandSpec, type Context, type Input, type Outcome, value } from "../command.ts";
import { EXIT } from "../exit-codes.ts";

export const spec = {
  arguments: [],
  options: { limit: value("N") },
  examples: ["holt log", "holt log --limit 20", "holt log --json"],
} as const satisfies CommandSpec;

/** Asked for at a time. */
const PAGE = 500;

export async function run({ options }: Input<typeof spec>, context: Context): Promise<Outcome> {
  const limit = readNumber("--limit", options.limit);
  if (!limit.ok) return limit;
  if (limit.value === 0) return err({ type: "usage", reason: "bad-field", value: "--limit 0" });
  const entries = await readEntries(context, limit.value ?? Infinity);
  if (!entries.ok) return entries;
  const words = await context.words();
  if (context.isJson) context.printJson(entries.value.map((entry) => activityToJson(entry, words)));
  else {
    for (const entry of entries.value) {
      context.print(
        printable(
          `${words.cli.time(entry.at)}  ${words.backup.ways[entry.by] ?? entry.by}  ${describeActivity(entry, words)}`,
        ),
      );
    }
  }
  return ok(EXIT.done);
}

async function readEntries(
  context: Context,
  limit: number,
): Promise<Result<readonly ActivityEntry[], HoltError>> {
  const entries: ActivityEntry[] = [];
  while (entries.length < limit) {
    const before = entries.at(-1)?.seq;
    const page = await ask(context, "activity.list", {
      limit: Math.min(PAGE, limit - entries.length),
      ...(before === undefined ? {} : { before }),
    });
    if (!page.ok) return page;
    if (page.value.entries.length === 0) break;
    entries.push(...page.value.entries);
  }
  return ok(entries);
}
