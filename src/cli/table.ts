/**
 * Columns as wide as they look on a terminal: wide and combining characters counted by what they take.
 */
import { printable } from "../client/printable.ts";
import { bold } from "./colour.ts";

export interface Table {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly hasColor: boolean;
  /** Columns whose cells stand to the right. */
  readonly right?: readonly number[];
}

/** One account with a name of a page's length must not push the columns of all others off the screen. */
const MOST_CHARACTERS = 60;

function shorten(cell: string): string {
  if (cell.length <= MOST_CHARACTERS) return cell;
  const characters = Array.from(cell);
  return characters.length <= MOST_CHARACTERS
    ? cell
    : `${characters.slice(0, MOST_CHARACTERS - 1).join("")}…`;
}

type Width = (text: string) => number;

/** Lines without trailing blanks. The width table is loaded only where a cell needs it. */
export async function renderTable({
  headings,
  rows,
  hasColor,
  right = [],
}: Table): Promise<readonly string[]> {
  const cells = [headings, ...rows].map((row) => row.map((cell) => shorten(printable(cell))));
  const isPlain = cells.every((row) => row.every((cell) => /^[\x20-\x7e]*$/.test(cell)));
  const width: Width = isPlain ? (text) => text.length : (await import("string-width")).default;
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => width(row[column] ?? ""))));
  return cells.map((row, index) => {
    const line = row
      .map((cell, column) => {
        const blanks = " ".repeat((widths[column] ?? 0) - width(cell));
        return right.includes(column) ? blanks + cell : cell + blanks;
      })
      .join("  ")
      .trimEnd();
    return index === 0 ? bold(line, hasColor) : line;
  });
}
