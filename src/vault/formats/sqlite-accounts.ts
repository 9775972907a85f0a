/**
 * The table `accounts` of an app's database from a rooted phone, where several apps keep theirs; its log, which holds
 * what is newest, may come as a second file. Knows no app.
 */
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { ok, type Result } from "../../protocol/result.ts";
import { findEntries, type Entry } from "./entries.ts";
import type { Fit, Found } from "./format.ts";
import type { Source } from "./source.ts";
import { isSqlite, openSqlite, type SqliteRow } from "./sqlite.ts";
import { isWal } from "./sqlite-wal.ts";

const TABLE = "accounts";
const LOG_SUFFIX = "-wal";

/** By the columns that the table must have, and those that it must not have. */
export interface AccountColumns {
  readonly has: readonly string[];
  readonly hasNot: readonly string[];
}

export function fitOfAccounts({ bytes }: Source, { has, hasNot }: AccountColumns): Fit {
  // A log alone doesn't say whose it is.
  if (isWal(bytes)) return "maybe";
  const columns = isSqlite(bytes) ? (openSqlite(bytes)?.table(TABLE)?.columns ?? []) : [];
  const isOurs = has.every((column) => columns.includes(column));
  return isOurs && !hasNot.some((column) => columns.includes(column)) ? "yes" : "no";
}

export interface AccountReader {
  /** The format's name. */
  readonly what: string;
  readonly readRow: (row: SqliteRow) => Entry;
}

/** Databases, each with its log where that is among the sources. */
export function readAccounts(
  sources: readonly Source[],
  { what, readRow }: AccountReader,
): Result<Found, HoltError> {
  const logs = sources.filter(({ bytes }) => isWal(bytes));
  const databases = sources.filter((source) => !logs.includes(source));
  const logOf = ({ name }: Source): Source | undefined =>
    databases.length === 1 && logs.length === 1
      ? logs[0]
      : logs.find((log) => log.name === `${name}${LOG_SUFFIX}`);
  const stray = logs.find((log) => !databases.some((database) => logOf(database) === log));
  if (stray !== undefined)
    return malformed(what, stray.name, "is a log: import it with the database beside it");
  const found: Found[] = [];
  for (const source of databases) {
    const log = logOf(source);
    const file = openSqlite(source.bytes, log?.bytes);
    const rows = file?.table(TABLE)?.rows();
    if (file === undefined || rows === undefined) {
      return malformed(what, source.name, "has no table of accounts, or is damaged");
    }
    const notice = `what is newest may be in ${source.name}${LOG_SUFFIX}: import both, where there is such a file`;
    const notices = file.hasLog && log === undefined ? [notice] : [];
    found.push(findEntries(source.name, rows, readRow), { accounts: [], skipped: [], notices });
  }
  return ok({
    accounts: found.flatMap(({ accounts }) => accounts),
    skipped: found.flatMap(({ skipped }) => skipped),
    notices: found.flatMap(({ notices }) => notices),
  });
}

/** Empty where the column is not there, or holds no text. */
export function textAt(row: SqliteRow, column: string): string {
  const value = row.value(column);
  return typeof value === "string" ? value.trim() : "";
}
