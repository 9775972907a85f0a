/**
 * Whether a process has a view of the file system of its own. systemd says nothing where the kernel gives it no user
 * namespace to make one in: the service runs, and that part of its unit does nothing.
 */
import { readFileSync, readlinkSync } from "node:fs";

/** Shared with us, or with who started it, where we ourselves are set apart from both (in a container). */
export function hasOwnView(pid: number, proc = "/proc"): boolean {
  const own = viewOf(String(pid), proc);
  // What we may not look into is set apart from us.
  if (own === undefined) return true;
  return own !== viewOf("self", proc) && own !== viewOf(parentOf(pid, proc), proc);
}

function viewOf(pid: string, proc: string): string | undefined {
  try {
    return readlinkSync(`${proc}/${pid}/ns/mnt`);
  } catch {
    return undefined;
  }
}

function parentOf(pid: number, proc: string): string {
  try {
    return /^PPid:\s+(\d+)$/m.exec(readFileSync(`${proc}/${pid}/status`, "utf8"))?.[1] ?? "";
  } catch {
    return "";
  }
}
