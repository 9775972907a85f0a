/** A few ways to go on, each with a note: beside it where there is room, else below. */
import { isNarrow } from "../frame-size.ts";
import { line, span, type Line } from "../line.ts";
import type { Model } from "../model.ts";
import { widthOf } from "../text-fit.ts";
import { paragraph, pointed } from "./screen.ts";

export interface Choice {
  readonly text: string;
  readonly note: string;
}

const LEAD = 6;

export function drawChoices(
  { size, glyphs }: Model,
  choices: readonly Choice[],
  index: number,
): readonly Line[] {
  const width = Math.max(...choices.map(({ text }) => widthOf(text)));
  const longest = Math.max(...choices.map(({ note }) => widthOf(note)));
  const isBeside = !isNarrow(size) && LEAD + width + 3 + longest <= size.columns;
  return choices.flatMap(({ text, note }, at): readonly Line[] => {
    const gap = isBeside ? " ".repeat(width - widthOf(text) + 3) : "";
    const row = pointed(at === index, glyphs, span(`${at + 1}  ${text}${gap}`));
    if (isBeside) return [line(...row, span(note, { tone: "quiet" }))];
    return [
      row,
      ...paragraph(note, size.columns - LEAD + 1, { tone: "quiet" }).map((part) =>
        line(" ".repeat(LEAD - 1), ...part),
      ),
    ];
  });
}
