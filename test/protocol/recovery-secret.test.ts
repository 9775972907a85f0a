import { wordlist } from "@scure/bip39/wordlists/english.js";
import { fc } from "./seeded.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { formatHex, parseHex } from "../../src/protocol/bytes.ts";
import { type Handle, parseHandle, saltOfHandle } from "../../src/protocol/handle.ts";
import { deriveFromPassphrase } from "../../src/protocol/kdf.ts";
import {
  drawPassphrase,
  drawWordsSeed,
  formatRecoveryWords,
  parseRecoveryWords,
  passphraseSeed,
} from "../../src/protocol/recovery-secret.ts";
import { Secret } from "../../src/protocol/secret.ts";
import { loadSodium, type Sodium } from "../../src/protocol/sodium.ts";
import { fixedRandom } from "./fixed-random.ts";

let sodium: Sodium;
beforeAll(async () => {
  sodium = await loadSodium();
});

const handleOf = (text: string): Handle => {
  const handle = parseHandle(text);
  if (handle === undefined) throw new Error(`${text} is no handle`);
  return handle;
};
const seedOf = (text: string): string | object => {
  const parsed = parseRecoveryWords(text);
  return parsed.ok ? formatHex(parsed.value.expose()) : parsed.error;
};
const wordsOf = (seed: Uint8Array): string => formatRecoveryWords(new Secret(seed));

/** Of BIP39's own vectors those of 24 words: entropy, words. */
const PUBLISHED: readonly (readonly [string, string])[] = [
  ["00".repeat(32), `${"abandon ".repeat(23)}art`],
  [
    "7f".repeat(32),
    "legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth useful legal " +
      "winner thank year wave sausage worth title",
  ],
  [
    "80".repeat(32),
    "letter advice cage absurd amount doctor acoustic avoid letter advice cage absurd amount doctor acoustic " +
      "avoid letter advice cage absurd amount doctor acoustic bless",
  ],
  ["ff".repeat(32), `${"zoo ".repeat(23)}vote`],
  [
    "68a79eaca2324873eacc50cb9c6eca8cc68ea5d936f98787c60c7ebc74e6ce7c",
    "hamster diagram private dutch cause delay private meat slide toddler razor book happy fancy gospel tennis " +
      "maple dilemma loan word shrug inflict delay length",
  ],
  [
    "9f6a2878b2520799a44ef18bc7df394e7061a224d2c33cd015b157d746869863",
    "panda eyebrow bullet gorilla call smoke muffin taste mesh discover soft ostrich alcohol speed nation flash " +
      "devote level hobby quick inner drive ghost inside",
  ],
];
const [, [, WORDS] = ["", ""]] = PUBLISHED;

