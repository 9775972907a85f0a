/**
 * Reasons that come from the daemon, as a person reads them.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { en } from "../../src/client/language/en.ts";
import { enRosterRules, enVoidReasons } from "../../src/client/language/en-rules.ts";
import { describeProblem, explainError } from "../../src/client/language/explain.ts";
import { sv } from "../../src/client/language/sv.ts";
import { svReason, svReasonKeys } from "../../src/client/language/sv-reasons.ts";
import type { HoltError } from "../../src/protocol/errors.ts";
import type { Problem } from "../../src/protocol/view.ts";

const SOURCES = join(import.meta.dirname, "../../src");

const source = ["vault", "daemon", "protocol", "cli"]
  .flatMap((folder) => readdirSync(join(SOURCES, folder), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
  .join("\n");

test("every reason that has a translation is still said somewhere", () => {
  expect(svReasonKeys.filter((reason) => !source.includes(reason))).toEqual([]);
});

test("every rule and every reason to leave a record out that has words is still named somewhere", () => {
  const names = [...Object.keys(enRosterRules), ...Object.keys(enVoidReasons)];
  expect(names.filter((name) => !source.includes(`"${name}"`))).toEqual([]);
});

test("a rule that forbids it is told in words, in each language; one without words by its name", () => {
  const refused = (value: string): HoltError => ({ type: "refused", reason: "not-allowed", value });
  expect(explainError(refused("standing"), en).message).toBe(
    "the vault's rules don't allow it: only a full member may do that, and this one is still to be confirmed",
  );
  expect(explainError(refused("standing"), sv).message).toContain("bara en fullvärdig medlem");
  expect(explainError(refused("epoch-boxes"), sv).message).toBe(
    "valvets regler tillåter det inte: epoch-boxes",
  );
  const records: Problem = { type: "void-records", device: "phone", count: 2, reason: "not-a-member" };
  expect(describeProblem(records, en)).toBe(
    "2 records of phone broke the vault's rules and were not taken: its author was no member any more",
  );
  expect(describeProblem(records, sv)).toContain("avsändaren var inte medlem längre");
});

test("names and numbers stay in a translated reason, and what has no translation stays as it is", () => {
  expect(svReason("Google Authenticator has only 6 and 8 digits")).toBe(
    "Google Authenticator har bara 6 och 8 siffror",
  );
  expect(svReason("Aegis has no SHA384")).toBe("Aegis har inget SHA384");
  expect(svReason("something new")).toBe("something new");
  expect(svReason("constructor")).toBe("constructor");
});

const malformed = (reason: string, where = "notes.txt"): HoltError => ({
  type: "malformed",
  what: "uri",
  where,
  reason,
});

test("a reason goes on where the place ends", () => {
  expect(explainError(malformed("is empty"), en).message).toBe("notes.txt is empty");
  expect(explainError(malformed("there is no secret"), en).message).toBe("notes.txt: there is no secret");
  expect(explainError(malformed("is not a one-time password URI", ""), en).message).toBe(
    "the URI is not a one-time password URI",
  );
  expect(explainError(malformed("is empty"), sv).message).toBe("notes.txt är tom");
  const field: HoltError = { type: "usage", reason: "bad-field", value: "secret: the secret is empty" };
  expect(explainError(field, sv).message).toBe("hemligheten är tom");
});

test("a file of no known format comes with the command that lists the known ones", () => {
  const { message, hints } = explainError(malformed("is of no format that holt reads"), en);
  expect(message).toBe("notes.txt is of no format that holt reads");
  expect(hints[0]).toBe("see which it reads: holt formats");
});
