/**
 * A damaged database: whichever command comes next, and however often, says where it was put.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createProgram, type Program } from "../support/program.ts";

let program: Program;
beforeEach(() => {
  program = createProgram();
});
afterEach(async () => {
  await program.stop();
});

const COMMANDS = [
  ["status"],
  ["status", "--json"],
  ["unlock"],
  ["unlock", "--json"],
  ["lock", "--json"],
  ["list", "--json"],
  ["code", "github"],
  ["passwd", "--json"],
];

test("every command tells where a damaged database is, from the first to the last", async () => {
  await program.ok(["init", "--no-passphrase"]);
  await program.ok(["daemon", "stop"]);
  const data = join(program.env["HOLT_HOME"] ?? "", "data");
  writeFileSync(join(data, "vault.db"), "overwritten by an accident of some kind");
  const first = await program.run(["status", "--json"]);
  const name = readdirSync(data).find((entry) => entry.startsWith("vault.db.damaged-"));
  const place = join(data, String(name));
  expect(first).toMatchObject({ code: 7, stderr: expect.stringContaining(place) as unknown });
  for (const words of COMMANDS) {
    const { code, stderr } = await program.run(words);
    expect({ words, code, isTold: stderr.includes(place) }).toEqual({ words, code: 3, isTold: true });
  }
  const { stdout } = await program.run(["status", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({
    vaultId: null,
    problems: [{ type: "storage-damaged", copy: place }],
  });
  expect(readFileSync(place, "utf8")).toBe("overwritten by an accident of some kind");
});
