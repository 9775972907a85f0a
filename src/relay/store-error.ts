/**
 * What SQLite and the file system throw → the `storage` error that an operator is told about. Codes only, no content;
 * anything else is a bug and is thrown on.
 */
import type { HoltError } from "../protocol/errors.ts";

export type StorageError = Extract<HoltError, { type: "storage" }>;

const REASONS: Readonly<Record<string, StorageError["reason"]>> = {
  SQLITE_FULL: "full",
  ENOSPC: "full",
  EDQUOT: "full",
  EFBIG: "full",
  SQLITE_CORRUPT: "damaged",
  SQLITE_NOTADB: "damaged",
  SQLITE_FORMAT: "damaged",
  SQLITE_READONLY: "read-only",
  EROFS: "read-only",
  SQLITE_PERM: "permission",
  SQLITE_AUTH: "permission",
  EACCES: "permission",
  EPERM: "permission",
  ELOOP: "permission",
  SQLITE_BUSY: "busy",
  SQLITE_LOCKED: "busy",
  SQLITE_PROTOCOL: "busy",
  EBUSY: "busy",
  ENOENT: "no-folder",
  EISDIR: "is-folder",
};

const IO = /^(SQLITE_(IOERR|CANTOPEN|TOOBIG|NOLFS|NOMEM)|EIO|EMFILE|ENFILE|EEXIST|ENOTDIR|ENAMETOOLONG)/;

/** Undefined where the thrown thing is not about storage. */
export function asStorageError(thrown: unknown, file: string): StorageError | undefined {
  if (!(thrown instanceof Error) || !("code" in thrown) || typeof thrown.code !== "string") return undefined;
  const { code } = thrown;
  // SQLite's extended codes say more than their first word: SQLITE_BUSY_SNAPSHOT.
  const reason =
    REASONS[code] ?? REASONS[/^SQLITE_[A-Z]+/.exec(code)?.[0] ?? ""] ?? (IO.test(code) ? "io" : undefined);
  return reason === undefined ? undefined : { type: "storage", reason, file, detail: code };
}

/** For places where only storage can fail: everything else is thrown on. */
export function toStorageError(thrown: unknown, file: string): StorageError {
  const error = asStorageError(thrown, file);
  if (error === undefined) throw thrown;
  return error;
}
