/**
 * What people keep to begin again: 24 words, or a handle and a passphrase → the seed of a recovery member
 * (docs/SPEC.md [RC1]–[RC4]).
 *
 * Words are BIP39's English ones, whose entropy is the seed itself; the passphrase goes through Argon2id with the
 * handle as its salt. Nothing is stored here. Text of a secret can't be wiped from memory: it is kept short.
 */
import { entropyToMnemonic, mnemonicToEntropy } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { type Handle, saltOfHandle } from "./handle.ts";
import { deriveFromPassphrase } from "./kdf.ts";
import { SEED_BYTES } from "./keys.ts";
import { err, ok, type Result } from "./result.ts";
import { Secret } from "./secret.ts";
import type { Hashing, Random } from "./sodium.ts";

const RECOVERY_WORDS = 24;
/** 66 bits: behind 256 MiB of Argon2id beyond whoever holds what the relay holds. */
const PASSPHRASE_WORDS = 6;
const WORD_BITS = 11;

export interface BadWords {
  readonly type: "bad-words";
  /** count: not 24. word: not in the list (`at`, from 1). checksum: a word is wrong, or two are swapped. */
  readonly reason: "count" | "word" | "checksum";
  readonly at: number | null;
}

export const drawWordsSeed = (random: Random): Secret => new Secret(new Uint8Array(random(SEED_BYTES)));

/** 24 words, with blanks between them. */
export const formatRecoveryWords = (seed: Secret): string => entropyToMnemonic(seed.expose(), wordlist);

/** Any case, any white space, numbers and punctuation of a list left out; the first four letters of a word suffice. */
export function parseRecoveryWords(text: string): Result<Secret, BadWords> {
  const typed =
    text
      .normalize("NFKD")
      .toLowerCase()
      .match(/\p{L}+/gu) ?? [];
  const words: string[] = [];
  for (const [index, part] of typed.entries()) {
    const word = completeWord(part);
    if (word === undefined) return err({ type: "bad-words", reason: "word", at: index + 1 });
    words.push(word);
  }
  if (words.length !== RECOVERY_WORDS) return err({ type: "bad-words", reason: "count", at: words.length });
  try {
    return ok(new Secret(mnemonicToEntropy(words.join(" "), wordlist)));
  } catch {
    return err({ type: "bad-words", reason: "checksum", at: null });
  }
}

/** The list is made so that four letters tell a word. */
function completeWord(part: string): string | undefined {
  if (wordlist.includes(part)) return part;
  const fits = part.length < 4 ? [] : wordlist.filter((word) => word.startsWith(part));
  return fits.length === 1 ? fits[0] : undefined;
}

/** Six words of the list, drawn evenly. */
export function drawPassphrase(random: Random): string {
  const bytes = random(PASSPHRASE_WORDS * 2);
  return Array.from({ length: PASSPHRASE_WORDS }, (_, index) => {
    const drawn = ((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0);
    return wordlist[drawn & (2 ** WORD_BITS - 1)] ?? "";
  }).join(" ");
}

/** About a second of a core, and 256 MiB. Blanks at the ends don't count, and a run of them is one; case counts. */
export const passphraseSeed = (
  sodium: Hashing,
  { handle, passphrase }: { readonly handle: Handle; readonly passphrase: string },
): Promise<Secret> =>
  deriveFromPassphrase({
    purpose: "recovery",
    passphrase: passphrase.trim().replace(/\s+/gu, " "),
    salt: saltOfHandle(sodium, handle),
  });
