/**
 * The mark that the vault was locked by someone (a person, the idle timer, a lid that was closed), and not merely left
 * when its daemon stopped. As long as it counts, a vault that could open itself from the desktop's keyring waits for
 * its person.
 *
 * It holds the name of this run of the machine: after a restart the person has logged in anew, and it counts no more.
 * One without a name counts until the vault is opened. A mark that can't be written is none: locking never fails.
 */
import { readFileSync, rmSync } from "node:fs";
import { writePrivateFile } from "./private-files.ts";

export interface LockMark {
  isSet(): boolean;
  set(): void;
  clear(): void;
}

export interface LockMarkOptions {
  readonly file: string;
  /** Tells this run of the machine from the next; "" where nothing does. */
  readonly bootId?: () => string;
}

export const NO_MARK: LockMark = { isSet: () => false, set: () => undefined, clear: () => undefined };

export function createLockMark({ file, bootId = readBootId }: LockMarkOptions): LockMark {
  return {
    isSet() {
      try {
        const boot = readFileSync(file, "utf8").trim();
        return boot === "" || boot === bootId();
      } catch {
        return false;
      }
    },
    set() {
      try {
        writePrivateFile(file, Buffer.from(`${bootId()}\n`));
      } catch {
        // The vault is locked all the same.
      }
    },
    clear() {
      try {
        rmSync(file, { force: true });
      } catch {
        // It then asks once more than it had to.
      }
    },
  };
}

function readBootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "";
  }
}
