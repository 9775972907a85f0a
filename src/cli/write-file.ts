/**
 * A file for its owner alone, that is there as a whole or not at all.
 *
 * Written beside its place under a name of its own, flushed to the disk, then linked (which never overwrites) or
 * renamed (with `isForced`).
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import type { HoltError } from "../protocol/errors.ts";
import { err, ok, type Result } from "../protocol/result.ts";

export interface PrivateFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  /** May take the place of another file. */
  readonly isForced: boolean;
}

export function writePrivateFile({ path, bytes, isForced }: PrivateFile): Result<undefined, HoltError> {
  const draft = `${path}.${process.pid}.part`;
  try {
    if (isDevice(path)) {
      writeFileSync(path, bytes);
      return ok(undefined);
    }
    // "wx": a file of that name, or a symlink that someone laid there, is not followed.
    const file = openSync(draft, "wx", 0o600);
    try {
      let written = 0;
      while (written < bytes.length) written += writeSync(file, bytes, written);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (isForced) renameSync(draft, path);
    else placeNew(draft, path);
    flushDirectory(dirname(path));
    return ok(undefined);
  } catch (error) {
    return err(toStorageError(error, path));
  } finally {
    rmSync(draft, { force: true });
  }
}

/** A terminal, a pipe, /dev/null: nothing there to overwrite, and its name must stay. */
function isDevice(path: string): boolean {
  const facts = statSync(path, { throwIfNoEntry: false });
  return facts !== undefined && !facts.isFile() && !facts.isDirectory();
}

/** A link fails where the name is taken. On a file system without links, a look and a rename must do. */
function placeNew(draft: string, path: string): void {
  try {
    linkSync(draft, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" || existsSync(path)) throw Object.assign(new Error(path), { code: "EEXIST" });
    if (code !== "EPERM" && code !== "ENOTSUP" && code !== "ENOSYS") throw error;
    renameSync(draft, path);
  }
}

/** The name itself must survive a power cut; a file system that can't flush a directory has no such promise. */
function flushDirectory(directory: string): void {
  try {
    const handle = openSync(directory, "r");
    fsyncSync(handle);
    closeSync(handle);
  } catch {
    // The content is on the disk.
  }
}

const REASONS: Readonly<Record<string, Extract<HoltError, { type: "storage" }>["reason"]>> = {
  ENOSPC: "full",
  EDQUOT: "full",
  EROFS: "read-only",
  EACCES: "permission",
  EPERM: "permission",
  ENOENT: "no-folder",
  ENOTDIR: "no-folder",
  EISDIR: "is-folder",
};

/** What a failed write says of the disk, or that the name is taken. */
export function toStorageError(error: unknown, path: string): HoltError {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  if (code === "EEXIST") return { type: "usage", reason: "file-exists", value: path };
  const reason = REASONS[code] ?? "io";
  return { type: "storage", reason, file: path, ...(reason === "io" ? { detail: code } : {}) };
}
