/**
 * Codes as lines of a terminal: none is wider than it, and a code is always whole.
 */
import { expect, test } from "vitest";
import { widthOf } from "../../src/cli/fit-width.ts";
import { renderCodeLine, renderCodeTable } from "../../src/cli/code-lines.ts";
import { en } from "../../src/client/language/en.ts";
import { sv } from "../../src/client/language/sv.ts";
import type { Code, NoCode } from "../../src/protocol/account.ts";

const NOW = 1_000_000_000;
const code = (issuer: string, name: string, fields: Partial<Code> = {}): Code => ({
  id: issuer + name,
  issuer,
  name,
  type: "totp",
  code: "123456",
  next: "654321",
  validFrom: NOW - 10,
  validUntil: NOW + 20,
  remainingSeconds: 20,
  counter: null,
  ...fields,
});
const NOTHING = { code: null, next: null, validFrom: null, validUntil: null, remainingSeconds: null };
const COUNTED: NoCode = { id: "c", issuer: "Bank", name: "me", type: "hotp", ...NOTHING, counter: 4 };
const surface = (columns: number, rows: number) => ({
  columns,
  rows,
  hasColor: false,
  nowMs: NOW * 1000,
  cli: en.cli,
});

test("a line names the account, its code and the seconds that are left", () => {
  expect(renderCodeLine(code("GitHub", "sven"), surface(80, 24))).toBe("GitHub (sven)  123456  20 s");
  const late = { ...surface(80, 24), nowMs: (NOW + 19.2) * 1000 };
  expect(renderCodeLine(code("GitHub", "sven"), late)).toMatch(/ {2}1 s$/);
  expect(renderCodeLine(code("GitHub", "sven"), { ...late, nowMs: (NOW + 90) * 1000 })).toMatch(/ {2}0 s$/);
});

test.each([80, 40, 20, 12])("at %i columns the name gives way, not the code", (columns) => {
  const long = code("A very long issuer indeed", "someone.with.a.name@example.org");
  const line = renderCodeLine(long, surface(columns, 1));
  expect(widthOf(line)).toBeLessThanOrEqual(columns);
  expect(line).toMatch(/123456 {2}20 s$/);
});

test("a table has a heading and a line for each, also for one without a code", () => {
  const lines = renderCodeTable([COUNTED, code("GitHub", "sven")], surface(80, 24));
  expect(lines).toEqual([
    "issuer  name    code       left",
    "Bank    me         -  counter 4",
    "GitHub  sven  123456       20 s",
  ]);
});

test.each([
  [80, 24],
  [40, 12],
  [30, 5],
])(
  "at %i columns and %i rows nothing is wider or longer, every code is whole, and the rest is counted",
  (columns, rows) => {
    const codes = Array.from({ length: 30 }, (_, index) =>
      code(`日本語の長い名前 ${index}`, `someone.with.a.long.name.${index}@example.org`),
    );
    const lines = renderCodeTable(codes, surface(columns, rows));
    expect(lines).toHaveLength(rows);
    expect(lines.filter((line) => widthOf(line) > columns)).toEqual([]);
    const shown = lines.slice(1, -1);
    expect(shown.filter((line) => !line.includes("123456  20 s"))).toEqual([]);
    expect(lines.at(-1)).toBe(`… ${30 - shown.length} more`);
  },
);

test("what would move the cursor in a name is gone, and Swedish has its own words", () => {
  const evil = code("Git\u001b[2JHub", "s\nven");
  expect(renderCodeTable([evil], surface(80, 24))[1]).toBe("Git[2JHub  s ven  123456  20 s");
  expect(renderCodeLine(evil, surface(80, 24))).toBe("Git[2JHub (s ven)  123456  20 s");
  expect(renderCodeTable([], { ...surface(80, 24), cli: sv.cli })).toEqual(["inga konton"]);
});
