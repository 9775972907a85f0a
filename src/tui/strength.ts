/**
 * How strong a passphrase is, roughly: a hint while typing, never a gate. Words are counted as words, repeats and
 * runs ("aaaa", "1234") as what little they add. The one promise: a longer passphrase never scores lower.
 */
export type Strength = "weak" | "fair" | "strong";

/** Against offline guessing with Argon2id (64 MiB, t=3) in the way. */
const FAIR_BITS = 40;
const STRONG_BITS = 60;
/** As a word of a list of a few thousand. */
const BITS_PER_WORD = 12;

export function strengthOf(passphrase: string): Strength {
  const bits = estimateBits(passphrase);
  return bits >= STRONG_BITS ? "strong" : bits >= FAIR_BITS ? "fair" : "weak";
}

function estimateBits(passphrase: string): number {
  const words = passphrase.split(/[\s.,_-]+/).filter((word) => word !== "");
  const distinct = new Set(words.map((word) => word.toLowerCase()));
  if (words.length >= 3) {
    return [...distinct].reduce((bits, word) => bits + Math.min(BITS_PER_WORD, characterBits(word)), 0);
  }
  return characterBits(passphrase);
}

function characterBits(text: string): number {
  const kinds: readonly (readonly [RegExp, number])[] = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/[0-9]/, 10],
    [/[^a-zA-Z0-9]/, 30],
  ];
  const alphabet = kinds.reduce((size, [kind, count]) => (kind.test(text) ? size + count : size), 0);
  const perCharacter = Math.log2(Math.max(2, alphabet));
  let bits = 0;
  let before: number | undefined;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const isRun = before !== undefined && Math.abs(code - before) <= 1;
    bits += isRun ? 1 : perCharacter;
    before = code;
  }
  return bits;
}
