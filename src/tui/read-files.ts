/**
 * Reads the files that were named in a field, for an import or a QR code. A name that is a file as it stands is
 * taken as it stands, spaces and all. A folder stands for the files in it.
 */
import { promises } from "node:fs";
import { basename, join } from "node:path";
import type { HoltError } from "../protocol/errors.ts";
import type { ImportFile } from "../protocol/local-api.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { resolvePath, splitPaths, type PathContext } from "./typed-paths.ts";

/** What fits the local API in base64, with room for the rest of the message. */
const MOST_BYTES = 40 * 1024 * 1024;

export async function readTypedFiles(
  typed: string,
  context: PathContext,
): Promise<Result<readonly ImportFile[], HoltError>> {
  const whole = resolvePath(typed.trim(), context);
  const isOne = (await sizeOf(whole)) !== undefined;
  const paths = isOne ? [whole] : splitPaths(typed, context);
  const files: ImportFile[] = [];
  let bytesInAll = 0;
  for (const path of (await Promise.all(paths.map(expand))).flat()) {
    const size = await sizeOf(path);
    bytesInAll += size ?? 0;
    if (bytesInAll > MOST_BYTES) return err(malformed(path, "too large"));
    try {
      const bytes = await promises.readFile(path);
      files.push({ name: basename(path), bytes: bytes.toString("base64") });
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? "";
      return err(malformed(path, code === "ENOENT" ? "no such file" : code));
    }
  }
  return ok(files);
}

const malformed = (where: string, reason: string): HoltError => ({
  type: "malformed",
  what: "",
  where,
  reason,
});

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await promises.stat(path)).size;
  } catch {
    return undefined;
  }
}

async function expand(path: string): Promise<readonly string[]> {
  try {
    const entries = await promises.readdir(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => join(path, name));
  } catch {
    return [path];
  }
}
