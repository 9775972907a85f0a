/**
 * Whole sessions at the command line against the built program: what a person does in a day, and what scripts rely on.
 */
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createProgram, type Program, type Run } from "../support/program.ts";

let program: Program;
beforeEach(() => {
  program = createProgram();
});
afterEach(async () => {
  await program.stop();
});

// RFC 6238's secret, and its codes (appendix B, the last six digits).
const SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
const GITHUB = `otpauth://totp/GitHub:sven?secret=${SECRET}&issuer=GitHub`;
const BANK = `otpauth://hotp/Bank:me?secret=${SECRET}&issuer=Bank&counter=0`;

interface Listed {
  readonly id: string;
  readonly issuer: string;
  readonly name: string;
  readonly tags: readonly string[];
}
const start = (): Promise<string> => program.ok(["init", "--name", "laptop", "--no-passphrase"]);
const list = (...words: string[]): Promise<readonly Listed[]> => program.json(["list", ...words]);
const errorOf = ({ stderr }: Run): { type: string; message: string; hints: string[] } =>
  (JSON.parse(stderr.trimEnd().split("\n").at(-1) ?? "") as { error: never }).error;

describe("a day without passphrase", () => {
  beforeEach(start);

  test("what could not be written in full to its file is exit 7, however little it was", async () => {
    await program.ok(["add", "-"], GITHUB);
    const { spawnSync } = await import("node:child_process");
    const { PROGRAM } = await import("../support/program.ts");
    const script = `"$0" "$1" code github --json >/dev/full`;
    const run = spawnSync("sh", ["-c", script, process.execPath, PROGRAM], { env: program.env });
    const stderr = run.stderr.toString();
    expect(errorOf({ code: run.status, stdout: "", stderr })).toMatchObject({ type: "storage" });
    expect(run.status).toBe(7);
  });

  test("add prints the id, code the code alone, at the times of RFC 6238", async () => {
    const id = (await program.ok(["add", "-"], GITHUB)).trim();
    expect(await list()).toMatchObject([{ id, issuer: "GitHub", name: "sven", tags: [] }]);
    expect(await program.ok(["code", "git", "--at", "59"])).toBe("287082\n");
    expect(await program.ok(["code", id, "--at", "2005-03-18T01:58:29Z"])).toBe("081804\n");
    expect(await program.ok(["code", "GITHUB", "--at", "1111111109", "--next"])).toBe("050471\n");
    const now = await program.json<{ code: string; remainingSeconds: number }>(["code", "sven"]);
    expect(now).toMatchObject({ id, issuer: "GitHub", name: "sven", type: "totp", counter: null });
    expect(now.code).toMatch(/^\d{6}$/);
  });

  test("HOTP gives each counter once, and has neither a time nor a next code", async () => {
    await program.ok(["add", "-"], BANK);
    expect(await program.ok(["code", "bank"])).toBe("755224\n");
    expect(await program.json(["code", "bank"])).toMatchObject({
      code: "287082",
      counter: 1,
      next: null,
      validFrom: null,
      validUntil: null,
    });
    for (const flag of [["--next"], ["--at", "59"]]) {
      expect((await program.run(["code", "bank", ...flag])).code).toBe(2);
    }
    expect(await program.ok(["code", "bank"])).toBe("359152\n");
    // Asked of a daemon that has to be started first, it is asked once all the same.
    await program.ok(["daemon", "stop"]);
    expect(await program.ok(["code", "bank"])).toBe("969429\n");
    expect(await program.ok(["code", "bank"])).toBe("338314\n");
  });

  test("edit, rm, restore, undo and redo are all in the log", async () => {
    await program.ok(["add", "-"], GITHUB);
    writeFileSync(program.file("note"), "first\nsecond\n");
    await program.ok([
      "edit",
      "github",
      "--name",
      "root",
      "--tag",
      "work",
      "--note-file",
      program.file("note"),
      "--pin",
    ]);
    expect(await list("--tag", "work")).toMatchObject([{ name: "root", pinned: true, note: true }]);
    expect(await program.json(["show", "root", "--reveal"])).toMatchObject({
      secret: SECRET,
      note: "first\nsecond",
      pin: null,
      recoveryCodes: null,
    });
    await program.ok(["undo"]);
    expect(await list()).toMatchObject([{ name: "sven", pinned: false, tags: [] }]);
    await program.ok(["redo"]);
    await program.ok(["rm", "root"]);
    expect(await list()).toEqual([]);
    expect(await list("--trash")).toMatchObject([{ name: "root" }]);
    await program.ok(["restore", "root"]);
    await program.ok(["verify", "root"]);
    expect(await list()).toMatchObject([{ name: "root", verified: true }]);
    expect(await list("--unverified")).toEqual([]);
    await program.ok(["rm", "root"]);
    expect((await program.run(["trash", "--empty"])).code).toBe(2);
    await program.ok(["trash", "--empty", "--yes"]);
    expect(await list("--trash")).toEqual([]);
    const log = await program.json<readonly { type: string; by: string; at: number; text: string }[]>([
      "log",
    ]);
    expect(log.map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        "vault-created",
        "account-added",
        "account-edited",
        "undone",
        "redone",
        "account-trashed",
        "account-restored",
        "account-verified",
        "account-purged",
      ]),
    );
    for (const entry of log) {
      expect(entry).toMatchObject({ by: "laptop", at: expect.any(Number), text: expect.any(String) });
    }
    expect(await program.ok(["log", "--limit", "1"])).toContain("deleted");
  });

  test("undo reaches back over a restart of the daemon", async () => {
    await program.ok(["add", "-"], GITHUB);
    await program.ok(["daemon", "restart"]);
    await program.ok(["undo"]);
    expect(await list()).toEqual([]);
  });

  test("what is exported comes back, encrypted or not, and no file is overwritten unasked", async () => {
    await program.ok(["add", "-", "--tag", "work"], GITHUB);
    await program.ok(["add", "-"], BANK);
    writeFileSync(program.file("password"), "export password\n");
    const out = program.file("vault.holt");
    await program.ok(["export", out, "--to", "holt", "--password-file", program.file("password")]);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    expect(readFileSync(out).includes(SECRET)).toBe(false);
    const again = ["export", out, "--to", "holt", "--password-file", program.file("password")];
    expect((await program.run(again)).code).toBe(2);
    expect((await program.run([...again, "--force"])).code).toBe(0);
    const uris = await program.ok(["export", "-", "--to", "otpauth", "--plaintext", "github"]);
    expect(uris).toContain(`secret=${SECRET}`);
    expect(uris.trimEnd().split("\n")).toHaveLength(1);

    for (const query of ["github", "bank"]) await program.ok(["rm", query]);
    expect((await program.run(["import", out, "--json"])).code).toBe(2);
    const imported = await program.json(["import", out, "--password-file", program.file("password")]);
    expect(imported).toMatchObject({ format: "holt", imported: 2, duplicates: 0, skipped: [] });
    expect(await list()).toMatchObject([
      { issuer: "Bank", tags: [] },
      { issuer: "GitHub", tags: ["work"] },
    ]);
    const twice = await program.json(["import", out, "--password-file", program.file("password")]);
    expect(twice).toMatchObject({ imported: 0, duplicates: 2 });
    const more = ["import", out, "--password-file", program.file("password"), "--on-duplicate", "add"];
    expect(await program.json([...more, "--dry-run"])).toMatchObject({ imported: 2 });
    expect(await list()).toHaveLength(2);
  });

  test("a QR code of an account is read back as the same account", async () => {
    await program.ok(["add", "-"], GITHUB);
    await program.ok(["qr", "github", "--png", program.file("qr.png")]);
    await program.ok(["rm", "github"]);
    await program.ok(["add", "--qr", program.file("qr.png")]);
    expect(await program.ok(["code", "github", "--at", "59"])).toBe("287082\n");
    const drawn = await program.ok(["qr", "github"]);
    expect(drawn).toMatch(/^█{20,}\n/);
    // No account means no picture, and nothing is left of one.
    expect((await program.run(["qr", "nobody"])).stdout).toBe("");
  });

  test("text of accounts can't steer a terminal", async () => {
    const name = encodeURIComponent("evil\u001b[2J\u202e\u009bname");
    await program.ok(["add", "-"], `otpauth://totp/X:${name}?secret=${SECRET}&issuer=X`);
    for (const words of [["list"], ["code"], ["show", "X"], ["log"], ["list", "--json"], ["audit"]]) {
      // oxlint-disable-next-line no-control-regex -- control characters are what this is about
      expect(await program.ok(words)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    }
  });

  test("--json says each error as the last line of stderr, and nothing on stdout", async () => {
    const run = await program.run(["show", "nobody", "--json"]);
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(errorOf(run)).toEqual({
      type: "not-found",
      message: "no account fits nobody",
      hints: ["see them all: holt list", "or in the trash: holt trash"],
    });
  });

  test("--lang and LANG choose the language of everything that isn't data", async () => {
    expect((await program.run(["show", "nobody", "--lang", "sv"])).stderr).toContain(
      "inget konto passar på nobody",
    );
    expect(await program.ok(["list", "--help", "--lang=sv"])).toContain("användning: holt list");
    await program.ok(["config", "set", "ui.language", "sv"]);
    expect((await program.run(["show", "nobody"])).stderr).toContain("tips:");
  });

  test("whoever reads only the first line gets it, and holt keeps quiet", async () => {
    for (let index = 0; index < 3; index++) {
      await program.ok(["add", "-"], GITHUB.replaceAll("GitHub", `Site${index}`));
    }
    const { execFileSync } = await import("node:child_process");
    const { PROGRAM } = await import("../support/program.ts");
    const script = `"$0" "$1" log --json 2>"$2" | head -c 1; "$0" "$1" list 2>>"$2" | true`;
    const errors = program.file("errors");
    const first = execFileSync("sh", ["-c", script, process.execPath, PROGRAM, errors], { env: program.env });
    expect(first.toString()).toBe("[");
    expect(readFileSync(errors, "utf8")).toBe("");
  });
});

