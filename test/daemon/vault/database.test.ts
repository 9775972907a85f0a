import SqliteDatabase from "better-sqlite3";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import {
  createDatabase,
  isRecentEnough,
  openDatabase,
  truncateJournal,
} from "../../../src/daemon/database.ts";
import { APPLICATION_ID, SCHEMA_VERSION } from "../../../src/daemon/schema.ts";
import { NOON } from "../../support/vault-bench.ts";

const root = mkdtempSync(join(tmpdir(), "holt-database-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;
const newPlace = () => ({ file: join(root, String(count++), "vault.db"), now: () => NOON });
const modeOf = (path: string): number => statSync(path).mode & 0o777;

function make(place = newPlace()): typeof place {
  const created = createDatabase(place);
  if (!created.ok) throw new Error(created.error.type);
  created.value.close();
  return place;
}

function overwrite(file: string, at: number, bytes: Uint8Array): void {
  const whole = readFileSync(file);
  whole.set(bytes, at);
  writeFileSync(file, whole);
}

describe("the database file", () => {
  test("looking for a vault creates no file", () => {
    const place = newPlace();
    expect(openDatabase(place)).toEqual({ ok: true, value: undefined });
    expect(readdirSync(join(place.file, ".."))).toEqual([]);
  });

  test("is only for its owner, journal and directory included", () => {
    const place = newPlace();
    const created = createDatabase(place);
    if (!created.ok) throw new Error("not created");
    created.value.exec("INSERT INTO draft (sealed) VALUES (x'00')");
    expect(modeOf(join(place.file, ".."))).toBe(0o700);
    for (const end of ["", "-wal", "-shm"]) expect(modeOf(place.file + end)).toBe(0o600);
    created.value.close();
  });

  test("modes that were loosened are tightened again", () => {
    const place = make();
    chmodSync(place.file, 0o644);
    chmodSync(join(place.file, ".."), 0o755);
    const opened = openDatabase(place);
    expect(opened.ok).toBe(true);
    expect(modeOf(place.file)).toBe(0o600);
    expect(modeOf(join(place.file, ".."))).toBe(0o700);
    if (opened.ok) opened.value?.close();
  });

  test("is durable on every commit, overwrites what is deleted, and journals ahead", () => {
    const opened = openDatabase(make());
    if (!opened.ok || opened.value === undefined) throw new Error("not opened");
    const pragma = (name: string): unknown => opened.value?.pragma(name, { simple: true });
    expect(pragma("journal_mode")).toBe("wal");
    expect(pragma("synchronous")).toBe(2);
    expect(pragma("secure_delete")).toBe(1);
    expect(pragma("foreign_keys")).toBe(1);
    expect(pragma("application_id")).toBe(APPLICATION_ID);
    expect(pragma("user_version")).toBe(SCHEMA_VERSION);
    opened.value.close();
  });

  test("an emptied journal is checked: an open reader is not taken for success", () => {
    const place = make();
    const opened = openDatabase(place);
    if (!opened.ok || opened.value === undefined) throw new Error("not opened");
    const reader = new SqliteDatabase(place.file);
    opened.value.exec("INSERT INTO draft (sealed) VALUES (x'01')");
    reader.exec("BEGIN");
    reader.prepare("SELECT * FROM draft").all();
    opened.value.exec("INSERT INTO draft (sealed) VALUES (x'02')");
    opened.value.pragma("busy_timeout = 0");
    expect(truncateJournal(opened.value)).toBe(false);
    reader.exec("COMMIT");
    expect(truncateJournal(opened.value)).toBe(true);
    reader.close();
    opened.value.close();
  });

  test("a symlink in its place is refused", () => {
    const real = make();
    const place = newPlace();
    mkdirSync(join(place.file, ".."), { recursive: true });
    symlinkSync(real.file, place.file);
    expect(openDatabase(place)).toMatchObject({
      ok: false,
      error: { type: "storage", reason: "permission" },
    });
  });

  test("a directory that is a symlink is refused", () => {
    const real = make();
    const link = join(root, "linked");
    symlinkSync(join(real.file, ".."), link);
    const opened = openDatabase({ file: join(link, "vault.db"), now: () => NOON });
    expect(opened).toMatchObject({ ok: false, error: { type: "storage", reason: "permission" } });
  });
});

describe("a database that holt can't use", () => {
  test("of a newer holt is named and left as it is", () => {
    const place = make();
    const newer = new SqliteDatabase(place.file);
    newer.pragma(`user_version = ${SCHEMA_VERSION + 1}`);
    newer.close();
    const before = readFileSync(place.file);
    const opened = openDatabase(place);
    expect(opened).toMatchObject({
      ok: false,
      error: { type: "malformed", what: "vault.db", where: place.file },
    });
    expect(JSON.stringify(opened)).toContain("newer holt");
    expect(readFileSync(place.file)).toEqual(before);
  });

  test("of another program is named and left as it is", () => {
    const place = make();
    rmSync(place.file);
    const other = new SqliteDatabase(place.file);
    other.exec("CREATE TABLE things (id INTEGER)");
    other.close();
    const before = readFileSync(place.file);
    expect(openDatabase(place)).toMatchObject({ ok: false, error: { type: "malformed" } });
    expect(createDatabase(place)).toMatchObject({ ok: false, error: { type: "malformed" } });
    expect(readFileSync(place.file)).toEqual(before);
  });

  test("an SQLite that is too old is recognised by its version", () => {
    expect(isRecentEnough("3.51.3")).toBe(true);
    expect(isRecentEnough("3.52.0")).toBe(true);
    expect(isRecentEnough("4.0.0")).toBe(true);
    expect(isRecentEnough("3.51.2")).toBe(false);
    expect(isRecentEnough("3.7.0")).toBe(false);
    expect(isRecentEnough("3.9.99")).toBe(false);
  });
});

describe("a damaged database", () => {
  const damages: readonly (readonly [string, (file: string) => void])[] = [
    [
      "no database at all",
      (file) => writeFileSync(file, "this is no database, and it is long enough to see"),
    ],
    ["a broken header", (file) => overwrite(file, 0, new Uint8Array(32).fill(0x5a))],
    ["a broken schema page", (file) => overwrite(file, 100, new Uint8Array(3000).fill(0xff))],
    ["broken tables", (file) => overwrite(file, 4096, new Uint8Array(4096 * 6).fill(0xa5))],
    ["half of it missing", (file) => writeFileSync(file, readFileSync(file).subarray(0, 4096 * 3))],
  ];
  test.each(damages)("with %s is moved aside whole, and the error says where", (_, damage) => {
    const place = make();
    damage(place.file);
    writeFileSync(`${place.file}-wal`, "a journal");
    const bytes = readFileSync(place.file);
    const opened = openDatabase(place);
    const movedTo = `${place.file}.damaged-2026-01-01T12-00-00-000Z`;
    expect(opened).toMatchObject({
      ok: false,
      error: { type: "storage", reason: "damaged", file: place.file, movedTo },
    });
    expect(readFileSync(movedTo)).toEqual(bytes);
    expect(existsSync(`${movedTo}-wal`)).toBe(true);
    expect(existsSync(place.file)).toBe(false);
    expect(existsSync(`${place.file}-wal`)).toBe(false);
    expect(openDatabase(place)).toEqual({ ok: true, value: undefined });
  });

  test("never takes the place of one that was moved aside before", () => {
    const place = newPlace();
    for (const text of ["the first of the two broken files", "the second of the two broken files"]) {
      make(place);
      writeFileSync(place.file, text);
      expect(openDatabase(place).ok).toBe(false);
    }
    const kept = readdirSync(join(place.file, "..")).map((name) =>
      readFileSync(join(place.file, "..", name), "utf8"),
    );
    expect(kept.sort()).toEqual(["the first of the two broken files", "the second of the two broken files"]);
  });

  test("whose file is gone keeps its journal when a new one is made", () => {
    const place = make();
    rmSync(place.file);
    writeFileSync(`${place.file}-wal`, "what is left of it");
    make(place);
    const names = readdirSync(join(place.file, ".."));
    const journal = names.find((name) => name.includes(".damaged-"));
    expect(readFileSync(join(place.file, "..", String(journal)), "utf8")).toBe("what is left of it");
  });
});
