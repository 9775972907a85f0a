/**
 * A HoltError as a person or a script reads it on stderr. Pure; the sentences come from the catalogue.
 */
import { explainError } from "../client/language/explain.ts";
import type { Catalogue } from "../client/language/en.ts";
import { printable, printableJson } from "../client/printable.ts";
import type { HoltError } from "../protocol/errors.ts";

export interface ReportOptions {
  readonly catalogue: Catalogue;
  readonly isJson: boolean;
  /** The command that was called, where one was. */
  readonly command?: string | undefined;
}

/** Lines for stderr; with `isJson` the object that scripts read is one line and the last. */
export function reportError(
  error: HoltError,
  { catalogue, isJson, command }: ReportOptions,
): readonly string[] {
  const { message, hints: own } = explainError(error, catalogue);
  const isLost = error.type === "usage" && own.length === 0 && command !== undefined;
  const hints = isLost ? [catalogue.cli.seeHelp(command)] : own;
  if (isJson) return [printableJson({ error: { type: error.type, message, hints, ...facts(error) } })];
  const word = catalogue.cli.hint;
  return [`holt: ${printable(message)}`, ...hints.map((hint) => `${word}: ${printable(hint)}`)];
}

/** What a script may want beyond the sentence. */
function facts(error: HoltError): Readonly<Record<string, unknown>> {
  if (error.type === "usage") return { reason: error.reason };
  if (error.type === "ambiguous") return { candidates: error.candidates };
  if (error.type === "malformed") {
    const { choices, skipped } = error;
    return { ...(choices && { choices }), ...(skipped && { skipped }) };
  }
  return {};
}
