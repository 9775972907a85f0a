/**
 * What each action of a command takes after its name: the words that are needed, no fewer and no more. Pure.
 */
import type { HoltError } from "../protocol/errors.ts";
import { err, ok, type Result } from "../protocol/result.ts";

/** action → the names of its arguments. */
export type ActionArguments = Readonly<Record<string, readonly string[]>>;

/** `words` begins with the action. */
export function checkAction(
  words: readonly string[],
  actions: ActionArguments,
): Result<undefined, HoltError> {
  const needed = actions[words[0] ?? ""] ?? [];
  const missing = needed[words.length - 1];
  if (missing !== undefined) return err({ type: "usage", reason: "missing-argument", value: missing });
  const extra = words[needed.length + 1];
  if (extra !== undefined) return err({ type: "usage", reason: "too-many-arguments", value: extra });
  return ok(undefined);
}
