/**
 * One line (or several) of text with a cursor, edited grapheme by grapheme. Pure; what it is for is not known here.
 */
import type { Key } from "./key.ts";
import { splitGraphemes } from "./text-fit.ts";

export interface TextField {
  readonly kind: "text";
  readonly id: string;
  /** Graphemes. */
  readonly content: readonly string[];
  readonly cursor: number;
  readonly isSecret: boolean;
  readonly isMultiline: boolean;
}

export const textField = (
  id: string,
  { text = "", isSecret = false, isMultiline = false } = {},
): TextField => {
  const content = splitGraphemes(text);
  return { kind: "text", id, content, cursor: content.length, isSecret, isMultiline };
};

export const fieldText = (field: TextField): string => field.content.join("");

/** Undefined: the key means nothing to a text field. */
export function typeInto(field: TextField, { name, text }: Key): TextField | undefined {
  const { content, cursor } = field;
  const at = (next: number): TextField => ({ ...field, cursor: Math.min(content.length, Math.max(0, next)) });
  const cut = (from: number, to: number): TextField => ({
    ...field,
    content: content.toSpliced(from, to - from),
    cursor: from,
  });
  switch (name) {
    case "left":
      return at(cursor - 1);
    case "right":
      return at(cursor + 1);
    case "home":
    case "ctrl-a":
      return at(0);
    case "end":
    case "ctrl-e":
      return at(content.length);
    case "up":
    case "down":
      return at(lineAway(field, name === "up" ? -1 : 1));
    case "backspace":
    case "ctrl-h":
      return cursor === 0 ? field : cut(cursor - 1, cursor);
    case "delete":
    case "ctrl-d":
      return cut(cursor, Math.min(content.length, cursor + 1));
    case "ctrl-u":
      return cut(0, cursor);
    case "ctrl-k":
      return cut(cursor, content.length);
    case "ctrl-w":
      return cut(wordStart(content, cursor), cursor);
    case "enter":
      return field.isMultiline ? insert(field, "\n") : undefined;
    default:
      return text === "" ? undefined : insert(field, text);
  }
}

function insert(field: TextField, text: string): TextField {
  const lines = text.replace(/\r\n?/g, "\n");
  const clean = field.isMultiline ? lines : lines.replace(/\n+$/, "").replace(/\n/g, " ");
  const added = splitGraphemes(clean);
  return {
    ...field,
    content: field.content.toSpliced(field.cursor, 0, ...added),
    cursor: field.cursor + added.length,
  };
}

function wordStart(content: readonly string[], cursor: number): number {
  let at = cursor;
  while (at > 0 && content[at - 1] === " ") at--;
  while (at > 0 && content[at - 1] !== " ") at--;
  return at;
}

/** The same column one line up or down, as far as that line goes. */
function lineAway({ content, cursor }: TextField, by: -1 | 1): number {
  const start = cursor === 0 ? 0 : content.lastIndexOf("\n", cursor - 1) + 1;
  const column = cursor - start;
  if (by < 0) {
    if (start === 0) return 0;
    const above = start < 2 ? 0 : content.lastIndexOf("\n", start - 2) + 1;
    return Math.min(above + column, start - 1);
  }
  const end = content.indexOf("\n", cursor);
  if (end < 0) return content.length;
  const belowEnd = content.indexOf("\n", end + 1);
  return Math.min(end + 1 + column, belowEnd < 0 ? content.length : belowEnd);
}
