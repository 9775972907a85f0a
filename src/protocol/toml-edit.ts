/**
 * One value written into a TOML text, everything else left as it stands: comments, order, line endings.
 *
 * TOML says one thing in many ways (sections, dotted keys, inline tables), so the ways are tried in turn, and the
 * first counts whose text parses to the same tables but for this value. Knows no settings.
 */
import { parse } from "smol-toml";

export interface TomlPlace {
  readonly section: string;
  readonly name: string;
  readonly value: string | number | boolean;
}

/** Undefined where the text is no TOML, or holds something at the section's name that can't take a value. */
export function setInToml(text: string, place: TomlPlace): string | undefined {
  const before = parseOrUndefined(text);
  if (before === undefined) return undefined;
  const expected = fingerprint(withValue(before, place));
  for (const candidate of candidates(text, place)) {
    const after = parseOrUndefined(candidate);
    if (after !== undefined && fingerprint(after) === expected) return candidate;
  }
  return undefined;
}

function* candidates(text: string, place: TomlPlace): Generator<string> {
  const { section, name, value } = place;
  const written = typeof value === "string" ? JSON.stringify(value) : String(value);
  const ending = text.includes("\r\n") ? "\r\n" : "\n";
  const line = `${name} = ${written}`;
  yield* eachReplaced(text, assignmentOf(name), written);
  for (const match of text.matchAll(headerOf(section))) {
    const end = match.index + match[0].length;
    yield text.slice(0, end) + (match[0].endsWith("\n") ? "" : ending) + line + ending + text.slice(end);
  }
  const gap = text === "" ? "" : text.endsWith("\n") ? ending : ending + ending;
  yield `${text}${gap}[${section}]${ending}${line}${ending}`;
  yield `${section}.${line}${ending}${text}`;
  yield* eachReplaced(text, assignmentOf(section), `{ ${line} }`);
}

const VALUE = String.raw`"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\{[^}\n]*\}|[^\s,#}]+`;

/** Whatever ends in this name and has a value: a line, a dotted key, a key of an inline table. */
const assignmentOf = (name: string): RegExp =>
  new RegExp(String.raw`(["']?\b${name}["']?[ \t]*=[ \t]*)(${VALUE})`, "g");
const headerOf = (section: string): RegExp =>
  new RegExp(String.raw`^[ \t]*\[[ \t]*["']?${section}["']?[ \t]*\][^\n]*\n?`, "gm");

function* eachReplaced(text: string, assignment: RegExp, written: string): Generator<string> {
  for (const match of text.matchAll(assignment)) {
    const [whole, left = ""] = match;
    yield text.slice(0, match.index) + left + written + text.slice(match.index + whole.length);
  }
}

type Table = Readonly<Record<string, unknown>>;

const isTable = (value: unknown): value is Table =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

function withValue(table: Table, { section, name, value }: TomlPlace): Table {
  const inner = table[section];
  return { ...table, [section]: { ...(isTable(inner) ? inner : {}), [name]: value } };
}

/** Equal for tables of equal content, in whatever order. */
const fingerprint = (table: Table): string => JSON.stringify(sorted(table));

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isTable(value)) return typeof value === "number" || typeof value === "bigint" ? String(value) : value;
  return Object.keys(value)
    .sort()
    .map((key) => [key, sorted(value[key])]);
}

function parseOrUndefined(text: string): Table | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
