/**
 * How strong a passphrase is, roughly: a hint while typing; and the gate for a recovery passphrase, at which whoever
 * holds what the relay holds may guess for years.
 *
 * Letters in a row count as one word of a list, also where figures or signs stand for some of them ("p4ssw0rd"); words
 * of every sentence, years, repeats and runs ("aaaa", "1234", "qwerty") as what little they add. It rather says too
 * little than too much.
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

/** Figures and signs inside of a word, and the letters that they stand for. */
const DISGUISES: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};
/** One alone: more of them in a row are no word. */
const DISGUISED = /(?<=\p{L})[013457@$!](?=\p{L})/gu;
/** One more guess at each letter that could be disguised. */
const DISGUISE_BITS = 1;
/** Words that sayings and verses are made of, English and Swedish; and rows of keys. */
const USUAL = new Set(
  `a about all am an and are as at be been but by can could do down every for from give go had has have he her him his
   how i if in into is it its know let like live long love make me my never no not now of off on one only or our out
   over own said she so some than that the thee their them then there they thing this thou thy time to too two up upon
   us very was we were what when where which who why will with world would you your
   alla att av bara blev bli da de dem den det dig din du efter ej eller en ett fick fram han har hon i ingen inte ja
   jag kan kom lilla man med men mig min mot nej ni nu och om oss sa se sig sin ska som till ut vad var vi vid vill
   vore är än åt över på så då när där här
   password passord losenord lösenord qwerty asdf zxcv qwertz azerty abc admin secret hemlig letmein welcome`
    .split(/\s+/u)
    .filter((word) => word !== ""),
);
const USUAL_BITS = 4;
const YEAR = /^(19|20)\d\d$/u;
const YEAR_BITS = 7;

function estimateBits(passphrase: string): number {
  const plain = passphrase.toLowerCase();
  let disguises = 0;
  const shown = plain.replace(DISGUISED, (sign) => {
    disguises += 1;
    return DISGUISES[sign] ?? sign;
  });
  return Math.min(
    partsBits(plain),
    partsBits(shown) + disguises * DISGUISE_BITS + (passphrase === plain ? 0 : 1),
  );
}

function partsBits(text: string): number {
  const parts = text.match(/\p{L}+|\p{N}+|[^\p{L}\p{N}\s]+/gu) ?? [];
  return [...new Set(parts)].reduce((bits, part) => bits + partBits(part), 0);
}

function partBits(part: string): number {
  if (USUAL.has(part)) return USUAL_BITS;
  if (YEAR.test(part)) return YEAR_BITS;
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
