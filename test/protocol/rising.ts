/**
 * Inputs of frozen vectors: bytes that anybody can write down by hand.
 */
import type { Random } from "../../src/protocol/sodium.ts";

/** `length` bytes: first, first + 1, … */
export const rising = (first: number, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (first + index) & 0xff);

/** Each call gives bytes that begin one higher. */
export function risingRandom(): Random {
  let call = 0;
  return (length) => rising(call++, length);
}
