/**
 * The directory of rpc.sock and view.sock: made 0700, and refused where it is a symlink, another's, or open to
 * others. It is not tightened: what was open may already hold another's socket.
 */
import { lstatSync, mkdirSync } from "node:fs";
import type { HoltError } from "../protocol/errors.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { isPrivateDirectory } from "../protocol/socket-directory.ts";
import { toStorageError } from "./storage-error.ts";

export function prepareSocketDirectory(directory: string, uid: number): Result<void, HoltError> {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    if (isPrivateDirectory(lstatSync(directory), uid)) return ok(undefined);
  } catch (thrown) {
    const isInTheWay = (thrown as NodeJS.ErrnoException).code === "EEXIST";
    if (!isInTheWay) return err(toStorageError(thrown, directory));
  }
  const detail = "not a directory of yours alone";
  return err({ type: "storage", reason: "permission", file: directory, detail });
}
