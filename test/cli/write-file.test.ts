/**
 * Exported files: for their owner alone, whole or not there, never over another one unasked.
 */
import {
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
import { afterEach, beforeEach, expect, test } from "vitest";
import { writePrivateFile } from "../../src/cli/write-file.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "holt-write-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const bytes = new TextEncoder().encode("new");
const write = (path: string, isForced = false) => writePrivateFile({ path, bytes, isForced });

test("a new file is for its owner alone, and nothing else is left beside it", () => {
  const path = join(directory, "out");
  expect(write(path).ok).toBe(true);
  expect(readFileSync(path, "utf8")).toBe("new");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(directory)).toEqual(["out"]);
});

test("a file that is there stays as it was, unless it is forced; then it becomes private, too", () => {
  const path = join(directory, "out");
  writeFileSync(path, "old", { mode: 0o644 });
  expect(write(path)).toEqual({ ok: false, error: { type: "usage", reason: "file-exists", value: path } });
  expect(readFileSync(path, "utf8")).toBe("old");
  expect(write(path, true).ok).toBe(true);
  expect(readFileSync(path, "utf8")).toBe("new");
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(directory)).toEqual(["out"]);
});

test("a link is not followed: its target stays as it was", () => {
  const target = join(directory, "target");
  const link = join(directory, "link");
  writeFileSync(target, "old");
  symlinkSync(target, link);
  expect(write(link).ok).toBe(false);
  expect(write(link, true).ok).toBe(true);
  expect(readFileSync(target, "utf8")).toBe("old");
  expect(readFileSync(link, "utf8")).toBe("new");
});

test("a device is written to and stays a device", () => {
  expect(write("/dev/null", true).ok).toBe(true);
  expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
});

test("a folder that isn't there, or a full disk, is a storage error that names the file", () => {
  const path = join(directory, "no", "out");
  expect(write(path)).toEqual({
    ok: false,
    error: { type: "storage", reason: "no-folder", file: path },
  });
  expect(write(directory, true)).toEqual({
    ok: false,
    error: { type: "storage", reason: "is-folder", file: directory },
  });
  expect(write("/dev/full")).toEqual({
    ok: false,
    error: { type: "storage", reason: "full", file: "/dev/full" },
  });
});
