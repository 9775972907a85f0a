/**
 * `holt export --qr`: a series of codes as pictures, as a page and in the terminal; and what is said before anything
 * is written.
 */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { createQrReader } from "../../src/vault/qr.ts";
import { sv } from "../../src/client/language/sv.ts";
import { ok } from "../../src/protocol/result.ts";
import { type Answers, play } from "../support/cli-context.ts";

const home = mkdtempSync(join(tmpdir(), "holt-codes-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const path = (name: string): string => join(home, name);

const CODES = [
  { text: "otpauth-migration://offline?data=AAAA", accounts: ["GitHub (sven)", "<b>Bank</b> \u001b[2J"] },
  { text: "otpauth-migration://offline?data=BBBB", accounts: ["Shop"] },
];
const LOST = { where: "Game (me)", reason: "Google Authenticator has no steam" };
const answering = (skipped: readonly (typeof LOST)[]): Answers => ({
  "export.run": ({ format }) => ok({ format, files: [], codes: CODES, exported: 3, skipped }),
});
const whole = answering([]);
const lossy = answering([LOST]);

const wasm = join(import.meta.dirname, "../../node_modules/zxing-wasm/dist/reader/zxing_reader.wasm");
const readQr = createQrReader(() => Promise.resolve(readFileSync(wasm)));

describe("a series of QR codes", () => {
  test("is written as numbered pictures for the user alone, that a reader reads", async () => {
    const played = await play(`export ${path("p")} --to google --qr png --plaintext --json`, {
      answers: whole,
    });
    expect(played.calls[0]?.params).toEqual({ format: "google", plaintext: true, asCodes: true });
    const files = ["google-1-of-2.png", "google-2-of-2.png"].map((name) => join(path("p"), name));
    expect(JSON.parse(played.stdout)).toEqual({ format: "google", exported: 3, skipped: [], files });
    const texts = [];
    for (const file of files) texts.push(await readQr(readFileSync(file)));
    expect(texts).toEqual(CODES.map(({ text }) => ({ ok: true, value: [text] })));
    expect(statSync(path("p")).mode & 0o777).toBe(0o700);
    expect(files.map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
  });

  test("never overwrites a picture unless it is forced to", async () => {
    const line = `export ${path("q")} --to google --qr png --plaintext`;
    await play(line, { answers: whole });
    expect((await play(line, { answers: whole })).outcome).toMatchObject({
      error: { type: "usage", reason: "file-exists" },
    });
    expect((await play(`${line} --force`, { answers: whole })).outcome.ok).toBe(true);
  });

  test("is a page that loads nothing, with names that can't become markup", async () => {
    await play(`export ${path("page.html")} --to google --qr html --plaintext`, { answers: whole });
    const page = readFileSync(path("page.html"), "utf8");
    expect(statSync(path("page.html")).mode & 0o777).toBe(0o600);
    expect(page.match(/<svg /g)).toHaveLength(2);
    expect(page).toContain("default-src 'none'");
    expect(page).toContain("QR code 2 of 2");
    expect(page).toContain("<li>GitHub (sven)</li>");
    expect(page).toContain("&lt;b&gt;Bank&lt;/b&gt;");
    expect(page).not.toMatch(/<b>|<script|https?:\/\/|src=/);
    expect(page).not.toContain("\u001b");
    const swedish = await play("export - --to google --qr html --plaintext", {
      answers: whole,
      language: sv,
    });
    expect(swedish.stdout).toContain('<html lang="sv">');
    expect(swedish.stdout).toContain("QR-kod 2 av 2");
  });

  test("is shown in the terminal code by code, the next one when Enter is pressed", async () => {
    const played = await play("export - --to google --qr terminal --plaintext", {
      answers: whole,
      typed: [""],
    });
    expect(played.outcome.ok).toBe(true);
    expect(played.prompts).toEqual(["Enter shows the next one "]);
    const [first = "", second = ""] = played.stdout.split("QR code 1 of 2");
    expect(first).toContain("▀");
    expect(second).toContain("GitHub (sven)");
    expect(second).toContain("QR code 2 of 2");
    expect(played.stdout).not.toContain("\u001b");
    const left = await play("export - --to google --qr terminal --plaintext", { answers: whole, typed: [] });
    expect(left.outcome).toEqual({ ok: false, error: { type: "interrupted" } });
    expect(left.stdout).not.toContain("QR code 2 of 2");
  });

  test("is refused where the place doesn't fit the manner, before the daemon is asked", async () => {
    for (const [line, reason] of [
      [`export ${path("x")} --to google --qr terminal --plaintext`, "options-conflict"],
      ["export - --to google --qr png --plaintext", "options-conflict"],
      [`export ${path("x")} --to google --qr svg --plaintext`, "bad-field"],
    ] as const) {
      const played = await play(line, { answers: whole });
      expect(played.outcome).toMatchObject({ error: { type: "usage", reason } });
      expect(played.calls).toEqual([]);
    }
  });
});

describe("what the target can't hold", () => {
  test("is said, and asked about where someone can answer, before anything is written", async () => {
    const line = `export ${path("lossy")} --to google --qr png --plaintext`;
    const no = await play(line, { answers: lossy, typed: ["n"] });
    expect(no.stderr).toEqual(["left out: Game (me): Google Authenticator has no steam"]);
    expect(no.prompts).toEqual(["write it without that one? [y/N] "]);
    expect(no.outcome).toMatchObject({ error: { type: "usage", reason: "confirmation-needed" } });
    expect(existsSync(path("lossy"))).toBe(false);
    const yes = await play(line, { answers: lossy, typed: ["y"] });
    expect(yes.outcome.ok).toBe(true);
    expect(readdirSync(path("lossy"))).toHaveLength(2);
    const told = await play(`${line} --force --yes`, { answers: lossy, typed: [] });
    expect([told.outcome.ok, told.prompts]).toEqual([true, []]);
    const script = await play(`${line} --force`, { answers: lossy });
    expect(script.outcome.ok).toBe(true);
  });

  test("is all that --dry-run says: nothing is asked, nothing is written", async () => {
    const played = await play(`export ${path("dry")} --to google --plaintext --dry-run`, {
      answers: lossy,
      typed: [],
    });
    expect(played.calls[0]?.params).toEqual({ format: "google", plaintext: true, dryRun: true });
    expect(played.stdout).toBe("would export 3 accounts as google\n");
    expect(played.stderr).toEqual(["left out: Game (me): Google Authenticator has no steam"]);
    expect(existsSync(path("dry"))).toBe(false);
    const json = await play(`export ${path("dry")} --to google --plaintext --dry-run --json`, {
      answers: lossy,
    });
    expect(JSON.parse(json.stdout)).toEqual({
      format: "google",
      exported: 3,
      skipped: [LOST],
      files: [],
      dryRun: true,
    });
  });
});