test("a vault with a passphrase: locked after a restart, opened by the right one alone", async () => {
  const [passphrase, wrong] = [program.file("passphrase"), program.file("wrong")];
  writeFileSync(passphrase, "correct horse\n");
  writeFileSync(wrong, "wrong horse\n");
  await program.ok(["init", "--name", "laptop", "--passphrase-file", passphrase]);
  const id = (await program.ok(["add", "-"], GITHUB)).trim();
  await program.ok(["lock"]);
  const locked = await program.run(["list", "--json"]);
  expect(locked.code).toBe(3);
  expect(errorOf(locked).type).toBe("locked");
  expect(await program.json(["status"])).toMatchObject({ locked: true, accounts: null });
  expect((await program.run(["unlock", "--passphrase-file", wrong])).code).toBe(4);
  expect((await program.run(["unlock"])).code).toBe(2);
  await program.ok(["unlock", "--passphrase-file", "-"], "correct horse\n");
  await program.ok(["daemon", "stop"]);
  expect((await program.run(["code", "git"])).code).toBe(3);
  const env = program.env as Record<string, string>;
  env["HOLT_PASSPHRASE_FILE"] = passphrase;
  expect((await program.run(["code", "git"])).code).toBe(3);
  await program.ok(["unlock"]);
  expect(await list()).toMatchObject([{ id }]);
  expect(
    (await program.run(["passwd", "--passphrase-file", wrong, "--new-passphrase-file", passphrase])).code,
  ).toBe(4);
  await program.ok(["passwd", "--new-passphrase-file", wrong]);
  await program.ok(["lock"]);
  expect((await program.run(["unlock"])).code).toBe(4);
  await program.ok(["unlock", "--passphrase-file", wrong]);
});

