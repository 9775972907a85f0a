/**
 * Real exports of other authenticators, read in place where they exist, through the built program: what
 * `holt import` says and what `holt list` and `holt show` tell afterwards is exactly what each file holds.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { ROOT, createProgram, type Program } from "../support/program.ts";

const FIXTURES = join(ROOT, "../shared/fixtures");

interface Expected {
  readonly type: string;
  readonly issuer: string;
  readonly account: string;
  readonly secret: string;
  readonly algorithm: string;
  readonly digits: number;
  readonly period?: number;
  readonly counter?: number;
  readonly pin?: string;
}
interface Shown {
  readonly id: string;
  readonly type: string;
  readonly issuer: string;
  readonly name: string;
  readonly secret: string;
  readonly algorithm: string;
  readonly digits: number;
  readonly period: number | null;
  readonly counter: number | null;
  readonly pin: string | null;
}

const FILES: readonly (readonly [file: string, format: string])[] = [
  ["otpauth-uri-list/plain.txt", "otpauth"],
  ["google-migration/example_export.txt", "google"],
  ["google-migration/test_googleauth_export.png", "google"],
  ["google-migration-multipart/two-parts-out-of-order.txt", "google"],
  ["aegis-plain/aegis_plain.json", "aegis"],
  ["aegis-encrypted/aegis_encrypted.json", "aegis"],
];

let program: Program;
afterEach(async () => {
  await program.stop();
});

const line = (entry: Expected): string =>
  [
    entry.type,
    entry.issuer,
    entry.account,
    entry.secret.replace(/=+$/, ""),
    entry.algorithm,
    entry.digits,
    entry.type === "hotp" ? `#${entry.counter}` : `${entry.period}s`,
    entry.pin ?? "",
  ].join(" | ");

const shownLine = (shown: Shown): string =>
  line({
    ...shown,
    account: shown.name,
    period: shown.period ?? 0,
    counter: shown.counter ?? 0,
    pin: shown.pin ?? "",
  });

async function shownLines(): Promise<readonly string[]> {
  const listed = await program.json<readonly { id: string }[]>(["list"]);
  const lines: string[] = [];
  for (const { id } of listed) lines.push(shownLine(await program.json<Shown>(["show", id, "--reveal"])));
  return lines.toSorted();
}

describe.runIf(existsSync(FIXTURES))("real exports", () => {
  test.each(FILES)("%s imports to exactly what it holds, once", async (file, format) => {
    program = createProgram();
    await program.ok(["init", "--name", "laptop", "--no-passphrase"]);
    const path = join(FIXTURES, file);
    const expected = JSON.parse(readFileSync(`${path}.expected.json`, "utf8")) as readonly Expected[];
    const metaFile = join(path, "..", "meta.json");
    const meta = existsSync(metaFile)
      ? (JSON.parse(readFileSync(metaFile, "utf8")) as Record<string, { password?: string }>)
      : {};
    const password = meta[path.slice(path.lastIndexOf("/") + 1)]?.password;
    const flags: string[] = [];
    if (password !== undefined) {
      writeFileSync(program.file("password"), password);
      flags.push("--password-file", program.file("password"));
    }

    const dry = await program.json<{ imported: number }>(["import", path, "--dry-run", ...flags]);
    expect(await program.json(["list"])).toEqual([]);
    const first = await program.json<{ format: string; imported: number; skipped: unknown[] }>([
      "import",
      path,
      ...flags,
    ]);
    expect(dry.imported).toBe(expected.length);
    expect(first).toMatchObject({ format, imported: expected.length, skipped: [] });
    expect(await shownLines()).toEqual(expected.map(line).toSorted());

    const second = await program.json<{ imported: number; duplicates: number }>(["import", path, ...flags]);
    expect(second).toMatchObject({ imported: 0, duplicates: expected.length });
    expect(await shownLines()).toEqual(expected.map(line).toSorted());
  });
});
