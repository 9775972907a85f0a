/**
 * Text from accounts, files and other programs, made safe to print: no control character reaches a terminal, and
 * nothing turns the direction of what follows.
 *
 * C0, DEL, C1, line and paragraph separators become nothing or a space; bidi marks, overrides and isolates go.
 */
const BREAKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/gu;
// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** One line. */
export const printable = (text: string): string => text.replace(BREAKS, " ").replace(CONTROLS, "");

/** Several lines, each printable. */
export const printableLines = (text: string): readonly string[] => text.split(/\r\n|\r|\n/).map(printable);

/** JSON that a terminal may show: the text is kept exactly, what could do harm stands as \uXXXX. */
export const printableJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
