/**
 * How strong a passphrase is, roughly: a hint while typing; and the gate for a recovery passphrase, at which whoever
 * holds what the relay holds may guess for years. Letters in a row count as one word of a
 * list, repeats and runs ("aaaa", "1234") as what little they add: it rather says too little than too much.
 */
import type { PassphraseStrength } from "./backup-api.ts";

export type Strength = "weak" | "fair" | "strong";

/** Against offline guessing with Argon2id (64 MiB, t=3) in the way. */
const FAIR_BITS = 36;
const STRONG_BITS = 48;
/** A word of a list of a few thousand; a long string of letters may be more than a word. */
const BITS_PER_WORD = 12;
const USUAL_WORD = 8;

/** A recovery passphrase: six words of a list have it to spare, and no password that somebody knows by heart has it. */
const RECOVERY_BITS = 60;
const SHORTEST_RECOVERY = 12;

export function judgeRecoveryPassphrase(passphrase: string): PassphraseStrength {
  const text = passphrase.trim();
  const bits = Math.floor(estimateBits(text));
  if (bits >= RECOVERY_BITS) return { bits, isStrong: true, reason: null };
  return { bits, isStrong: false, reason: text.length < SHORTEST_RECOVERY ? "too-short" : "guessable" };
}

export function strengthOf(passphrase: string): Strength {
  const bits = estimateBits(passphrase);
  return bits >= STRONG_BITS ? "strong" : bits >= FAIR_BITS ? "fair" : "weak";
}

function estimateBits(passphrase: string): number {
  const parts = passphrase.match(/\p{L}+|\p{N}+|[^\p{L}\p{N}\s]+/gu) ?? [];
  const distinct = new Set(parts.map((part) => part.toLowerCase()));
  return [...distinct].reduce((bits, part) => bits + partBits(part), 0);
}

function partBits(part: string): number {
  if (/^\p{N}/u.test(part)) return characterBits(part, 10);
  if (!/^\p{L}/u.test(part)) return characterBits(part, 30);
  return Math.min(characterBits(part, 26), BITS_PER_WORD + Math.max(0, part.length - USUAL_WORD));
}

function characterBits(text: string, alphabet: number): number {
  let bits = 0;
  let before: number | undefined;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bits += before !== undefined && Math.abs(code - before) <= 1 ? 1 : Math.log2(alphabet);
    before = code;
  }
  return bits;
}
