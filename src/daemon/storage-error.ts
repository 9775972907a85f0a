/**
 * What SQLite and the file system throw → the one `storage` error that people are told about.
 *
 * Knows codes, never content: SQLite's messages name tables and columns, which hold nothing secret, but only
 * the code goes on. Anything it doesn't recognise is a bug and is thrown on.
 */
import type { HoltError } from "../protocol/errors.ts";

export type StorageError = Extract<HoltError, { type: "storage" }>;

/** By prefix, longest first: extended codes say more than their first word (SQLITE_IOERR_FSYNC …). */
const REASON_BY_CODE = [
  ["SQLITE_FULL", "full"],
  ["SQLITE_CORRUPT", "damaged"],
  ["SQLITE_NOTADB", "damaged"],
  ["SQLITE_FORMAT", "damaged"],
  ["SQLITE_READONLY", "read-only"],
  ["SQLITE_PERM", "permission"],
  ["SQLITE_AUTH", "permission"],
  ["SQLITE_BUSY", "busy"],
  ["SQLITE_LOCKED", "busy"],
  ["SQLITE_PROTOCOL", "busy"],
  ["SQLITE_IOERR_NOMEM", "io"],
  ["SQLITE_IOERR", "io"],
  ["SQLITE_CANTOPEN", "io"],
  ["SQLITE_TOOBIG", "io"],
  ["SQLITE_NOLFS", "io"],
  ["SQLITE_NOMEM", "io"],
  ["ENOSPC", "full"],
  ["EDQUOT", "full"],
  ["EROFS", "read-only"],
  ["EACCES", "permission"],
  ["EPERM", "permission"],
  ["EBUSY", "busy"],
  ["EIO", "io"],
  ["EMFILE", "io"],
  ["ENFILE", "io"],
  ["ENOENT", "io"],
  ["EEXIST", "io"],
  ["ENOTDIR", "io"],
  ["EISDIR", "io"],
  ["ELOOP", "permission"],
  ["ENAMETOOLONG", "io"],
  ["EFBIG", "full"],
] as const satisfies readonly (readonly [string, StorageError["reason"]])[];

/** Undefined where the thrown thing is not about storage. */
export function asStorageError(thrown: unknown, file: string): StorageError | undefined {
  const code = codeOf(thrown);
  if (code === undefined) return undefined;
  const reason = REASON_BY_CODE.find(([prefix]) => code.startsWith(prefix))?.[1];
  return reason === undefined ? undefined : { type: "storage", reason, file, detail: code };
}

/** For places where only storage can fail: everything else is thrown on. */
export function toStorageError(thrown: unknown, file: string): StorageError {
  const error = asStorageError(thrown, file);
  if (error === undefined) throw thrown;
  return error;
}

export const isDamage = (error: HoltError): boolean => error.type === "storage" && error.reason === "damaged";

/** SQLite itself says that the file is not sound; not a row that doesn't open. `movedTo`: it is dealt with. */
export const isBrokenDatabase = (error: HoltError): boolean =>
  error.type === "storage" &&
  error.reason === "damaged" &&
  error.movedTo === undefined &&
  error.detail?.startsWith("SQLITE_") === true;

function codeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !("code" in thrown)) return undefined;
  return typeof thrown.code === "string" ? thrown.code : undefined;
}
