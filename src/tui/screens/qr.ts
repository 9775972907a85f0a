/**
 * A QR code over the whole window: two modules to a cell, with as much of the white margin as fits. Dark on light
 * whatever the theme, since many readers want it so; in a window that is too small it is said how large it must be.
 */
import { isTooSmall } from "../frame-size.ts";
import { BLANK, line, span, type Line } from "../line.ts";
import type { LayerOf, Model } from "../model.ts";
import { paragraph, type Screen } from "./screen.ts";

/** The standard asks for 4; readers manage with 2, and most with 1. */
const MARGINS = [4, 3, 2, 1] as const;

export function qrScreen(model: Model, { modules }: LayerOf<"qr">): Screen {
  const { words, size, window, glyphs } = model;
  const { qr, hints } = words.text;
  const back = [{ key: "Esc", does: hints.back }];
  if (modules === null)
    return { title: "QR", body: [BLANK, ...paragraph(words.text.working, size.columns)], hints: back };
  if (glyphs.blocks === null)
    return { title: "QR", body: [BLANK, ...paragraph(qr.noBlocks, size.columns)], hints: back };
  const margin = MARGINS.find(
    (width) => columnsFor(modules, width) <= size.columns && rowsFor(modules, width) <= window.rows,
  );
  if (margin === undefined || isTooSmall(window)) {
    const text = qr.tooSmall(columnsFor(modules, 1), rowsFor(modules, 1));
    return { title: "QR", body: [BLANK, ...paragraph(text, size.columns, { tone: "warn" })], hints: back };
  }
  return { title: null, body: centre(drawModules(modules, margin), model), hints: [], isFull: true };
}

export const columnsFor = (modules: readonly string[], margin: number): number => modules.length + 2 * margin;
export const rowsFor = (modules: readonly string[], margin: number): number =>
  Math.ceil(columnsFor(modules, margin) / 2);

/** Rows of half blocks; a dark module is drawn, a light one is left to the paper. */
export function drawModules(modules: readonly string[], margin: number): readonly string[] {
  const width = columnsFor(modules, margin);
  const isDark = (row: number, column: number): boolean => modules[row - margin]?.[column - margin] === "1";
  return Array.from({ length: Math.ceil(width / 2) }, (_, pair) =>
    Array.from({ length: width }, (_, column) => {
      const upper = isDark(pair * 2, column);
      const lower = isDark(pair * 2 + 1, column);
      return upper ? (lower ? "█" : "▀") : lower ? "▄" : " ";
    }).join(""),
  );
}

function centre(rows: readonly string[], { window: size }: Model): readonly Line[] {
  const left = " ".repeat(Math.max(0, Math.floor((size.columns - (rows[0]?.length ?? 0)) / 2)));
  const above = Math.max(0, Math.floor((size.rows - rows.length) / 2));
  return [
    ...Array.from({ length: above }, () => BLANK),
    ...rows.map((row) => line(left, span(row, { paper: true }))),
  ];
}
