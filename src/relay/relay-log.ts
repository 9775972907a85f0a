/**
 * What a relay writes down of its own life: one JSON object per line.
 *
 * Event names, counts, reasons and shortened ids; never content, keys or messages of errors, which may quote what was
 * sent. Addresses only where the operator asked for them.
 */
import { formatId, type MemberId, type VaultId } from "../protocol/ids.ts";

export type LogFacts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
export type Log = (event: string, facts?: LogFacts) => void;

export const createLineLog =
  (write: (line: string) => void, now: () => number): Log =>
  (event, facts = {}) =>
    write(`${JSON.stringify({ at: new Date(now()).toISOString(), event, ...facts })}\n`);

const SHOWN = 8;

/** Enough to tell the vaults of one relay apart. */
export const shortId = (id: VaultId | MemberId): string => formatId(id).slice(0, SHOWN);

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
