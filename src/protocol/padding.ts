/**
 * PADMÉ padding (docs/SPEC.md [SE2]): how long something is leaks at most log2(log2(length)) bits.
 *
 * content ‖ 0x80 ‖ zeros. The length is the PADMÉ length of content and marker, at least 256 bytes; any other
 * length is refused, so that one content has one padded form. Knows nothing of sealing.
 */
const SHORTEST = 256;
const MARKER = 0x80;

/** PADMÉ (Nikitin et al. 2019, algorithm 1) of a length from 2; never more than 12 % above it. */
export function padmeLength(length: number): number {
  const exponent = floorLog2(length);
  const mantissaBits = floorLog2(exponent) + 1;
  const step = 2 ** (exponent - mantissaBits);
  return Math.ceil(length / step) * step;
}

/** Exact, where Math.log2 rounds. */
const floorLog2 = (value: number): number => 31 - Math.clz32(value);

/** Content may have up to 2 GiB. */
export const paddedLength = (contentLength: number): number =>
  contentLength < SHORTEST ? SHORTEST : padmeLength(contentLength + 1);

export function pad(content: Uint8Array): Uint8Array {
  const padded = new Uint8Array(paddedLength(content.length));
  padded.set(content);
  padded[content.length] = MARKER;
  return padded;
}

/** A copy of the content; undefined where the padding is not what `pad` makes. */
export function unpad(padded: Uint8Array): Uint8Array | undefined {
  const end = padded.findLastIndex((byte) => byte !== 0);
  if (end < 0 || padded[end] !== MARKER || paddedLength(end) !== padded.length) return undefined;
  return padded.slice(0, end);
}
