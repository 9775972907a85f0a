/**
 * Randomness from the operating system, drawn in larger pieces: an import asks for thousands of ids, and each call
 * into the system costs more than the bytes. What was handed out is erased from the piece.
 */
import { randomFillSync } from "node:crypto";
import type { Random } from "../protocol/sodium.ts";

const PIECE_BYTES = 8192;

export function createRandom(): Random {
  const piece = new Uint8Array(PIECE_BYTES);
  let used = PIECE_BYTES;
  return (length) => {
    if (length > PIECE_BYTES) return randomFillSync(new Uint8Array(length));
    if (used + length > PIECE_BYTES) {
      randomFillSync(piece);
      used = 0;
    }
    const bytes = piece.slice(used, used + length);
    piece.fill(0, used, used + length);
    used += length;
    return bytes;
  };
}
