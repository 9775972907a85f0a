/**
 * What each command asks of the daemon, prints, and refuses; the daemon and the person are scripted.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AccountLabel, Code, NoCode } from "../../src/protocol/account.ts";
import type { HoltError } from "../../src/protocol/errors.ts";
import type { ImportResult, StatusResult } from "../../src/protocol/local-api.ts";
import { err, ok } from "../../src/protocol/result.ts";
import { BACKUP_OFF } from "../support/backup-view.ts";
import { type Answers, play } from "../support/cli-context.ts";

const LABEL: AccountLabel = {
  id: "id1",
  type: "totp",
  usable: true,
  issuer: "Git\u001bHub",
  name: "sven",
  algorithm: "SHA1",
  digits: 6,
  period: 30,
  counter: null,
  tags: ["work"],
  pinned: true,
  hasNote: true,
  hasRecoveryCodes: false,
  hasPin: false,
  createdAt: 1_700_000_000,
  trashedAt: null,
  verified: null,
  usedCount: 0,
  lastUsedAt: null,
};
const CODE: Code = {
  id: "id1",
  issuer: "GitHub",
  name: "sven",
  type: "totp",
  code: "111111",
  next: "222222",
  validFrom: 1_000_000_000,
  validUntil: 1_000_000_030,
  remainingSeconds: 30,
  counter: null,
};
const STATUS: StatusResult = {
  vaultId: "v",
  device: { name: "laptop", memberId: "m" },
  locked: false,
  accounts: 1,
  daemon: { pid: 7, version: "0.1.0", uptimeSeconds: 5 },
  link: {
    relay: null,
    fingerprint: null,
    state: "off",
    pending: 0,
    lastSyncAt: null,
    since: null,
    error: null,
  },
  backup: BACKUP_OFF,
  clockSkewSeconds: null,
  hasPassphrase: true,
  osKeyring: { state: "off", problem: null },
  locksAtMs: 1_000_000_060_000,
  problems: [],
};
const AMBIGUOUS: HoltError = {
  type: "ambiguous",
  query: "git",
  candidates: [
    { id: "id1", issuer: "GitHub", name: "sven" },
    { id: "id2", issuer: "GitLab", name: "root" },
  ],
};
const usage = (reason: string) => ({ ok: false, error: { type: "usage", reason } });

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "holt-cli-"));
  writeFileSync(join(directory, "old"), "old one\n");
  writeFileSync(join(directory, "new"), "new one\r\n");
  writeFileSync(join(directory, "empty"), "\n");
  writeFileSync(join(directory, "binary"), Buffer.from([0xff, 0xfe]));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const file = (name: string): string => join(directory, name);

describe("code", () => {
  const answers: Answers = { "codes.get": () => ok({ codes: [CODE] }) };

  test("prints the code and nothing else", async () => {
    const played = await play("code github", { answers });
    expect(played).toMatchObject({ stdout: "111111\n", stderr: [] });
    expect(played.calls).toEqual([{ method: "codes.get", params: { query: "github" } }]);
  });

  test("--json is one object with a QUERY and an array without", async () => {
    expect(JSON.parse((await play("code github --json", { answers })).stdout)).toEqual(CODE);
    expect(JSON.parse((await play("code --json", { answers })).stdout)).toEqual([CODE]);
  });

  test("what has no code unasked is listed all the same: null for a script, a dash and the counter to read", async () => {
    const nothing = { code: null, next: null, validFrom: null, validUntil: null, remainingSeconds: null };
    const bank: NoCode = { id: "id2", issuer: "Bank", name: "me", type: "hotp", ...nothing, counter: 4 };
    const all: Answers = { "codes.get": () => ok({ codes: [CODE, bank] }) };
    expect(JSON.parse((await play("code --json", { answers: all })).stdout)).toEqual([CODE, bank]);
    const next = JSON.parse((await play("code --next --json", { answers: all })).stdout) as unknown[];
    expect(next).toContainEqual(bank);
    const [, , line] = (await play("code", { answers: all })).stdout.split("\n");
    expect(line?.split(/ {2,}/)).toEqual(["Bank", "me", "-", "counter 4"]);
  });

  test("--next is the code of the period that follows", async () => {
    const next = { ...CODE, code: "222222", validFrom: 1_000_000_030, validUntil: 1_000_000_060 };
    const both: Answers = {
      "codes.get": ({ at }) => ok({ codes: [at === 1_000_000_030 ? next : CODE] }),
    };
    expect((await play("code github --next", { answers: both })).stdout).toBe("222222\n");
    expect(JSON.parse((await play("code --next --json", { answers: both })).stdout)).toEqual([next]);
  });

  test("--next names a time at once, so that no HOTP counter advances for an answer that can't come", async () => {
    const hotp: Answers = { "codes.get": () => err({ type: "usage", reason: "hotp-has-no-time" }) };
    const played = await play("code bank --next", { answers: hotp });
    expect(played.outcome).toMatchObject(usage("hotp-has-no-time"));
    expect(played.calls).toEqual([{ method: "codes.get", params: { query: "bank", at: 1_000_000_000 } }]);
  });

  test.each([
    ["1234567890", 1_234_567_890],
    ["2009-02-13T23:31:30Z", 1_234_567_890],
    ["2009-02-14T00:31:30+01:00", 1_234_567_890],
  ])("--at %s is %i", async (text, at) => {
    const played = await play(`code github --at ${text}`, { answers });
    expect(played.calls).toEqual([{ method: "codes.get", params: { query: "github", at } }]);
  });

  test.each(["yesterday", "2009-99-99", "12:30"])("--at %s is refused", async (text) => {
    expect((await play(`code github --at ${text}`, { answers })).outcome).toMatchObject(usage("bad-field"));
  });

  test("--copy without QUERY is refused", async () => {
    expect((await play("code --copy", { answers })).outcome).toMatchObject(usage("missing-argument"));
  });

  test("where several fit, a person at a terminal picks one by its number", async () => {
    const both: Answers = {
      "codes.get": ({ query }) => (query === "id2" ? ok({ codes: [CODE] }) : err(AMBIGUOUS)),
    };
    const played = await play("code git", { answers: both, typed: ["2"] });
    expect(played).toMatchObject({
      stdout: "111111\n",
      stderr: ["  1  GitHub (sven)", "  2  GitLab (root)"],
    });
  });

  test.each([
    ["a script", "code git", undefined],
    ["--json", "code git --json", ["1"]],
    ["a number that isn't there", "code git", ["3"]],
    ["no number", "code git", [""]],
  ])("where several fit, %s gets the candidates as an error", async (_, line, typed) => {
    const answers: Answers = { "codes.get": () => err(AMBIGUOUS) };
    const played = await play(line, { answers, ...(typed && { typed }) });
    expect(played).toMatchObject({ outcome: { ok: false, error: AMBIGUOUS }, stdout: "" });
  });
});

describe("list", () => {
  const answers: Answers = { "accounts.list": () => ok({ accounts: [LABEL] }) };

  test("--json has the fields of the contract", async () => {
    const [account] = JSON.parse((await play("list --json", { answers })).stdout) as object[];
    expect(account).toMatchObject({
      id: "id1",
      type: "totp",
      issuer: "Git\u001bHub",
      name: "sven",
      algorithm: "SHA1",
      digits: 6,
      period: 30,
      counter: null,
      tags: ["work"],
      pinned: true,
      note: true,
      createdAt: 1_700_000_000,
      trashedAt: null,
      verified: false,
    });
  });

  test("the table holds no control character of an account", async () => {
    const { stdout } = await play("list", { answers });
    expect(stdout).toBe("   issuer  name  type  tags  id\n*  GitHub  sven  totp  work  id1\n");
  });

  test("no match is [] and no error", async () => {
    const none: Answers = { "accounts.list": () => ok({ accounts: [] }) };
    expect(await play("list nothing --json", { answers: none })).toMatchObject({
      outcome: { ok: true, value: 0 },
      stdout: "[]\n",
    });
    expect((await play("list nothing", { answers: none })).stdout).toBe("");
  });

  test("filters and order reach the daemon, and an order that isn't one is refused", async () => {
    const played = await play("list git --tag work --trash --unverified --sort used", { answers });
    expect(played.calls[0]?.params).toEqual({
      query: "git",
      tag: "work",
      trash: true,
      unverified: true,
      sort: "used",
    });
    expect((await play("list --sort size", { answers })).outcome).toMatchObject(usage("bad-field"));
  });
});

describe("passphrases", () => {
  const answers: Answers = {
    "daemon.status": () => ok({ ...STATUS, vaultId: null }),
    "vault.init": () => ok({ vaultId: "v", memberId: "m" }),
  };
  const initParams = (played: Awaited<ReturnType<typeof play>>) =>
    played.calls.find(({ method }) => method === "vault.init")?.params;

  test("come from a file without its line ending, or from stdin, or from HOLT_PASSPHRASE_FILE", async () => {
    const fromFlag = await play(`init --passphrase-file ${file("new")}`, { answers });
    const fromStdin = await play("init --passphrase-file -", { answers, stdin: "  two words \n" });
    const fromEnv = await play("init", { answers, env: { HOLT_PASSPHRASE_FILE: file("old") } });
    const flagWins = await play(`init --passphrase-file ${file("new")}`, {
      answers,
      env: { HOLT_PASSPHRASE_FILE: file("old") },
    });
    expect(initParams(fromFlag)).toEqual({ device: "host", passphrase: "new one" });
    expect(initParams(fromStdin)).toEqual({ device: "host", passphrase: "  two words " });
    expect(initParams(fromEnv)).toEqual({ device: "host", passphrase: "old one" });
    expect(initParams(flagWins)).toEqual({ device: "host", passphrase: "new one" });
  });

  test("are typed twice, and must be the same", async () => {
    expect(initParams(await play("init", { answers, typed: ["a b", "a b"] }))).toMatchObject({
      passphrase: "a b",
    });
    expect((await play("init", { answers, typed: ["a b", "a c"] })).outcome).toMatchObject(
      usage("passphrases-differ"),
    );
  });

  test("are never empty, never asked for without a terminal, and never binary", async () => {
    const outcome = async (line: string, typed?: readonly string[]) =>
      (await play(line, { answers, ...(typed && { typed }) })).outcome;
    expect(await outcome("init", [""])).toMatchObject(usage("passphrase-empty"));
    expect(await outcome(`init --passphrase-file ${file("empty")}`)).toMatchObject(usage("passphrase-empty"));
    expect(await outcome("init")).toMatchObject(usage("no-terminal"));
    expect(await outcome(`init --passphrase-file ${file("binary")}`)).toMatchObject({
      error: { type: "malformed" },
    });
    expect(await outcome(`init --passphrase-file ${file("none")}`)).toMatchObject(usage("file-unreadable"));
  });

  test("Ctrl-C at the prompt is an interruption, and nothing was asked of the vault", async () => {
    const played = await play("init", { answers, typed: [] });
    expect(played.outcome).toMatchObject({ error: { type: "interrupted" } });
    expect(initParams(played)).toBeUndefined();
  });

  test("nobody types one for a vault that is there already", async () => {
    const played = await play("init", { answers: { "daemon.status": () => ok(STATUS) }, typed: ["a", "a"] });
    expect(played).toMatchObject({ outcome: { error: { type: "vault-exists" } }, prompts: [] });
  });

  test("--no-passphrase sends none, says what it means, and goes with no file", async () => {
    const played = await play("init --no-passphrase --name box", { answers });
    expect(initParams(played)).toEqual({ device: "box", passphrase: null });
    expect(played.stderr[0]).toContain("warning");
    const both = await play(`init --no-passphrase --passphrase-file ${file("new")}`, { answers });
    expect(both.outcome).toMatchObject(usage("options-conflict"));
  });

  test("passwd takes the old and the new one, but not both from stdin", async () => {
    const passwd: Answers = {
      "daemon.status": () => ok(STATUS),
      "vault.passwd": () => ok({ changed: true, osKeyring: { state: "off", problem: null } }),
    };
    const played = await play(
      `passwd --passphrase-file ${file("old")} --new-passphrase-file ${file("new")}`,
      {
        answers: passwd,
      },
    );
    expect(played.calls.at(-1)?.params).toEqual({ current: "old one", next: "new one" });
    const twice = await play("passwd --passphrase-file - --new-passphrase-file -", { answers: passwd });
    expect(twice.outcome).toMatchObject(usage("options-conflict"));
  });

  test("unlock asks again in a window, three times in all; at a terminal once", async () => {
    const answers: Answers = {
      "daemon.status": () => ok({ ...STATUS, locked: true, accounts: null }),
      "vault.unlock": ({ passphrase }) =>
        passphrase === "right" ? ok({ accounts: 2 }) : err({ type: "wrong-key", what: "passphrase" }),
    };
    const again = await play("unlock", { answers, typed: ["wrong", "right"], hasWindow: true });
    expect(again.outcome).toEqual(ok(0));
    const wrong = { ok: false, error: { type: "wrong-key" } };
    const thrice = await play("unlock", { answers, typed: ["a", "b", "c", "right"], hasWindow: true });
    expect([thrice.prompts.length, thrice.outcome]).toMatchObject([3, wrong]);
    const once = await play("unlock", { answers, typed: ["wrong", "right"] });
    expect([once.prompts.length, once.outcome]).toMatchObject([1, wrong]);
  });

  test("unlock takes the desktop's keyring where it is on, and asks where that gives nothing", async () => {
    const status = {
      ...STATUS,
      locked: true,
      accounts: null,
      osKeyring: { state: "on", problem: null },
    } as const;
    const answersWith = (opened: ReturnType<NonNullable<Answers["vault.unlock"]>>): Answers => ({
      "daemon.status": () => ok(status),
      "vault.unlock": ({ passphrase }) => (passphrase === null ? opened : ok({ accounts: 2 })),
    });
    const silent = await play("unlock", { answers: answersWith(ok({ accounts: 2 })), typed: [] });
    expect([silent.prompts, silent.outcome]).toEqual([[], ok(0)]);
    const locked = err({ type: "os-keyring", reason: "locked" } as const);
    const asked = await play("unlock", { answers: answersWith(locked), typed: ["right"] });
    expect([asked.prompts.length, asked.outcome]).toEqual([1, ok(0)]);
    expect(asked.stderr[0]).toBe("hint: the desktop's keyring is locked itself");
    const named = await play(`unlock --passphrase-file ${file("old")}`, { answers: answersWith(locked) });
    expect(named.calls.at(-1)?.params).toEqual({ passphrase: "old one" });
  });

  test("keyring is turned on with the passphrase, off without, and says how it is", async () => {
    const answers: Answers = {
      "daemon.status": () => ok(STATUS),
      "keyring.enable": () => ok({ state: "on", problem: null }),
      "keyring.disable": () => ok({ wasOn: true }),
      "keyring.status": () => ok({ state: "on", problem: "locked" }),
    };
    const enabled = await play("keyring enable", { answers, typed: ["right"] });
    expect(enabled.calls.at(-1)).toEqual({ method: "keyring.enable", params: { passphrase: "right" } });
    expect((await play("keyring disable --json", { answers })).stdout).toBe(
      '{"state":"off","problem":null}\n',
    );
    expect((await play("keyring", { answers })).stdout).toContain("the desktop's keyring is locked itself");
    const none: Answers = { ...answers, "daemon.status": () => ok({ ...STATUS, hasPassphrase: false }) };
    expect((await play("keyring enable", { answers: none })).outcome).toMatchObject(
      usage("no-passphrase-set"),
    );
  });

  test("unlock asks nothing where the vault is open, and tries a passphrase that was named", async () => {
    const unlock: Answers = {
      "daemon.status": () => ok(STATUS),
      "vault.unlock": () => err({ type: "wrong-key", what: "passphrase" }),
    };
    expect(await play("unlock", { answers: unlock })).toMatchObject({ outcome: { ok: true }, prompts: [] });
    const named = await play(`unlock --passphrase-file ${file("old")}`, { answers: unlock });
    expect(named.outcome).toMatchObject({ error: { type: "wrong-key" } });
  });
});

describe("status", () => {
  test("--json has the fields of the contract", async () => {
    const answers: Answers = { "daemon.status": () => ok(STATUS) };
    const { stdout } = await play("status --json", { answers });
    expect(JSON.parse(stdout)).toMatchObject({
      vaultId: "v",
      device: { name: "laptop" },
      locked: false,
      accounts: 1,
      daemon: { pid: 7, version: "0.1.0", uptimeSeconds: 5 },
      link: { relay: null, state: "off", pending: 0, lastSyncAt: null, error: null },
      backup: BACKUP_OFF,
      clockSkewSeconds: null,
      locksAt: 1_000_000_060,
    });
  });

  test("locked is no error; no vault is one, after the state was printed", async () => {
    const locked: Answers = { "daemon.status": () => ok({ ...STATUS, locked: true, accounts: null }) };
    expect(await play("status", { answers: locked })).toMatchObject({ outcome: { ok: true } });
    const none: Answers = { "daemon.status": () => ok({ ...STATUS, vaultId: null, device: null }) };
    const played = await play("status --json", { answers: none });
    expect(played.outcome).toMatchObject({ error: { type: "no-vault" } });
    expect(JSON.parse(played.stdout)).toMatchObject({ vaultId: null });
  });
});

describe("import", () => {
  const RESULT: ImportResult = {
    format: "aegis",
    imported: 1,
    duplicates: 2,
    skipped: [{ where: "entry 3", reason: "no secret" }],
    accounts: [LABEL],
    notices: ["part 2 of 3 is missing"],
  };
  const answers: Answers = { "import.run": () => ok(RESULT) };

  test("sends files as they are and tells what came, what not, and why", async () => {
    const played = await play(`import ${file("old")} - --tag phone --dry-run`, { answers, stdin: "x" });
    expect(played.calls[0]?.params).toEqual({
      files: [
        { name: file("old"), bytes: Buffer.from("old one\n").toString("base64") },
        { name: "stdin", bytes: Buffer.from("x").toString("base64") },
      ],
      dryRun: true,
      countsOnly: false,
      onDuplicate: "skip",
      tags: ["phone"],
    });
    expect(played.stdout).toBe(
      "GitHub (sven)\nwould import 1 account from aegis, left out 2 that are there already\n",
    );
    expect(played.stderr).toEqual(["left out: entry 3: no secret", "part 2 of 3 is missing"]);
  });

  test("--json has the fields of the contract", async () => {
    const { stdout } = await play(`import ${file("old")} --json`, { answers });
    expect(JSON.parse(stdout)).toMatchObject({
      format: "aegis",
      imported: 1,
      duplicates: 2,
      skipped: [{ where: "entry 3", reason: "no secret" }],
      accounts: [{ id: "id1" }],
    });
  });

  const BOUND = {
    where: "duo.json, entry 1: Work",
    reason: "is bound to Duo and has no secret: enrol it again",
    enrolAgain: { issuer: "", name: "Work" },
  };
  const bound: Answers = {
    "import.run": ({ enrolAgain }) =>
      ok({
        ...RESULT,
        notices: [],
        skipped: [BOUND],
        ...(enrolAgain !== undefined && { imported: 0, duplicates: 0, enrolAgain: 1 }),
      }),
  };

  test("accounts that can't give codes elsewhere are kept by name if the person at the terminal says so", async () => {
    const yes = await play(`import ${file("old")}`, { answers: bound, typed: ["y"] });
    expect(yes.prompts).toEqual(["keep that one by name, to enrol again later? [y/N] "]);
    expect(yes.calls.map(({ params }) => (params as { enrolAgain?: string }).enrolAgain)).toEqual([
      undefined,
      "only",
    ]);
    expect(yes.stdout).toContain("kept by name, to enrol again: 1 account\n");
    expect(yes.stderr).toContain(
      "left out: duo.json, entry 1: Work is bound to Duo and has no secret: enrol it again",
    );
    const no = await play(`import ${file("old")}`, { answers: bound, typed: ["n"] });
    expect([no.outcome.ok, no.calls.length]).toEqual([true, 1]);
  });

  test("nobody is asked about them by a script, which says --enrol-again, or is told of it", async () => {
    const script = await play(`import ${file("old")}`, { answers: bound });
    expect(script.calls).toHaveLength(1);
    expect(script.stderr.at(-1)).toBe("they are kept by name, to enrol again, with --enrol-again");
    const told = await play(`import ${file("old")} --enrol-again --json`, { answers: bound });
    expect(told.calls.map(({ params }) => (params as { enrolAgain?: string }).enrolAgain)).toEqual(["also"]);
    expect(JSON.parse(told.stdout)).toMatchObject({ enrolAgain: 1, skipped: [BOUND] });
    const asked = await play(`import ${file("old")} --enrol-again`, { answers: bound, typed: [] });
    expect(asked.prompts).toEqual([]);
    const dry = await play(`import ${file("old")} --dry-run`, { answers: bound, typed: [] });
    expect(dry.prompts).toEqual([]);
  });

  test("a file of nothing but such accounts is no error once they are kept", async () => {
    const error: HoltError = { type: "malformed", what: "duo", ...BOUND, skipped: [BOUND] };
    const all: Answers = {
      "import.run": ({ enrolAgain }) =>
        enrolAgain === undefined
          ? err(error)
          : ok({ ...RESULT, notices: [], imported: 0, duplicates: 0, enrolAgain: 1, skipped: [BOUND] }),
    };
    expect((await play(`import ${file("old")}`, { answers: all, typed: ["yes"] })).outcome).toEqual(ok(0));
    expect((await play(`import ${file("old")}`, { answers: all, typed: ["no"] })).outcome).toEqual(
      err(error),
    );
    expect((await play(`import ${file("old")} --json`, { answers: all })).outcome).toEqual(err(error));
  });

  test("which of several formats is meant is asked, by number or name, and again until one is", async () => {
    const unsure: HoltError = {
      type: "malformed",
      what: "import",
      where: "x",
      reason: "could be of several formats",
      choices: ["andotp", "totp-authenticator"],
    };
    const answers: Answers = {
      "import.run": ({ format, password }) =>
        format === undefined
          ? err(unsure)
          : password === undefined
            ? err({ type: "usage", reason: "password-needed", value: "x" })
            : ok({ ...RESULT, format }),
    };
    for (const typed of [
      ["3", "", "2", "pw"],
      ["totp-authenticator", "pw"],
    ]) {
      const played = await play(`import ${file("old")}`, { answers, typed });
      expect(played.outcome).toEqual(ok(0));
      expect(played.stderr.slice(0, 3)).toEqual([
        "this could be of several formats:",
        "  1  andotp",
        "  2  totp-authenticator",
      ]);
      expect(played.calls.at(-1)?.params).toMatchObject({ format: "totp-authenticator", password: "pw" });
    }
    const script = await play(`import ${file("old")}`, { answers });
    expect(script.outcome).toEqual(err(unsure));
  });

  test("entries that were all left out are a result and an error", async () => {
    const skipped = [
      { where: "a.txt, line 1", reason: "no secret" },
      { where: "a.txt, line 2", reason: "no secret" },
    ];
    const error: HoltError = {
      type: "malformed",
      what: "otpauth",
      where: "a.txt, line 1",
      reason: "no secret",
      skipped,
    };
    const none: Answers = { "import.run": () => err(error) };
    const script = await play(`import ${file("old")} --json`, { answers: none });
    expect(JSON.parse(script.stdout)).toMatchObject({
      format: "otpauth",
      imported: 0,
      skipped,
      accounts: [],
    });
    expect(script.outcome).toEqual(err(error));
    const person = await play(`import ${file("old")}`, { answers: none });
    expect(person.stderr).toEqual([
      "left out: a.txt, line 1: no secret",
      "left out: a.txt, line 2: no secret",
    ]);
  });

  test("a folder stands for the files in it", async () => {
    const played = await play(`import ${directory}`, { answers });
    const { files } = played.calls[0]!.params as { files: { name: string }[] };
    expect(files.map(({ name }) => name)).toEqual(["binary", "empty", "new", "old"].map(file));
  });

  test("a folder without files is said to be one, and the daemon isn't asked", async () => {
    const folder = mkdtempSync(join(directory, "folder-"));
    const played = await play(`import ${folder}`, { answers });
    expect(played.outcome).toMatchObject({ ok: false, error: { type: "malformed", where: folder } });
    expect(played.calls).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  test("asks for a password only when the file needs one and someone is there", async () => {
    const encrypted: Answers = {
      "import.run": ({ password }) =>
        password === undefined ? err({ type: "usage", reason: "password-needed" }) : ok(RESULT),
    };
    const typed = await play(`import ${file("old")}`, { answers: encrypted, typed: ["pw"] });
    expect(typed.calls.at(-1)?.params).toMatchObject({ password: "pw" });
    const script = await play(`import ${file("old")}`, { answers: encrypted });
    expect(script.outcome).toMatchObject(usage("password-needed"));
  });

  test("a file that can't be read, or a word that isn't one of --on-duplicate's, is refused", async () => {
    expect((await play(`import ${file("none")}`, { answers })).outcome).toMatchObject(
      usage("file-unreadable"),
    );
    expect((await play(`import ${file("old")} --on-duplicate merge`, { answers })).outcome).toMatchObject(
      usage("bad-field"),
    );
  });
});

describe("export", () => {
  const one: Answers = {
    "export.run": ({ format }) =>
      ok({ format, files: [{ name: "a.json", bytes: "aGk=" }], exported: 1, skipped: [] }),
  };

  test("wants to hear that plain text is meant, or a password; not both", async () => {
    const out = file("out1");
    expect((await play(`export ${out} --to aegis`, { answers: one, typed: ["x"] })).outcome).toMatchObject(
      usage("password-or-plaintext"),
    );
    expect((await play(`export ${out} --plaintext`, { answers: one })).outcome).toMatchObject(
      usage("option-missing"),
    );
    const both = await play(`export ${out} --to aegis --plaintext --password-file ${file("old")}`, {
      answers: one,
    });
    expect(both.outcome).toMatchObject(usage("options-conflict"));
    const empty = await play(`export ${out} --to aegis --password-file ${file("empty")}`, { answers: one });
    expect(empty.outcome).toMatchObject(usage("passphrase-empty"));
  });

  test("tells accounts that were left out from those that only lost a field", async () => {
    const lossy: Answers = {
      "export.run": ({ format }) =>
        ok({
          format,
          files: [{ name: "a.json", bytes: "aGk=" }],
          exported: 1,
          skipped: [
            { where: "Bank (me)", reason: "Aegis has no SHA384" },
            { where: "GitHub", reason: "exported without its note, pin mark", fields: ["note", "pinned"] },
          ],
        }),
    };
    const played = await play("export - --to aegis --plaintext", { answers: lossy });
    expect(played.stderr).toEqual([
      "left out: Bank (me): Aegis has no SHA384",
      "exported without its note, pin mark: GitHub",
      "exported 1 account as aegis",
    ]);
  });

  test("to - prints the file and nothing else, even with --json", async () => {
    const played = await play("export - --to otpauth --plaintext git --json", { answers: one });
    expect(played.stdout).toBe("hi");
    expect(played.calls[0]?.params).toEqual({ format: "otpauth", query: "git", plaintext: true });
  });

  test("several files go into a folder, and their names can't lead out of it", async () => {
    const several: Answers = {
      "export.run": ({ format }) =>
        ok({
          format,
          files: [
            { name: "../../part1.png", bytes: "aGk=" },
            { name: "part2.png", bytes: "aG8=" },
          ],
          exported: 2,
          skipped: [],
        }),
    };
    const played = await play(`export ${file("parts")} --to google --plaintext --json`, { answers: several });
    const { files } = JSON.parse(played.stdout) as { files: string[] };
    expect(files).toEqual([join(file("parts"), "__.._part1.png"), join(file("parts"), "part2.png")]);
    expect(files.map((path) => readFileSync(path, "utf8"))).toEqual(["hi", "ho"]);
  });
});

describe("show", () => {
  const shown = {
    ...LABEL,
    secret: "ABC",
    uri: "otpauth://x",
    pin: null,
    note: "n\u001b1\nn2",
    recoveryCodes: null,
    replaced: 2,
  };
  const answers: Answers = { "accounts.show": () => ok({ account: shown }) };

  test("without --reveal no secret field is there, whatever the daemon sent", async () => {
    const plain = JSON.parse((await play("show git --json", { answers })).stdout) as Record<string, unknown>;
    expect(plain).toMatchObject({ id: "id1", note: true, replaced: 2 });
    expect(Object.keys(plain)).not.toContain("secret");
    expect((await play("show git", { answers })).stdout).not.toContain("ABC");
  });

  test("with --reveal they are, and the lines of a note can't steer the terminal", async () => {
    expect(JSON.parse((await play("show git --reveal --json", { answers })).stdout)).toMatchObject({
      secret: "ABC",
      uri: "otpauth://x",
      pin: null,
      note: "n\u001b1\nn2",
      recoveryCodes: null,
    });
    expect((await play("show git --reveal", { answers })).stdout).toMatch(/note +n1\n +n2\n/);
  });
});

describe("add and edit", () => {
  const answers: Answers = {
    "accounts.add": () => ok({ account: LABEL }),
    "accounts.addUri": () => ok({ account: LABEL, duplicate: false }),
    "accounts.edit": () => ok({ account: LABEL }),
    "qr.read": () => ok({ texts: ["otpauth://totp/a?secret=AA"] }),
    "import.run": () =>
      ok({ format: "google", imported: 1, duplicates: 0, skipped: [], accounts: [LABEL], notices: [] }),
  };

  test("add prints the id", async () => {
    const played = await play("add - --tag a --tag b", { answers, stdin: "otpauth://totp/x?secret=AA\n" });
    expect(played.stdout).toBe("id1\n");
    expect(played.calls[0]?.params).toEqual({ uri: "otpauth://totp/x?secret=AA", tags: ["a", "b"] });
  });

  test("add without anything asks for the URI, unseen", async () => {
    expect((await play("add", { answers, typed: ["otpauth://x"] })).calls[0]?.params).toMatchObject({
      uri: "otpauth://x",
    });
    expect((await play("add", { answers })).outcome).toMatchObject(usage("no-terminal"));
  });

  test("add from parts sends each part", async () => {
    const line = `add --type HOTP --issuer Bank --name me --secret-file ${file("old")} --digits 8 --counter 5 --algorithm sha-256 --pin`;
    expect((await play(line, { answers })).calls[0]?.params).toEqual({
      issuer: "Bank",
      name: "me",
      pinned: true,
      counter: 5,
      otp: { type: "hotp", secret: "old one", digits: 8, algorithm: "SHA256" },
    });
  });

  test("a type or an algorithm that there is none of is the caller's mistake", async () => {
    for (const stray of ["--type foo", "--algorithm sha3"]) {
      for (const command of ["add", "edit x"]) {
        const played = await play(`${command} ${stray} --secret-file ${file("old")}`, { answers });
        expect(played.outcome).toMatchObject(usage("bad-field"));
        expect(played.calls).toEqual([]);
      }
    }
  });

  test("add with a name alone asks for the secret, not for a URI that would hold the name", async () => {
    const played = await play("add --issuer Bank --name me", { answers, typed: ["JBSWY3DP"] });
    expect(played.calls[0]).toEqual({
      method: "accounts.add",
      params: { issuer: "Bank", name: "me", otp: { type: "totp", secret: "JBSWY3DP" } },
    });
    expect((await play(`add - --digits 8`, { answers, stdin: "otpauth://x" })).outcome).toMatchObject(
      usage("options-conflict"),
    );
  });

  test("add --qr takes one account from a picture, or all of a migration code", async () => {
    const one = await play(`add --qr ${file("old")}`, { answers });
    expect(one.calls.map(({ method }) => method)).toEqual(["qr.read", "accounts.addUri"]);
    const many: Answers = {
      ...answers,
      "qr.read": () => ok({ texts: ["otpauth-migration://offline?data=x"] }),
    };
    const all = await play(`add --qr ${file("old")} --tag t`, { answers: many });
    expect(all.calls.map(({ method }) => method)).toEqual(["qr.read", "import.run"]);
    expect(all.stdout).toBe("id1\n");
  });

  test("add --qr screen and --qr clipboard take the picture themselves, or say what they miss", async () => {
    writeFileSync(file("maim"), `#!/bin/sh\nprintf '\\211PNG\\r\\n\\032\\n'\n`, { mode: 0o755 });
    const env = { PATH: directory, DISPLAY: ":0" };
    const seen = await play("add --qr screen", { answers, env });
    expect(seen.calls[0]).toEqual({
      method: "qr.read",
      params: { file: { name: "screen", bytes: "iVBORw0KGgo=" } },
    });
    expect(seen.stdout).toBe("id1\n");
    const none = await play("add --qr clipboard", { answers, env });
    expect(none.outcome).toEqual({
      ok: false,
      error: { type: "usage", reason: "no-picture-tool", value: "clipboard" },
    });
    expect(none.calls).toEqual([]);
  });

  test("add from a URI also takes a note and the like", async () => {
    const played = await play(`add - --note-file ${file("old")} --issuer Other`, {
      answers,
      stdin: "otpauth://x",
    });
    expect(played.calls.at(-1)).toEqual({
      method: "accounts.edit",
      params: { query: "id1", changes: { issuer: "Other", note: "old one" } },
    });
  });

  test.each([
    ["two ways at once", "add otpauth://x --type totp", "options-conflict"],
    ["parts beside a URI", "add otpauth://x --digits 8", "options-conflict"],
    ["a number that is none", "add --type totp --digits six", "bad-field"],
    ["--pin and --unpin", "edit git --pin --unpin", "options-conflict"],
    ["two secrets from stdin", "edit git --note-file - --secret-file -", "options-conflict"],
  ])("%s is refused before anything is asked", async (_, line, reason) => {
    const played = await play(line, { answers });
    expect(played.outcome).toMatchObject(usage(reason));
    expect(played.calls).toEqual([]);
  });

  test("edit sends only what was given; an empty file takes a note away", async () => {
    const line = `edit git --name new --tag a --untag b --note-file ${file("empty")} --unpin --counter 7`;
    expect((await play(line, { answers })).calls[0]?.params).toEqual({
      query: "git",
      changes: { name: "new", addTags: ["a"], removeTags: ["b"], note: null, pinned: false, counter: 7 },
    });
  });
});

describe("trash", () => {
  const answers: Answers = {
    "accounts.list": () => ok({ accounts: [LABEL] }),
    "trash.empty": () => ok({ purged: 1 }),
  };
  const isEmptied = async (line: string, typed?: readonly string[]) =>
    (await play(line, { answers, ...(typed && { typed }) })).calls.some(
      ({ method }) => method === "trash.empty",
    );

  test("is emptied after a yes or --yes, and not otherwise", async () => {
    expect(await isEmptied("trash --empty", ["y"])).toBe(true);
    expect(await isEmptied("trash --empty --yes")).toBe(true);
    expect(await isEmptied("trash --empty", ["n"])).toBe(false);
    expect(await isEmptied("trash --empty", [""])).toBe(false);
    expect(await isEmptied("trash --empty")).toBe(false);
    expect(await isEmptied("trash")).toBe(false);
  });

  test("no answer is a usage error, so that a script notices", async () => {
    expect((await play("trash --empty", { answers })).outcome).toMatchObject(usage("confirmation-needed"));
  });
});

test("log reads page after page, and --limit stops it", async () => {
  const entry = (seq: number) => ({
    seq,
    at: seq,
    type: "unlocked" as const,
    by: "laptop",
    account: null,
    accountId: null,
    fields: [],
    details: {},
  });
  const answers: Answers = {
    "activity.list": ({ before = 1201, limit = 50 }) => {
      const count = Math.min(limit, before - 1);
      return ok({ entries: Array.from({ length: count }, (_, index) => entry(before - 1 - index)) });
    },
  };
  const all = JSON.parse((await play("log --json", { answers })).stdout) as { at: number; text: string }[];
  expect(all.map(({ at }) => at)).toEqual(Array.from({ length: 1200 }, (_, index) => 1200 - index));
  expect(all[0]).toMatchObject({
    type: "unlocked",
    by: "laptop",
    account: null,
    fields: [],
    text: "unlocked the vault",
  });
  expect(JSON.parse((await play("log --json --limit 3", { answers })).stdout)).toHaveLength(3);
});

describe("without a daemon", () => {
  test("lock is done already, and daemon status says so with its exit code", async () => {
    expect((await play("lock", { isDaemonAbsent: true })).outcome).toEqual({ ok: true, value: 0 });
    const status = await play("daemon status --json", { isDaemonAbsent: true });
    expect(status.outcome).toMatchObject({ error: { type: "unreachable" } });
    expect(JSON.parse(status.stdout)).toEqual({ running: false });
  });
});

describe("config", () => {
  test("set writes the file that get and list read, and keeps a person's comments", async () => {
    const home = file("home");
    await play("config set lock.idle-minutes 15", { home });
    expect((await play("config get lock.idle-minutes", { home })).stdout).toBe("15\n");
    const path = join(home, "config.toml");
    writeFileSync(path, `# mine\n${readFileSync(path, "utf8")}`);
    await play("config set ui.language sv", { home });
    expect(readFileSync(path, "utf8")).toContain("# mine");
    expect(JSON.parse((await play("config list --json", { home })).stdout)).toMatchObject({
      "lock.idle-minutes": 15,
      "ui.language": "sv",
      "ui.sort": "name",
    });
  });

  test.each([
    ["config get no.such", "unknown-setting"],
    ["config set no.such 1", "unknown-setting"],
    ["config set lock.idle-minutes soon", "bad-setting"],
    ["config set lock.idle-minutes", "missing-argument"],
    ["config get", "missing-argument"],
    ["config list extra", "too-many-arguments"],
  ])("%s is refused", async (line, reason) => {
    expect((await play(line, { home: file("home2") })).outcome).toMatchObject(usage(reason));
  });

  test("a file that isn't TOML is not written over", async () => {
    const home = file("home3");
    await play("config set ui.sort used", { home });
    const path = join(home, "config.toml");
    writeFileSync(path, "[ui\nsort =");
    expect((await play("config set ui.sort name", { home })).outcome).toMatchObject({
      error: { type: "malformed" },
    });
    expect(readFileSync(path, "utf8")).toBe("[ui\nsort =");
  });
});
