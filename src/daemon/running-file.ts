/**
 * daemon.json in the state directory: pid and version of the daemon that runs, for people and error messages.
 *
 * Information only: a killed daemon leaves it behind. The lock alone says whether one runs (process-lock.ts).
 */
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Paths } from "../protocol/paths.ts";
import { writePrivateFile } from "./private-files.ts";

export interface Running {
  readonly pid: number;
  readonly version: string;
  /** Epoch seconds. */
  readonly startedAt: number;
}

const place = (paths: Paths): string => join(paths.stateDirectory, "daemon.json");

export function writeRunning(paths: Paths, running: Running): void {
  writePrivateFile(place(paths), Buffer.from(`${JSON.stringify(running)}\n`));
}

/** Undefined where there is none, or none that can be read. */
export function readRunning(paths: Paths): Running | undefined {
  try {
    const { pid, version, startedAt } = JSON.parse(readFileSync(place(paths), "utf8")) as Partial<Running>;
    return typeof pid === "number" && typeof version === "string" && typeof startedAt === "number"
      ? { pid, version, startedAt }
      : undefined;
  } catch {
    return undefined;
  }
}

export function removeRunning(paths: Paths): void {
  rmSync(place(paths), { force: true });
}
