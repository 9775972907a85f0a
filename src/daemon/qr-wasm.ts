/**
 * Where the QR decoder's WebAssembly lies: beside the built program, or in its package while developing. It is
 * never fetched.
 */
import { promises } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

export async function loadQrWasm(): Promise<Uint8Array> {
  try {
    return await promises.readFile(fileURLToPath(new URL("zxing_reader.wasm", import.meta.url)));
  } catch {
    return promises.readFile(createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm"));
  }
}
