/**
 * The YAML that `totp-cli dump` writes, and no other: a list of namespaces, each with a name and a list of accounts, a
 * scalar on each line. Every value is taken as text: a secret may look like a number.
 *
 * Written here because a whole YAML parser takes seconds for ten thousand accounts, and more for hostile files.
 */
import { eachLine } from "./uri-lines.ts";

type YamlFields = Readonly<Record<string, string>>;
export interface YamlNamespace {
  readonly name: string;
  readonly accounts: readonly YamlFields[];
}

/** Indentation, the dash of a list's item, a key, a value. */
const LINE = /^( *)(- +)?([A-Za-z]{1,20}):(?: +(.*))?$/;
const START = /^\s*(?:---[ \t]*\r?\n)?\s*- +(?:name|accounts):/i;

export const looksLikeDump = (text: string): boolean =>
  START.test(text) && /^\s+(?:- +)?accounts:|^- +accounts:/im.test(text);

/** 50,000 accounts with six keys each. */
const MOST_LINES = 300_000;
const MOST_ACCOUNTS = 50_000;

interface OpenNamespace {
  name: string;
  /** Where its keys stand. */
  readonly column: number;
  readonly accounts: Map<string, string>[];
  /** Where the keys of its accounts stand; 0 before the first. */
  accountColumn: number;
}

/** Undefined where a line is not of this shape, or where there are too many. */
export function parseDump(text: string): readonly YamlNamespace[] | undefined {
  const namespaces: OpenNamespace[] = [];
  let count = 0;
  for (const line of eachLine(text)) {
    if (/^\s*(?:#.*)?$/.test(line) || line === "---") continue;
    if (count++ === MOST_LINES || !readLine(line, namespaces)) return undefined;
  }
  return namespaces.map(({ name, accounts }) => ({
    name,
    accounts: accounts.map((fields) => Object.fromEntries(fields)),
  }));
}

function readLine(line: string, namespaces: OpenNamespace[]): boolean {
  const [, indent = "", dash = "", key = "", raw = ""] = LINE.exec(line) ?? [];
  const value = parseScalar(raw.trim());
  if (key === "" || value === undefined) return false;
  const column = indent.length + dash.length;
  const name = key.toLowerCase();
  if (dash !== "" && indent === "") {
    const namespace = { name: "", column, accounts: [], accountColumn: 0 };
    namespaces.push(namespace);
    return setNamespaceField(namespace, name, value);
  }
  const namespace = namespaces.at(-1);
  if (namespace === undefined) return false;
  if (dash === "" && column === namespace.column) return setNamespaceField(namespace, name, value);
  if (dash !== "") {
    if (namespace.accounts.length === MOST_ACCOUNTS) return false;
    namespace.accountColumn ||= column;
    namespace.accounts.push(new Map());
  }
  if (column !== namespace.accountColumn) return false;
  namespace.accounts.at(-1)?.set(name, value);
  return true;
}

function setNamespaceField(namespace: OpenNamespace, name: string, value: string): boolean {
  if (name === "name") namespace.name = value;
  // Accounts follow on lines of their own, or there are none.
  return name === "name" || (name === "accounts" && (value === "" || value === "[]"));
}

/** Plain, 'single' or "double" quoted; undefined for what has no end or is more than a scalar. */
function parseScalar(text: string): string | undefined {
  if (text === "[]") return text;
  if (text.startsWith("'")) {
    return /^'(?:[^']|'')*'$/.test(text) ? text.slice(1, -1).replaceAll("''", "'") : undefined;
  }
  if (text.startsWith('"')) return parseDoubleQuoted(text);
  return /^[[\]{}&*!|>%@`]/.test(text) ? undefined : text;
}

/** As JSON, with two more ways to write a character by its number. */
function parseDoubleQuoted(text: string): string | undefined {
  const asJson = text
    .replace(/\\x([0-9a-fA-F]{2})/g, "\\u00$1")
    .replace(/\\U([0-9a-fA-F]{8})/g, (whole, hex: string) => {
      const point = Number.parseInt(hex, 16);
      return point <= 0x10_ffff ? String.fromCodePoint(point) : whole;
    });
  try {
    return String(JSON.parse(asJson));
  } catch {
    return undefined;
  }
}
