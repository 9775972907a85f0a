import { describe, expect, it } from "vitest";
import { openSqlite } from "../../../src/vault/formats/sqlite.ts";
import { createRandom } from "./files.ts";
import { loggedSqliteFile, sqliteFile } from "./sqlite-files.ts";

const rowsOf = (bytes: Uint8Array, columns: readonly string[], wal?: Uint8Array) =>
  openSqlite(bytes, wal)
    ?.table("t")
    ?.rows()
    ?.map((row) => columns.map((column) => row.value(column)));

describe("an SQLite file", () => {
  for (const setup of [
    "PRAGMA page_size = 512",
    "PRAGMA page_size = 65536",
    "PRAGMA encoding = 'UTF-16le'",
    "PRAGMA encoding = 'UTF-16be'",
  ]) {
    it(`gives each kind of value, with ${setup}`, () => {
      const values =
        "1, -1, 127, 40000, 8000000, 1099511627776, -9007199254740991, 1.5, 'å🏔', x'00ff', NULL, 0";
      const names = Array.from({ length: 12 }, (_, index) => `c${index}`);
      const bytes = sqliteFile(
        setup,
        `CREATE TABLE t (${names.join(", ")})`,
        `INSERT INTO t VALUES (${values})`,
      );
      expect(rowsOf(bytes, names)).toEqual([
        [1, -1, 127, 40_000, 8_000_000, 2 ** 40, -(2 ** 53 - 1), 1.5, "å🏔", Uint8Array.of(0, 255), null, 0],
      ]);
    });
  }

  it("gives many rows and long values in their order, over many pages", () => {
    const bytes = sqliteFile(
      "PRAGMA page_size = 512",
      "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT)",
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
       INSERT INTO t SELECT i, 'row ' || i, hex(zeroblob(i % 1500)) FROM n`,
    );
    const rows = rowsOf(bytes, ["A", "b"]);
    expect(rows).toHaveLength(3000);
    expect(rows?.map(([a, b]) => [a, String(b).length])).toEqual(
      Array.from({ length: 3000 }, (_, index) => [`row ${index + 1}`, 2 * ((index + 1) % 1500)]),
    );
  });

  it("finds columns by name, however they are written, and those that came later", () => {
    const bytes = sqliteFile(
      `CREATE TABLE t ("a b" TEXT DEFAULT (max(1, 2)), [c] INT CHECK (c IN (1, 2)), \`d\` NUMERIC(1, 2), e,
       CONSTRAINT x UNIQUE (c, d), PRIMARY KEY (e), CHECK (d > 0))`,
      "INSERT INTO t VALUES ('1', 2, 3, 4)",
      "ALTER TABLE t ADD COLUMN f",
    );
    expect(openSqlite(bytes)?.table("t")?.columns).toEqual(["a b", "c", "d", "e", "f"]);
    expect(rowsOf(bytes, ["A B", "c", "d", "e", "f", "none"])).toEqual([["1", 2, 3, 4, null, null]]);
  });

  it("is read with what its log adds and changes", () => {
    const { database, wal } = loggedSqliteFile(
      ["CREATE TABLE t (a)", "INSERT INTO t VALUES ('old'), ('stays')"],
      ["UPDATE t SET a = 'new' WHERE a = 'old'", "INSERT INTO t VALUES ('more')"],
    );
    expect(openSqlite(database)?.hasLog).toBe(true);
    expect(rowsOf(database, ["a"])).toEqual([["old"], ["stays"]]);
    expect(rowsOf(database, ["a"], wal)).toEqual([["new"], ["stays"], ["more"]]);
    // A log that was cut off, or changed, counts as far as it holds.
    const changed = wal.slice();
    changed[wal.length - 1] = (changed[wal.length - 1] ?? 0) ^ 1;
    for (const damaged of [changed, wal.slice(0, -1)]) {
      expect(rowsOf(database, ["a"], damaged)).toEqual([["new"], ["stays"]]);
    }
  });

  it("gives rows or nothing, with any bytes changed or cut off anywhere", () => {
    const bytes = sqliteFile(
      "PRAGMA page_size = 512",
      "CREATE TABLE t (a TEXT)",
      ...Array.from({ length: 30 }, (_, index) => `INSERT INTO t VALUES ('${"x".repeat(index * 40)}')`),
    );
    const random = createRandom(11);
    const totals = new Set<number>();
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = bytes.slice();
      changed.set(random(2), Math.min(at, bytes.length - 2));
      for (const damaged of [changed, bytes.slice(0, at)]) {
        const rows = rowsOf(damaged, ["a"]) ?? [];
        totals.add(rows.reduce((sum, [a]) => sum + (typeof a === "string" ? a.length : 0), 0));
      }
    }
    expect(Math.max(...totals)).toBeLessThanOrEqual(bytes.length);
  });

  it("that refers to itself, or to one row a thousand times, comes to an end", () => {
    const bytes = sqliteFile("CREATE TABLE t (a TEXT)", `INSERT INTO t VALUES ('${"y".repeat(3000)}')`);
    const overlap = bytes.slice();
    const view = new DataView(overlap.buffer);
    const page = 4096;
    const cell = view.getUint16(page + 8);
    view.setUint16(page + 3, 500);
    for (let index = 0; index < 500; index++) view.setUint16(page + 8 + 2 * index, cell);
    expect(rowsOf(overlap, ["a"])).toBeUndefined();
    const circle = bytes.slice();
    circle[page] = 5;
    new DataView(circle.buffer).setUint32(page + 8, 2);
    expect(rowsOf(circle, ["a"])).toBeUndefined();
  });
});
