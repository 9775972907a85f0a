/**
 * Text cut to a number of a terminal's cells, in which wide characters take two: what was cut away shows as "…". Pure.
 */
import stringWidth from "string-width";

// oxlint-disable-next-line no-control-regex -- printable ASCII is the fast path
const PLAIN = /^[\u0020-\u007e]*$/;
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

export const widthOf = (text: string): number => (PLAIN.test(text) ? text.length : stringWidth(text));

export function fitWidth(text: string, width: number): string {
  if (width <= 0) return "";
  if (widthOf(text) <= width) return text;
  let head = "";
  let used = 0;
  for (const { segment } of graphemes.segment(text)) {
    used += widthOf(segment);
    if (used > width - 1) break;
    head += segment;
  }
  return `${head.trimEnd()}…`;
}
