/**
 * config.toml as it is on the disk: settings with their defaults, and what is wrong in it.
 */
import { readFileSync, statSync } from "node:fs";
import { parseConfig } from "../protocol/config.ts";

/** The text of config.toml; empty where there is none. Throws where it can't be read; a pipe would never end. */
export function readConfigText(configFile: string): string {
  try {
    if (!statSync(configFile).isFile()) throw Object.assign(new Error(configFile), { code: "EINVAL" });
    return readFileSync(configFile, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

export const readSettings = (configFile: string): ReturnType<typeof parseConfig> =>
  parseConfig(readConfigText(configFile));
