/**
 * Real files of other apps, damaged in many ways (the same in every run), where they lie beside the repository: each
 * gives a result, and never more accounts than there were, by any format that might be asked to read it.
 *
 * HOLT_FUZZ_TIMES=20 tries twenty times as many, HOLT_FUZZ_SEED=7 others.
 */
import { describe, expect, it } from "vitest";
import type { Format } from "../../../src/vault/formats/format.ts";
import { FORMATS } from "../../../src/vault/formats/registry.ts";
import { createSource } from "../../../src/vault/formats/source.ts";
import {
  createRandom,
  foreignFile,
  foreignFiles,
  foreignFolders,
  foreignJson,
  hasForeign,
  NOW,
} from "./files.ts";

const formats = await Promise.all(FORMATS.filter((row) => row.import).map((row) => row.load()));
/** How often a file is damaged: a long search asks for more. */
const TIMES = Number(process.env["HOLT_FUZZ_TIMES"] ?? "1");
/** Each costs a key derivation, or much of the file. */
const ROUNDS = { sealed: 6 * TIMES, plain: 120 * TIMES } as const;
const SEED = Number(process.env["HOLT_FUZZ_SEED"] ?? "0");
const LONGEST_MS = 120_000 * TIMES;

function passwordOf(folder: string, name: string): string | null {
  try {
    const meta = foreignJson(folder, "meta.json") as Record<string, { password?: string }>;
    return meta[name]?.password ?? null;
  } catch {
    return null;
  }
}

/** Cut off, one byte changed, forty bytes changed, a part of it twice. */
function damage(bytes: Uint8Array, kind: number, random: (length: number) => Uint8Array): Uint8Array {
  const place = (): number =>
    Math.floor(((random(1)[0] ?? 0) * 256 + (random(1)[0] ?? 0)) * (bytes.length / 65_536));
  if (kind === 0) return bytes.slice(0, place());
  if (kind === 3) {
    const at = place();
    return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(Math.max(0, at - 100))]);
  }
  const changed = bytes.slice();
  for (let count = kind === 1 ? 1 : 40; count > 0; count--) changed[place()] = random(1)[0] ?? 0;
  return changed;
}

async function countAccounts(format: Format, bytes: Uint8Array, password: string | null): Promise<number> {
  const result = await format.read([createSource({ name: "file", bytes })], { password, now: NOW });
  if (result.ok) return result.value.accounts.length;
  const { error } = result;
  expect(error.type === "malformed" ? error.where : error.type).not.toBe("");
  return -1;
}

describe.runIf(hasForeign)("a damaged real file", () => {
  for (const folder of foreignFolders()) {
    const names = foreignFiles(folder).filter((name) => !/\.(png|jpe?g)$/i.test(name));
    for (const name of names) {
      it(
        `like ${folder}/${name} gives a result`,
        async () => {
          const { bytes } = foreignFile(folder, name);
          const source = createSource({ name, bytes });
          const format = formats.find((one) => one.detect(source) !== "no");
          if (format === undefined) throw new Error("no format reads it");
          const password = passwordOf(folder, name);
          const whole = await countAccounts(format, bytes, password);
          expect(whole).toBeGreaterThanOrEqual(0);
          const random = createRandom(name.length + SEED);
          for (let round = 0; round < ROUNDS[password === null ? "plain" : "sealed"]; round++) {
            const damaged = damage(bytes, round % 4, random);
            // A part that is there twice may hold some accounts twice.
            expect(await countAccounts(format, damaged, password)).toBeLessThanOrEqual(2 * whole);
            const other = formats[round % formats.length];
            expect(other?.detect(createSource({ name, bytes: damaged }))).toBeDefined();
          }
        },
        LONGEST_MS,
      );
    }
  }
});
