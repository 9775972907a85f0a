/**
 * The directory of a relay: ours, 0700; its files 0600. What another user could read or redirect is refused (EPERM).
 */
import {
  chmodSync,
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";

export interface RelayFiles {
  readonly directory: string;
  readonly databaseFile: string;
  readonly keyFile: string;
  readonly lockFile: string;
}

export const relayFiles = (directory: string): RelayFiles => ({
  directory,
  databaseFile: join(directory, "relay.db"),
  keyFile: join(directory, "relay.key"),
  lockFile: join(directory, "relay.lock"),
});

/** Makes it where it is missing; tightens the mode of our own; refuses a symlink or a foreign one. */
export function ensurePrivateDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const stats = lstatSync(directory);
  if (!stats.isDirectory()) throw refusal(directory, "not a directory of its own");
  requireOurs(stats, directory);
  if ((stats.mode & 0o077) !== 0) chmodSync(directory, 0o700);
}

/** False where there is none; tightens the mode of our own; refuses a symlink, a foreign file, a device. */
export function checkPrivateFile(file: string): boolean {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return false;
  if (!stats.isFile()) throw refusal(file, "not a plain file");
  requireOurs(stats, file);
  if ((stats.mode & 0o077) !== 0) chmodSync(file, 0o600);
  return true;
}

/** All or nothing, durable before it returns. */
export function writePrivateFile(file: string, bytes: Uint8Array): void {
  const draft = `${file}.new`;
  rmSync(draft, { force: true });
  const handle = openSync(draft, "wx", 0o600);
  try {
    for (let offset = 0; offset < bytes.length;) offset += writeSync(handle, bytes, offset);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, file);
  syncDirectory(dirname(file));
}

/** Makes renames and new names in it durable. */
function syncDirectory(directory: string): void {
  const handle = openSync(directory, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function requireOurs(stats: Stats, path: string): void {
  const uid = process.getuid?.();
  if (uid !== undefined && stats.uid !== uid) throw refusal(path, "belongs to someone else");
}

const refusal = (path: string, reason: string): Error =>
  Object.assign(new Error(`${path}: ${reason}`), { code: "EPERM" });
