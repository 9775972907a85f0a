/**
 * Which installation this is: tells a database that was restored or copied from the one it was.
 *
 * The machine's id, and the file's inode and device: a restored file is another file. Where a whole machine was
 * cloned, all of it is the same: then the log tells (docs/SPEC.md [GE2]).
 */
import { readFileSync, statSync } from "node:fs";
import { utf8ToBytes } from "../protocol/bytes.ts";
import { hash } from "../protocol/hash.ts";
import type { Hashing } from "../protocol/sodium.ts";
import { TAGS } from "../protocol/tags.ts";

const MACHINE_FILES = ["/etc/machine-id", "/var/lib/dbus/machine-id"] as const;

/** 32 bytes; null where the file isn't there. */
export function readInstallation(sodium: Hashing, databaseFile: string): Uint8Array | null {
  const stats = statSync(databaseFile, { throwIfNoEntry: false, bigint: true });
  if (stats === undefined) return null;
  const parts = [machineId(), String(stats.dev), String(stats.ino)];
  return hash(sodium, { tag: TAGS.installation, parts: parts.map(utf8ToBytes) });
}

function machineId(): string {
  for (const file of MACHINE_FILES) {
    try {
      return readFileSync(file, "utf8").trim();
    } catch {
      // Not every system has one.
    }
  }
  return "";
}
