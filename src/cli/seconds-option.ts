/**
 * `--timeout` and its like: whole seconds, at least one.
 */
import type { HoltError } from "../protocol/errors.ts";
import { err, type Result } from "../protocol/result.ts";
import { readNumber } from "./account-options.ts";

export function readSeconds(option: string, text: string | undefined): Result<number | undefined, HoltError> {
  const seconds = readNumber(option, text);
  return seconds.ok && seconds.value === 0
    ? err({ type: "usage", reason: "bad-field", value: `${option} ${text}` })
    : seconds;
}
