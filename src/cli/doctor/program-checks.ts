/**
 * What holt itself runs on: Node, SQLite, and which holt it is.
 */
import { accessSync, constants, realpathSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import type { DoctorWords } from "../../client/language/en-doctor.ts";
import { type Check, check } from "./check.ts";

const LEAST_NODE = [24, 7] as const;

export function checkNode(version: string, words: DoctorWords): Check {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  const isNewEnough = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  return check("node", isNewEnough ? "ok" : "fail", words.node(version, isNewEnough));
}

/** Before it, a WAL reset with several connections can corrupt a database. */
const LEAST_SQLITE = [3, 51, 3] as const;

export function checkSqlite(version: string | undefined, words: DoctorWords): Check {
  if (version === undefined) return check("sqlite", "fail", words.noSqlite);
  const [major = 0, minor = 0, patch = 0] = version.split(".").map(Number);
  const isNewEnough = major - LEAST_SQLITE[0] || minor - LEAST_SQLITE[1] || patch - LEAST_SQLITE[2];
  return check("sqlite", isNewEnough >= 0 ? "ok" : "fail", words.sqlite(version, isNewEnough >= 0));
}

export interface ProgramFacts {
  readonly version: string;
  readonly program: string;
  readonly searchPath: string;
}

/** Which holt a shell finds: another one than this may be older, and ask a newer daemon in vain. */
export function checkPrograms({ version, program, searchPath }: ProgramFacts, words: DoctorWords): Check {
  const own = real(program) ?? program;
  const found = new Set(
    searchPath
      .split(":")
      .filter(isAbsolute)
      .map((directory) => join(directory, "holt"))
      .filter(isProgram),
  );
  const others = [...found].filter((path) => real(path) !== own);
  return others.length === 0
    ? check("programs", "ok", words.program(version, own))
    : check("programs", "warn", words.otherPrograms(own, others));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function real(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
