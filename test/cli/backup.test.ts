/**
 * `backup status`, `verify`, `recovery`, `history`, `restore`, `kit` and `disable`; the daemon is scripted.
 */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { exitCodeOf } from "../../src/cli/exit-codes.ts";
import { sv } from "../../src/client/language/sv.ts";
import type { AccountDifference, BackupEvent, KitFacts, ReceiptView } from "../../src/protocol/backup-api.ts";
import type { StatusResult } from "../../src/protocol/local-api.ts";
import { err, ok } from "../../src/protocol/result.ts";
import type { BackupView, DeviceView } from "../../src/protocol/view.ts";
import { BACKUP_OFF, BACKUP_ON } from "../support/backup-view.ts";
import { type Answers, play, type Played } from "../support/cli-context.ts";

let folder = "";
const file = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "holt-backup-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const usage = (reason: string) => err({ type: "usage", reason });
const paramsOf = ({ calls }: Played, method: string): unknown =>
  calls.find((call) => call.method === method)?.params;
const last = ({ calls }: Played): unknown => calls.at(-1);

const saying = (backup: BackupView, isLocked = false): Answers => ({
  "daemon.status": () => ok({ vaultId: "v", locked: isLocked, backup } as StatusResult),
  "backup.status": () => ok(backup),
});
const running = (...events: readonly BackupEvent[]): Answers => ({
  "backup.wait": ({ after }) => {
    const event = events[after];
    return event === undefined ? err({ type: "internal", detail: "asked too often" }) : ok({ event });
  },
  "backup.cancel": () => ok({ cancelled: true }),
});

const WORDS = Array.from({ length: 24 }, (_, index) => `word${index + 1}`).join(" ");
const LOST: AccountDifference = { id: "i", issuer: "Git\u001bHub", name: "me", type: "missing", fields: [] };
const CHANGED: AccountDifference = { ...LOST, issuer: "GitLab", type: "changed", fields: ["digits"] };

describe("status", () => {
  test("prints every field for a script, and 40 columns for a person", async () => {
    const json = await play("backup status --json", { answers: saying(BACKUP_ON) });
    expect(json).toMatchObject({ outcome: ok(0), stdout: `${JSON.stringify(BACKUP_ON)}\n` });
    for (const language of [undefined, sv]) {
      const played = await play("backup status", {
        answers: saying({ ...BACKUP_ON, reminder: "prove", pendingChanges: 3 }),
        ...(language && { language }),
      });
      const lines = played.stdout.trimEnd().split("\n");
      expect(lines.filter((line) => line.length > 40)).toEqual([]);
      expect(played.stdout).toContain("wss://relay.example.org");
      expect(played.stdout).toContain("sven@relay.example.org");
    }
  });

  test("off is exit 0; failing is exit 8 and says why, on stdout and as an error", async () => {
    expect((await play("backup status", { answers: saying(BACKUP_OFF) })).outcome).toEqual(ok(0));
    const stale: BackupView = { ...BACKUP_ON, state: "failing", problem: "stale", since: 999_900_000 };
    const played = await play("backup status", { answers: saying(stale) });
    const error = { type: "backup-unhealthy", reason: "stale" } as const;
    expect(played.outcome).toEqual(err(error));
    expect(exitCodeOf(error)).toBe(8);
    expect(played.stdout).toContain("failing");
    expect(played.stdout.replace(/\n */gu, " ")).toContain("not everything has reached the relay");
  });

  test("locked, it still says where the backup stands", async () => {
    for (const line of ["backup status", "backup recovery list"]) {
      const played = await play(line, { answers: saying(BACKUP_ON, true) });
      expect(played.outcome).toEqual(ok(0));
      expect(played.stdout).toContain("recovery words");
    }
  });
});

