/**
 * One relay per directory: an exclusive transaction on relay.lock, which the kernel drops with the process that holds
 * it, however that ends. The file holds nothing.
 */
import Database from "better-sqlite3";
import type { HoltError } from "../protocol/errors.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { checkPrivateFile } from "./relay-directory.ts";
import { toStorageError } from "./store-error.ts";

export interface RelayLock {
  release(): void;
}

/** Two that reach for it in the same instant can each be in the other's way: both try on for a moment. */
const CONTEST_MS = 300;

/** `already-running` where another relay holds it. The directory is there. */
export function takeRelayLock(lockFile: string): Result<RelayLock, HoltError> {
  let database: Database.Database | undefined;
  try {
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
    return err(error.reason === "busy" ? { type: "already-running", what: "relay" } : error);
  }
}
