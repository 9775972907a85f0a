/**
 * config.toml as it is now: read again when the file changed, so that a setting counts without a restart.
 *
 * A file that can't be understood as a whole (someone is in the middle of writing it) leaves the last good
 * settings in force; a single bad value falls back to its default. What is no plain file (a pipe would hold the
 * daemon up for ever), or too large for one that a person wrote, is not read.
 */
import { readFileSync, statSync } from "node:fs";
import { type ConfigProblem, parseConfig, type Settings } from "../protocol/config.ts";

export interface SettingsFile {
  readonly read: () => Settings;
}

export function createSettingsFile(
  file: string,
  onProblems: (problems: readonly ConfigProblem[]) => void,
): SettingsFile {
  let settings = parseConfig("").settings;
  let seen = "";

  return {
    read() {
      const mark = markOf(file);
      if (mark === seen) return settings;
      seen = mark;
      const text = textOf(file);
      if (text === undefined) return settings;
      const parsed = parseConfig(text);
      if (parsed.problems.length > 0) onProblems(parsed.problems);
      if (!parsed.problems.some(({ key }) => key === "config.toml")) settings = parsed.settings;
      return settings;
    },
  };
}

function markOf(file: string): string {
  try {
    const { ino, size, mtimeMs } = statSync(file);
    return `${ino} ${size} ${mtimeMs}`;
  } catch {
    return "none";
  }
}

const LARGEST = 1024 * 1024;

/** No file is an empty one; undefined where there is one that can't be read. */
function textOf(file: string): string | undefined {
  try {
    const facts = statSync(file);
    return facts.isFile() && facts.size <= LARGEST ? readFileSync(file, "utf8") : undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? "" : undefined;
  }
}
