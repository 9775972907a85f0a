/**
 * A cell of text, cut or filled to a width, with the places that a search matched set off.
 */
import { printable } from "../../client/printable.ts";
import { span, type Span, type Style } from "../line.ts";
import { pad, splitGraphemes } from "../text-fit.ts";

const MATCH: Style = { underline: true, bold: true, tone: "accent" };

/** `matches` are indices of UTF-16 units in `text`. */
export function highlighted(
  text: string,
  matches: readonly number[],
  width: number,
  style: Style,
): readonly Span[] {
  const clean = printable(text);
  const cell = pad(clean, width);
  // Indices are of the text as it is stored: where cleaning changed it they would point elsewhere.
  if (matches.length === 0 || clean !== text) return [span(cell, style)];
  const matched = new Set(matches);
  const spans: { text: string; isMatch: boolean }[] = [];
  let unit = 0;
  for (const grapheme of splitGraphemes(cell)) {
    const isSame = text.startsWith(grapheme, unit);
    const isMatch =
      isSame && Array.from(grapheme, (_, index) => unit + index).some((index) => matched.has(index));
    const last = spans.at(-1);
    if (last?.isMatch === isMatch) last.text += grapheme;
    else spans.push({ text: grapheme, isMatch });
    unit += grapheme.length;
  }
  return spans.map(({ text: part, isMatch }) => span(part, isMatch ? { ...style, ...MATCH } : style));
}
