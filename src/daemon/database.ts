/**
 * vault.db as a file: opened safely, checked, brought to the present schema, or set aside when it is damaged.
 *
 * Knows no key and no table's meaning. The caller holds the process lock: nobody else has the file open.
 * Invariants: 0600 in a 0700 directory of ours; WAL with synchronous=FULL, so an answered edit is on the disk;
 * secure_delete, so what is deleted is overwritten; a file that can't be trusted is moved, never written to.
 */
import SqliteDatabase, { type Database } from "better-sqlite3";
import { statSync } from "node:fs";
import { dirname } from "node:path";
import type { HoltError } from "../protocol/errors.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { hasStrayJournal, moveAside } from "./damaged-files.ts";
import { checkPrivateFile, createPrivateFile, ensurePrivateDirectory } from "./private-files.ts";
import { APPLICATION_ID, migrate, SCHEMA_VERSION } from "./schema.ts";
import { isDamage, toStorageError } from "./storage-error.ts";

/** Before it, a WAL reset with several connections can corrupt the database. */
const OLDEST_SQLITE = [3, 51, 3] as const;

/** Nobody else should have it open; who looks at it by hand must not stop the daemon for longer than this. */
const BUSY_TIMEOUT_MS = 1000;

export interface DatabasePlace {
  readonly file: string;
  readonly now: () => number;
}

/** Opens what is there. ok(undefined): nothing is, and nothing was created. */
export function openDatabase({ file, now }: DatabasePlace): Result<Database | undefined, HoltError> {
  const old = checkSqliteVersion(file);
  if (old !== undefined) return err(old);
  try {
    ensurePrivateDirectory(dirname(file));
    if (!checkPrivateFile(file) || statSync(file).size === 0) return ok(undefined);
  } catch (thrown) {
    return err(toStorageError(thrown, file));
  }
  return attempt(file, () => openExisting({ file, now }));
}

/**
 * For a new vault. An empty file is used, and so is a database that was made before founding was interrupted: the
 * caller looks whether a vault is in it. A journal whose database is gone is moved away.
 */
export function createDatabase(place: DatabasePlace): Result<Database, HoltError> {
  const opened = openDatabase(place);
  if (!opened.ok) return opened;
  if (opened.value !== undefined) return ok(opened.value);
  const { file, now } = place;
  return attempt(file, () => {
    if (hasStrayJournal(file)) moveAside(file, now());
    if (!checkPrivateFile(file)) createPrivateFile(file);
    return ok(prepare(open(file)));
  });
}

/**
 * Moves a database away, and says where it went. Before it is closed: SQLite writes to a file on closing it, but not
 * to one that isn't in its place any more.
 */
export function setAside({ file, now }: DatabasePlace, error: HoltError): HoltError {
  try {
    return { ...error, type: "storage", reason: "damaged", file, movedTo: moveAside(file, now()) };
  } catch (thrown) {
    return { ...toStorageError(thrown, file), reason: "damaged" };
  }
}

/** Nothing of deleted rows stays in the journal; false where a reader kept it from being emptied. */
export function truncateJournal(database: Database): boolean {
  const [row] = database.pragma("wal_checkpoint(TRUNCATE)") as readonly { readonly busy: number }[];
  return row?.busy === 0;
}

/** Exported for its test: every build of holt brings its own SQLite, and that one is recent. */
export function isRecentEnough(version: string): boolean {
  const parts = version.split(".").map(Number);
  for (const [index, least] of OLDEST_SQLITE.entries()) {
    const part = parts[index] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}

function checkSqliteVersion(file: string): HoltError | undefined {
  const memory = new SqliteDatabase(":memory:");
  const version = String(memory.prepare("SELECT sqlite_version()").pluck().get());
  memory.close();
  if (isRecentEnough(version)) return undefined;
  return { type: "storage", reason: "sqlite-too-old", file, detail: version };
}

const open = (file: string): Database =>
  new SqliteDatabase(file, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS });

function openExisting(place: DatabasePlace): Result<Database, HoltError> {
  const database = open(place.file);
  const opened = attempt(place.file, () => {
    const refusal = checkIdentity(database, place.file);
    return refusal === undefined ? ok(prepare(database)) : err(refusal);
  });
  if (opened.ok) return opened;
  const told = isDamage(opened.error) ? setAside(place, opened.error) : opened.error;
  database.close();
  return err(told);
}

/** Before anything is written: is it sound, is it ours, can this holt read it? */
function checkIdentity(database: Database, file: string): HoltError | undefined {
  const version = Number(database.pragma("user_version", { simple: true }));
  const application = Number(database.pragma("application_id", { simple: true }));
  const isEmpty = database.prepare("SELECT count(*) FROM sqlite_schema").pluck().get() === 0;
  if (application !== APPLICATION_ID && !(isEmpty && application === 0)) {
    return { type: "malformed", what: "vault.db", where: file, reason: "not a database of holt" };
  }
  if (version > SCHEMA_VERSION) {
    const reason = `made by a newer holt (schema ${version}, this one knows ${SCHEMA_VERSION})`;
    return { type: "malformed", what: "vault.db", where: file, reason };
  }
  const finding = database.pragma("quick_check(1)", { simple: true });
  if (finding !== "ok") return { type: "storage", reason: "damaged", file, detail: "quick_check" };
  return undefined;
}

function prepare(database: Database): Database {
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.pragma("secure_delete = ON");
  database.pragma("foreign_keys = ON");
  database.pragma("trusted_schema = OFF");
  migrate(database);
  return database;
}

function attempt<T>(file: string, run: () => Result<T, HoltError>): Result<T, HoltError> {
  try {
    return run();
  } catch (thrown) {
    return err(toStorageError(thrown, file));
  }
}
