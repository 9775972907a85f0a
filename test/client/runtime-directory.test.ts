import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loginRuntimeDirectory } from "../../src/client/runtime-directory.ts";
import { createHome, type Home } from "../support/plane.ts";

const uid = process.getuid?.() ?? 0;
let home: Home;
beforeEach(() => {
  home = createHome();
});
afterEach(() => home.remove());

test("the login session's runtime directory is used if it is the user's alone, and no link to elsewhere", () => {
  const directory = join(home.directory, String(uid));
  expect(loginRuntimeDirectory(uid, home.directory)).toBe(undefined);
  mkdirSync(directory, { mode: 0o700 });
  expect(loginRuntimeDirectory(uid, home.directory)).toBe(directory);
  chmodSync(directory, 0o755);
  expect(loginRuntimeDirectory(uid, home.directory)).toBe(undefined);
  symlinkSync(home.paths.stateDirectory, join(home.directory, String(uid + 1)));
  expect(loginRuntimeDirectory(uid + 1, home.directory)).toBe(undefined);
  expect(loginRuntimeDirectory(uid, join(directory, "none"))).toBe(undefined);
});
