/**
 * Text in cells: how wide it is, and how it is cut, padded and wrapped so that no line is wider than its place.
 *
 * Widths are a terminal's (CJK and emoji take two cells). A text that doesn't fit ends in "…", at a word's end
 * where one is near. Knows nothing of colours.
 */
import stringWidth from "string-width";

// oxlint-disable-next-line no-control-regex -- printable ASCII is the fast path
const PLAIN = /^[\u0020-\u007e]*$/;
const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

export const widthOf = (text: string): number => (PLAIN.test(text) ? text.length : stringWidth(text));

export const splitGraphemes = (text: string): readonly string[] =>
  PLAIN.test(text) ? text.split("") : Array.from(graphemes.segment(text), ({ segment }) => segment);

/** At most `width` cells; what was cut away shows as "…". */
export function fit(text: string, width: number): string {
  if (width <= 0) return "";
  if (widthOf(text) <= width) return text;
  if (width === 1) return "…";
  let head = "";
  let used = 0;
  for (const grapheme of splitGraphemes(text)) {
    const next = widthOf(grapheme);
    if (used + next > width - 1) break;
    head += grapheme;
    used += next;
  }
  const rest = text.slice(head.length);
  return `${isBreak(rest) ? head.trimEnd() : atWordEnd(head)}…`;
}

const isBreak = (rest: string): boolean => /^[\s@./:_-]/.test(rest);

/** Back to the last break, unless more than a third of the text would go with it. */
function atWordEnd(head: string): string {
  const breaks = [...head.matchAll(/[\s@./:_-]/g)];
  const last = breaks.at(-1)?.index ?? -1;
  return last >= (head.length * 2) / 3 ? head.slice(0, last).trimEnd() : head;
}

/** Exactly `width` cells: cut, or filled with spaces. */
export function pad(text: string, width: number, side: "left" | "right" = "left"): string {
  const cut = fit(text, width);
  const space = " ".repeat(Math.max(0, width - widthOf(cut)));
  return side === "left" ? cut + space : space + cut;
}

/** Lines of at most `width` cells, broken between words; a word that is wider than a line is broken itself. */
export function wrap(text: string, width: number): readonly string[] {
  if (width <= 0) return [];
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const word of paragraph.split(" ")) {
      const wider = line === "" ? word : `${line} ${word}`;
      if (widthOf(wider) <= width) {
        line = wider;
        continue;
      }
      if (line !== "") lines.push(line);
      const pieces = cutWord(word, width);
      lines.push(...pieces.slice(0, -1));
      line = pieces.at(-1) ?? "";
    }
    lines.push(line);
  }
  return lines;
}

function cutWord(word: string, width: number): readonly string[] {
  const pieces: string[] = [];
  let piece = "";
  for (const grapheme of splitGraphemes(word)) {
    if (piece !== "" && widthOf(piece + grapheme) > width) {
      pieces.push(piece);
      piece = "";
    }
    piece += grapheme;
  }
  return [...pieces, piece];
}
