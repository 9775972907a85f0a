/**
 * Opens one entry of a zip file: stored or deflated, in clear, under ZipCrypto or under WinZip's AES.
 *
 * What an entry says of its size is bounded before it is unpacked, and holds while it is. Under a password, what
 * doesn't come out right is a wrong password: ZipCrypto can't tell it from damage. Knows no format.
 */
import type { FileEntry } from "@zip.js/zip.js/lib/zip-core-native.js";
import { concatBytes } from "../../protocol/bytes.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { malformed } from "../../protocol/malformed.ts";
import { ok, type Result } from "../../protocol/result.ts";
import { passwordNeeded, wrongPassword } from "./container.ts";
import { filePlace } from "./place.ts";
import { listZip, type ZipEntry } from "./zip-directory.ts";

const MOST_BYTES = 64 * 1024 * 1024;
/** JSON of a thousand items that differ in their secrets packs to a fifteenth. */
const HIGHEST_RATIO = 50;
/** So much is harmless, however well it packs. */
const ALWAYS_BEARABLE_BYTES = 1024 * 1024;

export interface ZipInput {
  readonly bytes: Uint8Array;
  /** For messages. */
  readonly file: string;
  /** What it should have been. */
  readonly what: string;
  /** Of the entry. */
  readonly name: string;
  readonly password: string | null;
}

export async function openZipEntry(input: ZipInput): Promise<Result<Uint8Array, HoltError>> {
  const { bytes, file, what, name, password } = input;
  const where = filePlace(file, name);
  const [entry, ...others] = (listZip(bytes) ?? []).filter((candidate) => candidate.name === name);
  if (entry === undefined || others.length > 0) return malformed(what, where, "is missing or there twice");
  if (isBomb(entry)) return malformed(what, where, "would be absurdly large when unpacked");
  if (entry.isEncrypted && password === null) return passwordNeeded(file);
  const content = await unpack(input, entry);
  if (content !== undefined) return ok(content);
  return entry.isEncrypted ? wrongPassword() : malformed(what, where, "is damaged");
}

const isBomb = ({ bytes, compressedBytes }: ZipEntry): boolean =>
  bytes > MOST_BYTES || (bytes > ALWAYS_BEARABLE_BYTES && bytes > HIGHEST_RATIO * compressedBytes);

async function unpack({ bytes, password }: ZipInput, entry: ZipEntry): Promise<Uint8Array | undefined> {
  // Not before it is needed: every format is loaded when a file's format is looked for.
  const { ZipReader, Uint8ArrayReader } = await import("@zip.js/zip.js/lib/zip-core-native.js");
  const reader = new ZipReader(new Uint8ArrayReader(bytes), { useWebWorkers: false, checkSignature: true });
  const chunks: Uint8Array[] = [];
  let length = 0;
  const sink = new WritableStream<Uint8Array>({
    write(chunk) {
      length += chunk.length;
      if (length > entry.bytes) throw new Error("an entry is larger than it says");
      chunks.push(chunk);
    },
  });
  try {
    const found = (await reader.getEntries()).find(
      (candidate): candidate is FileEntry => !candidate.directory && candidate.filename === entry.name,
    );
    await found?.getData(sink, entry.isEncrypted && password !== null ? { password } : {});
    return found !== undefined && length === entry.bytes ? concatBytes(...chunks) : undefined;
  } catch {
    return undefined;
  } finally {
    await reader.close();
  }
}
