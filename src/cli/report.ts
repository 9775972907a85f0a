/**
 * A HoltError as a person or a script reads it on stderr. Pure; the sentences come from the catalogue.
 */
import { explainError } from "../client/language/explain.ts";
import type { Catalogue } from "../client/language/en.ts";
import { printable, printableJson } from "../client/printable.ts";
import type { HoltError } from "../protocol/errors.ts";

/** Lines for stderr; with `isJson` the object that scripts read is one line and the last. */
export function reportError(error: HoltError, catalogue: Catalogue, isJson: boolean): readonly string[] {
  const { message, hints } = explainError(error, catalogue);
  if (isJson) return [printableJson({ error: { type: error.type, message, hints, ...facts(error) } })];
  const word = catalogue.cli.hint;
  return [`holt: ${printable(message)}`, ...hints.map((hint) => `${word}: ${printable(hint)}`)];
}

/** What a script may want beyond the sentence. */
function facts(error: HoltError): Readonly<Record<string, unknown>> {
  if (error.type === "usage") return { reason: error.reason };
  if (error.type === "ambiguous") return { candidates: error.candidates };
  if (error.type === "malformed" && error.choices !== undefined) return { choices: error.choices };
  return {};
}
