/**
 * Yes or no from a person, for what can't be taken back.
 */
import type { HoltError } from "../protocol/errors.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import type { Context } from "./command.ts";

/** `isYes` is `--yes`. Fails with `confirmation-needed` for any answer but yes, and where nobody can be asked. */
export async function confirm(
  context: Context,
  question: string,
  isYes: boolean,
): Promise<Result<true, HoltError>> {
  const refused = err({ type: "usage", reason: "confirmation-needed", value: question } as const);
  if (isYes) return ok(true);
  if (!context.terminal.isThere()) return refused;
  const answer = await askYesNo(context, question);
  if (!answer.ok) return answer;
  return answer.value ? ok(true) : refused;
}

/** Anything but a yes is a no. */
export async function askYesNo(context: Context, question: string): Promise<Result<boolean, HoltError>> {
  const { cli } = await context.words();
  const answer = await context.terminal.readLine(`${question} [${cli.yesOrNo}] `, question);
  return answer.ok ? ok(cli.yesAnswers.includes(answer.value.trim().toLowerCase())) : answer;
}
