/**
 * What a person installs: the packed files run alone, and a Node that is too old gets one clear line.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ROOT } from "./support/program.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "holt-package-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Loaded before the launcher: makes it believe in an old Node. */
function pretendOldNode(): string {
  const file = join(directory, "old.cjs");
  writeFileSync(file, 'Object.defineProperty(process.versions, "node", { value: "20.20.2" });');
  return file;
}

test("the packed files run from a folder of their own, with the SQLite binding as their only dependency", () => {
  execFileSync("npm", ["pack", "--ignore-scripts", "--pack-destination", directory], {
    cwd: ROOT,
    stdio: "pipe",
  });
  const { version, dependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
    version: string;
    dependencies: Record<string, string>;
  };
  expect(Object.keys(dependencies)).toEqual(["better-sqlite3"]);
  execFileSync("tar", ["xf", `holt-${version}.tgz`], { cwd: directory });
  const installed = join(directory, "package");
  mkdirSync(join(installed, "node_modules"));
  symlinkSync(join(ROOT, "node_modules/better-sqlite3"), join(installed, "node_modules/better-sqlite3"));

  const home = join(directory, "home");
  const env = { PATH: process.env["PATH"] ?? "", HOME: home, HOLT_HOME: home, LANG: "C" };
  const holt = (...args: readonly string[]): string =>
    execFileSync(process.execPath, [join(installed, "bin/holt.cjs"), ...args], { env, encoding: "utf8" });
  try {
    expect(holt("--version").trim()).toContain(version);
    holt("init", "--name", "packed", "--no-passphrase");
    holt("add", "--qr", writeQr(holt));
    expect(holt("code", "Acme").trim()).toMatch(/^\d{6}$/);
  } finally {
    holt("daemon", "stop");
  }
});

/** A QR code drawn by holt itself, of an account that is then thrown away. */
function writeQr(holt: (...args: readonly string[]) => string): string {
  const png = join(directory, "code.png");
  const secret = join(directory, "secret");
  writeFileSync(secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n");
  holt("add", "--type", "totp", "--issuer", "Acme", "--name", "me", "--secret-file", secret);
  holt("qr", "Acme", "--png", png);
  holt("rm", "Acme");
  return png;
}

test("a Node that is too old, with no newer one beside it, gets one line and exit 2", () => {
  cpSync(join(ROOT, "bin"), join(directory, "bin"), { recursive: true });
  const run = spawnSync(
    process.execPath,
    ["--require", pretendOldNode(), join(directory, "bin/holt.cjs"), "list"],
    {
      encoding: "utf8",
    },
  );
  expect(run.status).toBe(2);
  expect(run.stdout).toBe("");
  expect(run.stderr).toBe("holt needs node 24.7 or newer, and this is node 20.20.2\n");
});

test("a Node that is too old hands over to a newer one in node_modules, with arguments and exit code", () => {
  cpSync(join(ROOT, "bin"), join(directory, "bin"), { recursive: true });
  mkdirSync(join(directory, "dist"));
  writeFileSync(join(directory, "package.json"), '{"type":"module"}');
  writeFileSync(
    join(directory, "dist/holt.js"),
    "console.log(process.argv.slice(2).join(' ')); process.exitCode = 6;",
  );
  mkdirSync(join(directory, "node_modules/node/bin"), { recursive: true });
  symlinkSync(process.execPath, join(directory, "node_modules/node/bin/node"));
  const run = spawnSync(
    process.execPath,
    ["--require", pretendOldNode(), join(directory, "bin/holt.cjs"), "code", "Git Hub"],
    { encoding: "utf8" },
  );
  expect(run.stdout).toBe("code Git Hub\n");
  expect(run.status).toBe(6);
});
