/**
 * Preferences of an Android app, as a rooted phone shows them: `<map>` with a string, number or truth value for each
 * name. Exactly this shape is read and no other XML: no document types, no entities but the five of XML and
 * characters by number, no nesting. Knows no app.
 */
import { err, ok, type Result } from "../../protocol/result.ts";

const START = /^\s*(?:<\?xml[^<>]*\?>)?\s*<map\s*(\/?)>/;
const MOST_ENTRIES = 100_000;

export const isPreferences = (text: string): boolean => START.test(text.slice(0, 512));

/** Strings as they are, other values as written; sets are left out. Fails with the reason. */
export function parsePreferences(text: string): Result<ReadonlyMap<string, string>, string> {
  const values = new Map<string, string>();
  const start = START.exec(text);
  if (start === null) return err("has no <map> of preferences");
  let at = start[0].length;
  const entry =
    /\s*<(?:(string|set)\s+name="([^"<>]*)"\s*(?:\/>|>([^<]*|(?:\s*<string>[^<]*<\/string>)*\s*)<\/\1>)|(?:int|long|float|boolean)\s+name="([^"<>]*)"\s+value="([^"<>]*)"\s*\/>|null\s+name="[^"<>]*"\s*\/>)/y;
  while (start[1] === "" && values.size < MOST_ENTRIES) {
    entry.lastIndex = at;
    const found = entry.exec(text);
    if (found === null) break;
    at = entry.lastIndex;
    const [, tag, stringName, content, valueName, value] = found;
    const name = decodeText(stringName ?? valueName ?? "");
    const decoded = tag === "set" ? "" : decodeText(content ?? value ?? "");
    if (name === undefined || decoded === undefined) return err("has an unknown entity");
    if (tag !== "set" && name !== "") values.set(name, decoded);
  }
  const isWhole =
    start[1] === "/" ? /^\s*$/.test(text.slice(at)) : /^\s*<\/map>\s*$/.test(text.slice(at, at + 4096));
  return isWhole ? ok(values) : err("is not the preferences of an app, or is damaged");
}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** Undefined where an entity is not known. */
function decodeText(text: string): string | undefined {
  if (!text.includes("&")) return text;
  let isKnown = true;
  const decoded = text.replace(/&([^;&]{0,10});?/g, (whole, name: string) => {
    const character = whole.endsWith(";") ? decodeEntity(name) : undefined;
    if (character === undefined) isKnown = false;
    return character ?? "";
  });
  return isKnown ? decoded : undefined;
}

function decodeEntity(name: string): string | undefined {
  const number = /^#(?:x([0-9a-fA-F]{1,6})|(\d{1,7}))$/.exec(name);
  if (number === null) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined;
  const point = number[1] === undefined ? Number(number[2]) : Number.parseInt(number[1], 16);
  return point > 0 && point <= 0x10_ffff ? String.fromCodePoint(point) : undefined;
}
