/**
 * Makes SQLite files for tests, with SQLite itself.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";

export function sqliteFile(...statements: readonly string[]): Uint8Array {
  const database = new Database(":memory:");
  for (const statement of statements) database.exec(statement);
  const bytes = new Uint8Array(database.serialize());
  database.close();
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