describe("the daemon", () => {
  test("starts, is seen, refuses a second one, and stops", async () => {
    expect(await program.run(["daemon", "stop"])).toMatchObject({ code: 0 });
    expect(await program.run(["lock"])).toMatchObject({ code: 0 });
    expect(await program.run(["daemon", "status"])).toMatchObject({ code: 5, stdout: "not running\n" });
    await program.ok(["daemon", "start"]);
    const status = await program.json<{ pid: number }>(["daemon", "status"]);
    expect(status).toMatchObject({
      running: true,
      version: expect.any(String),
      uptimeSeconds: expect.any(Number),
    });
    for (const action of ["start", "run"]) {
      const second = await program.run(["daemon", action, "--json"]);
      expect(second.code).toBe(10);
      expect(errorOf(second).type).toBe("already-running");
    }
    expect((await program.json<{ pid: number }>(["daemon", "restart"])).pid).not.toBe(status.pid);
    expect(await program.ok(["daemon", "logs", "--lines", "1"])).toMatch(/^\{"at":.*\}\n$/);
    await program.ok(["daemon", "stop"]);
    expect((await program.run(["daemon", "status", "--json"])).code).toBe(5);
  });
});

describe("exit codes", () => {
  test.each([
    [0, ["--version"]],
    [0, ["--help"]],
    [0, ["code", "--help"]],
    [0, ["config", "list"]],
    [2, []],
    [2, ["frobnicate"]],
    [2, ["daemon", "install"]],
    [2, ["list", "--frobnicate"]],
    [2, ["show"]],
    [2, ["status", "--lang", "tlh"]],
    [3, ["init", "--from-vault"]],
    [2, ["init"]],
    [3, ["status"]],
    [3, ["list"]],
    [3, ["unlock"]],
    [3, ["lock"], "with a daemon"],
  ])("%i: holt %s", async (code, words, condition = "") => {
    if (condition !== "") await program.ok(["daemon", "start"]);
    const run = await program.run([...words]);
    expect(run.code).toBe(code);
    // Done: silence. Not done: a lowercase sentence without a full stop, and hints.
    expect(run.stderr).toMatch(code === 0 ? /^$/ : /^holt: [^A-Z].*[^.]\n(hint: .*\n)*$/);
  });

  test("1, 2, 4, 6 and 7 in a vault", async () => {
    await start();
    await program.ok(["add", "-"], GITHUB);
    await program.ok(["add", "-"], GITHUB.replaceAll("GitHub", "GitLab"));
    const code = async (words: readonly string[], input?: string) => (await program.run(words, input)).code;
    expect(await code(["init", "--no-passphrase"])).toBe(2);
    expect(await code(["code", "nobody"])).toBe(1);
    expect(await code(["code", "git"])).toBe(1);
    expect(await code(["show", "sven"])).toBe(1);
    expect(await code(["export", program.file("x"), "--to", "aegis"])).toBe(2);
    expect(await code(["export", program.file("x"), "--to", "nothing", "--plaintext"])).toBe(2);
    expect(await code(["import", program.file("none")])).toBe(2);
    expect(await code(["import", "-"], '{"neither": "fish"')).toBe(6);
    expect(await code(["add", "-"], "otpauth://totp/x?secret=%%%")).toBe(6);
    expect(await code(["export", program.file("no/folder/x"), "--to", "otpauth", "--plaintext"])).toBe(7);
    expect(await list()).toHaveLength(2);
    writeFileSync(program.file("password"), "right");
    writeFileSync(program.file("wrong"), "wrong");
    const out = program.file("out");
    await program.ok(["export", out, "--to", "aegis", "--password-file", program.file("password")]);
    expect(await code(["import", out, "--password-file", program.file("wrong")])).toBe(4);
    writeFileSync(out, readFileSync(out).subarray(0, 500));
    expect(await code(["import", out, "--password-file", program.file("password")])).toBe(6);
    expect(await list()).toHaveLength(2);
  });
});
