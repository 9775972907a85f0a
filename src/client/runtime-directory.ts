/**
 * The directory that XDG_RUNTIME_DIR names in a login session, for where it is not set: cron, su, some remote shells.
 * Without it the daemon of the login session would hold the vault and not be found.
 */
import { lstatSync } from "node:fs";
import { isPrivateDirectory } from "../protocol/socket-directory.ts";

/** Undefined where there is none that is this user's alone. `base` is systemd's place. */
export function loginRuntimeDirectory(uid: number, base = "/run/user"): string | undefined {
  const directory = `${base}/${uid}`;
  try {
    const facts = lstatSync(directory, { throwIfNoEntry: false });
    return facts !== undefined && isPrivateDirectory(facts, uid) ? directory : undefined;
  } catch {
    return undefined;
  }
}
