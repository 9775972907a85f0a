/**
 * How holt starts: with next to nothing loaded, and with what Node compiled kept where only its owner can write.
 */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createProgram, PROGRAM, type Program } from "../support/program.ts";

let program: Program;
beforeEach(() => {
  program = createProgram();
});
afterEach(async () => {
  await program.stop();
});

test("holt code loads none of Node's heavy modules, and one file of ours", async () => {
  await program.ok(["init", "--no-passphrase"]);
  await program.ok(["add", "-"], "otpauth://totp/X:me?secret=GEZDGNBVGY3TQOJQ&issuer=X");
  const probe = program.file("probe.cjs");
  const script = `
    const { registerHooks } = require("node:module");
    const files = [];
    registerHooks({ load: (url, context, next) => (files.push(url), next(url, context)) });
    process.on("exit", () => {
      const loaded = process.moduleLoadList.map((name) => name.replace("NativeModule ", ""));
      require("node:fs").writeFileSync(${JSON.stringify(program.file("loaded"))}, JSON.stringify({ loaded, files }));
    });`;
  writeFileSync(probe, script);
  const code = execFileSync(process.execPath, ["--require", probe, PROGRAM, "code", "X", "--at", "59"], {
    env: program.env,
    encoding: "utf8",
  });
  expect(code).toMatch(/^\d{6}\n$/);
  const seen = JSON.parse(readFileSync(program.file("loaded"), "utf8")) as {
    loaded: string[];
    files: string[];
  };
  const heavy =
    /^(crypto|http|https|_http_.*|tls|child_process|worker_threads|readline|fs\/promises|zlib|dgram|dns|internal\/crypto\/webcrypto|internal\/deps\/undici.*)$/;
  expect(seen.loaded).toContain("net");
  expect(seen.loaded.filter((name) => heavy.test(name))).toEqual([]);
  expect(seen.files.filter((url) => url.includes("/dist/")).map((url) => url.replace(/.*\//, ""))).toEqual([
    "holt.js",
  ]);
});

test("what Node compiled is kept for its owner alone", async () => {
  await program.ok(["--version"]);
  const directory = join(program.env["HOLT_HOME"] ?? "", "state", "compiled");
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  expect(readdirSync(directory)).not.toEqual([]);
});

test("where others may write, nothing is kept and nothing is taken", async () => {
  const directory = join(program.env["HOLT_HOME"] ?? "", "state", "compiled");
  mkdirSync(directory, { recursive: true });
  chmodSync(directory, 0o777);
  expect(await program.ok(["--version"])).toMatch(/^holt /);
  expect(readdirSync(directory)).toEqual([]);
});

test("where others could put another directory in its place, nothing is kept either", async () => {
  const above = program.env["HOLT_HOME"] ?? "";
  mkdirSync(above, { recursive: true });
  chmodSync(above, 0o777);
  expect(await program.ok(["--version"])).toMatch(/^holt /);
  expect(readdirSync(join(above, "state", "compiled"))).toEqual([]);
});
