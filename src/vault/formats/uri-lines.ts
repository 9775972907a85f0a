/**
 * A text with one URI per line: which lines count, and how messages name them. Blank lines and lines that begin with
 * "#" don't count. Knows nothing of what a URI says.
 */
import { err, ok, type Result } from "../../protocol/result.ts";
import type { HoltError } from "../../protocol/errors.ts";
import type { Fit } from "./format.ts";
import { filePlace } from "./place.ts";
import type { Source } from "./source.ts";
import { isOtpUri } from "./uri-parts.ts";

export interface Line {
  readonly text: string;
  /** "phone.txt, line 3". */
  readonly where: string;
}

const LF = 0x0a;
const CR = 0x0d;
/** Five times what anyone imports; each costs some two kilobytes of memory. */
const MOST_LINES = 50_000;

export const isMigrationUri = (line: string): boolean => /^\s*otpauth-migration:\/\//i.test(line);

export function readLines(source: Source, what: string): Result<Line[], HoltError> {
  const text = source.text();
  if (text === undefined) return err({ type: "malformed", what, where: source.name, reason: "is not text" });
  const lines: Line[] = [];
  let number = 0;
  for (const raw of eachLine(text)) {
    number++;
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const where = filePlace(source.name, `line ${number}`);
    if (lines.length === MOST_LINES) {
      return err({ type: "malformed", what, where, reason: `holds more than ${MOST_LINES} lines` });
    }
    lines.push({ text: line, where });
  }
  return ok(lines);
}

/** One after the other: a large file of line endings alone never becomes a list. */
export function* eachLine(text: string): Generator<string> {
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit !== LF && unit !== CR) continue;
    yield text.slice(start, at);
    if (unit === CR && text.charCodeAt(at + 1) === LF) at++;
    start = at + 1;
  }
  yield text.slice(start);
}

export interface UriCensus {
  /** What the first line that counts is. */
  readonly first: "migration" | "otp" | "other";
  readonly hasOtp: boolean;
  readonly hasMigration: boolean;
}

/** Looks only for what begins a line: files may be large and of any kind. */
export function countUris(text: string): UriCensus {
  const first = firstLine(text);
  return {
    first: isOtpUri(first) ? "otp" : isMigrationUri(first) ? "migration" : "other",
    hasOtp: /^[ \t]*(?:apple-otpauth|otpauth|motp|steam):\/\//im.test(text),
    hasMigration: /^[ \t]*otpauth-migration:\/\//im.test(text),
  };
}

function firstLine(text: string): string {
  for (let start = 0; start < text.length;) {
    const end = /[\r\n]/g;
    end.lastIndex = start;
    const stop = end.exec(text)?.index ?? text.length;
    const line = text.slice(start, stop).trimStart();
    if (line !== "" && !line.startsWith("#")) return line;
    start = stop + 1;
  }
  return "";
}

/** A list that begins with something else may be anything with a URI in it. */
export const fitOfList = (first: UriCensus["first"]): Fit => (first === "other" ? "maybe" : "yes");