describe("verify", () => {
  const verified = (differences: readonly AccountDifference[]): BackupEvent => ({
    type: "done",
    result: {
      type: "verified",
      accounts: 42,
      asOf: 1_000_000_000,
      lastAuthor: "laptop",
      differences,
      backup: { ...BACKUP_ON, lastVerifiedAt: 1_000_000_001 },
    },
  });
  const verifying = (...differences: readonly AccountDifference[]): Answers => ({
    ...saying(BACKUP_ON),
    ...running({ type: "step", step: "comparing" }, verified(differences)),
    "backup.verify": () => ok({ jobId: "j" }),
  });

  test("all of it came back: exit 0", async () => {
    const played = await play("backup verify --words-file - --json", {
      answers: verifying(),
      stdin: `${WORDS}\n`,
    });
    expect(paramsOf(played, "backup.verify")).toEqual({ words: WORDS });
    expect(played.outcome).toEqual(ok(0));
    expect(JSON.parse(played.stdout)).toEqual({
      accounts: 42,
      asOf: 1_000_000_000,
      lastAuthor: "laptop",
      differences: [],
      verifiedAt: 1_000_000_001,
    });
  });

  test("any difference is exit 8; each account is a line, without control characters", async () => {
    const played = await play("backup verify --recovery-passphrase-file -", {
      answers: verifying(LOST, CHANGED),
      stdin: "phrase",
    });
    expect(paramsOf(played, "backup.verify")).toEqual({ passphrase: "phrase" });
    const error = { type: "backup-unhealthy", reason: "verify-failed", count: 2 } as const;
    expect(played.outcome).toEqual(err(error));
    expect(exitCodeOf(error)).toBe(8);
    expect(played.stdout).toBe("GitHub (me): not there\nGitLab (me): changed (digits)\n");
  });

  test("what is typed is taken as words where it is 24 of them, else as the passphrase", async () => {
    const words = await play("backup verify", { answers: verifying(), typed: [` ${WORDS} `] });
    expect(paramsOf(words, "backup.verify")).toEqual({ words: WORDS });
    const phrase = await play("backup verify", { answers: verifying(), typed: ["a phrase "] });
    expect(paramsOf(phrase, "backup.verify")).toEqual({ passphrase: "a phrase " });
    const alone: BackupView = { ...BACKUP_ON, recovery: [{ kind: "words", since: null }] };
    const few = await play("backup verify", {
      answers: { ...verifying(), ...saying(alone) },
      typed: ["few words"],
    });
    expect(paramsOf(few, "backup.verify")).toEqual({ words: "few words" });
  });

  test.each([
    ["nobody to ask and no file", "backup verify", "option-missing"],
    ["both files", "backup verify --words-file a --recovery-passphrase-file b", "options-conflict"],
    ["a file that isn't there", "backup verify --words-file /nonexistent/x", "file-unreadable"],
  ])("%s is exit 2", async (_, line, reason) => {
    expect((await play(line, { answers: verifying() })).outcome).toMatchObject(usage(reason));
  });
});

describe("recovery", () => {
  const changing: Answers = {
    ...saying(BACKUP_ON),
    ...running({ type: "done", result: { type: "changed", backup: BACKUP_ON } }),
    "backup.plan": () =>
      ok({ relay: "wss://r", handle: "a@r", confirmers: ["desk"], recovery: ["words", "passphrase"] }),
    "backup.draw": () => ok({ words: WORDS, passphrase: "drawn" }),
    "backup.change": () => ok({ jobId: "j" }),
  };
  const alone: Answers = {
    ...changing,
    "backup.plan": () => ok({ relay: "wss://r", handle: "a@r", confirmers: [], recovery: ["words"] }),
  };

  test("lists the ways in", async () => {
    const played = await play("backup recovery list --json", { answers: changing });
    expect(JSON.parse(played.stdout)).toEqual(BACKUP_ON.recovery);
    expect((await play("backup recovery", { answers: changing })).stdout).toContain("recovery words");
  });

  test("words are replaced by ones that are in a file first", async () => {
    const played = await play(`backup recovery replace words --words-out ${file("w")}`, {
      answers: changing,
    });
    expect(played.outcome).toEqual(ok(0));
    expect(readFileSync(file("w"), "utf8")).toBe(`${WORDS}\n`);
    expect(
      last({ ...played, calls: played.calls.filter(({ method }) => method === "backup.change") }),
    ).toEqual({
      method: "backup.change",
      params: { change: "replace", kind: "words", words: WORDS },
    });
  });

  test("without another device the person signs: typed, from a file, or else exit 2 and nothing drawn", async () => {
    const line = `backup recovery remove passphrase --yes`;
    const none = await play(line, { answers: alone });
    expect(none.outcome).toMatchObject({
      error: { reason: "option-missing", value: "--confirm-words-file" },
    });
    expect(paramsOf(none, "backup.draw")).toBeUndefined();
    const typed = await play(line, { answers: alone, typed: [WORDS] });
    const given = await play(`${line} --confirm-words-file -`, { answers: alone, stdin: WORDS });
    for (const played of [typed, given]) {
      expect(paramsOf(played, "backup.change")).toEqual({
        change: "remove",
        kind: "passphrase",
        confirm: { words: WORDS },
      });
    }
    const waiting = await play(`${line} --wait 5`, { answers: alone });
    expect(paramsOf(waiting, "backup.change")).toEqual({
      change: "remove",
      kind: "passphrase",
      waitSeconds: 5,
    });
  });

  test.each([
    ["change words", "unknown-action"],
    ["add", "missing-argument"],
    ["add key", "unknown-action"],
    ["add words", "recovery-member-there"],
    ["list words", "too-many-arguments"],
    ["remove words", "confirmation-needed"],
  ])("%s is exit 2, and nothing is drawn", async (words, reason) => {
    const played = await play(`backup recovery ${words}`, { answers: changing });
    expect(played.outcome).toMatchObject(usage(reason));
    expect(paramsOf(played, "backup.draw")).toBeUndefined();
  });
});

