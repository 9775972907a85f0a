/**
 * What a screen is made of: lines of spans, each span a text in one style. Plain data that Ink paints and that
 * tests read. A tone says what something means; theme.ts says which colour that is.
 */
import { fit, widthOf } from "./text-fit.ts";

export type Tone = "good" | "warn" | "bad" | "accent" | "quiet";
export interface Style {
  readonly tone?: Tone;
  readonly bold?: boolean;
  readonly inverse?: boolean;
  readonly underline?: boolean;
  /** Of the row that has the keyboard. */
  readonly chosen?: boolean;
  /** Dark on light whatever the theme: QR codes. */
  readonly paper?: boolean;
}
/** What a click on a text means: the key that it names, a row of a list, a screen. */
export type Click =
  | { readonly type: "key"; readonly key: string }
  | { readonly type: "row"; readonly isChosen: boolean }
  | { readonly type: "account"; readonly id: string }
  | { readonly type: "tab"; readonly tab: "codes" | "devices" | "backup" | "activity" };
export interface Span {
  readonly text: string;
  readonly style: Style;
  readonly click?: Click;
}
export type Line = readonly Span[];

const PLAIN: Style = {};
export const span = (text: string, style: Style = PLAIN): Span => ({ text, style });
export const line = (...parts: readonly (string | Span)[]): Line =>
  parts.map((part) => (typeof part === "string" ? span(part) : part)).filter(({ text }) => text !== "");
export const BLANK: Line = [];
export const clickable = (spans: Line, click: Click): Line => spans.map((part) => ({ ...part, click }));

export const lineWidth = (spans: Line): number => spans.reduce((width, { text }) => width + widthOf(text), 0);
export const lineText = (spans: Line): string => spans.map(({ text }) => text).join("");

/** At most `width` cells; the span that doesn't fit is cut. */
export function fitLine(spans: Line, width: number): Line {
  let left = width;
  const kept: Span[] = [];
  for (const part of spans) {
    const wide = widthOf(part.text);
    if (wide <= left) {
      kept.push(part);
      left -= wide;
      continue;
    }
    if (left > 0) kept.push({ ...part, text: fit(part.text, left) });
    break;
  }
  return kept;
}

/** `start` at the left edge and `end` at the right; `start` is cut where both don't fit. */
export function spread(start: Line, end: Line, width: number): Line {
  const endWidth = lineWidth(end);
  const cut = fitLine(start, Math.max(0, width - endWidth - 1));
  const gap = " ".repeat(Math.max(0, width - lineWidth(cut) - endWidth));
  return fitLine([...cut, span(gap), ...end], width);
}

/** Looks the same. What a click means is read off a frame drawn for it. */
export function isSameLine(a: Line, b: Line): boolean {
  return (
    a.length === b.length &&
    a.every((part, index) => {
      const other = b[index];
      return other !== undefined && part.text === other.text && isSameStyle(part.style, other.style);
    })
  );
}
const isSameStyle = (a: Style, b: Style): boolean =>
  a === b ||
  (a.tone === b.tone &&
    a.bold === b.bold &&
    a.inverse === b.inverse &&
    a.underline === b.underline &&
    a.chosen === b.chosen &&
    a.paper === b.paper);
