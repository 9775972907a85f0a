/**
 * What a zip file says is in it: its central directory, read without opening any entry, so that a format can know its
 * files and hostile ones are refused before anything is unpacked.
 *
 * Strict: one directory, at the end, on one disk, no zip64 (exports are small). Knows nothing of compression and of
 * passwords. Source: PKWARE APPNOTE.TXT §4.3.
 */
import { bytesToUtf8 } from "../../protocol/bytes.ts";

export interface ZipEntry {
  readonly name: string;
  readonly compressedBytes: number;
  readonly bytes: number;
  readonly isEncrypted: boolean;
}

/** A 1PUX holds a file for each attachment. */
const MOST_ENTRIES = 50_000;
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const HEADER_BYTES = 46;
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;

/** Undefined where the bytes are no such file. */
export function listZip(bytes: Uint8Array): readonly ZipEntry[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // A file of 22 bytes or more; one without entries begins with its end.
  if (bytes.length < END_BYTES || ![LOCAL, END].includes(view.getUint32(0, true))) return undefined;
  const end = findEnd(view);
  if (end === undefined) return undefined;
  const count = view.getUint16(end + 10, true);
  const isSplit = view.getUint16(end + 4, true) !== 0 || view.getUint16(end + 8, true) !== count;
  const stop = view.getUint32(end + 16, true) + view.getUint32(end + 12, true);
  if (isSplit || count > MOST_ENTRIES || stop > end) return undefined;
  return readEntries(bytes, { start: view.getUint32(end + 16, true), stop, count });
}

function findEnd(view: DataView): number | undefined {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
    if (view.getUint32(at, true) === END && view.getUint16(at + 20, true) === last - at) return at;
  }
  return undefined;
}

interface Directory {
  readonly start: number;
  readonly stop: number;
  readonly count: number;
}

function readEntries(bytes: Uint8Array, { start, stop, count }: Directory): readonly ZipEntry[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries: ZipEntry[] = [];
  let at = start;
  while (entries.length < count) {
    if (at + HEADER_BYTES > stop || view.getUint32(at, true) !== CENTRAL) return undefined;
    const nameEnd = at + HEADER_BYTES + view.getUint16(at + 28, true);
    const next = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (next > stop) return undefined;
    const name = bytes.subarray(at + HEADER_BYTES, nameEnd);
    entries.push({
      name: bytesToUtf8(name) ?? Buffer.from(name).toString("latin1"),
      compressedBytes: view.getUint32(at + 20, true),
      bytes: view.getUint32(at + 24, true),
      isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
    });
    at = next;
  }
  return entries;
}
