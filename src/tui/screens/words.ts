/** Six words to be compared: large enough to be read out, in two rows of three where there is no room for one. */
import { printable } from "../../client/printable.ts";
import { line, span, type Line } from "../line.ts";
import type { Model } from "../model.ts";
import { widthOf } from "../text-fit.ts";

const MARGIN = 3;

export function drawWords({ size }: Model, fingerprint: string): readonly Line[] {
  const words = printable(fingerprint).split(" ");
  const half = Math.ceil(words.length / 2);
  const whole = words.join("  ");
  const rows =
    widthOf(whole) + 2 * MARGIN <= size.columns
      ? [whole]
      : [words.slice(0, half).join("  "), words.slice(half).join("  ")];
  return rows.map((row) => line(" ".repeat(MARGIN), span(row, { bold: true, tone: "accent" })));
}
