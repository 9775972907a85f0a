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

export const isMigrationUri = (line: string): boolean => /^\s*otpauth-migration:\/\//i.test(line);

export function readLines(source: Source, what: string): Result<Line[], HoltError> {
  const text = source.text();
  if (text === undefined) return err({ type: "malformed", what, where: source.name, reason: "is not text" });
  const lines: Line[] = [];
  let number = 0;
  for (const raw of text.split(/\r\n|\n|\r/)) {
    number++;
    const line = raw.trim();
    if (line !== "" && !line.startsWith("#"))
      lines.push({ text: line, where: filePlace(source.name, `line ${number}`) });
  }
  return ok(lines);
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
