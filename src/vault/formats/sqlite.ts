/**
 * Reads the tables of an SQLite file: rows in their order, no indices, no queries, no writing. The log beside the file
 * is looked at where it is given.
 *
 * For files of strangers: no page is read twice, and the rows of a table together are never larger than the file, so
 * that circles and overlaps come to an end. Source: sqlite.org/fileformat2.html, §1.3 to §1.6.
 */
import { readWal } from "./sqlite-wal.ts";
import { decodeRecord, readVarint, type SqliteEncoding, type SqliteValue } from "./sqlite-record.ts";

/** Column names in lower case; a column that is not there is null. */
export interface SqliteRow {
  value(column: string): SqliteValue;
}
interface SqliteTable {
  readonly columns: readonly string[];
  /** Undefined where they are damaged. */
  rows(): readonly SqliteRow[] | undefined;
}
export interface SqliteFile {
  /** What is newer may be in a log beside the file. */
  readonly hasLog: boolean;
  table(name: string): SqliteTable | undefined;
}

const MAGIC = "SQLite format 3\0";
const HEADER_BYTES = 100;
const ENCODINGS: readonly SqliteEncoding[] = ["utf-8", "utf-8", "utf-16le", "utf-16be"];
const WAL_VERSION = 2;
const INTERIOR = 5;
const LEAF = 13;
const SMALLEST_USABLE = 480;

interface Pages {
  readonly usable: number;
  readonly encoding: SqliteEncoding;
  /** All bytes there are. */
  readonly bytes: number;
  /** From 1. */
  page(number: number): Uint8Array | undefined;
}

export const isSqlite = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(0, MAGIC.length)).toString("latin1") === MAGIC;

/** Undefined where the bytes are no SQLite file, or where its list of tables is damaged. */
export function openSqlite(bytes: Uint8Array, wal?: Uint8Array): SqliteFile | undefined {
  const pages = readPages(bytes, wal);
  const schema = pages === undefined ? undefined : readRows(pages, 1);
  if (pages === undefined || schema === undefined) return undefined;
  const table = (wanted: string): SqliteTable | undefined => {
    for (const [type, name, , root, sql] of schema) {
      if (type !== "table" || typeof name !== "string" || name.toLowerCase() !== wanted) continue;
      return tableOf(pages, Number(root), columnsOf(typeof sql === "string" ? sql : ""));
    }
    return undefined;
  };
  return { hasLog: bytes[19] === WAL_VERSION, table };
}

function readPages(bytes: Uint8Array, wal: Uint8Array | undefined): Pages | undefined {
  if (!isSqlite(bytes) || bytes.length < HEADER_BYTES) return undefined;
  const stated = ((bytes[16] ?? 0) << 8) | (bytes[17] ?? 0);
  const size = stated === 1 ? 65_536 : stated;
  const usable = size - (bytes[20] ?? 0);
  const encoding = ENCODINGS[bytes[59] ?? 0];
  const isSane = size >= 512 && (size & (size - 1)) === 0 && usable >= SMALLEST_USABLE;
  if (!isSane || encoding === undefined) return undefined;
  const newer = wal === undefined ? new Map<number, Uint8Array>() : readWal(wal, size);
  const page = (number: number): Uint8Array | undefined => {
    const start = (number - 1) * size;
    const own = start >= 0 && start + size <= bytes.length ? bytes.subarray(start, start + size) : undefined;
    return newer.get(number) ?? own;
  };
  return { usable, encoding, bytes: bytes.length + (wal?.length ?? 0), page };
}

function tableOf(pages: Pages, root: number, columns: readonly string[]): SqliteTable {
  const indexByColumn = new Map(columns.map((column, index) => [column, index]));
  return {
    columns,
    rows: () =>
      readRows(pages, root)?.map((values) => ({
        value: (column) => values[indexByColumn.get(column.toLowerCase()) ?? -1] ?? null,
      })),
  };
}

