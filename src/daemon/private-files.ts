/**
 * Directories and files that nobody else on the machine may read or redirect: 0700 and 0600, ours, no symlink.
 *
 * Knows nothing of what is in them. Every function throws what the file system throws; a place that isn't safe
 * is refused with EPERM, so that callers meet one kind of failure.
 */
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

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

/** An empty 0600 file; EEXIST where there is one. */
export function createPrivateFile(file: string): void {
  closeSync(openSync(file, "wx", 0o600));
}

/** All or nothing, durable: the file holds the old bytes or the new ones, whatever happens in between. */
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

/** Makes room for a new one: what is there gets another name. */
export function keepPrivateFile(file: string, nowMs: number): void {
  if (!checkPrivateFile(file)) return;
  const stamp = new Date(nowMs).toISOString().replace(/[:.]/g, "-");
  let place = `${file}.kept-${stamp}`;
  for (let attempt = 2; existsSync(place); attempt++) place = `${file}.kept-${stamp}-${attempt}`;
  renameSync(file, place);
}

/** Overwritten before it goes. On flash and copy-on-write file systems the old bytes may stay on the medium. */
export function erasePrivateFile(file: string): void {
  if (!checkPrivateFile(file)) return;
  const size = lstatSync(file).size;
  const handle = openSync(file, "r+");
  try {
    writeSync(handle, new Uint8Array(size), 0, size, 0);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  rmSync(file);
  syncDirectory(dirname(file));
}

/** Makes renames and new names in it durable. */
export function syncDirectory(directory: string): void {
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
