/**
 * SQLite's write-ahead log: pages that are newer than those of the database beside it. Only what was committed counts,
 * and only as far as the checksums hold. Source: sqlite.org/fileformat2.html, §4.
 */
const MAGIC = 0x377f_0682;
const HEADER_BYTES = 32;
const FRAME_BYTES = 24;

export const isWal = (bytes: Uint8Array): boolean =>
  bytes.length >= HEADER_BYTES && (viewOf(bytes).getUint32(0) & ~1) >>> 0 === MAGIC;

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** By page number, from 1. */
export function readWal(bytes: Uint8Array, pageBytes: number): ReadonlyMap<number, Uint8Array> {
  const pages = new Map<number, Uint8Array>();
  if (!isWal(bytes) || viewOf(bytes).getUint32(8) !== pageBytes) return pages;
  const view = viewOf(bytes);
  // The magic's last bit tells which way round the checksums count.
  const isLittle = (view.getUint32(0) & 1) === 0;
  let sum = addChecksum([0, 0], bytes.subarray(0, FRAME_BYTES), isLittle);
  let uncommitted = new Map<number, Uint8Array>();
  for (let at = HEADER_BYTES; at + FRAME_BYTES + pageBytes <= bytes.length; at += FRAME_BYTES + pageBytes) {
    const page = bytes.subarray(at + FRAME_BYTES, at + FRAME_BYTES + pageBytes);
    const isOfThisLog =
      view.getUint32(at + 8) === view.getUint32(16) && view.getUint32(at + 12) === view.getUint32(20);
    sum = addChecksum(addChecksum(sum, bytes.subarray(at, at + 8), isLittle), page, isLittle);
    if (!isOfThisLog || sum[0] !== view.getUint32(at + 16) || sum[1] !== view.getUint32(at + 20)) break;
    uncommitted.set(view.getUint32(at), page);
    if (view.getUint32(at + 4) === 0) continue;
    for (const [number, committed] of uncommitted) pages.set(number, committed);
    uncommitted = new Map();
  }
  return pages;
}

type Checksum = readonly [number, number];

function addChecksum([first, second]: Checksum, bytes: Uint8Array, isLittle: boolean): Checksum {
  const view = viewOf(bytes);
  let [a, b] = [first, second];
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    a = (a + view.getUint32(at, isLittle) + b) >>> 0;
    b = (b + view.getUint32(at + 4, isLittle) + a) >>> 0;
  }
  return [a, b];
}
