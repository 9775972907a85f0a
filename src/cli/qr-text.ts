/**
 * A QR code as text: two modules for each character cell, with the quiet zone of four that readers need.
 *
 * In colour the modules are black on white whatever the theme. Without, light modules are drawn in the text's own
 * colour: right on a dark terminal; most readers take the inverse picture of a light one as well.
 */
const QUIET = 4;

/** Columns that it takes. */
export const qrSide = (modules: readonly string[]): number => modules.length + 2 * QUIET;

/** `modules`: rows of "0" (light) and "1" (dark), without quiet zone. */
export function renderQr(modules: readonly string[], hasColor: boolean): readonly string[] {
  const side = qrSide(modules);
  const isDark = (row: number, column: number): boolean => modules[row - QUIET]?.[column - QUIET] === "1";
  const lines: string[] = [];
  for (let row = 0; row < side; row += 2) {
    let line = "";
    for (let column = 0; column < side; column++) {
      const upper = isDark(row, column);
      // An odd last row has nothing below it: light, like the quiet zone.
      const lower = isDark(row + 1, column);
      line += hasColor ? dark(upper, lower) : dark(!upper, !lower);
    }
    lines.push(hasColor ? `\u001b[30;107m${line}\u001b[0m` : line);
  }
  return lines;
}

const dark = (upper: boolean, lower: boolean): string => (upper ? (lower ? "█" : "▀") : lower ? "▄" : " ");
