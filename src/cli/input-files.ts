/**
 * The files, folders and stdin that `holt import` and `holt add --qr` are given → their bytes, named for messages.
 */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { formatBase64 } from "../protocol/bytes.ts";
import type { HoltError } from "../protocol/errors.ts";
import { type ImportFile, MAX_LINE_BYTES } from "../protocol/local-api.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import type { Context } from "./command.ts";
import { readBytes } from "./secret-input.ts";

/** What one request can carry: base64 takes 4 bytes for 3, and the rest of the line needs a little. */
const MAX_INPUT_BYTES = Math.floor((MAX_LINE_BYTES - 1024 * 1024) * 0.75);

export async function readInputFiles(
  context: Context,
  paths: readonly string[],
): Promise<Result<readonly ImportFile[], HoltError>> {
  const files: ImportFile[] = [];
  let total = 0;
  const found = paths.flatMap((path) => (path === "-" ? ["-"] : filesUnder(path)));
  if (found.length === 0) {
    const where = paths.join(", ");
    return err({ type: "malformed", what: "folder", where, reason: "there is no file in it" });
  }
  for (const path of found) {
    const bytes = await readBytes(context, path);
    if (!bytes.ok) return bytes;
    total += bytes.value.length;
    if (total > MAX_INPUT_BYTES) {
      const reason = `more than ${Math.floor(MAX_INPUT_BYTES / 1024 / 1024)} MB`;
      return err({ type: "malformed", what: "size", where: path, reason });
    }
    files.push({ name: path === "-" ? "stdin" : path, bytes: formatBase64(bytes.value) });
  }
  return ok(files);
}

/** A folder stands for the files in and below it, sorted, hidden ones left out; else the path, to be read or not. */
function filesUnder(path: string): readonly string[] {
  const names = namesIn(path);
  if (names === undefined) return [path];
  return names
    .filter((name) => !name.startsWith("."))
    .toSorted()
    .flatMap((name) => filesUnder(join(path, name)));
}

/** Undefined where it is no folder that can be looked into. */
function namesIn(path: string): readonly string[] | undefined {
  try {
    return statSync(path).isDirectory() ? readdirSync(path) : undefined;
  } catch {
    return undefined;
  }
}
