/** How strong a passphrase is said to be: rather too little than too much. */
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { describe, expect, test } from "vitest";
import { judgeRecoveryPassphrase, strengthOf } from "../../src/protocol/passphrase-strength.ts";
import { drawPassphrase } from "../../src/protocol/recovery-secret.ts";
import { createDice } from "../sim/dice.ts";

describe("a recovery passphrase that can be guessed is refused:", () => {
  test.each([
    ["Tr0ub4dor&33"],
    ["P4ssw0rd!2024Summer"],
    ["correct horse battery staple"],
    ["to be or not to be that is the question"],
    ["att vara eller inte vara det är frågan"],
    ["aaaaaaaaaaaaaaaaaaaaaaaaaaaa"],
    ["12345678901234567890"],
    ["qwertyuiopasdfghjklzxcvbnm"],
    ["password password password password password password"],
    ["Anna Andersson 1987 Storgatan 12"],
    ["le1fl4rss0n@hemma.se"],
  ])("%s", (text) => {
    expect(judgeRecoveryPassphrase(text)).toMatchObject({ isStrong: false, reason: "guessable" });
  });
});

test.each([[""], ["x"], ["Zq7#pL2"], ["elva bokst"]])("too short says so: %s", (text) => {
  expect(judgeRecoveryPassphrase(text)).toMatchObject({ isStrong: false, reason: "too-short" });
});

describe("one that nobody guesses is taken:", () => {
  test.each([
    ["lantern orbit velvet gravel cactus sudden"],
    ["snövit traktor kaffepanna elefant trumpet mossa"],
    ["x9Qf-7Lm2-vT4k-Rz8w-pB3n"],
    ["kH8$wPz!3nRv@7Lq"],
  ])("%s", (text) => {
    expect(judgeRecoveryPassphrase(text)).toMatchObject({ isStrong: true, reason: null });
  });
});

test("six drawn words are strong, but for a few in a thousand: those are drawn again", () => {
  const dice = createDice("passphrases");
  const drawn = Array.from({ length: 2000 }, () => drawPassphrase((length) => dice.bytes(length)));
  const weak = drawn.filter((text) => !judgeRecoveryPassphrase(text).isStrong);
  expect(weak.length).toBeLessThan(drawn.length / 100);
});

test("four words of the list are not enough, and five are", () => {
  const five = [0, 400, 800, 1200, 1600].map((at) => wordlist[at]);
  expect(judgeRecoveryPassphrase(five.join(" "))).toMatchObject({ isStrong: true });
  expect(judgeRecoveryPassphrase(five.slice(1).join(" "))).toMatchObject({ isStrong: false });
});

test("more of the same adds nothing", () => {
  const { bits } = judgeRecoveryPassphrase("lantern orbit velvet");
  expect(judgeRecoveryPassphrase("lantern orbit velvet lantern LANTERN orbit").bits).toBeLessThanOrEqual(
    bits + 1,
  );
});

test("a vault's passphrase is rated in three steps", () => {
  expect(["hemlig", "gravel cactus 7193", "lantern orbit velvet gravel cactus"].map(strengthOf)).toEqual([
    "weak",
    "fair",
    "strong",
  ]);
});
