/**
 * Errors as people and scripts see them: exit codes, sentences in each language, the JSON line.
 */
import { expect, test } from "vitest";
import { EXIT, exitCodeOf } from "../../src/cli/exit-codes.ts";
import { reportError } from "../../src/cli/report.ts";
import {
  describeActivity,
  describeFinding,
  describeProblem,
  explainError,
  explainLinkError,
} from "../../src/client/language/explain.ts";
import { en } from "../../src/client/language/en.ts";
import { sv } from "../../src/client/language/sv.ts";
import { enRefusals } from "../../src/client/language/en-refusals.ts";
import type { HoltError, RefusalReason, UsageReason } from "../../src/protocol/errors.ts";
import { ACTIVITY_TYPES, LINK_ERRORS, type Problem } from "../../src/protocol/view.ts";

const CANDIDATES = [
  { id: "a1", issuer: "GitHub", name: "sven" },
  { id: "b2", issuer: "GitLab", name: "" },
];
const ERRORS: readonly (readonly [HoltError, number])[] = [
  [{ type: "not-found", query: "x" }, 1],
  [{ type: "ambiguous", query: "git", candidates: CANDIDATES }, 1],
  [{ type: "usage", reason: "no-terminal", value: "passphrase" }, 2],
  [{ type: "vault-exists" }, 2],
  [{ type: "no-vault" }, 3],
  [{ type: "no-vault", movedTo: "/x/vault.db.damaged-1" }, 3],
  [{ type: "locked" }, 3],
  [{ type: "wrong-key", what: "passphrase" }, 4],
  [{ type: "wrong-key", what: "file-password" }, 4],
  [{ type: "wrong-key", what: "words" }, 4],
  [{ type: "wrong-key", what: "relay" }, 4],
  [{ type: "wrong-key", what: "link" }, 4],
  [{ type: "wrong-key", what: "epoch" }, 4],
  [{ type: "unreachable", what: "daemon", log: "/x/daemon.log" }, 5],
  [{ type: "refused", reason: "quota" }, 5],
  [{ type: "refused", reason: "not-allowed", value: "the author is provisional" }, 5],
  [{ type: "unreachable", what: "relay", detail: "ECONNREFUSED" }, 5],
  [{ type: "no-link" }, 5],
  [{ type: "revoked" }, 5],
  [{ type: "revoked", by: "phone" }, 5],
  [{ type: "version-mismatch", daemonVersion: "2.0.0", clientVersion: "1.0.0" }, 5],
  [{ type: "malformed", what: "import", where: "a.json, line 3", reason: "not JSON", choices: ["ente"] }, 6],
  [{ type: "storage", reason: "full", file: "/x/vault.db" }, 7],
  [{ type: "storage", reason: "damaged", file: "/x/vault.db", movedTo: "/x/copy" }, 7],
  [{ type: "timeout", what: "daemon stop" }, 9],
  [{ type: "timeout", what: "pair" }, 9],
  [{ type: "timeout", what: "join" }, 9],
  [{ type: "timeout", what: "sync" }, 9],
  [{ type: "already-running", pid: 7 }, 10],
  [{ type: "internal", detail: "x" }, 70],
  [{ type: "interrupted" }, 130],
];

const REASONS = Object.keys(enRefusals) as RefusalReason[];

test.each(ERRORS)("%o has its exit code, %i", (error, code) => {
  expect(exitCodeOf(error)).toBe(code);
});

test("every exit code of the contract that this version has is reached by an error", () => {
  const reached = new Set([EXIT.done, EXIT.backupUnhealthy, ...ERRORS.map(([, code]) => code)]);
  expect([...reached].toSorted((a, b) => a - b)).toEqual(Object.values(EXIT).toSorted((a, b) => a - b));
});

