/**
 * Facts → sentences in a language, for whoever shows them. Knows no terminal and no screen.
 */
import type { HoltError } from "../../protocol/errors.ts";
import type { AuditFinding } from "../../protocol/local-api.ts";
import type { ActivityEntry, ActivityType, LinkError, Problem } from "../../protocol/view.ts";
import type { Catalogue } from "./en.ts";
import { explain, type Explanation } from "./sentences.ts";

export function explainError(error: HoltError, { errors, usage }: Catalogue): Explanation {
  if (error.type === "usage") {
    // A newer daemon may name a reason that this catalogue doesn't have.
    return usage[error.reason]?.(error.value ?? "") ?? explain(error.reason);
  }
  const sentence = errors[error.type] as ((error: HoltError) => Explanation) | undefined;
  return sentence?.(error) ?? explain(error.type);
}

/** What is wrong with the link: the same words as for a command that fails with it. */
export const explainLinkError = (error: LinkError, catalogue: Catalogue): Explanation =>
  explainError({ type: "refused", reason: error }, catalogue);

export function describeProblem(problem: Problem, { problems }: Catalogue): string {
  const sentence = problems[problem.type] as ((problem: Problem) => string) | undefined;
  return sentence?.(problem) ?? problem.type;
}

export function describeActivity(entry: ActivityEntry, { activity }: Catalogue): string {
  const sentence = activity[entry.type] as ((entry: ActivityEntry) => string) | undefined;
  return sentence?.(entry) ?? entry.type;
}

/** What undo or redo would do (or did), in a few words: "edited GitHub (sven)". */
export function describeAction(action: ActivityType, text: string, catalogue: Catalogue): string {
  // Of what was done to many, the text is their number.
  const isMany = action.startsWith("accounts-");
  const what = isMany ? { account: null, details: { count: text } } : { account: text, details: {} };
  const entry = { seq: 0, at: 0, by: "", type: action, accountId: null, fields: [], ...what };
  return describeActivity(entry, catalogue);
}

export function describeFinding(finding: AuditFinding, { audit }: Catalogue): string {
  const sentence = audit[finding.type] as ((finding: AuditFinding) => string) | undefined;
  return sentence?.(finding) ?? finding.type;
}
