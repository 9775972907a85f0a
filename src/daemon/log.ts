/**
 * daemon.log: what the daemon did, as JSON lines, 0600, at most two files of LARGEST_LOG_BYTES.
 *
 * Never content: methods, durations, counts, names of error types. An error's message may quote what a person
 * typed, so of an unexpected one only its name, its code and the places in the program are kept. Logging never
 * fails: a full disk must not take the daemon down.
 */
import { closeSync, constants, fstatSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { ensurePrivateDirectory } from "./private-files.ts";

export type LogFacts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

export interface Log {
  write(event: string, facts?: LogFacts): void;
  close(): void;
}

export interface LogOptions {
  readonly file: string;
  readonly nowMs: () => number;
  readonly largestBytes?: number;
}

const LARGEST_LOG_BYTES = 1024 * 1024;

/** Throws where the directory or the file can't be ours: the daemon doesn't start then. */
export function openLog({ file, nowMs, largestBytes = LARGEST_LOG_BYTES }: LogOptions): Log {
  ensurePrivateDirectory(dirname(file));
  let handle: number | undefined = open(file);
  return {
    write(event, facts = {}) {
      if (handle === undefined) return;
      try {
        const line = `${JSON.stringify({ at: new Date(nowMs()).toISOString(), event, ...facts })}\n`;
        if (fstatSync(handle).size + line.length > largestBytes) {
          renameSync(file, `${file}.1`);
          closeSync(handle);
          handle = undefined;
          handle = open(file);
        }
        writeSync(handle, line);
      } catch {
        // Nowhere left to say it.
      }
    },
    close() {
      if (handle !== undefined) closeSync(handle);
      handle = undefined;
    },
  };
}

const open = (file: string): number =>
  openSync(file, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW, 0o600);

/** What may be said of an error that nobody expected. */
export function describeBug(thrown: unknown): LogFacts {
  if (!(thrown instanceof Error)) return { error: typeof thrown };
  const code = "code" in thrown && typeof thrown.code === "string" ? { code: thrown.code } : {};
  // The stack begins with the message, which may itself have lines that look like places.
  const stack = thrown.stack ?? "";
  const frames = stack
    .slice(Math.max(stack.indexOf(thrown.message), 0) + thrown.message.length)
    .split("\n")
    .filter((line) => /^\s+at /.test(line));
  return { error: thrown.name, ...code, frames: frames.slice(0, 8).map((line) => line.trim()) };
}
