/**
 * The vault's files as they lie there, for `holt doctor`: looked at without a daemon, without a key and without writing
 * to them.
 *
 * The database is copied first, with its journal: SQLite changes even what it only reads in WAL mode. The copy is as
 * sealed as the original, lies beside it for a moment and goes again.
 */
import type Sqlite from "better-sqlite3";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Paths } from "../protocol/paths.ts";

export interface VaultFiles {
  /** SQLite's version; undefined: the binding can't be loaded. */
  readonly sqlite: string | undefined;
  readonly isLockFree: boolean;
  /** unchecked: there was no room for a copy, or it may not be read. */
  readonly database: "absent" | "sound" | "damaged" | "unchecked";
  /** How many databases were moved aside because they were damaged. */
  readonly setAside: number;
}

/** While a daemon writes, a copy may be of two moments: one that looks bad is made again. */
const ATTEMPTS = 3;

export async function examineVault(
  paths: Pick<Paths, "databaseFile" | "lockFile" | "dataDirectory">,
): Promise<VaultFiles> {
  const setAside = countSetAside(paths.databaseFile);
  const isThere = existsSync(paths.databaseFile) && statSync(paths.databaseFile).size > 0;
  let sqlite: typeof Sqlite;
  let isLockFree: boolean;
  let version: string;
  try {
    ({ default: sqlite } = await import("better-sqlite3"));
    const memory = new sqlite(":memory:");
    version = String(memory.prepare("select sqlite_version()").pluck().get());
    memory.close();
    const lock = await import("./process-lock.ts");
    isLockFree = lock.isLockFree(paths.lockFile);
  } catch {
    return { sqlite: undefined, isLockFree: true, database: isThere ? "unchecked" : "absent", setAside };
  }
  let database: VaultFiles["database"] = isThere ? "damaged" : "absent";
  for (let attempt = 0; attempt < ATTEMPTS && database === "damaged"; attempt++) {
    database = checkCopy(sqlite, paths.databaseFile);
  }
  return { sqlite: version, isLockFree, database, setAside };
}

function checkCopy(sqlite: typeof Sqlite, file: string): "sound" | "damaged" | "unchecked" {
  let directory: string | undefined;
  try {
    directory = mkdtempSync(join(dirname(file), ".doctor-"));
    const copy = join(directory, "copy.db");
    copyFileSync(file, copy);
    if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`);
    return isSound(sqlite, copy) ? "sound" : "damaged";
  } catch {
    return "unchecked";
  } finally {
    if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
  }
}

function isSound(sqlite: typeof Sqlite, copy: string): boolean {
  try {
    const database = new sqlite(copy);
    try {
      return database.pragma("quick_check(1)", { simple: true }) === "ok";
    } finally {
      database.close();
    }
  } catch {
    return false;
  }
}

function countSetAside(databaseFile: string): number {
  const directory = dirname(databaseFile);
  if (!existsSync(directory)) return 0;
  const prefix = `${basename(databaseFile)}.damaged-`;
  return readdirSync(directory).filter((name) => name.startsWith(prefix) && !/-(?:wal|shm)$/.test(name))
    .length;
}
