/**
 * Randomness of a simulated world: everything follows from a seed, and each part of the world has dice of its own, so
 * that taking one part away leaves the others' throws as they were.
 */
import type { Random } from "../../src/protocol/sodium.ts";

export interface Dice {
  /** 0 … below - 1. */
  int(below: number): number;
  /** True in that part of the throws. */
  chance(part: number): boolean;
  pick<T>(list: readonly T[]): T | undefined;
  /** Each with its weight; one must be above 0. */
  weighted<T>(list: readonly (readonly [T, number])[]): T;
  readonly bytes: Random;
  /** Other dice, whose throws follow from these dice's seed and the name alone. */
  child(name: string): Dice;
}

export function createDice(seed: string): Dice {
  let [a, b, c] = [hash(seed, 1), hash(seed, 2), hash(seed, 3)];
  let counter = 1;
  /** sfc32: 32 bits. */
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  for (let warm = 0; warm < 12; warm++) next();
  const part = (): number => next() / 2 ** 32;
  const int = (below: number): number => Math.floor(part() * below);
  return {
    int,
    chance: (wanted) => part() < wanted,
    pick: (list) => list[int(list.length)],
    weighted: (list) => {
      let left = part() * list.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [item, weight] of list) {
        left -= weight;
        if (left < 0) return item;
      }
      throw new Error("nothing to choose from");
    },
    bytes: (length) => {
      const bytes = new Uint8Array(length);
      for (let index = 0; index < length; index += 4) {
        const word = next();
        for (let byte = 0; byte < 4 && index + byte < length; byte++)
          bytes[index + byte] = word >>> (8 * byte);
      }
      return bytes;
    },
    child: (name) => createDice(`${seed}/${name}`),
  };
}

/** FNV-1a, mixed. */
function hash(text: string, salt: number): number {
  let value = 0x811c9dc5 ^ salt;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (value ^ (value >>> 13)) | 0;
}
