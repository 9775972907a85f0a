/**
 * Forms on the screen: labels, what was typed (or as many dots), the cursor, choices, and what is wrong.
 */
import { printable } from "../../client/printable.ts";
import { fieldText, type TextField } from "../text-field.ts";
import type { ChoiceField, Field, Form } from "../form.ts";
import { placeOfField } from "../make-steps.ts";
import { isNarrow } from "../frame-size.ts";
import type { Glyphs } from "../glyphs.ts";
import { line, span, type Line, type Span } from "../line.ts";
import type { Model } from "../model.ts";
import { pad, splitGraphemes, widthOf } from "../text-fit.ts";
import { paragraph } from "./screen.ts";

const SECRET_DOT = "•";
const LEAD = 1;
/** Lines that a field of several lines shows at once. */
const MULTILINE_ROWS = 4;

interface Typed {
  readonly glyphs: Glyphs;
  readonly width: number;
  readonly hasCursor: boolean;
}

/** One line of typed text, scrolled so that the cursor is in sight; a secret shows only how long it is. */
export function drawTyped(field: TextField, { glyphs, width, hasCursor }: Typed): readonly Span[] {
  const cells = field.content.map((grapheme) => (field.isSecret ? mask(glyphs) : printable(grapheme)));
  if (!hasCursor) {
    const shown = takeCells(cells, 0, width);
    const isWhole = shown.length === cells.length;
    return [span(isWhole ? shown.join("") : `${takeCells(cells, 0, width - 1).join("")}…`)];
  }
  const from = firstInSight(cells, field.cursor, width - 1);
  const before = cells.slice(from, field.cursor).join("");
  const after = takeCells(cells, field.cursor, Math.max(0, width - 1 - widthOf(before))).join("");
  return [span(before), span(glyphs.cursor, { tone: "accent", bold: true }), span(after)];
}
const mask = (glyphs: Glyphs): string => (glyphs.blocks === null ? "*" : SECRET_DOT);

function firstInSight(cells: readonly string[], cursor: number, width: number): number {
  let used = 0;
  for (let index = cursor - 1; index >= 0; index--) {
    used += widthOf(cells[index] ?? "");
    if (used > width) return index + 1;
  }
  return 0;
}

function takeCells(cells: readonly string[], from: number, width: number): readonly string[] {
  let used = 0;
  let to = from;
  while (to < cells.length) {
    used += widthOf(cells[to] ?? "");
    if (used > width) break;
    to++;
  }
  return cells.slice(from, to);
}

export interface DrawnForm {
  readonly lines: readonly Line[];
  /** The line that has the cursor, and the last one of what is said about it. */
  readonly at: number;
  readonly to: number;
}

export function drawForm(model: Model, form: Form): DrawnForm {
  const { words, size } = model;
  const labels = form.fields.map(({ id }) => {
    const place = placeOfField(id);
    return place === undefined ? (words.text.fields[id] ?? id) : words.text.backup.make.word(place);
  });
  const labelWidth = Math.max(...labels.map(widthOf)) + 2;
  const isStacked = isNarrow(size);
  const lines: Line[] = [];
  let at = 0;
  let to = 0;
  form.fields.forEach((field, index) => {
    const hasFocus = index === form.focus && !form.isBusy;
    const label = labels[index] ?? "";
    const style = hasFocus ? { bold: true, tone: "accent" as const } : { tone: "quiet" as const };
    const lead = span(hasFocus ? model.glyphs.pointer : " ", { tone: "accent" });
    if (hasFocus) at = lines.length + (isStacked ? 1 : 0);
    const width = size.columns - LEAD - 2 - (isStacked ? 2 : labelWidth) - 1;
    const [first = [], ...rest] = drawField(model, field, { hasFocus, width });
    if (isStacked) lines.push(line(lead, " ", span(label, style)), line("   ", ...first));
    else lines.push(line(lead, " ", span(pad(label, labelWidth), style), ...first));
    for (const more of rest) lines.push(line(span(" ".repeat(isStacked ? 3 : labelWidth + 2)), ...more));
    if (hasFocus) to = lines.length - 1;
    // Beside the field that it is about, so that both are in sight.
    if (form.problem !== null && index === form.focus) {
      lines.push(
        ...paragraph(`${model.glyphs.trouble} ${form.problem}`, size.columns, { tone: "bad", bold: true }),
      );
      to = lines.length - 1;
    }
  });
  return { lines, at, to };
}

function drawField(
  model: Model,
  field: Field,
  { hasFocus, width }: { hasFocus: boolean; width: number },
): readonly Line[] {
  if (field.kind === "choice") return [drawChoice(model, field, hasFocus)];
  if (!field.isMultiline) return [drawTyped(field, { glyphs: model.glyphs, width, hasCursor: hasFocus })];
  return drawSeveral(model, field, { hasFocus, width });
}

function drawChoice({ words }: Model, field: ChoiceField, hasFocus: boolean): Line {
  const chosen = field.options[field.index] ?? "";
  const name = words.text.options[chosen] ?? chosen;
  const canChange = field.options.length > 1;
  return canChange && hasFocus
    ? [span("‹ ", { tone: "accent" }), span(name, { bold: true }), span(" ›", { tone: "accent" })]
    : [span(name)];
}

function drawSeveral(
  model: Model,
  field: TextField,
  { hasFocus, width }: { hasFocus: boolean; width: number },
): readonly Line[] {
  const rows = fieldText(field).split("\n");
  const before = field.content.slice(0, field.cursor);
  const row = before.filter((grapheme) => grapheme === "\n").length;
  const column = before.length - (before.lastIndexOf("\n") + 1);
  const from = hasFocus ? Math.max(0, row - MULTILINE_ROWS + 1) : 0;
  return rows.slice(from, from + MULTILINE_ROWS).map((text, index) => {
    const isHere = hasFocus && from + index === row;
    const content = splitGraphemes(text);
    const part: TextField = { ...field, content, cursor: isHere ? column : 0 };
    return drawTyped(part, { glyphs: model.glyphs, width, hasCursor: isHere });
  });
}

/** The part of a form that fits, with the cursor in it and what is said about its field. */
export function inSight({ lines, at, to }: DrawnForm, rows: number): readonly Line[] {
  if (lines.length <= rows) return lines;
  const wished = Math.max(at - Math.floor(rows / 2), to - rows + 1);
  const from = Math.min(Math.max(0, Math.min(wished, at)), lines.length - rows);
  return lines.slice(from, from + rows);
}
