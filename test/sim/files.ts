/**
 * A device's files as they are at one moment, and as they are put back: what a crash, a backup or a copy makes of them.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** By name. */
export type Files = ReadonlyMap<string, Buffer>;

/** SQLite's shared memory is none of the disk's. */
const isKept = (name: string): boolean => !name.endsWith("-shm");

export function readFiles(directory: string): Files {
  const names = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile() && isKept(entry.name))
    .map(({ name }) => name);
  return new Map(names.map((name) => [name, readFileSync(join(directory, name))]));
}

/** Nobody has them open. */
export function writeFiles(directory: string, files: Files): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.isFile() && !files.has(entry.name)) rmSync(join(directory, entry.name));
  }
  for (const [name, bytes] of files) writeFileSync(join(directory, name), bytes, { mode: 0o600 });
}
