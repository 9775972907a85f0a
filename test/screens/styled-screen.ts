/**
 * What holt painted, cell by cell, with its colours: just enough of a terminal for its painter. An unknown sequence
 * throws, so that no picture is drawn of what wasn't understood.
 */
import stringWidth from "string-width";

export interface CellStyle {
  /** Index of the 256 colours; null: the terminal's own. */
  readonly ink: number | null;
  readonly paper: number | null;
  readonly isBold: boolean;
  readonly isUnderlined: boolean;
  readonly isInverse: boolean;
}
export interface Cell {
  /** Empty behind a wide character. */
  readonly text: string;
  readonly style: CellStyle;
}

const PLAIN: CellStyle = { ink: null, paper: null, isBold: false, isUnderlined: false, isInverse: false };
const BLANK: Cell = { text: " ", style: PLAIN };
const SEQUENCE =
  // oxlint-disable-next-line no-control-regex -- terminal sequences are what this is about
  /^\u001b(?:\[([?>=<]?)([\d;]*)([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\))/;

export class StyledScreen {
  #cells: Cell[][];
  readonly #columns: number;
  #row = 0;
  #column = 0;
  #style = PLAIN;
  #pending = "";

  constructor(columns: number, rows: number) {
    this.#columns = columns;
    this.#cells = Array.from({ length: rows }, () => this.#blankRow());
  }

  cells(): readonly (readonly Cell[])[] {
    return this.#cells.map((row) => [...row]);
  }
  text(): string {
    return this.#cells
      .map((row) =>
        row
          .map(({ text }) => text)
          .join("")
          .trimEnd(),
      )
      .join("\n");
  }

  write(chunk: string): void {
    let rest = this.#pending + chunk;
    this.#pending = "";
    while (rest !== "") {
      const escape = rest.indexOf("\u001b");
      if (escape !== 0) {
        const text = escape < 0 ? rest : rest.slice(0, escape);
        this.#print(text);
        rest = rest.slice(text.length);
        continue;
      }
      const sequence = SEQUENCE.exec(rest);
      if (sequence === null) {
        this.#pending = rest;
        return;
      }
      const [whole, mark = "", parameters = "", final = ""] = sequence;
      this.#control(mark, parameters, final);
      rest = rest.slice(whole.length);
    }
  }

  #blankRow(): Cell[] {
    return Array.from({ length: this.#columns }, () => BLANK);
  }

  #print(text: string): void {
    for (const { segment } of new Intl.Segmenter().segment(text)) {
      if (segment === "\n" || segment === "\r\n") {
        this.#row = Math.min(this.#cells.length - 1, this.#row + 1);
        this.#column = 0;
      } else if (segment === "\r") this.#column = 0;
      else this.#put(segment);
    }
  }

  #put(segment: string): void {
    const width = stringWidth(segment);
    const row = this.#cells[this.#row];
    for (let at = 0; at < width; at++) {
      row?.splice(this.#column + at, 1, { text: at === 0 ? segment : "", style: this.#style });
    }
    this.#column = Math.min(this.#columns, this.#column + width);
  }

  #control(mark: string, parameters: string, final: string): void {
    if (mark !== "" || final === "") return;
    const [first = 0, second = 1] = parameters.split(";").map(Number);
    switch (final) {
      case "H":
        this.#row = Math.max(1, first) - 1;
        this.#column = second - 1;
        return;
      case "J":
        this.#cells = this.#cells.map(() => this.#blankRow());
        return;
      case "K":
        this.#cells[this.#row]?.fill(BLANK, this.#column);
        return;
      case "A":
        this.#row = Math.max(0, this.#row - Math.max(1, first));
        return;
      case "G":
        this.#column = Math.max(1, first) - 1;
        return;
      case "m":
        this.#style = restyle(this.#style, parameters);
        return;
      default:
        throw new Error(`unknown sequence CSI ${parameters}${final}`);
    }
  }
}

const SIXTEEN = { ink: 30, brightInk: 90, paper: 40, brightPaper: 100 };

function restyle(before: CellStyle, parameters: string): CellStyle {
  const codes = parameters === "" ? [0] : parameters.split(";").map(Number);
  let style = before;
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0;
    if (code === 38 || code === 48) {
      const index = codes[at + 2] ?? 0;
      style = code === 38 ? { ...style, ink: index } : { ...style, paper: index };
      at += 2;
    } else if (code === 0) style = PLAIN;
    else if (code === 1) style = { ...style, isBold: true };
    else if (code === 4) style = { ...style, isUnderlined: true };
    else if (code === 7) style = { ...style, isInverse: true };
    else if (code >= SIXTEEN.ink && code < SIXTEEN.ink + 8) style = { ...style, ink: code - SIXTEEN.ink };
    else if (code >= SIXTEEN.paper && code < SIXTEEN.paper + 8) {
      style = { ...style, paper: code - SIXTEEN.paper };
    } else if (code !== 2) throw new Error(`unknown style ${code}`);
  }
  return style;
}
