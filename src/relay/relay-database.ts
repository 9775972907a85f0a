/**
 * relay.db as a file: looked at first, opened for writing only where it is sound, ours and of a version we know.
 *
 * Knows no table's meaning. Invariants: 0600; WAL with synchronous=FULL, so that what was acknowledged is on the disk;
 * secure_delete; a file that can't be trusted is left as it is. Several processes may have it open: the relay that
 * serves, and an operator's command.
 */
import SqliteDatabase, { type Database } from "better-sqlite3";
import { closeSync, openSync, statSync } from "node:fs";
import type { HoltError } from "../protocol/errors.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { checkPrivateFile } from "./relay-directory.ts";
import { APPLICATION_ID, migrate, SCHEMA_VERSION } from "./relay-schema.ts";
import { toStorageError } from "./store-error.ts";

/** An operator's command and the relay wait for each other for so long. */
export const BUSY_TIMEOUT_MS = 5000;
/** Looking through more than this at each start would take longer than people wait. */
const LARGEST_CHECKED_BYTES = 512 * 1024 * 1024;

/** Opens what is there; undefined where nothing is, and nothing was created. */
export function openRelayDatabase(file: string): Result<Database | undefined, HoltError> {
  return attempt(file, () => {
    if (!checkPrivateFile(file) || statSync(file).size === 0) return ok(undefined);
    const refusal = inspect(file);
    if (refusal !== undefined) return err(refusal);
    return ok(prepare(new SqliteDatabase(file, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS })));
  });
}

/** Opens it, or makes it. The directory is there. */
export function createRelayDatabase(file: string): Result<Database, HoltError> {
  const opened = openRelayDatabase(file);
  if (!opened.ok) return opened;
  if (opened.value !== undefined) return ok(opened.value);
  return attempt(file, () => {
    if (!checkPrivateFile(file)) closeSync(openSync(file, "wx", 0o600));
    return ok(prepare(new SqliteDatabase(file, { timeout: BUSY_TIMEOUT_MS })));
  });
}

/** Nothing of deleted rows stays in the journal; false where a reader, for all this time, kept it from being emptied. */
export function truncateJournal(database: Database, patienceMs: number): boolean {
  database.pragma(`busy_timeout = ${patienceMs}`);
  try {
    const [row] = database.pragma("wal_checkpoint(TRUNCATE)") as readonly { readonly busy: number }[];
    return row?.busy === 0;
  } finally {
    database.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  }
}

/** Reading only: whatever is found, the file stays as it is. */
function inspect(file: string): HoltError | undefined {
  const database = new SqliteDatabase(file, {
    readonly: true,
    fileMustExist: true,
    timeout: BUSY_TIMEOUT_MS,
  });
  const refuse = (reason: "damaged" | "foreign" | "newer", detail?: string): HoltError => ({
    type: "storage",
    reason,
    file,
    ...(detail === undefined ? {} : { detail }),
  });
  try {
    const version = Number(database.pragma("user_version", { simple: true }));
    const application = Number(database.pragma("application_id", { simple: true }));
    if (application !== APPLICATION_ID) {
      const isEmpty = database.prepare("SELECT count(*) FROM sqlite_schema").pluck().get() === 0;
      return isEmpty && application === 0 ? undefined : refuse("foreign");
    }
    if (version > SCHEMA_VERSION)
      return refuse("newer", `schema ${version}, this one knows ${SCHEMA_VERSION}`);
    if (statSync(file).size > LARGEST_CHECKED_BYTES) return undefined;
    return database.pragma("quick_check(1)", { simple: true }) === "ok"
      ? undefined
      : refuse("damaged", "quick_check");
  } finally {
    database.close();
  }
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
