/**
 * Which pinentry asks, if one does: the setting `prompt.pinentry`, and what this process has to ask with.
 *
 * "auto": one asks where there is no terminal at all and yet a display. A program that is named asks always. "never":
 * none does.
 */
import type { HoltError } from "../protocol/errors.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { findExecutable } from "./executable.ts";
import { readSettings } from "./settings.ts";

export interface PinentrySurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly configFile: string;
  /** Of the process: /dev/tty can be opened, whatever its streams are. */
  readonly hasTerminal: boolean;
  readonly platform?: string;
}

/** The system's own choice first. */
const NAMES = [
  "pinentry",
  "pinentry-gnome3",
  "pinentry-qt",
  "pinentry-qt5",
  "pinentry-gtk-2",
  "pinentry-fltk",
];

/** Its absolute path; undefined: none asks. */
export function choosePinentry(surroundings: PinentrySurroundings): Result<string | undefined, HoltError> {
  const { env, hasTerminal, platform = process.platform } = surroundings;
  const setting = readSetting(surroundings.configFile);
  if (setting === "never") return ok(undefined);
  if (setting !== "auto") {
    const program = findExecutable(setting, env["PATH"]);
    return program === undefined
      ? err({ type: "pinentry", reason: "not-found", program: setting })
      : ok(program);
  }
  if (hasTerminal) return ok(undefined);
  const isMac = platform === "darwin";
  if (!isMac && !env["DISPLAY"] && !env["WAYLAND_DISPLAY"]) return ok(undefined);
  for (const name of isMac ? ["pinentry-mac"] : NAMES) {
    const program = findExecutable(name, env["PATH"]);
    if (program !== undefined) return ok(program);
  }
  return ok(undefined);
}

/** What is wrong with the file is for others to say. */
function readSetting(configFile: string): string {
  try {
    return readSettings(configFile).settings["prompt.pinentry"];
  } catch {
    return "auto";
  }
}
