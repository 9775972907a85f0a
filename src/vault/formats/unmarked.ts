/**
 * Encrypted files that begin with random bytes and are marked in no way: old backups of andOTP, and of OTPClient. What
 * they are only the person knows, so nobody guesses.
 */
import { isLongEnough } from "./andotp-seal.ts";
import type { Source } from "./source.ts";

const UNMARKED: readonly string[] = ["andotp", "otpclient"];
const SAMPLE_BYTES = 1024;
/** Of the different bytes that chance gives in a sample, how many are there at least: 97 % is usual. */
const FEWEST = 0.85;
/** How packed files begin, whose content looks random as well. */
const PACKED: readonly string[] = [
  "PK",
  "\u001f\u008b",
  "7z",
  "BZh",
  "Rar!",
  "%PDF",
  "RIFF",
  "OggS",
  "\u00ffO",
  "fLaC",
];
const LONGEST_NAME = 16;

/** Names of the formats that it may be of; none where it isn't noise. */
export function unmarkedFormats(source: Source): readonly string[] {
  const { bytes } = source;
  const start = String.fromCharCode(...bytes.subarray(0, LONGEST_NAME));
  const isMarked = PACKED.some((mark) => start.startsWith(mark)) || /^[\x20-\x7e]{6}/.test(start);
  const isNoise = source.text() === undefined && isLongEnough(bytes) && !isMarked && looksRandom(bytes);
  return isNoise ? UNMARKED : [];
}

function looksRandom(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const expected = 256 * (1 - (255 / 256) ** sample.length);
  return new Set(sample).size >= FEWEST * expected;
}
