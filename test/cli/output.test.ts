/**
 * What reaches a terminal: nothing that steers it, columns that line up, colours only when wished.
 */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { wantsColor } from "../../src/cli/colour.ts";
import { createWriter } from "../../src/cli/output.ts";
import { renderQr } from "../../src/cli/qr-text.ts";
import { renderTable } from "../../src/cli/table.ts";
import { printable, printableJson, printableLines } from "../../src/client/printable.ts";

test("control characters and direction overrides of account text are gone, tabs and line ends become a blank", () => {
  expect(printable("a\u001b[31mb\u0000c\u009bd\u202ee\u2066f\u200fg\u007f")).toBe("a[31mbcdefg");
  expect(printable("one\r\ntwo\tthree\u2028four")).toBe("one two three four");
  expect(printable("Ünïcode 漢字 👩‍👩‍👧")).toBe("Ünïcode 漢字 👩‍👩‍👧");
  expect(printableLines("a\r\nb\u001b\nc")).toEqual(["a", "b", "c"]);
});

test("JSON keeps the text exactly and yet holds no character that steers a terminal", () => {
  const value = { name: "\u001b[2J\u009b\u202e\u2028x\u007f" };
  const text = printableJson(value);
  expect(JSON.parse(text)).toEqual(value);
  // oxlint-disable-next-line no-control-regex -- control characters are what this is about
  expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/);
});

test("columns line up by what characters take on the screen", async () => {
  const lines = await renderTable({
    headings: ["issuer", "code"],
    rows: [
      ["漢字", "1"],
      ["abc", "22"],
      ["é", "333"],
    ],
    hasColor: false,
    right: [1],
  });
  expect(lines).toEqual(["issuer  code", "漢字       1", "abc       22", "é        333"]);
});

test("an account's name can't forge a row of a table", async () => {
  const lines = await renderTable({ headings: ["name"], rows: [["a\nb\u001b[1A"]], hasColor: false });
  expect(lines).toEqual(["name", "a b[1A"]);
});

test("a name of a page's length leaves the other columns where a person can see them", async () => {
  const rows = [
    ["x".repeat(2000), "1"],
    ["é".repeat(60), "2"],
  ];
  const [, long = "", short = ""] = await renderTable({ headings: ["name", "id"], rows, hasColor: false });
  expect(long).toBe(`${"x".repeat(59)}…  1`);
  expect(short).toBe(`${"é".repeat(60)}  2`);
});

test("a file gets all that is written, and one that takes nothing is told of at once, once", () => {
  const directory = mkdtempSync(join(tmpdir(), "holt-output-"));
  const path = join(directory, "out");
  const errors: (string | undefined)[] = [];
  const open = (flags: string) => {
    const descriptor = openSync(path, flags);
    const stream = () => process.stdout;
    const write = createWriter({ descriptor, stream, onError: ({ code }) => void errors.push(code) });
    return { write, close: () => closeSync(descriptor) };
  };
  const writing = open("w");
  writing.write("åäö\n");
  writing.write(Buffer.from("x".repeat(100_000)));
  writing.close();
  expect(readFileSync(path, "utf8")).toBe(`åäö\n${"x".repeat(100_000)}`);
  expect(errors).toEqual([]);
  const reading = open("r");
  reading.write("a");
  reading.write("b");
  reading.close();
  expect(errors).toEqual(["EBADF"]);
  rmSync(directory, { recursive: true });
});

describe("colours", () => {
  const wish = (env: Record<string, string>, isTerminal = true, isRefused = false): boolean =>
    wantsColor({ env, isTerminal, isRefused });

  test("a terminal gets them, a file doesn't, and force is stronger than a file", () => {
    expect(wish({})).toBe(true);
    expect(wish({}, false)).toBe(false);
    expect(wish({ CLICOLOR_FORCE: "1" }, false)).toBe(true);
    expect(wish({ CLICOLOR_FORCE: "0" }, false)).toBe(false);
  });
  test("NO_COLOR, CLICOLOR=0, TERM=dumb and --no-color turn them off", () => {
    expect(wish({ NO_COLOR: "1" })).toBe(false);
    expect(wish({ NO_COLOR: "" })).toBe(true);
    expect(wish({ CLICOLOR: "0" })).toBe(false);
    expect(wish({ TERM: "dumb" })).toBe(false);
    expect(wish({ CLICOLOR_FORCE: "1" }, true, true)).toBe(false);
    expect(wish({ CLICOLOR_FORCE: "1", NO_COLOR: "1" })).toBe(false);
  });
});

test("a QR code has a quiet zone of four and is dark on light whatever the theme", () => {
  const lines = renderQr(["10", "01"], true);
  expect(lines).toHaveLength(5);
  expect(lines[2]).toBe(`\u001b[30;107m${" ".repeat(4)}▀▄${" ".repeat(4)}\u001b[0m`);
  const plain = renderQr(["1"], false);
  expect(plain[0]).toBe("█".repeat(9));
  expect(plain[2]).toBe("████▄████");
});
