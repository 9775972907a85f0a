/**
 * A terminal small enough to read: what a program that ran in a pseudo-terminal left on the screen.
 *
 * Knows the sequences that full-screen programs use (moving, erasing, the alternate screen, modes) and ignores
 * colours. Wide characters take two cells. An unknown sequence throws: a test must not pass by not looking.
 */
import stringWidth from "string-width";

const SEQUENCE =
  // oxlint-disable-next-line no-control-regex -- terminal sequences are what this is about
  /^\u001b(?:\[([?>=<]?)([\d;:]*)([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[()][A-Z0-9]|[78=>cDEHM])/;

interface Buffer {
  rows: string[][];
  x: number;
  y: number;
}

export class TerminalScreen {
  readonly modes = new Set<number>();
  isAlternate = false;
  /** Whether anything was ever painted in a colour. */
  hasColour = false;
  #columns: number;
  #rows: number;
  #main: Buffer;
  #other: Buffer;
  #pending = "";

  constructor(columns: number, rows: number) {
    this.#columns = columns;
    this.#rows = rows;
    this.#main = this.#blank();
    this.#other = this.#blank();
  }

  /** What is on the screen, without the spaces at the ends of lines. */
  lines(): readonly string[] {
    return this.#main.rows.map((row) => row.join("").trimEnd());
  }
  text(): string {
    return this.lines().join("\n");
  }

  resize(columns: number, rows: number): void {
    this.#columns = columns;
    this.#rows = rows;
    for (const buffer of [this.#main, this.#other]) {
      while (buffer.rows.length > rows) buffer.rows.shift();
      while (buffer.rows.length < rows) buffer.rows.push([]);
      buffer.rows = buffer.rows.map((row) => row.slice(0, columns));
      buffer.y = Math.min(buffer.y, rows - 1);
      buffer.x = Math.min(buffer.x, columns - 1);
    }
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
        if (rest.length > 64 && !rest.startsWith("\u001b]"))
          throw new Error(`unknown sequence ${JSON.stringify(rest.slice(0, 16))}`);
        this.#pending = rest;
        return;
      }
      const [whole, mark = "", parameters = "", final] = sequence;
      if (final !== undefined) this.#control(mark, parameters, final);
      rest = rest.slice(whole.length);
    }
  }

  #blank(): Buffer {
    return { rows: Array.from({ length: this.#rows }, () => []), x: 0, y: 0 };
  }

  #print(text: string): void {
    for (const { segment } of new Intl.Segmenter().segment(text)) {
      const here = this.#main;
      if (segment === "\r\n") {
        here.x = 0;
        this.#lineFeed();
      } else if (segment === "\r") here.x = 0;
      else if (segment === "\n") this.#lineFeed();
      else if (segment === "\b") here.x = Math.max(0, here.x - 1);
      else if (segment === "\t") here.x = Math.min(this.#columns - 1, (Math.floor(here.x / 8) + 1) * 8);
      else if (segment >= " ") this.#put(segment);
    }
  }

  #put(segment: string): void {
    const width = stringWidth(segment);
    const here = this.#main;
    if (here.x + width > this.#columns) {
      here.x = 0;
      this.#lineFeed();
    }
    const row = here.rows[here.y] ?? [];
    while (row.length < here.x) row.push(" ");
    row.splice(here.x, width, segment, ...Array.from({ length: Math.max(0, width - 1) }, () => ""));
    here.x += width;
  }

  #lineFeed(): void {
    const here = this.#main;
    if (here.y < this.#rows - 1) here.y++;
    else {
      here.rows.shift();
      here.rows.push([]);
    }
  }

  #control(mark: string, parameters: string, final: string): void {
    const here = this.#main;
    const numbers = parameters.split(";").map((text) => (text === "" ? undefined : Number(text)));
    const [first] = numbers;
    const count = first ?? 1;
    const row = here.rows[here.y] ?? [];
    if (mark === "?" && (final === "h" || final === "l")) return this.#mode(numbers, final === "h");
    switch (final) {
      case "A":
        here.y = Math.max(0, here.y - count);
        break;
      case "B":
        here.y = Math.min(this.#rows - 1, here.y + count);
        break;
      case "C":
        here.x = Math.min(this.#columns - 1, here.x + count);
        break;
      case "D":
        here.x = Math.max(0, here.x - count);
        break;
      case "E":
        here.y = Math.min(this.#rows - 1, here.y + count);
        here.x = 0;
        break;
      case "F":
        here.y = Math.max(0, here.y - count);
        here.x = 0;
        break;
      case "G":
        here.x = count - 1;
        break;
      case "H":
        here.y = Math.min(this.#rows, count) - 1;
        here.x = Math.min(this.#columns, numbers[1] ?? 1) - 1;
        break;
      case "J":
        if ((first ?? 0) === 2) here.rows = this.#blank().rows;
        else if ((first ?? 0) === 0) {
          row.length = Math.min(row.length, here.x);
          for (let y = here.y + 1; y < this.#rows; y++) here.rows[y] = [];
        }
        break;
      case "K":
        if ((first ?? 0) === 0) row.length = Math.min(row.length, here.x);
        else if (first === 2) here.rows[here.y] = [];
        else for (let x = 0; x <= here.x; x++) row[x] = " ";
        break;
      case "m":
        this.hasColour ||= numbers.some(
          (code = 0) => (code >= 30 && code <= 38) || (code >= 40 && code <= 48) || code >= 90,
        );
        break;
      case "u":
      case "c":
      case "n":
      case "q":
      case "t":
      case "r":
        break;
      default:
        throw new Error(`unknown sequence CSI ${mark}${parameters}${final}`);
    }
  }

  #mode(numbers: readonly (number | undefined)[], isOn: boolean): void {
    for (const number of numbers) {
      if (number === undefined) continue;
      if (isOn) this.modes.add(number);
      else this.modes.delete(number);
      if (number !== 1049 || isOn === this.isAlternate) continue;
      this.isAlternate = isOn;
      [this.#main, this.#other] = isOn ? [this.#blank(), this.#main] : [this.#other, this.#blank()];
    }
  }
}