describe("history and restore", () => {
  const POINT = { id: "8", at: 1_000_000_000, bytes: 20_480, accounts: null, author: null };
  const restoring = (...differences: readonly AccountDifference[]): Answers => ({
    "backup.points": () => ok({ points: [POINT] }),
    "backup.restore": ({ dryRun }) =>
      ok({ at: POINT.at, author: "laptop", differences, restored: dryRun ? 0 : differences.length }),
  });

  test("points are listed", async () => {
    const json = await play("backup history --json", { answers: restoring() });
    expect(JSON.parse(json.stdout)).toEqual([POINT]);
    expect((await play("backup history", { answers: restoring() })).stdout).toContain("20 KiB");
  });

  test("the difference is shown before it is asked; no brings nothing back", async () => {
    const no = await play("backup restore 8 git", { answers: restoring(LOST), typed: ["n"] });
    expect(no.outcome).toMatchObject(usage("confirmation-needed"));
    expect(no.stderr).toContain("GitHub (me): not here any more");
    expect(no.prompts).toEqual(["bring 1 account back? [y/N] "]);
    expect(no.calls.map(({ params }) => params)).toEqual([{ id: "8", query: "git", dryRun: true }]);
    const yes = await play("backup restore 8 --yes --json", { answers: restoring(LOST) });
    expect(JSON.parse(yes.stdout)).toEqual({
      id: "8",
      at: POINT.at,
      author: "laptop",
      differences: [LOST],
      restored: 1,
    });
  });

  test("a dry run, and nothing to bring back, change nothing", async () => {
    const dry = await play("backup restore 8 --dry-run", { answers: restoring(LOST) });
    const same = await play("backup restore 8", { answers: restoring() });
    for (const played of [dry, same]) {
      expect(played.outcome).toEqual(ok(0));
      expect(played.calls).toHaveLength(1);
    }
    expect(dry.stdout).toBe("GitHub (me): not here any more\n");
    expect((await play("backup restore", { answers: restoring() })).outcome).toMatchObject(
      usage("missing-argument"),
    );
  });
});

describe("kit", () => {
  const facts = (words: readonly string[] | null): KitFacts => ({
    relay: "wss://relay.example.org",
    fingerprint: "abcd",
    handle: "sven@relay.example.org",
    vaultId: "v",
    recovery: ["words"],
    madeAt: 1_000_000_000,
    words,
    wordsQr: words === null ? null : ["1"],
    relayQr: ["1"],
  });
  const making: Answers = {
    "backup.kit": ({ words }) => ok(facts(words === undefined ? null : words.split(" "))),
  };

  test("text without a file, a page with one, for its owner alone", async () => {
    const text = await play("backup kit", { answers: making });
    expect(text.stdout).toContain("wss://relay.example.org");
    const line = `backup kit --out ${file("kit.html")} --words-file - --json`;
    const page = await play(line, { answers: making, stdin: `${WORDS}\n` });
    expect(readFileSync(file("kit.html"), "utf8")).toContain("word24");
    expect(statSync(file("kit.html")).mode & 0o777).toBe(0o600);
    expect(page.stdout).not.toContain("word24");
    expect(JSON.parse(page.stdout)).toMatchObject({ out: file("kit.html"), hasWords: true });
  });

  test("it is written in the person's language, and over nothing", async () => {
    await play(`backup kit --out ${file("kit.html")}`, { answers: making, language: sv });
    expect(readFileSync(file("kit.html"), "utf8")).toContain('<html lang="sv">');
    writeFileSync(file("taken"), "mine");
    const taken = await play(`backup kit --out ${file("taken")}`, { answers: making });
    expect(taken.outcome).toMatchObject(usage("file-exists"));
    expect(readFileSync(file("taken"), "utf8")).toBe("mine");
  });
});

