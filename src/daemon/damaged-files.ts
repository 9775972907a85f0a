/**
 * Where a damaged database goes: beside its place, as vault.db.damaged-⟨time⟩, with its -wal and -shm.
 *
 * Nothing is ever overwritten or deleted here: whoever knows more than holt may still bring something back.
 */
import { existsSync, readdirSync, renameSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { erasePrivateFile, syncDirectory } from "./private-files.ts";

/** SQLite finds a journal by its database's name: the three stay together under the new one. */
const COMPANIONS = ["", "-wal", "-shm"] as const;
const MARK = ".damaged-";
/** A vault that was left for another one: whole, and sealed as it was. */
const LEFT_MARK = ".left-";
const LEFT_MS = 30 * 24 * 60 * 60 * 1000;

/** Moves the database (whatever of it exists) away; returns its new place. */
export function moveAside(databaseFile: string, nowMs: number, mark = MARK): string {
  const place = freePlace(databaseFile, nowMs, mark);
  for (const companion of COMPANIONS) {
    if (existsSync(databaseFile + companion)) renameSync(databaseFile + companion, place + companion);
  }
  syncDirectory(dirname(databaseFile));
  return place;
}

/** The same for a database that is whole, whose vault was left. */
export const keepLeft = (databaseFile: string, nowMs: number): string =>
  moveAside(databaseFile, nowMs, LEFT_MARK);

/** Takes its old place again. What stands there now never became a vault, and is moved aside. */
export function putBack(
  databaseFile: string,
  { left, nowMs }: { readonly left: string; readonly nowMs: number },
): void {
  moveAside(databaseFile, nowMs);
  for (const companion of COMPANIONS) {
    if (existsSync(left + companion)) renameSync(left + companion, databaseFile + companion);
  }
  syncDirectory(dirname(databaseFile));
}

/** Those that were left longer ago than that are overwritten and go. */
export function dropOldLeft(databaseFile: string, nowMs: number): void {
  const directory = dirname(databaseFile);
  if (!existsSync(directory)) return;
  const prefix = basename(databaseFile) + LEFT_MARK;
  for (const name of readdirSync(directory)) {
    const file = join(directory, name);
    if (name.startsWith(prefix) && nowMs - statSync(file).ctimeMs > LEFT_MS) erasePrivateFile(file);
  }
}

/** The newest database that was set aside here; undefined where none was. */
export function findSetAside(databaseFile: string): string | undefined {
  const directory = dirname(databaseFile);
  if (!existsSync(directory)) return undefined;
  const prefix = basename(databaseFile) + MARK;
  const names = readdirSync(directory).filter(
    (name) => name.startsWith(prefix) && !COMPANIONS.some((end) => end !== "" && name.endsWith(end)),
  );
  const newest = names.sort().at(-1);
  return newest === undefined ? undefined : join(directory, newest);
}

export const hasStrayJournal = (databaseFile: string): boolean => existsSync(`${databaseFile}-wal`);

/** A name that is not taken: for a copy, or for the database itself. */
export function freePlace(databaseFile: string, nowMs: number, mark = MARK): string {
  const stamp = new Date(nowMs).toISOString().replace(/[:.]/g, "-");
  for (let attempt = 1; ; attempt++) {
    const place = `${databaseFile}${mark}${stamp}${attempt === 1 ? "" : `-${attempt}`}`;
    if (COMPANIONS.every((companion) => !existsSync(place + companion))) return place;
  }
}
