/** What a screen draws: the body's lines, and which keys it names at the bottom, the most useful first. */
import { clickable, line, span, type Line } from "../line.ts";
import type { Glyphs } from "../glyphs.ts";
import { wrap } from "../text-fit.ts";

export interface Hint {
  readonly key: string;
  readonly does: string;
}
export interface Screen {
  /** Stands in the header of a narrow window, and above the body of a wide one. */
  readonly title: string | null;
  readonly body: readonly Line[];
  readonly hints: readonly Hint[];
  /** The body takes the whole window. */
  readonly isFull?: boolean;
}

const MARGIN = 1;
export const indent = (content: Line, by = MARGIN): Line => line(span(" ".repeat(by)), ...content);
/** A paragraph with a margin on both sides. */
export const paragraph = (text: string, columns: number, style = {}): readonly Line[] =>
  wrap(text, columns - 2 * MARGIN).map((part) => indent(line(span(part, style))));

/** Where there are too many lines, those that only keep others apart go first. */
export function squeeze(lines: readonly Line[], rows: number): readonly Line[] {
  let over = lines.length - rows;
  return over <= 0 ? lines : lines.filter((row) => row.length > 0 || over-- <= 0);
}

/** A row of a list: the pointer stands before the one that has the keyboard. */
export const pointed = (isSelected: boolean, glyphs: Glyphs, ...content: Line): Line =>
  clickable(
    line(
      span(isSelected ? ` ${glyphs.pointer} ` : "   ", { tone: "accent", bold: true }),
      ...content.map((part) =>
        isSelected ? { ...part, style: { ...part.style, bold: true, chosen: true } } : part,
      ),
    ),
    { type: "row", isChosen: isSelected },
  );