describe("disable", () => {
  const RECEIPT: ReceiptView = {
    relay: "wss://relay.example.org",
    at: 1_000_000_000,
    what: "backup",
    fingerprint: "abcd-efgh",
    signature: "c2ln",
    entry: "e",
    vaultId: "v",
  };
  const device = (name: string, more: Partial<DeviceView> = {}): DeviceView =>
    ({ kind: "device", name, self: false, provisional: false, ...more }) as DeviceView;
  const SELF = device("laptop", { self: true });
  const disabling = (
    others: readonly DeviceView[],
    result: { state: "off" | "deleting"; deletesAt?: number } = { state: "off" },
    view: BackupView = BACKUP_ON,
  ): Answers => ({
    ...saying(view),
    ...running({
      type: "done",
      result: {
        type: "disabled",
        state: result.state,
        receipt: result.state === "off" ? RECEIPT : null,
        deletesAt: result.deletesAt ?? null,
      },
    }),
    "devices.list": () => ok({ devices: [SELF, ...others] }),
    "backup.disable": () => ok({ jobId: "j" }),
  });

  test.each<[string, readonly DeviceView[], string, object]>([
    ["alone", [], "", { keepSync: false }],
    ["alone, and sync stays", [], "--keep-sync", { keepSync: true }],
    ["with another device: after seven days", [device("desk")], "", { keepSync: true, later: true }],
    ["with one that is on probation", [device("desk", { provisional: true })], "", { keepSync: true }],
    ["with its yes", [device("desk")], "--wait 60", { keepSync: true, waitSeconds: 60 }],
    [
      "with words",
      [device("desk")],
      "--stop-sync --confirm-words-file -",
      { keepSync: false, confirm: { words: "w" } },
    ],
  ])("%s", async (_, others, options, params) => {
    const played = await play(`backup disable --yes ${options}`, {
      answers: disabling(others),
      stdin: "w\n",
    });
    expect(played.outcome).toEqual(ok(0));
    expect(paramsOf(played, "backup.disable")).toEqual(params);
  });

  test("--confirm takes this backup's handle, whole or its name, and is a yes", async () => {
    for (const handle of ["sven@relay.example.org", "sven", "SVEN@Relay.Example.org"]) {
      const played = await play(`backup disable --confirm ${handle}`, { answers: disabling([]) });
      expect(played.outcome).toEqual(ok(0));
    }
    for (const handle of ["eve", "sven@other.example", "eve --yes"]) {
      const played = await play(`backup disable --confirm ${handle}`, { answers: disabling([]) });
      expect(played.outcome).toMatchObject(usage("handle-differs"));
      expect(paramsOf(played, "backup.disable")).toBeUndefined();
    }
  });

  test("at a terminal the handle is typed; without one and without a yes it is exit 2", async () => {
    const right = await play("backup disable", { answers: disabling([]), typed: ["sven"] });
    expect(right.outcome).toEqual(ok(0));
    const wrong = await play("backup disable", { answers: disabling([]), typed: ["eve"] });
    expect(wrong.outcome).toMatchObject(usage("handle-differs"));
    const nobody = await play("backup disable", { answers: disabling([]) });
    expect(nobody.outcome).toMatchObject(usage("confirmation-needed"));
  });

  test("the receipt is printed; without one it says what happens, and when", async () => {
    const done = await play("backup disable --yes --json", { answers: disabling([]) });
    expect(JSON.parse(done.stdout)).toEqual({ state: "off", receipt: RECEIPT, deletesAt: null });
    expect((await play("backup disable --yes", { answers: disabling([]) })).stdout).toContain("c2ln");
    const later = disabling([device("desk")], { state: "deleting", deletesAt: 1_000_604_800 });
    const asked = await play("backup disable --yes --json", { answers: later });
    expect(JSON.parse(asked.stdout)).toEqual({ state: "deleting", receipt: null, deletesAt: 1_000_604_800 });
    const said = await play("backup disable --yes", { answers: later });
    expect(said.stderr.at(-1)).toContain("it is deleted ");
  });

  test("both ways at once is exit 2", async () => {
    const played = await play("backup disable --keep-sync --stop-sync --yes", { answers: disabling([]) });
    expect(played.outcome).toMatchObject(usage("options-conflict"));
  });
});
