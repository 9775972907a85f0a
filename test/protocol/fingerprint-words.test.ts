import { wordlist } from "@scure/bip39/wordlists/english.js";
import { fc } from "./seeded.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { fingerprintWords } from "../../src/protocol/fingerprint-words.ts";
import { hash } from "../../src/protocol/hash.ts";
import type { MemberId } from "../../src/protocol/ids.ts";
import { loadSodium, type Sodium } from "../../src/protocol/sodium.ts";
import { TAGS } from "../../src/protocol/tags.ts";

let sodium: Sodium;
beforeAll(async () => {
  sodium = await loadSodium();
});

const idOf = (fill: number): MemberId => new Uint8Array(16).fill(fill) as MemberId;

/** The first 66 bits as text, eleven at a time: another way to the same words. */
const wordsOf = (digest: Uint8Array): string => {
  const bits = [...digest].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const words = [0, 11, 22, 33, 44, 55].map((start) => wordlist[parseInt(bits.slice(start, start + 11), 2)]);
  return words.join(" ");
};

describe("a member's fingerprint words", () => {
  it("[FP1] are these, in every version", () => {
    expect([0, 1, 255].map((fill) => fingerprintWords(sodium, idOf(fill)))).toEqual(KNOWN);
  });

  it("[FP1] are the first 66 bits of a hash of its id, eleven a word", () => {
    const ids = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(ids, (bytes) => {
        const id = bytes as MemberId;
        const digest = hash(sodium, { tag: TAGS.memberFingerprint, parts: [id], length: 16 });
        expect(fingerprintWords(sodium, id)).toBe(wordsOf(digest));
      }),
    );
  });

  it("[FP1] are six words of the list that recovery words are from", () => {
    const words = fingerprintWords(sodium, idOf(7)).split(" ");
    expect(words).toHaveLength(6);
    expect(words.every((word) => wordlist.includes(word))).toBe(true);
  });

  it("[FP1] of two members differ", () => {
    const all = Array.from({ length: 200 }, (_, fill) => fingerprintWords(sodium, idOf(fill)));
    expect(new Set(all).size).toBe(200);
  });
});

const KNOWN: readonly string[] = [
  "negative despair recall horror narrow meadow",
  "path fatigue side dynamic ribbon twenty",
  "nephew sport goat park giggle school",
];
