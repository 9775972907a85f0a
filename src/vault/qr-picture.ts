/**
 * Looks at a PNG or JPEG before a decoder does: is it one, and will it stay small when it is unpacked?
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
/** Samples in a pixel, by PNG colour type. */
const PNG_SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

export const isPng = (bytes: Uint8Array): boolean =>
  PNG_SIGNATURE.every((byte, index) => bytes[index] === byte);
export const isJpeg = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;
export const isPicture = (bytes: Uint8Array): boolean => isPng(bytes) || isJpeg(bytes);

/** Undefined: may be decoded. */
export async function checkPicture(bytes: Uint8Array): Promise<PictureProblem | undefined> {
  if (isPng(bytes)) return checkPng(bytes);
  return isJpeg(bytes) ? checkJpeg(bytes) : "not-a-picture";
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
  let scans = 0;
  let pixels = 0;
  for (let offset = 2; offset + 9 < bytes.length; offset++) {
    if (bytes[offset] !== 0xff) continue;
    const marker = bytes[offset + 1] ?? 0;
    if (marker === 0xda) scans++;
    // Start of frame: C0–CF without C4, C8 and CC, which are tables.
    if (marker >= 0xc0 && marker <= 0xcf && (marker & 3) !== 0 ? true : marker === 0xc0) {
      const read = (at: number): number => ((bytes[offset + at] ?? 0) << 8) | (bytes[offset + at + 1] ?? 0);
      pixels = Math.max(pixels, read(5) * read(7));
    }
  }
  if (pixels > MOST_PIXELS || scans > MOST_SCANS) return "too-large";
  return pixels === 0 || scans === 0 ? "damaged" : undefined;
}
