/** `holt audit`: accounts that deserve a look: duplicates, short secrets, odd parameters; and a wrong clock. */
import { describeFinding } from "../../client/language/explain.ts";
import { printable } from "../../client/printable.ts";
import { ok } from "../../protocol/result.ts";
import { ask, type CommandSpec, type Context, type Input, type Outcome } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { label } from "../pick.ts";

export const spec = {
  arguments: [],
  options: {},
  examples: ["holt audit", "holt audit --json"],
} as const satisfies CommandSpec;

export async function run(_: Input<typeof spec>, context: Context): Promise<Outcome> {
  const answer = await ask(context, "audit.run", {});
  if (!answer.ok) return answer;
  const { findings } = answer.value;
  const words = await context.words();
  if (context.isJson) {
    context.printJson(findings.map((finding) => ({ ...finding, text: describeFinding(finding, words) })));
    return ok(EXIT.done);
  }
  for (const finding of findings) {
    const who = finding.account === null ? "" : `${label(finding.account)}: `;
    context.print(printable(who + describeFinding(finding, words)));
  }
  if (findings.length === 0) context.say(words.cli.nothingFound);
  return ok(EXIT.done);
}
