/**
 * The checks as a person reads them: a line each, wrapped under itself, and what to do below it. Pure.
 */
import { printable } from "../../client/printable.ts";
import type { DoctorWords } from "../../client/language/en-doctor.ts";
import type { Check } from "./check.ts";

export interface ChecklistOptions {
  readonly checks: readonly Check[];
  readonly words: DoctorWords;
  readonly columns: number;
  readonly hasColor: boolean;
}

/** Below it, the name takes a line of its own. */
const NARROW = 64;
/** Longer lines are hard to read. */
const WIDEST = 100;
const LEAST_TEXT = 16;

export function renderChecklist({ checks, words, columns, hasColor }: ChecklistOptions): readonly string[] {
  const markWidth = Math.max(...Object.values(words.status).map((word) => word.length));
  const nameWidth = Math.max(...checks.map(({ id }) => words.names[id].length));
  const isNarrow = columns < NARROW;
  const indent = isNarrow ? markWidth + 2 : markWidth + nameWidth + 4;
  const room = Math.max(LEAST_TEXT, Math.min(columns, WIDEST) - indent);
  const blanks = " ".repeat(indent);
  return checks.flatMap(({ id, status, text, hints }) => {
    const mark = paint(words.status[status].padEnd(markWidth), status, hasColor);
    const name = words.names[id];
    const body = [
      ...wrap(printable(text), room),
      ...hints.flatMap((hint) => wrap(`${words.arrow} ${printable(hint)}`, room)),
    ];
    if (isNarrow) return [`${mark}  ${name}`, ...body.map((line) => blanks + line)];
    const [first = "", ...rest] = body;
    return [`${mark}  ${name.padEnd(nameWidth)}  ${first}`, ...rest.map((line) => blanks + line)];
  });
}

/** Words longer than a line, as paths are, are cut: a terminal would break them anyway, and the table with them. */
function wrap(text: string, room: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    let rest = Array.from(word);
    if (line !== "" && Array.from(line).length + 1 + rest.length <= room) {
      line = `${line} ${word}`;
      continue;
    }
    if (line !== "") lines.push(line);
    while (rest.length > room) {
      lines.push(rest.slice(0, room).join(""));
      rest = rest.slice(room);
    }
    line = rest.join("");
  }
  return line === "" ? lines : [...lines, line];
}

const COLORS = { ok: 32, warn: 33, fail: 31 } as const;
const paint = (text: string, status: Check["status"], hasColor: boolean): string =>
  hasColor ? `\u001b[${COLORS[status]}m${text}\u001b[39m` : text;
