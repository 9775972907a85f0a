/**
 * Words of a systemd unit file (systemd.syntax(7), systemd.service(5) COMMAND LINES). Pure.
 *
 * Whatever a path holds, systemd reads that path: `%` begins a specifier everywhere, `$` a variable in a command's
 * arguments, blanks end a word. A line break has no place in a unit at all.
 */
const CONTROL = /\p{Cc}/u;

/** Whether this can stand in a unit. */
export const fitsUnit = (text: string): boolean => !CONTROL.test(text);

/** A value that is the whole line. */
export const unitLine = (text: string): string => text.replaceAll("%", "%%");

/** One word of several. */
export const unitWord = (text: string): string =>
  `"${unitLine(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

/** One word of a command line. In the first, the program, `$` is a character like any other. */
export const commandLine = ([program = "", ...words]: readonly string[]): string =>
  [unitWord(program), ...words.map((word) => unitWord(word).replaceAll("$", "$$$$"))].join(" ");
