/**
 * CSV as RFC 4180 has it, read by column name: quoted fields may hold commas, quotes and line breaks; blank lines
 * don't count; rows may be shorter or longer than the header (Bitwarden Authenticator writes longer ones).
 *
 * Written here because the exports are strict, and because damage must name its line and bounded input must stay
 * bounded memory. Knows no format.
 */
import { err, ok, type Result } from "../../protocol/result.ts";

export interface CsvRow {
  /** Of its first line, from 1. */
  readonly line: number;
  /** Empty where the row is too short or the file has no such column. Case of the name is ignored. */
  value(column: string): string;
}
export interface CsvProblem {
  readonly line: number;
  readonly reason: string;
}

/** 100,000 rows with 20 columns. */
const MOST_FIELDS = 2_000_000;
/** However short they are: each costs a quarter of a kilobyte of memory. */
const MOST_ROWS = 100_000;
/** Headers are short: a file that doesn't show its own in so much text has none. */
const LONGEST_HEADER = 4096;

interface RawRow {
  readonly line: number;
  readonly fields: readonly string[];
}

/** Column names in lower case; empty where the text doesn't begin with a row of several fields. */
export function readColumns(text: string): readonly string[] {
  const end = text.search(/[\r\n]/);
  const header = end < 0 ? text : text.slice(0, end);
  if (header.length > LONGEST_HEADER || !header.includes(",")) return [];
  const rows = splitRows(header);
  return rows.ok ? columnsOf(rows.value[0]) : [];
}

const columnsOf = (row: RawRow | undefined): string[] =>
  (row?.fields ?? []).map((field) => field.trim().toLowerCase());

/** The rows below the header. */
export function parseCsv(text: string): Result<readonly CsvRow[], CsvProblem> {
  const rows = splitRows(text);
  if (!rows.ok) return rows;
  const [header, ...body] = rows.value;
  const indexByColumn = new Map(columnsOf(header).map((column, index) => [column, index]));
  return ok(
    body.map(({ line, fields }) => ({
      line,
      value: (column) => fields[indexByColumn.get(column.toLowerCase()) ?? -1] ?? "",
    })),
  );
}

function splitRows(text: string): Result<RawRow[], CsvProblem> {
  const rows: RawRow[] = [];
  let fields: string[] = [];
  let count = 0;
  let line = 1;
  let rowLine = 1;
  let at = 0;
  while (at < text.length) {
    const field = text[at] === '"' ? quotedField(text, at) : plainField(text, at);
    if (field === undefined) return err({ line, reason: "a quoted field has no end" });
    if (count++ === MOST_FIELDS) return err({ line, reason: "has too many fields" });
    fields.push(field.value);
    line += countBreaks(field.value);
    const next = text[field.end];
    if (next !== undefined && !/[,\r\n]/.test(next))
      return err({ line, reason: "text follows a quoted field" });
    if (next === ",") {
      at = field.end + 1;
      // A comma at the very end leaves one more, empty field.
      if (at === text.length) fields.push("");
      if (at < text.length) continue;
    } else {
      at = field.end + (text.startsWith("\r\n", field.end) ? 2 : 1);
    }
    if (rows.length > MOST_ROWS) return err({ line, reason: "has too many rows" });
    if (fields.length > 1 || fields[0] !== "") rows.push({ line: rowLine, fields });
    fields = [];
    if (next !== ",") line++;
    rowLine = line;
  }
  return ok(rows);
}

interface CsvField {
  readonly value: string;
  /** Of the character after it. */
  readonly end: number;
}

function plainField(text: string, start: number): CsvField {
  let end = start;
  while (end < text.length && !isDelimiter(text.charCodeAt(end))) end++;
  return { value: text.slice(start, end), end };
}

const isDelimiter = (unit: number): boolean => unit === 0x2c || unit === 0x0a || unit === 0x0d;

function quotedField(text: string, start: number): CsvField | undefined {
  let end = text.indexOf('"', start + 1);
  while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
  if (end < 0) return undefined;
  return { value: text.slice(start + 1, end).replaceAll('""', '"'), end: end + 1 };
}

const countBreaks = (field: string): number => field.split("\n").length - 1;
