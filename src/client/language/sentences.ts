/**
 * The shape of what a language says about errors, activity and findings: one sentence for each fact that the
 * protocol can name, so that a forgotten one is a type error.
 *
 * Sentences are lowercase, without a full stop, and name the thing; hints are each something to try.
 */
import type { AccountName } from "../../protocol/account.ts";
import type { HoltError, RefusalReason, UsageReason } from "../../protocol/errors.ts";
import type { AuditFinding } from "../../protocol/local-api.ts";
import type { ActivityEntry, ActivityType, Problem } from "../../protocol/view.ts";

export interface Explanation {
  readonly message: string;
  readonly hints: readonly string[];
}

export type ErrorSentences = {
  readonly [T in Exclude<HoltError["type"], "usage">]: (
    error: Extract<HoltError, { type: T }>,
  ) => Explanation;
};
/** `value` is what the error names: an option, a file, a field; empty where it names nothing. */
export type UsageSentences = Readonly<Record<UsageReason, (value: string) => Explanation>>;
/** `value` is what was refused or the rule that forbids it; empty where the error names nothing. */
export type RefusalSentences = Readonly<Record<RefusalReason, (value: string) => Explanation>>;
export type ProblemSentences = {
  readonly [T in Problem["type"]]: (problem: Extract<Problem, { type: T }>) => string;
};
export type ActivitySentences = Readonly<Record<ActivityType, (entry: ActivityEntry) => string>>;
export type AuditSentences = Readonly<Record<AuditFinding["type"], (finding: AuditFinding) => string>>;

/** More would scroll the sentence itself away; `more` tells how many others there are. */
const MOST_CANDIDATES = 20;

/** A line for each account that fits, as hints of an ambiguous query. */
export function listCandidates(
  candidates: readonly AccountName[],
  more: (count: number) => string,
): readonly string[] {
  const rest = candidates.length - MOST_CANDIDATES;
  const lines = candidates
    .slice(0, MOST_CANDIDATES)
    .map(({ id, issuer, name }) => `${id}  ${issuer}${issuer && name ? "  " : ""}${name}`);
  return rest > 0 ? [...lines, more(rest)] : lines;
}

interface BadField {
  readonly bad: (what: string) => string;
  readonly nameOf: (field: string) => string;
  readonly reasonOf: (reason: string) => string;
}

/** "secret: not base32" as it is; "digits: digits must be 1 to 10" without saying it twice; `--at foo` through `bad`. */
export function badField(field: string, { bad, nameOf, reasonOf }: BadField): string {
  const [, name = "", reason = ""] = /^([a-z]+): (.+)$/u.exec(field) ?? [];
  if (name === "") return bad(field);
  return reason.includes(name) ? reasonOf(reason) : placeAndReason(nameOf(name), reasonOf(reason));
}

/** "a.json, line 3: there is no secret"; a reason that begins with a verb goes on where the place ends. */
export const placeAndReason = (where: string, reason: string): string =>
  `${where}${/^(is|has|names|could|är|har|ligger|anger|kan|bekräftas) /u.test(reason) ? " " : ": "}${reason}`;

/** Said of a file whose content tells nothing. */
export const NO_FORMAT = "is of no format that holt reads";

export const explain = (message: string, ...hints: readonly string[]): Explanation => ({ message, hints });

/** What a name that a newer daemon may not share is called; the name itself where it has no words. */
export const wordsOf = (table: Readonly<Record<string, string>>, name: string): string =>
  Object.hasOwn(table, name) ? (table[name] ?? name) : name;