describe("recovery words", () => {
  it.each(PUBLISHED)("[RC1] of %s are the published ones", (entropy, words) => {
    expect(wordsOf(parseHex(entropy) ?? new Uint8Array())).toBe(words);
    expect(seedOf(words)).toBe(entropy);
  });

  it("[RC1] of any seed lead back to it, and are 24 words of the list", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (seed) => {
        const words = wordsOf(seed);
        expect(words.split(" ").filter((word) => wordlist.includes(word))).toHaveLength(24);
        expect(seedOf(words)).toBe(formatHex(seed));
      }),
    );
  });

  it("[RC1] stand for 32 random bytes, and a drawn seed is its own", () => {
    const bytes = new Uint8Array(32).fill(7);
    const asked: number[] = [];
    const seed = drawWordsSeed((length) => {
      asked.push(length);
      return bytes;
    });
    expect(asked).toEqual([32]);
    bytes.fill(0);
    expect(formatHex(seed.expose())).toBe("07".repeat(32));
  });

  it.each<[string, (words: readonly string[]) => string]>([
    ["in capitals", (words) => words.join(" ").toUpperCase()],
    ["one on a line", (words) => `\r\n${words.join("\r\n")}\r\n`],
    ["as a numbered list", (words) => words.map((word, index) => `${index + 1}. ${word},`).join("\n")],
    ["by their first four letters", (words) => words.map((word) => word.slice(0, 4)).join(" ")],
    ["in wide letters", (words) => words.join("\u3000").replace(/[a-z]/gu, wide)],
  ])("[RC2] are read %s", (_, write) => {
    expect(seedOf(write(WORDS.split(" ")))).toBe("7f".repeat(32));
  });

  it("[RC2] one that is not of the list is named by its place", () => {
    const words = WORDS.split(" ");
    const but = (place: number, word: string): string => words.with(place - 1, word).join(" ");
    for (const wrong of ["lega", "legl", "holt", "le", "ab", "legalx"]) {
      const expected = wrong === "lega" ? "7f".repeat(32) : { type: "bad-words", reason: "word", at: 9 };
      expect([wrong, seedOf(but(9, wrong))]).toEqual([wrong, expected]);
    }
  });

  it("[RC2] too few or too many are counted", () => {
    const words = WORDS.split(" ");
    expect(seedOf("")).toEqual({ type: "bad-words", reason: "count", at: 0 });
    expect(seedOf(words.slice(1).join(" "))).toEqual({ type: "bad-words", reason: "count", at: 23 });
    expect(seedOf([...words, "zoo"].join(" "))).toEqual({ type: "bad-words", reason: "count", at: 25 });
  });

  it("[RC2] two that are swapped, or another of the list, are told by the checksum", () => {
    const words = WORDS.split(" ");
    const [first = "", second = ""] = words;
    const checksum = { type: "bad-words", reason: "checksum", at: null };
    expect(seedOf([second, first, ...words.slice(2)].join(" "))).toEqual(checksum);
    expect(seedOf(words.with(3, "zoo").join(" "))).toEqual(checksum);
  });
});

describe("a recovery passphrase", () => {
  it("[RC3] that is made for a person is six words of the list, drawn evenly", () => {
    const random = fixedRandom("passphrases");
    const counts = new Map<string, number>();
    for (let count = 0; count < 4096; count++) {
      const words = drawPassphrase(random).split(" ");
      expect(words).toHaveLength(6);
      for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    // 12 each: nobody gets none, or three times as many.
    expect([...counts.keys()].toSorted()).toEqual([...wordlist].toSorted());
    expect(Math.max(...counts.values())).toBeLessThan(36);
  });

  it("[RC3] takes eleven bits a word of what is drawn", () => {
    const drawn = Uint8Array.of(0, 0, 0xf8, 1, 7, 0xff, 0xff, 0xff, 8, 0, 4, 0);
    const expected = [0, 1, 2047, 2047, 0, 1024].map((index) => wordlist[index]).join(" ");
    expect(drawPassphrase(() => drawn)).toBe(expected);
  });

  it("[RC4] is Argon2id for the purpose recovery, with the handle's salt", async () => {
    const handle = handleOf("sven@relay.example.org");
    const seed = await passphraseSeed(sodium, { handle, passphrase: "legal winner thank" });
    const salt = saltOfHandle(sodium, handle);
    const expected = await deriveFromPassphrase({
      purpose: "recovery",
      passphrase: "legal winner thank",
      salt,
    });
    expect(formatHex(seed.expose())).toBe(formatHex(expected.expose()));
  }, 20_000);

  it("[RC4] is the same however it is spaced and composed, and another one with every letter, case and handle", async () => {
    const seedFor = async (passphrase: string, text = "sven@nas"): Promise<string> => {
      const seed = await passphraseSeed(sodium, { handle: handleOf(text), passphrase });
      return formatHex(seed.expose());
    };
    const [first, same, ...others] = await Promise.all([
      seedFor("på rågbröd i dag"),
      seedFor("  pa\u030a\trågbröd \u00a0i\n\ndag "),
      seedFor("På rågbröd i dag"),
      seedFor("pårågbröd i dag"),
      seedFor("på rågbröd i dag", "sven@nas2"),
    ]);
    expect(same).toBe(first);
    expect(new Set([first, ...others]).size).toBe(4);
  }, 30_000);
});

function wide(letter: string): string {
  return String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0);
}
