/**
 * JSON from strangers: parsed only after a scan has shown that its nesting and its number of values are bounded
 * (a few megabytes of "[" would otherwise become gigabytes of objects), and looked at through functions that never
 * assume a shape. Knows no format.
 *
 * Errors carry a position and never the parser's own message, which quotes the file.
 */
import { err, ok, type Result } from "../../protocol/result.ts";

export interface JsonProblem {
  readonly reason: string;
  /** Index of the character. */
  readonly at: number | null;
  /** false: not even an attempt at JSON. */
  readonly looksLikeJson: boolean;
}
export type JsonObject = Readonly<Record<string, unknown>>;

/** Real exports nest less than 10 deep. */
const MOST_DEPTH = 64;
/** 100,000 accounts with 30 fields each. */
const MOST_VALUES = 3_000_000;
/** In a large file values that are shorter say nothing, and take ten times their size in memory. */
const SHORTEST_VALUE = 6;
const ALWAYS_BEARABLE_VALUES = 100_000;
/** No export names so many things in one object; each name costs a hundred bytes, however short it is. */
const MOST_KEYS = 100_000;

export function parseJson(text: string): Result<unknown, JsonProblem> {
  const problem = findExcess(text);
  if (problem !== undefined) return err(problem);
  try {
    return ok(JSON.parse(text) as unknown);
  } catch (error) {
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : "")?.[1];
    const at = position === undefined ? null : Number(position);
    return err({ reason: "the JSON is damaged", at, looksLikeJson: true });
  }
}

function findExcess(text: string): JsonProblem | undefined {
  const mostValues = Math.min(MOST_VALUES, Math.max(ALWAYS_BEARABLE_VALUES, text.length / SHORTEST_VALUE));
  /** For each depth: how many keys its object has so far; null: a list. */
  const keys: (number | null)[] = [];
  let depth = 0;
  let values = 0;
  let isTooWide = false;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit === 0x22) {
      index = endOfString(text, index + 1);
    } else if (unit === 0x2c) {
      values++;
      const count = keys[depth] ?? null;
      if (count !== null) {
        keys[depth] = count + 1;
        isTooWide = count >= MOST_KEYS;
      }
    } else if (unit === 0x7b || unit === 0x5b) {
      depth++;
      values++;
      keys[depth] = unit === 0x7b ? 0 : null;
    } else if (unit === 0x7d || unit === 0x5d) {
      depth--;
    }
    if (depth > MOST_DEPTH || values > mostValues || isTooWide) {
      const reason = depth > MOST_DEPTH ? "the JSON is nested too deeply" : "the JSON holds too many values";
      return { reason, at: index, looksLikeJson: true };
    }
  }
  return depth > 0 ? { reason: "the JSON is cut off", at: text.length, looksLikeJson: true } : undefined;
}

/** Index of the closing quote; of the end where there is none. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end;
}

function isEscaped(text: string, index: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(index - 1 - backslashes) === 0x5c) backslashes++;
  return backslashes % 2 === 1;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The object's own value; undefined where there is none. */
export const fieldOf = (value: unknown, key: string): unknown =>
  isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;

export const textOf = (value: unknown, key: string): string | undefined => {
  const field = fieldOf(value, key);
  return typeof field === "string" ? field : undefined;
};

export const listOf = (value: unknown, key: string): readonly unknown[] | undefined => {
  const field = fieldOf(value, key);
  return Array.isArray(field) ? (field as readonly unknown[]) : undefined;
};
