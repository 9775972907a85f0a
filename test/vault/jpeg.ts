/**
 * A grey baseline JPEG from rows of "0" and "1" (1 is black), each cell one block of 8×8 pixels: just enough to test
 * with pictures of this kind. Every block is of one colour, so only DC coefficients and end-of-block codes occur.
 */
import { concatBytes } from "../../src/protocol/bytes.ts";

const segment = (marker: number, ...body: number[]): Uint8Array =>
  Uint8Array.from([0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 0xff, ...body]);

const QUANTISATION = segment(0xdb, 0, ...Array.from({ length: 64 }, () => 1));
/** Twelve codes of four bits, for DC differences of 0 to 11 bits. */
const DC_TABLE = segment(
  0xc4,
  0,
  0,
  0,
  0,
  12,
  ...Array.from({ length: 12 }, () => 0),
  ...Array.from({ length: 12 }, (_, i) => i),
);
/** One code of one bit: end of block. */
const AC_TABLE = segment(0xc4, 0x10, 1, ...Array.from({ length: 15 }, () => 0), 0);
const SCAN = segment(0xda, 1, 1, 0, 0, 63, 0);

export const frame = (width: number, height: number): Uint8Array =>
  segment(0xc0, 8, height >> 8, height & 0xff, width >> 8, width & 0xff, 1, 1, 0x11, 0);

const START = Uint8Array.from([0xff, 0xd8]);
const END = Uint8Array.from([0xff, 0xd9]);

export function drawJpeg(rows: readonly string[]): Uint8Array {
  const width = (rows[0]?.length ?? 0) * 8;
  const header = [START, QUANTISATION, frame(width, rows.length * 8), DC_TABLE, AC_TABLE, SCAN];
  return concatBytes(...header, packBits(rows.map(formatRow(rows)).join("")), END);
}

/** The bits of one row; the colour before it is that of the previous row's end. */
const formatRow =
  (rows: readonly string[]) =>
  (row: string, index: number): string =>
    Array.from(row, (cell, column) => {
      const before = column > 0 ? row[column - 1] : rows[index - 1]?.at(-1);
      return formatDifference(levelOf(cell) - (before === undefined ? 0 : levelOf(before)));
    }).join("");

const levelOf = (cell: string): number => (cell === "1" ? -1024 : 1016);

function formatDifference(difference: number): string {
  const bits = difference === 0 ? 0 : Math.floor(Math.log2(Math.abs(difference))) + 1;
  const value = difference < 0 ? difference + 2 ** bits - 1 : difference;
  const digits = bits === 0 ? "" : value.toString(2).padStart(bits, "0");
  return `${bits.toString(2).padStart(4, "0")}${digits}0`;
}

/** Padded with ones; a zero follows each 0xff. */
function packBits(bits: string): Uint8Array {
  const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, "1");
  const bytes: number[] = [];
  for (let at = 0; at < padded.length; at += 8) {
    const byte = Number.parseInt(padded.slice(at, at + 8), 2);
    bytes.push(byte);
    if (byte === 0xff) bytes.push(0);
  }
  return Uint8Array.from(bytes);
}

/** Four cells of quiet zone around a code. */
export function withQuietZone(rows: readonly string[]): string[] {
  const blank = "0".repeat((rows[0]?.length ?? 0) + 8);
  const framed = rows.map((row) => `0000${row}0000`);
  return [blank, blank, blank, blank, ...framed, blank, blank, blank, blank];
}
