/**
 * A program's absolute path: as it is named, or from the directories of PATH that are absolute themselves.
 */
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

export function findExecutable(name: string, searchPath: string | undefined): string | undefined {
  if (name.includes("/")) return isAbsolute(name) && isProgram(name) ? name : undefined;
  const places = (searchPath ?? "").split(delimiter).filter((place) => isAbsolute(place));
  return places.map((place) => join(place, name)).find((path) => isProgram(path));
}

/** A file that this user may run. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
