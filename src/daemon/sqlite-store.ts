/**
 * The store in SQLite: statements prepared once, each `write` one immediate transaction.
 */
import type { Database } from "better-sqlite3";
import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { type HoltError, HoltFailure } from "../protocol/errors.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { truncateJournal } from "./database.ts";
import { createPrivateFile, syncDirectory } from "./private-files.ts";
import { asStorageError } from "./storage-error.ts";
import {
  type CheckpointRow,
  type InboxRow,
  type JournalTable,
  type OutboxRow,
  type Row,
  SEALED_TABLES,
  type SealedTable,
  type Store,
  type StoreReader,
  type StoreWriter,
  type UsageRow,
} from "./store.ts";

const EVERYTHING = -1;
const COPIES = [1, 2] as const;

export function createSqliteStore(database: Database, file: string): Store {
  const reader = createReader(database);
  const writer = createWriter(database, reader);
  const attempt = <T>(run: () => T): Result<T, HoltError> => {
    try {
      return ok(run());
    } catch (thrown) {
      if (thrown instanceof HoltFailure) return err(thrown.error);
      const error = asStorageError(thrown, file);
      if (error === undefined) throw thrown;
      return err(error);
    }
  };
  // Wrapped once: making the wrapper costs more than some of what runs in it. The wrapper knows no type parameter.
  const inReading = database.transaction((run: (rows: StoreReader) => unknown) => run(reader));
  const inWriting = database.transaction((run: (rows: StoreWriter) => unknown) => run(writer));
  return {
    // A transaction, so that several reads see one state.
    read: <T>(run: (rows: StoreReader) => T) => attempt(() => inReading.deferred(run) as T),
    write: <T>(run: (rows: StoreWriter) => T) => attempt(() => inWriting.immediate(run) as T),
    scrub: () => attempt(() => truncateJournal(database)),
    copyTo: (copy) => attempt(() => copyDatabase(database, copy)),
    close: () => void database.close(),
  };
}

/**
 * By SQLite itself: opening the file beside it and closing it again would drop the locks that this process holds.
 */
function copyDatabase(database: Database, copy: string): void {
  createPrivateFile(copy);
  try {
    database.prepare("VACUUM INTO ?").run(copy);
    syncDirectory(dirname(copy));
  } catch (thrown) {
    rmSync(copy, { force: true });
    throw thrown;
  }
}

function createReader(database: Database): StoreReader {
  const keyring = database.prepare<[], Uint8Array>("SELECT sealed FROM keyring ORDER BY copy").pluck();
  const roster = database.prepare<[], { position: number; entry: Uint8Array }>(
    "SELECT position, entry FROM roster ORDER BY position, copy",
  );
  const select = (table: SealedTable, order: "ASC" | "DESC") =>
    database.prepare<[number, number, number], Row>(
      `SELECT seq, sealed FROM ${table} WHERE seq > ? AND seq < ? ORDER BY seq ${order} LIMIT ?`,
    );
  const ascending = byTable((table) => select(table, "ASC"));
  const descending = byTable((table) => select(table, "DESC"));
  const lastSeq = byTable((table) => database.prepare<[], number>(selectLastSeq(table)).pluck());
  const checkpoints = database.prepare<[], CheckpointRow>(
    "SELECT seq, day, covers FROM checkpoint ORDER BY seq DESC",
  );
  const checkpoint = database
    .prepare<[number], Uint8Array>("SELECT sealed FROM checkpoint WHERE seq = ?")
    .pluck();
  const usage = database.prepare<[], UsageRow>("SELECT account, sealed FROM usage");
  const fact = database
    .prepare<[string], Uint8Array>("SELECT sealed FROM fact WHERE name = ? ORDER BY copy")
    .pluck();
  const factNames = database
    .prepare<[string, string], string>("SELECT DISTINCT name FROM fact WHERE substr(name, 1, length(?)) = ?")
    .pluck();
  const outbox = database.prepare<[], OutboxRow>("SELECT seq, clock FROM outbox ORDER BY seq");
  const inbox = database.prepare<[], InboxRow>("SELECT position, kind, bytes FROM inbox ORDER BY position");
  return {
    keyring: () => keyring.all(),
    roster: () =>
      [...Map.groupBy(roster.all(), ({ position }) => position).values()].map((copies) =>
        copies.map(({ entry }) => entry),
      ),
    rows: (table, { after = 0, before = Number.MAX_SAFE_INTEGER, limit = EVERYTHING, newestFirst } = {}) =>
      (newestFirst === true ? descending : ascending)[table].all(after, before, limit),
    lastSeq: (table) => lastSeq[table].get() ?? 0,
    checkpoints: () => checkpoints.all(),
    checkpoint: (seq) => checkpoint.get(seq),
    usage: () => usage.all(),
    fact: (name) => fact.all(name),
    factNames: (prefix) => factNames.all(prefix, prefix),
    outbox: () => outbox.all(),
    inbox: () => inbox.all(),
  };
}

