/**
 * Makes SQLite files for tests, with SQLite itself.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";

export interface PageSettings {
  readonly pageBytes: number;
  /** Left free at the end of each page. */
  readonly reservedBytes: number;
}

export function sqliteFile(...parts: readonly (PageSettings | string)[]): Uint8Array {
  const statements = parts.filter((part) => typeof part === "string");
  const settings = parts.find((part) => typeof part !== "string");
  const database = settings === undefined ? new Database(":memory:") : new Database(emptyFile(settings));
  for (const statement of statements) database.exec(statement);
  const bytes = new Uint8Array(database.serialize());
  database.close();
  return bytes;
}

/** SQLite takes the reserved bytes from the header of a file, and from nowhere else. */
function emptyFile({ pageBytes, reservedBytes }: PageSettings): Buffer {
  const database = new Database(":memory:");
  database.pragma(`page_size = ${pageBytes}`);
  database.exec("CREATE TABLE gone (a); DROP TABLE gone; VACUUM");
  const bytes = database.serialize();
  database.close();
  const usable = pageBytes - reservedBytes;
  bytes[20] = reservedBytes;
  // The page of the schema: no cells, and its content begins at the end.
  bytes.writeUInt16BE(usable, 105);
  return bytes;
}

export interface LoggedFile {
  readonly database: Uint8Array;
  readonly wal: Uint8Array;
}

/** As a phone leaves it: the first statements are in the database, the others in its log alone. */
export function loggedSqliteFile(settled: readonly string[], logged: readonly string[]): LoggedFile {
  const folder = mkdtempSync(join(tmpdir(), "holt-sqlite-"));
  const path = join(folder, "a.db");
  const connection = new Database(path);
  connection.pragma("journal_mode = WAL");
  for (const statement of settled) connection.exec(statement);
  connection.pragma("wal_checkpoint(TRUNCATE)");
  for (const statement of logged) connection.exec(statement);
  const [database, wal] = [path, `${path}-wal`].map((name) => new Uint8Array(readFileSync(name)));
  connection.close();
  rmSync(folder, { recursive: true });
  return { database: database ?? new Uint8Array(), wal: wal ?? new Uint8Array() };
}
