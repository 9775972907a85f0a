/**
 * Fingerprint words: six words of the BIP39 list that stand for a member (docs/SPEC.md [FP1]).
 *
 * 66 bits of a hash of the memberId: two people on the phone compare them, and nobody finds keys that give the same.
 */
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { hash } from "./hash.ts";
import type { MemberId } from "./ids.ts";
import type { Hashing } from "./sodium.ts";
import { TAGS } from "./tags.ts";

const WORDS = 6;
const BITS = 11n;

export function fingerprintWords(sodium: Hashing, memberId: MemberId): string {
  const digest = hash(sodium, { tag: TAGS.memberFingerprint, parts: [memberId], length: 16 });
  let bits = 0n;
  for (const byte of digest) bits = (bits << 8n) | BigInt(byte);
  bits >>= 128n - BITS * BigInt(WORDS);
  const words: string[] = [];
  for (let index = 0; index < WORDS; index++) {
    words.unshift(wordlist[Number(bits & 0x7ffn)] ?? "");
    bits >>= BITS;
  }
  return words.join(" ");
}
