/**
 * What a file looks like from afar: enough to leave most formats unloaded when one is looked for. Says nothing of
 * whether the file is whole.
 */
import type { Source } from "./source.ts";
import { countUris } from "./uri-lines.ts";

/** "uris": the first line that counts is one of an account; "json": begins as JSON does; "other": text or bytes. */
export type Shape = "uris" | "json" | "other";

export function shapeOf(source: Source): Shape {
  const text = source.text();
  if (text === undefined) return "other";
  if (/^\s*[[{]/.test(text)) return "json";
  return countUris(text).first === "other" ? "other" : "uris";
}
