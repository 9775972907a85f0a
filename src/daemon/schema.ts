/**
 * The tables of vault.db and how older ones become newer ones.
 *
 * Every BLOB named `sealed` is a sealed record (protocol/stored.ts) bound to its table and row. SQLite sees
 * numbers, ids and sizes, and of the roster its public bytes. What a vault can't be without is there twice.
 */
import type { Database } from "better-sqlite3";

/** "holt" in ASCII: tells our files from any other SQLite database. */
export const APPLICATION_ID = 0x68_6f_6c_74;

/**
 * One step per version, never changed once released. AUTOINCREMENT: a row number is never given twice, for it
 * is part of what seals the row, and drafts are counted on after the older ones are gone.
 */
const STEPS: readonly string[] = [
  `
  CREATE TABLE keyring (
    copy INTEGER PRIMARY KEY CHECK (copy IN (1, 2)),
    sealed BLOB NOT NULL
  ) STRICT;
  CREATE TABLE roster (
    position INTEGER NOT NULL,
    copy INTEGER NOT NULL CHECK (copy IN (1, 2)),
    entry BLOB NOT NULL,
    PRIMARY KEY (position, copy)
  ) STRICT;
  CREATE TABLE draft (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    sealed BLOB NOT NULL
  ) STRICT;
  CREATE TABLE checkpoint (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    day INTEGER NOT NULL,
    covers INTEGER NOT NULL,
    sealed BLOB NOT NULL
  ) STRICT;
  CREATE TABLE activity (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    sealed BLOB NOT NULL
  ) STRICT;
  CREATE TABLE undo (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    sealed BLOB NOT NULL
  ) STRICT;
  CREATE TABLE redo (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    sealed BLOB NOT NULL
  ) STRICT;
  CREATE TABLE usage (
    account TEXT PRIMARY KEY,
    sealed BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  // Sync: what is to be sent, what came while the keys were locked away, and small sealed records by name.
  `
  CREATE TABLE fact (
    name TEXT NOT NULL,
    copy INTEGER NOT NULL CHECK (copy IN (1, 2)),
    sealed BLOB NOT NULL,
    PRIMARY KEY (name, copy)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY,
    clock INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE inbox (
    position INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('entry', 'envelope')),
    bytes BLOB NOT NULL
  ) STRICT;
  `,
];

export const SCHEMA_VERSION = STEPS.length;

/** All steps that are missing, in one transaction. The caller has made sure that the file is ours or empty. */
export function migrate(database: Database): void {
  const from = Number(database.pragma("user_version", { simple: true }));
  if (from === SCHEMA_VERSION) return;
  const run = database.transaction(() => {
    for (const step of STEPS.slice(from)) database.exec(step);
    database.pragma(`application_id = ${APPLICATION_ID}`);
    database.pragma(`user_version = ${SCHEMA_VERSION}`);
  });
  run.exclusive();
}