/**
 * SQLite keeps count, but its count is a row like any other, and may be lost: a number that is still in use, or a
 * draft's that a checkpoint says it covers, would hide what it is given to.
 */
function selectLastSeq(table: SealedTable): string {
  const counts = [`SELECT seq FROM sqlite_sequence WHERE name = '${table}'`, `SELECT max(seq) FROM ${table}`];
  if (table === "draft") counts.push("SELECT max(covers) FROM checkpoint");
  return `SELECT max(${counts.map((count) => `ifnull((${count}), 0)`).join(", ")})`;
}

function createWriter(database: Database, reader: StoreReader): StoreWriter {
  const keyring = database.prepare<[number, Uint8Array]>(
    "INSERT OR REPLACE INTO keyring (copy, sealed) VALUES (?, ?)",
  );
  const roster = database.prepare<[number, number, Uint8Array]>(
    "INSERT OR REPLACE INTO roster (position, copy, entry) VALUES (?, ?, ?)",
  );
  const insert = (table: JournalTable) =>
    database.prepare<[number, Uint8Array]>(`INSERT INTO ${table} (seq, sealed) VALUES (?, ?)`);
  const inserts = {
    draft: insert("draft"),
    activity: insert("activity"),
    undo: insert("undo"),
    redo: insert("redo"),
  } satisfies Record<JournalTable, unknown>;
  const checkpoint = database.prepare<[number, number, number, Uint8Array]>(
    "INSERT INTO checkpoint (seq, day, covers, sealed) VALUES (?, ?, ?, ?)",
  );
  const remove = byTable((table) => database.prepare<[number]>(`DELETE FROM ${table} WHERE seq = ?`));
  const removeThrough = byTable((table) => database.prepare<[number]>(`DELETE FROM ${table} WHERE seq <= ?`));
  const keepNewest = byTable((table) =>
    database.prepare<[number]>(
      `DELETE FROM ${table} WHERE seq <= (SELECT seq FROM ${table} ORDER BY seq DESC LIMIT 1 OFFSET ?)`,
    ),
  );
  const putUsage = database.prepare<[string, Uint8Array]>(
    "INSERT OR REPLACE INTO usage (account, sealed) VALUES (?, ?)",
  );
  const removeUsage = database.prepare<[string]>("DELETE FROM usage WHERE account = ?");
  const putFact = database.prepare<[string, number, Uint8Array]>(
    "INSERT OR REPLACE INTO fact (name, copy, sealed) VALUES (?, ?, ?)",
  );
  const removeFact = database.prepare<[string]>("DELETE FROM fact WHERE name = ?");
  const addToOutbox = database.prepare<[number, number]>("INSERT INTO outbox (seq, clock) VALUES (?, ?)");
  const removeFromOutbox = database.prepare<[number]>("DELETE FROM outbox WHERE seq <= ?");
  const removeCovered = database.prepare<[number]>(
    "DELETE FROM draft WHERE seq <= ? AND seq NOT IN (SELECT seq FROM outbox)",
  );
  const putInbox = database.prepare<[number, string, Uint8Array]>(
    "INSERT OR REPLACE INTO inbox (position, kind, bytes) VALUES (?, ?, ?)",
  );
  const clearInbox = database.prepare<[]>("DELETE FROM inbox");
  return {
    ...reader,
    putKeyring: (sealed) => {
      for (const copy of COPIES) keyring.run(copy, sealed);
    },
    putRosterEntry: (position, entry) => {
      for (const copy of COPIES) roster.run(position, copy, entry);
    },
    append: (table, seal) => {
      const seq = reader.lastSeq(table) + 1;
      inserts[table].run(seq, seal(seq));
      return seq;
    },
    addCheckpoint: ({ day, covers }, seal) => {
      const seq = reader.lastSeq("checkpoint") + 1;
      checkpoint.run(seq, day, covers, seal(seq));
      return seq;
    },
    remove: (table, seqs) => {
      for (const seq of seqs) remove[table].run(seq);
    },
    removeThrough: (table, seq) => void removeThrough[table].run(seq),
    keepNewest: (table, count) => void keepNewest[table].run(count),
    putUsage: (account, sealed) => void putUsage.run(account, sealed),
    removeUsage: (account) => void removeUsage.run(account),
    putFact: (name, sealed) => {
      for (const copy of COPIES) putFact.run(name, copy, sealed);
    },
    removeFact: (name) => void removeFact.run(name),
    addToOutbox: ({ seq, clock }) => void addToOutbox.run(seq, clock),
    removeFromOutbox: (throughSeq) => void removeFromOutbox.run(throughSeq),
    removeCoveredDrafts: (throughSeq) => void removeCovered.run(throughSeq),
    putInbox: ({ position, kind, bytes }) => void putInbox.run(position, kind, bytes),
    clearInbox: () => void clearInbox.run(),
  };
}

function byTable<T>(make: (table: SealedTable) => T): Readonly<Record<SealedTable, T>> {
  return Object.fromEntries(SEALED_TABLES.map((table) => [table, make(table)])) as Record<SealedTable, T>;
}
