/** The kit in a real browser, where there is one: a single page on both papers, with and without words. */
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeKitHtml } from "../../../src/client/kit/kit-html.ts";
import { kitFacts } from "./kit-facts.ts";

const run = promisify(execFile);
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "holt-kit-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));

function findBrowser(): string | undefined {
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    try {
      return execFileSync("which", [name], { encoding: "utf8" }).trim();
    } catch {
      // The next one.
    }
  }
  return undefined;
}

async function countPages(browser: string, page: string): Promise<number> {
  const html = join(directory, "kit.html");
  const pdf = join(directory, "kit.pdf");
  writeFileSync(html, page);
  const flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync";
  const quiet = "--disable-background-networking --disable-component-update --no-pdf-header-footer";
  const places = [`--user-data-dir=${join(directory, "profile")}`, `--print-to-pdf=${pdf}`, `file://${html}`];
  await run(browser, [...flags.split(" "), ...quiet.split(" "), ...places]);
  return readFileSync(pdf, "latin1").match(/\/Type \/Page\b(?!s)/gu)?.length ?? 0;
}

test(
  "it is one page on A4 and on Letter, in each language, with words and without",
  { timeout: 120_000 },
  async ({ skip }) => {
    const browser = findBrowser();
    skip(browser === undefined, "no browser here");
    if (browser === undefined) return;
    for (const language of ["en", "sv"] as const) {
      for (const facts of [kitFacts(), kitFacts({ words: null, wordsQr: null })]) {
        for (const size of ["A4", "letter"]) {
          const page = makeKitHtml(facts, language).replace("@page {", `@page { size: ${size};`);
          expect(await countPages(browser, page), `${language} ${size}`).toBe(1);
        }
      }
    }
  },
);
