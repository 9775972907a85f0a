import { expect, it } from "vitest";
import { parseCsv, readColumns } from "../../../src/vault/formats/csv.ts";

const table = (text: string, ...columns: string[]) => {
  const rows = parseCsv(text);
  return rows.ok
    ? rows.value.map((row) => [row.line, ...columns.map((column) => row.value(column))])
    : rows.error;
};

it("fields may hold commas, quotes and line breaks, and rows keep their line numbers", () => {
  const text = 'Name,Note\r\n"a, ""b""","one\r\ntwo"\r\n\r\nplain,"x"\r\n';
  expect(table(text, "name", "NOTE")).toEqual([
    [2, 'a, "b"', "one\r\ntwo"],
    [5, "plain", "x"],
  ]);
});

it("short and long rows keep the fields that the header names", () => {
  expect(table("a,b,c\n1\n1,2,3,4,5\n,,\n1,2,", "a", "c", "none")).toEqual([
    [2, "1", "", ""],
    [3, "1", "3", ""],
    [4, "", "", ""],
    [5, "1", "", ""],
  ]);
});

it("a quoted field without an end, or with text after it, is damage with its line", () => {
  expect(table('a,b\n1,2\n"3,4\n5,6\n', "a")).toEqual({ line: 3, reason: "a quoted field has no end" });
  expect(table('a,b\n"1"x,2\n', "a")).toEqual({ line: 2, reason: "text follows a quoted field" });
});

it("a megabyte of commas on one line is read in a moment", () => {
  expect(table(`a,b\n${",".repeat(1_000_000)}`, "a")).toEqual([[2, ""]]);
  expect(table(`a,b\n${",".repeat(2_000_001)}`, "a")).toEqual({ line: 2, reason: "has too many fields" });
});

it("text without a row of several fields has no columns", () => {
  expect(readColumns("hello\nworld")).toEqual([]);
  expect(readColumns('"Group","Title"\r\n')).toEqual(["group", "title"]);
  expect(readColumns(`${"x".repeat(5000)},y`)).toEqual([]);
});
