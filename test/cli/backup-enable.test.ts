/**
 * `backup enable`: what is asked, shown, written and typed back before anything is turned on; the daemon is scripted.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sv } from "../../src/client/language/sv.ts";
import type { BackupEvent } from "../../src/protocol/backup-api.ts";
import type { HoltError } from "../../src/protocol/errors.ts";
import type { StatusResult } from "../../src/protocol/local-api.ts";
import { err, ok } from "../../src/protocol/result.ts";
import { BACKUP_OFF, BACKUP_ON } from "../support/backup-view.ts";
import { type Answers, play, type Played } from "../support/cli-context.ts";

const WORDS = Array.from({ length: 24 }, (_, index) => `word${index + 1}`).join(" ");
const PASSPHRASE = "six drawn words of a list";
const RELAY = "wss://relay.example.org";
const HANDLE = "sven@relay.example.org";

let folder = "";
const file = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holt-backup-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const usage = (reason: string) => err({ type: "usage", reason });
const paramsOf = ({ calls }: Played, method: string): unknown =>
  calls.find((call) => call.method === method)?.params;

const DONE: BackupEvent = { type: "done", result: { type: "enabled", backup: BACKUP_ON } };
const STEPS: readonly BackupEvent[] = [
  { type: "step", step: "deriving" },
  { type: "step", step: "uploading" },
  { type: "step", step: "reading-back", done: 10 },
  { type: "step", step: "reading-back", done: 20 },
  { type: "step", step: "comparing" },
];

const enabling = (...events: readonly BackupEvent[]): Answers => ({
  "daemon.status": () => ok({ locked: false, backup: BACKUP_OFF } as StatusResult),
  "backup.status": () => ok(BACKUP_OFF),
  "backup.plan": () => ok({ relay: RELAY, handle: HANDLE, confirmers: [], recovery: [] }),
  "backup.draw": () => ok({ words: WORDS, passphrase: PASSPHRASE }),
  "backup.strength": ({ passphrase }) =>
    ok(
      passphrase === "weak"
        ? { bits: 9, isStrong: false, reason: "too-short" }
        : { bits: 99, isStrong: true, reason: null },
    ),
  "backup.enable": () => ok({ jobId: "j" }),
  "backup.wait": ({ after }) => {
    const event = events[after];
    return event === undefined ? err({ type: "internal", detail: "asked too often" }) : ok({ event });
  },
  "backup.cancel": () => ok({ cancelled: true }),
});

const toFiles = (): string => `--words-out ${file("w")} --recovery-passphrase-out ${file("p")}`;

describe("without a terminal", () => {
  test("the secrets go into files for their owner alone, and are in no output", async () => {
    const played = await play(`backup enable --yes --json ${toFiles()}`, {
      answers: enabling(...STEPS, DONE),
    });
    expect(played.outcome).toEqual(ok(0));
    expect(readFileSync(file("w"), "utf8")).toBe(`${WORDS}\n`);
    expect(readFileSync(file("p"), "utf8")).toBe(`${PASSPHRASE}\n`);
    for (const name of ["w", "p"]) expect(statSync(file(name)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(played.stdout)).toEqual(BACKUP_ON);
    const output = `${played.stdout}${played.stderr.join("\n")}`;
    expect(output).not.toContain(PASSPHRASE);
    expect(output).not.toContain("word7");
    expect(paramsOf(played, "backup.enable")).toEqual({
      words: WORDS,
      passphrase: { handle: HANDLE, text: PASSPHRASE },
    });
  });

  test.each([
    ["no place for the words", "--yes", "option-missing"],
    ["no yes", "--words-out W", "confirmation-needed"],
    [
      "two passphrases",
      "--yes --words-out W --recovery-passphrase-out P --no-recovery-passphrase",
      "options-conflict",
    ],
    ["words into stdout", "--yes --words-out -", "bad-field"],
    ["what another action takes", "--yes --words-out W --dry-run", "options-conflict"],
    ["an argument too many", "now --yes --words-out W", "too-many-arguments"],
    ["a wait that is none", "--yes --words-out W --wait soon", "bad-field"],
  ])("%s is exit 2, and nothing is drawn", async (_, options, reason) => {
    const line = options.replace("W", file("w")).replace("P", file("p"));
    const played = await play(`backup enable ${line}`, { answers: enabling(DONE) });
    expect(played.outcome).toMatchObject(usage(reason));
    expect(paramsOf(played, "backup.draw")).toBeUndefined();
    expect(existsSync(file("w"))).toBe(false);
  });

  test("no file is overwritten", async () => {
    writeFileSync(file("p"), "mine");
    const played = await play(`backup enable --yes ${toFiles()}`, { answers: enabling(DONE) });
    expect(played.outcome).toMatchObject(usage("file-exists"));
    expect(readFileSync(file("p"), "utf8")).toBe("mine");
    expect(existsSync(file("w"))).toBe(false);
  });

  test("an own passphrase comes from a file, loses one line ending, and must be strong", async () => {
    const line = `backup enable --yes --words-out ${file("w")} --recovery-passphrase-file -`;
    const strong = await play(line, { answers: enabling(DONE), stdin: "mine is strong \r\n" });
    expect(paramsOf(strong, "backup.enable")).toMatchObject({ passphrase: { text: "mine is strong " } });
    rmSync(file("w"));
    const weak = await play(line, { answers: enabling(DONE), stdin: "weak" });
    expect(weak.outcome).toMatchObject({ error: { reason: "weak-passphrase", value: "too-short" } });
    expect(existsSync(file("w"))).toBe(false);
  });

  test("words alone, another relay, and whoever is to agree are handed over", async () => {
    const line = `backup enable --yes --words-out ${file("w")} --no-recovery-passphrase --relay ${RELAY}#fp --wait 9`;
    const confirm = "--confirm-words-file -";
    const played = await play(`${line} ${confirm}`, { answers: enabling(DONE), stdin: "old words\n" });
    expect(paramsOf(played, "backup.enable")).toEqual({
      relay: { url: RELAY, fingerprint: "fp" },
      words: WORDS,
      passphrase: null,
      confirm: { words: "old words" },
      waitSeconds: 9,
    });
  });

  test("backup that is on is not begun again: exit 2", async () => {
    const answers: Answers = { ...enabling(DONE), "backup.status": () => ok(BACKUP_ON) };
    const played = await play(`backup enable --yes ${toFiles()}`, { answers });
    expect(played.outcome).toMatchObject(usage("backup-is-on"));
  });

  test("what failed for nothing leaves no files; what may open the vault stays, and is named", async () => {
    const error: HoltError = { type: "refused", reason: "rejected" };
    const line = `backup enable --yes ${toFiles()}`;
    const failed = await play(line, { answers: enabling({ type: "failed", error }) });
    expect(failed.outcome).toEqual(err(error));
    expect(existsSync(file("w")) || existsSync(file("p"))).toBe(false);
    const half = await play(line, {
      answers: {
        ...enabling({ type: "failed", error }),
        "daemon.status": () =>
          ok({ locked: false, backup: { ...BACKUP_ON, state: "failing" } } as StatusResult),
      },
    });
    expect(half.outcome).toEqual(err(error));
    expect(existsSync(file("w")) && existsSync(file("p"))).toBe(true);
    expect(half.stderr).toContain(`${file("w")} is kept: what is in it may open the vault`);
  });
});

describe("at a terminal", () => {
  const screen = { columns: 80, hasColor: false };

  /** Which words are asked for is drawn anew each time: they are typed as they come. */
  const typeBack = (line: string, type: (place: number) => string): Promise<Played> =>
    play(line, {
      answers: enabling(...STEPS, DONE),
      typed: ["y", ""],
      errorTerminal: screen,
      typedTo: (prompt) => {
        const place = /^word (\d+): $/u.exec(prompt)?.[1];
        return place === undefined ? undefined : type(Number(place));
      },
    });

  test("consent, the words once on a screen of their own, three of them typed back", async () => {
    const played = await typeBack("backup enable --no-recovery-passphrase", (place) => ` WORD${place} `);
    expect(played.outcome).toEqual(ok(0));
    expect(played.prompts[0]).toBe("turn backup on? [y/N] ");
    const places = played.prompts.slice(2).map((prompt) => Number(/\d+/u.exec(prompt)?.[0]));
    expect(places).toHaveLength(3);
    expect(places).toEqual([...new Set(places)].toSorted((a, b) => a - b));
    const shown = played.stderr.findIndex((line) => line.startsWith("\u001b[?1049h"));
    const hidden = played.stderr.findIndex((line) => line === "\u001b[?1049l");
    const words = played.stderr.findIndex((line) => line.includes("word24"));
    expect(shown).toBeGreaterThan(0);
    expect(words > shown && hidden > words).toBe(true);
    expect(played.stderr.slice(hidden).join("\n")).not.toContain("word1");
    expect(played.stderr.every((line) => line.length <= 120)).toBe(true);
  });

  test("a step that goes on is drawn over the one before", async () => {
    const played = await typeBack("backup enable --no-recovery-passphrase", (place) => `word${place}`);
    expect(played.stderr).toContain("reading it back, as a new device would (10)");
    expect(played.stderr).toContain("\u001b[1A\u001b[2Kreading it back, as a new device would (20)");
  });

  test("words that aren't typed back turn nothing on: exit 2", async () => {
    const played = await typeBack("backup enable --no-recovery-passphrase", () => "wrong");
    expect(played.outcome).toMatchObject(usage("words-differ"));
    expect(paramsOf(played, "backup.enable")).toBeUndefined();
  });

  test("no is no, in Swedish too, and nothing is drawn", async () => {
    for (const language of [undefined, sv]) {
      const played = await play("backup enable", {
        answers: enabling(DONE),
        typed: ["n"],
        ...(language && { language }),
      });
      expect(played.outcome).toMatchObject(usage("confirmation-needed"));
      expect(paramsOf(played, "backup.draw")).toBeUndefined();
    }
  });

  test("another member's yes is asked for by name and words, and told", async () => {
    const events: readonly BackupEvent[] = [
      { type: "confirm", requestId: "4", fingerprint: "a b c d e f", devices: ["desk"], expiresAt: 9 },
      { type: "confirmed", by: "de\u001bsk" },
      DONE,
    ];
    const played = await play(`backup enable --yes ${toFiles()}`, { answers: enabling(...events) });
    expect(played.stderr).toContain("say yes on desk: holt approve");
    expect(played.stderr).toContain("  a b c d e f");
    expect(played.stderr).toContain("desk said yes");
  });

  test("Ctrl-C while it runs takes back what was asked", async () => {
    const played = await play(`backup enable --yes ${toFiles()}`, {
      answers: enabling(),
      interruptedAt: "backup.wait",
    });
    expect(played.outcome).toEqual(err({ type: "interrupted" }));
    expect(played.calls.at(-1)).toEqual({ method: "backup.cancel", params: { jobId: "j" } });
  });
});
