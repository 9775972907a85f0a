/**
 * What the format tests share: files, options with nothing random in them, and the other projects' fixtures where
 * they are at hand. Knows no format.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { NamedFile, WriteOptions } from "../../../src/vault/formats/format.ts";
import { readImport, type ImportOptions } from "../../../src/vault/formats/import.ts";
import { createQrReader } from "../../../src/vault/qr.ts";

export const NOW = 1_764_000_000;

const { resolve } = createRequire(import.meta.url);
export const readQr = createQrReader(async () =>
  readFileSync(resolve("zxing-wasm/reader/zxing_reader.wasm")),
);

const ROOT = join(import.meta.dirname, "../../..");
/** Beside the repository; not part of it. */
const FOREIGN = join(ROOT, "../shared/fixtures");
const OWN = join(ROOT, "test/fixtures");

export const hasForeign = existsSync(FOREIGN);
export const foreignFolders = (): string[] =>
  hasForeign
    ? readdirSync(FOREIGN, { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? [entry.name] : [],
      )
    : [];

/** The real files of a folder, without what describes them. */
export const foreignFiles = (folder: string): string[] =>
  readdirSync(join(FOREIGN, folder)).filter(
    (name) => !/^(SOURCE\.txt|meta\.json|cases\.json|.*expected\.json)$/.test(name),
  );
export const foreignFile = (folder: string, name: string): NamedFile =>
  fileAt(join(FOREIGN, folder, name), name);
export const foreignJson = (folder: string, name: string): unknown =>
  JSON.parse(readFileSync(join(FOREIGN, folder, name), "utf8"));

export const ownFile = (name: string): NamedFile => fileAt(join(OWN, name), name);

const fileAt = (path: string, name: string): NamedFile => ({
  name,
  bytes: new Uint8Array(readFileSync(path)),
});

export const textFile = (text: string, name = "file"): NamedFile => ({
  name,
  bytes: new TextEncoder().encode(text),
});

export const importFiles = (files: readonly NamedFile[], options: Partial<ImportOptions> = {}) =>
  readImport(files, { password: null, now: NOW, readQr, ...options });

/** Bytes that look random and are the same in every run. */
export function createRandom(seed = 1): WriteOptions["random"] {
  let state = seed;
  return (length) =>
    Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state >>> 24;
    });
}