/** Names of the columns, in order, of a CREATE TABLE statement. */
function columnsOf(sql: string): string[] {
  const start = sql.indexOf("(");
  const definitions = start < 0 ? [] : splitDefinitions(sql.slice(start + 1));
  return definitions.flatMap((definition) => {
    const match = /^\s*(?:"([^"]+)"|`([^`]+)`|\[([^\]]+)\]|([^\s(,)]+))/.exec(definition);
    const name = match?.slice(1).find((part) => part !== undefined);
    const isConstraint = /^(?:constraint|primary|unique|check|foreign)$/i.test(match?.[4] ?? "");
    return name === undefined || isConstraint ? [] : [name.toLowerCase()];
  });
}

/** At commas that are in no parentheses, up to the one that closes the statement. */
function splitDefinitions(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "(") depth++;
    else if (character === ")") depth--;
    if (depth < 0 || (depth === 0 && character === ",")) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
    if (depth < 0) break;
  }
  return parts;
}

function readRows(pages: Pages, root: number): SqliteValue[][] | undefined {
  const seen = new Set<number>();
  const rows: SqliteValue[][] = [];
  let left = pages.bytes;
  const waiting = [root];
  for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
    const node = seen.has(number) ? undefined : readNode(pages, number);
    if (node === undefined) return undefined;
    seen.add(number);
    // The last to be pushed is the first to be read.
    waiting.push(...node.children.toReversed());
    for (const cell of node.cells) {
      const payload = readPayload(pages, { page: node.page, cell, seen, left });
      const values = payload === undefined ? undefined : decodeRecord(payload, pages.encoding);
      if (payload === undefined || values === undefined) return undefined;
      left -= payload.length;
      rows.push(values);
    }
  }
  return rows;
}

interface Node {
  readonly page: Uint8Array;
  /** Of an interior page: the pages below, in order. */
  readonly children: readonly number[];
  /** Of a leaf: where its rows begin. */
  readonly cells: readonly number[];
}

function readNode(pages: Pages, number: number): Node | undefined {
  const page = pages.page(number);
  if (page === undefined) return undefined;
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  const start = number === 1 ? HEADER_BYTES : 0;
  const type = page[start];
  const cellCount = view.getUint16(start + 3);
  const pointers = start + (type === INTERIOR ? 12 : 8);
  if ((type !== INTERIOR && type !== LEAF) || pointers + 2 * cellCount > pages.usable) return undefined;
  const cells = Array.from({ length: cellCount }, (_, index) => view.getUint16(pointers + 2 * index));
  if (type === LEAF) return { page, children: [], cells };
  if (cells.some((cell) => cell + 4 > pages.usable)) return undefined;
  const children = cells.map((cell) => view.getUint32(cell));
  return { page, children: [...children, view.getUint32(start + 8)], cells: [] };
}

interface PayloadPlace {
  readonly page: Uint8Array;
  readonly cell: number;
  /** Overflow pages are added: each belongs to one row. */
  readonly seen: Set<number>;
  /** How large it may be at most. */
  readonly left: number;
}

function readPayload(pages: Pages, { page, cell, seen, left }: PayloadPlace): Uint8Array | undefined {
  const { usable } = pages;
  const size = readVarint(page, cell);
  const rowId = size === undefined ? undefined : readVarint(page, size.end);
  if (size === undefined || rowId === undefined || size.value > left) return undefined;
  const local = localBytes(size.value, usable);
  if (rowId.end + local > usable) return undefined;
  const payload = new Uint8Array(size.value);
  payload.set(page.subarray(rowId.end, rowId.end + local));
  if (local === size.value) return payload;
  if (rowId.end + local + 4 > usable) return undefined;
  const viewOf = (bytes: Uint8Array): DataView =>
    new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let next = viewOf(page).getUint32(rowId.end + local);
  let done = local;
  while (done < size.value) {
    const overflow = seen.has(next) ? undefined : pages.page(next);
    if (overflow === undefined) return undefined;
    seen.add(next);
    const part = overflow.subarray(4, Math.min(usable, 4 + size.value - done));
    payload.set(part, done);
    done += part.length;
    next = viewOf(overflow).getUint32(0);
  }
  return payload;
}

/** How much of a row is on its leaf; the rest is on overflow pages. */
function localBytes(size: number, usable: number): number {
  const most = usable - 35;
  if (size <= most) return size;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const wanted = least + ((size - least) % (usable - 4));
  return wanted <= most ? wanted : least;
}
