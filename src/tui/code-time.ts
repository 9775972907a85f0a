/**
 * Which code an account shows at a moment, and how long it holds. A code that is past its time is never shown:
 * the next one takes its place as long as it is known, and after that nothing does.
 */
import type { Code } from "../protocol/account.ts";

export interface CodeNow {
  readonly code: string;
  readonly next: string | null;
  readonly secondsLeft: number;
  readonly period: number;
}

export function codeAt(held: Code | undefined, nowMs: number): CodeNow | undefined {
  if (held === undefined || held.validUntil === null || held.validFrom === null) return undefined;
  const period = held.validUntil - held.validFrom;
  const left = held.validUntil - nowMs / 1000;
  if (left > period) return undefined;
  if (left > 0) return { code: held.code, next: held.next, secondsLeft: Math.ceil(left), period };
  if (held.next === null || left <= -period) return undefined;
  return { code: held.next, next: null, secondsLeft: Math.ceil(left + period), period };
}

const GROUPS: Readonly<Record<number, readonly number[]>> = {
  6: [3],
  7: [3],
  8: [4],
  9: [3, 6],
  10: [5],
};

/** 3+3, 4+4 …; codes of other lengths stay whole. */
export function groupCode(code: string): string {
  const cuts = GROUPS[code.length] ?? [];
  return [0, ...cuts].map((from, index) => code.slice(from, cuts[index] ?? code.length)).join(" ");
}
