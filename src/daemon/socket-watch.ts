/**
 * Notices that a socket is no longer where it was put (the runtime directory goes at logout, /tmp is tidied):
 * a daemon that nobody can reach must not hold the vault and its lock.
 */
import { lstatSync } from "node:fs";

/** A front end that wants in waits this long at most; a look costs some µs. */
const LOOK_EVERY_MS = 3_000;

/** Calls `onGone` at most once; returns how to stop looking. */
export function watchSocket(path: string, onGone: () => void, everyMs = LOOK_EVERY_MS): () => void {
  const inode = inodeOf(path);
  const timer = setInterval(() => {
    if (inodeOf(path) === inode) return;
    clearInterval(timer);
    onGone();
  }, everyMs);
  return () => clearInterval(timer);
}

const inodeOf = (path: string): number | undefined => lstatSync(path, { throwIfNoEntry: false })?.ino;
