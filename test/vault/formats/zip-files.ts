/**
 * Makes zip files for tests, in clear or under a password, with a library rather than with what holt reads them by.
 */
import { TextReader, Uint8ArrayWriter, ZipWriter } from "@zip.js/zip.js";
import type { NamedFile } from "../../../src/vault/formats/format.ts";

export interface ZipOptions {
  readonly password?: string;
  /** true: WinZip's AES-256; otherwise ZipCrypto. */
  readonly isAes?: boolean;
}

const LONG_AGO = new Date(1_700_000_000_000);

export async function zipFile(
  textByName: Readonly<Record<string, string>>,
  { password, isAes = false }: ZipOptions = {},
): Promise<NamedFile> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), { useWebWorkers: false, lastModDate: LONG_AGO });
  const encryption = isAes ? ({ encryptionStrength: 3 } as const) : { zipCrypto: true };
  for (const [name, text] of Object.entries(textByName)) {
    await writer.add(name, new TextReader(text), password === undefined ? {} : { password, ...encryption });
  }
  return { name: "export.zip", bytes: await writer.close() };
}
