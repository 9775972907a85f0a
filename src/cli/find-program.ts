/**
 * Whether a command can be run: looked up as the system will look it up, before anything is spent on it.
 *
 * Knows nothing of what is run, and runs nothing.
 */
import { isProgram } from "./executable.ts";

/** Where execvp looks when nobody says. */
const PATH_OF_NOBODY = "/bin:/usr/bin";

/** A name with a slash is a path; any other is looked for in PATH, where an empty place means this directory. */
export function canRun(command: string, searchPath: string | undefined): boolean {
  if (command === "") return false;
  if (command.includes("/")) return isProgram(command);
  return (searchPath ?? PATH_OF_NOBODY)
    .split(":")
    .some((directory) => isProgram(`${directory === "" ? "." : directory}/${command}`));
}
