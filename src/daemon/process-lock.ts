/**
 * One daemon per vault: an exclusive transaction on lock.db, which the kernel drops with the process that holds
 * it, however that ends. Taken before anything else of the vault is touched.
 *
 * The file holds nothing. Who the holder is stands elsewhere (running-file.ts), as information only: a pid is no
 * proof of life. POSIX locks belong to a process: a second copy of SQLite in the daemon's own process that opened
 * and closed this file would drop the lock.
 */
import Database from "better-sqlite3";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import type { HoltError } from "../protocol/errors.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { checkPrivateFile, ensurePrivateDirectory } from "./private-files.ts";
import { toStorageError } from "./storage-error.ts";

export interface ProcessLock {
  release(): void;
}

/** Two that reach for it in the same instant can each be in the other's way: both try on for a moment. */
const CONTEST_MS = 300;

export function takeProcessLock(lockFile: string): Result<ProcessLock, HoltError> {
  let database: Database.Database | undefined;
  try {
    ensurePrivateDirectory(dirname(lockFile));
    checkPrivateFile(lockFile);
    database = new Database(lockFile, { timeout: CONTEST_MS });
    checkPrivateFile(lockFile);
    // No journal file: one left behind by a killed process would have to be rolled back before looking.
    database.pragma("journal_mode = MEMORY");
    database.exec("BEGIN EXCLUSIVE");
    const held = database;
    return ok({ release: () => held.close() });
  } catch (thrown) {
    database?.close();
    const error = toStorageError(thrown, lockFile);
    return err(error.reason === "busy" ? { type: "already-running" } : error);
  }
}

/** For whoever waits for a daemon to be gone. A lock that can't be read counts as held. */
export function isLockFree(lockFile: string): boolean {
  if (!existsSync(lockFile)) return true;
  let database: Database.Database | undefined;
  try {
    database = new Database(lockFile, { readonly: true, timeout: 0 });
    // Reading needs a shared lock, which the holder's exclusive one refuses.
    database.pragma("schema_version");
    return true;
  } catch {
    return false;
  } finally {
    database?.close();
  }
}
