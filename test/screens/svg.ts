/**
 * A screen as a picture: one SVG without fonts, scripts or anything from elsewhere. Every run of text is as wide as its
 * cells, whatever font the reader has; blocks of a QR code are drawn, so that they can be scanned.
 */
import type { Cell, CellStyle } from "./styled-screen.ts";

const CELL = { width: 9, height: 20, baseline: 15, text: 15 };
const MARGIN = 12;
const FONTS = "ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace";

/** In every monospaced font, as wide as one cell each. */
const PLAIN = /^[ -\u00ff]*$/u;

interface Run {
  readonly column: number;
  readonly cells: number;
  readonly text: string;
  readonly style: CellStyle;
}

export function drawSvg(rows: readonly (readonly Cell[])[], title: string): string {
  const columns = rows[0]?.length ?? 0;
  const [width, height] = [columns * CELL.width + 2 * MARGIN, rows.length * CELL.height + 2 * MARGIN];
  const paper = paperOf(rows[0]?.[0]?.style);
  const drawn = rows.flatMap((row, index) => runsOf(row).map((run) => drawRun(run, index, paper)));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="${FONTS}" font-size="${CELL.text}">`,
    `<title>${escape(title)}</title>`,
    `<rect width="100%" height="100%" rx="8" fill="${paper}"/>`,
    `<g transform="translate(${MARGIN} ${MARGIN})">`,
    ...drawn.filter((text) => text !== ""),
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

/** Neighbours of one style; a sign that isn't a letter is a run of its own, so that no font moves what follows. */
function runsOf(row: readonly Cell[]): readonly Run[] {
  const runs: Run[] = [];
  row.forEach(({ text, style }, column) => {
    const last = runs.at(-1);
    const isSame = last !== undefined && isSameStyle(last.style, style);
    const isPlain = PLAIN.test(text) && PLAIN.test(last?.text ?? "");
    const isBlock = isBlocks(text) && isBlocks(last?.text ?? "");
    if (isSame && (isPlain || isBlock || text === "" || (text === " " && isBlock))) {
      runs[runs.length - 1] = { ...last, cells: last.cells + 1, text: last.text + text };
    } else runs.push({ column, cells: 1, text, style });
  });
  return runs;
}

const isBlocks = (text: string): boolean => /^[█▀▄ ]+$/u.test(text);

function drawRun({ column, cells, text, style }: Run, row: number, around: string): string {
  const [ink, paper] = style.isInverse ? [paperOf(style), inkOf(style)] : [inkOf(style), paperOf(style)];
  const [x, y] = [column * CELL.width, row * CELL.height];
  const ground =
    paper === around
      ? ""
      : `<rect x="${x}" y="${y}" width="${cells * CELL.width}" height="${CELL.height}" fill="${paper}"/>`;
  if (/[█▀▄]/u.test(text)) return `${ground}<path d="${blocksPath(text, x, y)}" fill="${ink}"/>`;
  if (text.trim() === "") return ground;
  const lead = text.length - text.trimStart().length;
  const word = text.trim();
  const size = cells - (text.length - word.length);
  const weight = style.isBold ? ' font-weight="bold"' : "";
  const line = style.isUnderlined ? ' text-decoration="underline"' : "";
  return `${ground}<text x="${x + lead * CELL.width}" y="${y + CELL.baseline}" textLength="${size * CELL.width}" lengthAdjust="spacingAndGlyphs" fill="${ink}"${weight}${line}>${escape(word)}</text>`;
}

/** A cell and a half of it, as rectangles side by side. */
function blocksPath(text: string, x: number, y: number): string {
  const half = CELL.height / 2;
  return Array.from(text)
    .map((sign, at) => {
      const left = x + at * CELL.width;
      if (sign === "█") return `M${left} ${y}h${CELL.width}v${CELL.height}h-${CELL.width}z`;
      if (sign === " ") return "";
      return `M${left} ${sign === "▀" ? y : y + half}h${CELL.width}v${half}h-${CELL.width}z`;
    })
    .join("");
}

const isSameStyle = (a: CellStyle, b: CellStyle): boolean =>
  a.ink === b.ink &&
  a.paper === b.paper &&
  a.isBold === b.isBold &&
  a.isUnderlined === b.isUnderlined &&
  a.isInverse === b.isInverse;

const inkOf = (style: CellStyle): string => hexOf(style.ink ?? 252);
const paperOf = (style: CellStyle | undefined): string => hexOf(style?.paper ?? 16);

const hexOf = (index: number): string =>
  `#${rgbOf(index)
    .map((part) => part.toString(16).padStart(2, "0"))
    .join("")}`;

/** A cube of six steps, then greys; the first sixteen are each terminal's own, and these are xterm's. */
function rgbOf(index: number): readonly number[] {
  if (index >= 232) return [0, 1, 2].map(() => 8 + (index - 232) * 10);
  if (index >= 16) {
    const step = (value: number): number => (value === 0 ? 0 : 55 + value * 40);
    return [36, 6, 1].map((size) => step(Math.floor((index - 16) / size) % 6));
  }
  const strong = index >= 8 ? 255 : 205;
  return [1, 2, 4].map((bit) => ((index & bit) === 0 ? 0 : strong));
}

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll(" ", "\u00a0");
