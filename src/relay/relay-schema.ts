/**
 * The tables of relay.db and how older ones become newer ones.
 *
 * SQLite sees ids, positions, hashes, sizes, the roster's public bytes and sealed envelopes; mailbox messages are
 * sealed, too, and tokens are hashes.
 */
import type { Database } from "better-sqlite3";

/** "holr" in ASCII: tells a relay's database from a vault's, and from any other. */
export const APPLICATION_ID = 0x68_6f_6c_72;

/** One step per version, never changed once released. */
const STEPS: readonly string[] = [
  `
  CREATE TABLE setting (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE vault (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    log_nonce BLOB NOT NULL,
    position INTEGER NOT NULL,
    hash BLOB NOT NULL,
    dropped INTEGER NOT NULL DEFAULT 0,
    opened_at INTEGER NOT NULL,
    written_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE roster (
    vault INTEGER NOT NULL REFERENCES vault (number) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    entry BLOB NOT NULL,
    PRIMARY KEY (vault, position)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE record (
    vault INTEGER NOT NULL REFERENCES vault (number) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    id BLOB NOT NULL,
    hash BLOB NOT NULL,
    envelope BLOB,
    PRIMARY KEY (vault, position)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE snapshot (
    vault INTEGER NOT NULL REFERENCES vault (number) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    covers INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    stored_at INTEGER NOT NULL,
    PRIMARY KEY (vault, position)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE usage (
    vault INTEGER NOT NULL REFERENCES vault (number) ON DELETE CASCADE,
    epoch INTEGER NOT NULL,
    records INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (vault, epoch)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE member (
    id BLOB NOT NULL,
    vault INTEGER NOT NULL REFERENCES vault (number) ON DELETE CASCADE,
    sign_key BLOB NOT NULL,
    is_former INTEGER NOT NULL,
    PRIMARY KEY (id, vault)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX member_by_vault ON member (vault);
  CREATE TABLE token (
    hash BLOB PRIMARY KEY,
    made_at INTEGER NOT NULL,
    used_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE mailbox (
    id BLOB PRIMARY KEY,
    vault INTEGER NOT NULL REFERENCES vault (number) ON DELETE CASCADE,
    host BLOB NOT NULL,
    guest BLOB,
    ended TEXT,
    expires_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX mailbox_by_expiry ON mailbox (expires_at);
  CREATE INDEX mailbox_by_vault ON mailbox (vault);
  CREATE TABLE mailbox_message (
    mailbox BLOB NOT NULL REFERENCES mailbox (id) ON DELETE CASCADE,
    slot INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (mailbox, slot)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE point (
    vault INTEGER NOT NULL REFERENCES vault (number) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    stored_at INTEGER NOT NULL,
    envelope BLOB NOT NULL,
    PRIMARY KEY (vault, position)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE erase_proposal (
    vault INTEGER NOT NULL REFERENCES vault (number) ON DELETE CASCADE,
    entry INTEGER NOT NULL,
    stored_at INTEGER NOT NULL,
    PRIMARY KEY (vault, entry)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE erasure (
    vault INTEGER PRIMARY KEY REFERENCES vault (number) ON DELETE CASCADE,
    entry BLOB NOT NULL,
    position INTEGER NOT NULL,
    scope INTEGER NOT NULL,
    epoch INTEGER NOT NULL,
    is_done INTEGER NOT NULL DEFAULT 0,
    receipt_at INTEGER,
    signature BLOB
  ) STRICT;
  CREATE INDEX erasure_owed ON erasure (vault) WHERE signature IS NULL;
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
