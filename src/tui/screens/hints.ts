/**
 * The last line: what just happened, or the keys that are useful here, as many as fit. A message that is longer than
 * the line takes more of them from the body: nothing of it is cut off.
 */
import { clickable, line, lineWidth, span, type Line } from "../line.ts";
import type { Model } from "../model.ts";
import { widthOf, wrap } from "../text-fit.ts";
import { keyNamed } from "./key-names.ts";
import type { Hint } from "./screen.ts";

/** More than this is no message any more. */
const MOST_MESSAGE_LINES = 5;

/** All lines of the message; they take the place of the hints. */
export function drawMessage({ message, size, glyphs }: Model): readonly Line[] {
  if (message === null) return [];
  const style = { good: { tone: "good" }, bad: { tone: "bad", bold: true }, plain: {} } as const;
  const sign = { good: `${glyphs.done} `, bad: `${glyphs.trouble} `, plain: "" }[message.tone];
  const width = size.columns - 1 - widthOf(sign);
  return wrap(message.text, width)
    .slice(0, MOST_MESSAGE_LINES)
    .map((part, index) =>
      line(span(` ${index === 0 ? sign : " ".repeat(widthOf(sign))}${part}`, style[message.tone])),
    );
}

export function drawHints(model: Model, hints: readonly Hint[]): Line {
  const { size } = model;
  let drawn: Line = [span(" ")];
  for (const { key, does } of hints) {
    const gap = drawn.length > 1 ? [span("  ")] : [];
    const text = [span(key, { bold: true }), span(` ${does}`, { tone: "quiet" })];
    const pressed = keyNamed(model, key);
    const shown = pressed === undefined ? text : clickable(text, { type: "key", key: pressed });
    const next = [...drawn, ...gap, ...shown];
    // A shorter one may still fit.
    if (lineWidth(next) > size.columns) continue;
    drawn = next;
  }
  return drawn;
}