test.each([
  ["English", en],
  ["Swedish", sv],
])("in %s every error is a lowercase sentence without a full stop", (_, language) => {
  const usages = (Object.keys(language.usage) as UsageReason[]).map((reason): HoltError => ({
    type: "usage",
    reason,
    value: "x",
  }));
  const refusals = REASONS.map((reason): HoltError => ({ type: "refused", reason, value: "x" }));
  for (const error of [...ERRORS.map(([error]) => error), ...usages, ...refusals]) {
    const { message, hints } = explainError(error, language);
    expect(message).not.toMatch(/^[A-ZÅÄÖ]|\.$|undefined|\[object/);
    for (const hint of hints) expect(hint).not.toMatch(/\.$|undefined|\[object/);
  }
});

test("a reason or type that only a newer daemon knows is named instead of crashing", () => {
  expect(explainError({ type: "usage", reason: "brand-new" as UsageReason }, en).message).toBe("brand-new");
  expect(explainError({ type: "brand-new" } as unknown as HoltError, en).message).toBe("brand-new");
  expect(exitCodeOf({ type: "brand-new" } as unknown as HoltError)).toBe(EXIT.internal);
  const reason = "brand-new" as RefusalReason;
  expect(explainError({ type: "refused", reason }, en).message).toBe("refused: brand-new");
  expect(describeProblem({ type: "brand-new" } as unknown as Problem, en)).toBe("brand-new");
});

test("for a person: the message, then hints, each a line", () => {
  expect(reportError({ type: "locked" }, { catalogue: en, isJson: false })).toEqual([
    "holt: the vault is locked",
    "hint: unlock it: holt unlock",
  ]);
  expect(reportError({ type: "locked" }, { catalogue: sv, isJson: false })).toEqual([
    "holt: valvet är låst",
    "tips: lås upp det: holt unlock",
  ]);
});

test("for a script: one line of JSON with type, message and hints", () => {
  const [line, ...rest] = reportError(
    { type: "ambiguous", query: "git", candidates: CANDIDATES },
    { catalogue: en, isJson: true },
  );
  expect(rest).toEqual([]);
  expect(JSON.parse(line ?? "")).toEqual({
    error: {
      type: "ambiguous",
      message: "2 accounts fit git",
      hints: ["a1  GitHub  sven", "b2  GitLab"],
      candidates: CANDIDATES,
    },
  });
});

test("what an account or a file is called can't steer the terminal through an error", () => {
  const query = "\u001b]0;owned\u0007\u202egit\u009b31m\nhint: run this";
  const [line = ""] = reportError({ type: "not-found", query }, { catalogue: en, isJson: false });
  expect(line).toBe("holt: no account fits ]0;ownedgit31m hint: run this");
});

test.each([
  ["English", en],
  ["Swedish", sv],
])("in %s every activity and finding has a sentence", (_, language) => {
  for (const type of ACTIVITY_TYPES) {
    const entry = {
      seq: 1,
      at: 0,
      type,
      by: "d",
      account: null,
      accountId: null,
      fields: ["otp"],
      details: {},
    };
    expect(describeActivity(entry, language)).not.toMatch(/undefined|^$/);
    const undone = { ...entry, type: "undone" as const, details: { action: type, count: 7, conflicts: 1 } };
    expect(describeActivity(undone, language)).not.toMatch(/undefined|^$/);
  }
  const finding = { type: "short-secret", account: null, details: { bits: 40 } } as const;
  expect(describeFinding(finding, language)).toContain("40");
});

test("what the person should look up is said where the error itself names nothing to try", () => {
  const error: HoltError = { type: "usage", reason: "unknown-option", value: "--foo" };
  const options = { catalogue: en, isJson: false };
  expect(reportError(error, { ...options, command: "code" })).toEqual([
    "holt: no option is called --foo",
    "hint: see what it takes: holt code --help",
  ]);
  expect(reportError(error, options)).toEqual(["holt: no option is called --foo"]);
});

test("a thousand accounts that fit are counted, not all listed; a script gets them all", () => {
  const candidates = Array.from({ length: 1000 }, (_, at) => ({ id: `i${at}`, issuer: "x", name: "" }));
  const error: HoltError = { type: "ambiguous", query: "x", candidates };
  const lines = reportError(error, { catalogue: en, isJson: false });
  expect(lines).toHaveLength(22);
  expect(lines.at(-1)).toBe("hint: and 980 more: holt list");
  const [json = ""] = reportError(error, { catalogue: en, isJson: true });
  expect((JSON.parse(json) as { error: { candidates: unknown[] } }).error.candidates).toHaveLength(1000);
});

test("what is wrong with a field is said once", () => {
  const said = (value: string) => explainError({ type: "usage", reason: "bad-field", value }, en).message;
  expect(said("digits: digits must be 1 to 10")).toBe("digits must be 1 to 10");
  expect(said("secret: not base32")).toBe("secret: not base32");
  expect(said("--sort size")).toBe("not a good value: --sort size");
});

test.each([
  ["English", en],
  ["Swedish", sv],
])("in %s nobody to ask means a hint how to say it without being asked", (_, language) => {
  for (const value of ["passphrase", "new-passphrase", "password", "secret", "uri"]) {
    const { message, hints } = explainError({ type: "usage", reason: "no-terminal", value }, language);
    expect(message).not.toContain(value === "uri" ? "uri" : "undefined");
    expect(hints[0]).toMatch(/--[a-z-]+-file FILE|holt add -/);
  }
});

test("undo says what was taken back, and what was left alone", () => {
  const entry = { seq: 1, at: 0, type: "undone", by: "d", accountId: null, fields: [] } as const;
  expect(
    describeActivity({ ...entry, account: "GitHub (sven)", details: { action: "account-edited" } }, en),
  ).toBe("undid: edited GitHub (sven)");
  expect(describeActivity({ ...entry, account: "GitHub", details: { action: "account-trashed" } }, en)).toBe(
    "undid: moved GitHub to the trash",
  );
  expect(
    describeActivity(
      { ...entry, account: null, details: { action: "accounts-imported", count: 7, conflicts: 2 } },
      en,
    ),
  ).toBe("undid: imported 7 accounts (2 fields left alone, changed since)");
});

const PROBLEMS: readonly Problem[] = [
  { type: "no-passphrase" },
  { type: "storage-damaged", copy: "/x/copy", lost: 2 },
  { type: "storage-failing", reason: "full" },
  { type: "relay-lost-data", at: 1_700_000_000 },
  { type: "relay-fork", what: "roster", at: 1_700_000_000 },
  { type: "relay-fork", what: "log", at: 1_700_000_000 },
  { type: "devices-differ", device: "phone", at: 1_700_000_000 },
  { type: "void-records", device: "phone", count: 1, reason: "its author was removed" },
  { type: "bad-box", member: "phone" },
  { type: "revoked", by: "phone", at: 1_700_000_000 },
];

test.each([
  ["English", en],
  ["Swedish", sv],
])("in %s every trouble and every link error has words of its own", (_, language) => {
  const troubles = PROBLEMS.map((problem) => describeProblem(problem, language));
  const links = LINK_ERRORS.map((error) => explainLinkError(error, language).message);
  for (const said of [...troubles, ...links]) expect(said).not.toMatch(/^[A-ZÅÄÖ]|\.$|undefined|\[object/);
  expect(new Set([...troubles, ...links]).size).toBe(PROBLEMS.length + LINK_ERRORS.length);
});

test("a relay that lost records, and what was done about it, are said in full", () => {
  const said = describeProblem({ type: "relay-lost-data", at: 1_700_000_000 }, en);
  expect(said).toContain(
    "the relay had lost records that it had confirmed; this device put back what it held",
  );
});

test("another key than the pinned one is told with how to look it up and how to pin it anew", () => {
  expect(explainError({ type: "wrong-key", what: "relay" }, en)).toEqual({
    message: "the relay's key is not the one that was pinned",
    hints: [
      "see its key at the server: holt relay fingerprint",
      "if it is meant to be another one, pin that: holt link RELAY-URL#FINGERPRINT",
    ],
  });
});

test("a device that was removed hears that its accounts stay and how to found a vault with them", () => {
  const { message, hints } = explainError({ type: "revoked", by: "phone" }, en);
  expect(message).toBe("this device was removed from its vault by phone");
  expect(hints).toContain("its accounts stay readable here: holt list");
  expect(hints).toContain("found a new vault with them: holt init --from-vault");
});

test("a join link lets somebody in: what is no good as one is not repeated", () => {
  const { message } = explainError({ type: "usage", reason: "bad-join-link", value: "holt:SECRET" }, en);
  expect(message).not.toContain("SECRET");
});

test.each([
  ["member-admitted", { device: "phone", provisional: 1 }, "let phone in, to be confirmed by another device"],
  ["member-admitted", { device: "phone", provisional: 0 }, "let phone in"],
  ["member-revoked", { device: "phone" }, "removed phone from the vault"],
  ["device-renamed", { from: "phone", to: "old phone" }, "renamed phone to old phone"],
  ["linked", { relay: "wss://r.example" }, "began to use the relay wss://r.example"],
  ["unlinked", {}, "stopped using the relay"],
  ["accounts-merged", { count: 2 }, "put 2 accounts into the vault that was joined"],
  ["record-void", { device: "phone", count: 1 }, "did not take 1 record of phone, against the vault's rules"],
] as const)("%s of %o is “%s”", (type, details, said) => {
  const entry = { seq: 1, at: 0, type, by: "d", account: null, accountId: null, fields: [], details };
  expect(describeActivity(entry, en)).toBe(said);
});
