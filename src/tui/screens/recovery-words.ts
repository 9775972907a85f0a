/**
 * Recovery words to be written down: numbered, in columns read downwards; in pages where the window is too low for all
 * of them at once.
 */
import { bodyRows } from "../frame-size.ts";
import { line, span, type Line } from "../line.ts";
import type { Model } from "../model.ts";
import { wordsOf } from "../make-steps.ts";
import { pad } from "../text-fit.ts";
import { paragraph } from "./screen.ts";

const WORDS = 24;
/** "24 abandon": BIP39's longest has eight letters. */
const CELL = 12;
/** More than four columns are hard to copy from. */
const MOST_COLUMNS = 4;

const columnsIn = ({ size }: Model): number =>
  Math.max(1, Math.min(MOST_COLUMNS, Math.floor((size.columns - 1) / CELL)));

/** Rows beside the words: what to do with them, in the longer of its forms. */
function headRows({ words, size }: Model): number {
  const { make } = words.text.backup;
  return Math.max(
    paragraph(make.write, size.columns).length,
    paragraph(make.writeMore(1, 2), size.columns).length,
  );
}

function pageSize(model: Model): number {
  const rows = Math.max(1, bodyRows(model.size) - headRows(model));
  const most = rows * columnsIn(model);
  return [WORDS, WORDS / 2, WORDS / 3, WORDS / 4].find((count) => count <= most) ?? columnsIn(model);
}

export const countPages = (model: Model): number => Math.ceil(WORDS / pageSize(model));

export function drawRecoveryWords(model: Model, text: string, page: number): readonly Line[] {
  const size = pageSize(model);
  const first = page * size;
  const shown = wordsOf(text).slice(first, first + size);
  const rows = Math.ceil(shown.length / columnsIn(model));
  return Array.from({ length: rows }, (_, row) =>
    line(
      " ",
      ...Array.from({ length: columnsIn(model) }, (__, column) => row + column * rows)
        .filter((at) => at < shown.length)
        .flatMap((at) => [
          span(`${String(first + at + 1).padStart(2)} `, { tone: "quiet" }),
          span(pad(shown[at] ?? "", CELL - 3), { bold: true }),
        ]),
    ),
  );
}
