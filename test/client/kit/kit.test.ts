/** The recovery kit on paper and in the terminal. */
import { expect, test } from "vitest";
import { makeKitHtml } from "../../../src/client/kit/kit-html.ts";
import { makeKitText } from "../../../src/client/kit/kit-text.ts";
import type { Language } from "../../../src/client/language/choose.ts";
import { KIT_WORDS, kitFacts } from "./kit-facts.ts";

const LANGUAGES: readonly Language[] = ["en", "sv"];

test.each(LANGUAGES)("the page holds all that a recovery takes (%s)", (language) => {
  const page = makeKitHtml(kitFacts(), language);
  for (const word of KIT_WORDS) expect(page).toContain(`<li>${word}</li>`);
  for (const fact of [kitFacts().relay, kitFacts().fingerprint, "sven@relay.example.org"]) {
    expect(page).toContain(fact);
  }
  expect(page).toContain("holt recover --relay");
  expect(page).toContain("holt backup verify");
  expect(page.match(/<svg /gu)).toHaveLength(2);
});

test("the page loads nothing and runs nothing", () => {
  const page = makeKitHtml(kitFacts(), "en");
  expect(page).not.toMatch(/<script|<link|<img|<iframe|\bsrc=|\bhref=|url\(|@import|\bon\w+=/iu);
  expect(page).toContain("default-src 'none'");
});

test("what comes from outside is text, not markup", () => {
  const page = makeKitHtml(
    kitFacts({ handle: `a"><script>alert(1)</script>@b`, relay: "wss://x/'\"<b>" }),
    "en",
  );
  expect(page).not.toContain("<script");
  expect(page).not.toContain("<b>");
});

test("without words there are lines to write them on, and no code of them", () => {
  const page = makeKitHtml(kitFacts({ words: null, wordsQr: null }), "en");
  expect(page.match(/<li><\/li>/gu)).toHaveLength(24);
  expect(page.match(/<svg /gu)).toHaveLength(1);
  for (const word of KIT_WORDS) expect(page).not.toContain(word);
});

test("each dark module of a code is drawn once", () => {
  const facts = kitFacts({ wordsQr: ["101", "010", "111"], relayQr: [] });
  const page = makeKitHtml(facts, "en");
  const runs = [...page.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/gu)].map(([, x, y, length]) => [x, y, length]);
  expect(runs).toEqual([
    ["4", "4", "1"],
    ["6", "4", "1"],
    ["5", "5", "1"],
    ["4", "6", "3"],
  ]);
});

test.each([
  ["en", 72],
  ["en", 40],
  ["sv", 72],
  ["sv", 40],
] as const)(
  "the text says the same, no wider than asked but for what is copied (%s, %i)",
  (language, columns) => {
    const facts = kitFacts();
    const text = makeKitText(facts, language, columns);
    for (const word of KIT_WORDS) expect(text).toContain(word);
    expect(text).toContain(facts.fingerprint);
    const prose = text.split("\n").filter((line) => !/^ {2}(holt|wss|\w{4}-|\w{52})/u.test(line));
    for (const line of prose) expect(line.length).toBeLessThanOrEqual(columns);
  },
);

test("no control character of an address reaches the terminal", () => {
  expect(makeKitText(kitFacts({ relay: "wss://x\u001b[2J" }), "en")).not.toContain("\u001b");
});
