/**
 * Looks at a PNG, JPEG or GIF before a decoder does: is it one, and will it stay small when it is unpacked?
 *
 * Bounds: 64 megapixels, 256 MiB of unpacked PNG (measured by really unpacking it, in a stream that is cut off), and a
 * number of scans in a JPEG. A few kilobytes could otherwise ask for gigabytes, or for minutes.
 */
export type PictureProblem = "damaged" | "not-a-picture" | "too-large";

const MOST_PIXELS = 64 * 1024 * 1024;
const MOST_RAW_BYTES = 256 * 1024 * 1024;
/** Cameras write 1 to 10. */
const MOST_SCANS = 64;
const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const PNG_HEADER_BYTES = 33;
const START_OF_SCAN = 0xda;
const GIF_SIGNATURE_BYTES = 6;
const GIF_HEADER_BYTES = 13;
const MOST_GIF_PIXELS = 16 * 1024 * 1024;
/** Samples in a pixel, by PNG colour type. */
const PNG_SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

const isPng = (bytes: Uint8Array): boolean => PNG_SIGNATURE.every((byte, index) => bytes[index] === byte);
const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
const isGif = (bytes: Uint8Array): boolean =>
  ["GIF87a", "GIF89a"].includes(String.fromCharCode(...bytes.subarray(0, GIF_SIGNATURE_BYTES)));
export const isPicture = (bytes: Uint8Array): boolean => isPng(bytes) || isJpeg(bytes) || isGif(bytes);

/** Undefined: may be decoded. */
export async function checkPicture(bytes: Uint8Array): Promise<PictureProblem | undefined> {
  if (isPng(bytes)) return checkPng(bytes);
  if (isGif(bytes)) return checkGif(bytes);
  return isJpeg(bytes) ? checkJpeg(bytes) : "not-a-picture";
}

/** The decoder makes three planes of the whole screen, whatever is drawn on it. */
function checkGif(bytes: Uint8Array): PictureProblem | undefined {
  if (bytes.length < GIF_HEADER_BYTES) return "damaged";
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pixels = view.getUint16(GIF_SIGNATURE_BYTES, true) * view.getUint16(GIF_SIGNATURE_BYTES + 2, true);
  if (pixels === 0) return "damaged";
  return pixels > MOST_GIF_PIXELS ? "too-large" : undefined;
}

async function checkPng(bytes: Uint8Array): Promise<PictureProblem | undefined> {
  if (bytes.length < PNG_HEADER_BYTES) return "damaged";
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const samples = PNG_SAMPLES[bytes[25] ?? 0];
  const chunks = pngData(bytes, view);
  if (width === 0 || height === 0 || samples === undefined || chunks === undefined) return "damaged";
  if (width * height > MOST_PIXELS) return "too-large";
  // One byte more for each line; interlaced pictures have up to twice as many lines.
  const raw = Math.ceil((width * samples * (bytes[24] ?? 8)) / 8) * height + 2 * height + width + 4096;
  return raw > MOST_RAW_BYTES ? "too-large" : inflatesWithin(chunks, raw);
}

/** The compressed data; undefined where a chunk reaches beyond the end. */
function pngData(bytes: Uint8Array, view: DataView): Uint8Array[] | undefined {
  const data: Uint8Array[] = [];
  let offset = 8;
  while (offset + 12 <= bytes.length) {
    const length = view.getUint32(offset);
    const end = offset + 8 + length;
    const type = view.getUint32(offset + 4);
    if (end + 4 > bytes.length) return undefined;
    if (type === 0x49444154) data.push(bytes.subarray(offset + 8, end)); // IDAT
    if (type === 0x49454e44) return data; // IEND
    offset = end + 4;
  }
  return undefined;
}

async function inflatesWithin(
  chunks: readonly Uint8Array[],
  limit: number,
): Promise<PictureProblem | undefined> {
  const packed = new Blob(chunks.map((chunk) => chunk.slice())).stream();
  const reader = packed.pipeThrough(new DecompressionStream("deflate")).getReader();
  try {
    let size = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return undefined;
      size += value.byteLength;
      if (size > limit) return "too-large";
    }
  } catch {
    return "damaged";
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

function checkJpeg(bytes: Uint8Array): PictureProblem | undefined {
  const read = (at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  let pixels = 0;
  let offset = 2;
  // Segment by segment up to the first scan: previews inside a segment are not looked at.
  while (offset + 4 <= bytes.length && bytes[offset + 1] !== START_OF_SCAN) {
    if (bytes[offset] !== 0xff) return "damaged";
    const marker = bytes[offset + 1] ?? 0;
    if (marker === 0xff) {
      offset++;
      continue;
    }
    if (isStartOfFrame(marker)) pixels = Math.max(pixels, read(offset + 5) * read(offset + 7));
    offset += 2 + read(offset + 2);
  }
  if (pixels === 0 || offset + 4 > bytes.length) return "damaged";
  return pixels > MOST_PIXELS || countScans(bytes, offset) > MOST_SCANS ? "too-large" : undefined;
}

/** C0 to CF without C4, C8 and CC, which are tables. */
const isStartOfFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** In packed data a 0xff is followed by 0 or a restart marker, so this finds scans alone. */
function countScans(bytes: Uint8Array, start: number): number {
  let scans = 0;
  for (let at = bytes.indexOf(0xff, start); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    if (bytes[at + 1] === START_OF_SCAN) scans++;
  }
  return scans;
}
