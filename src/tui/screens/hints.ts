/**
 * The last line: what just happened, or the keys that are useful here, as many as fit.
 */
import { line, lineWidth, span, type Line } from "../line.ts";
import type { Model } from "../model.ts";
import type { Hint } from "./screen.ts";

export function drawHints(model: Model, hints: readonly Hint[]): Line {
  const { message, size, glyphs } = model;
  if (message !== null) {
    const style = { good: { tone: "good" }, bad: { tone: "bad", bold: true }, plain: {} } as const;
    const sign = { good: `${glyphs.done} `, bad: `${glyphs.trouble} `, plain: "" }[message.tone];
    return line(span(` ${sign}${message.text}`, style[message.tone]));
  }
  let drawn: Line = [span(" ")];
  for (const { key, does } of hints) {
    const gap = drawn.length > 1 ? "  " : "";
    const next = [...drawn, span(`${gap}${key}`, { bold: true }), span(` ${does}`, { tone: "quiet" })];
    if (lineWidth(next) > size.columns) break;
    drawn = next;
  }
  return drawn;
}
