/**
 * The shape of what a language says about errors, activity and findings: one sentence for each fact that the
 * protocol can name, so that a forgotten one is a type error.
 *
 * Sentences are lowercase, without a full stop, and name the thing; hints are each something to try.
 */
import type { HoltError, UsageReason } from "../../protocol/errors.ts";
import type { AuditFinding } from "../../protocol/local-api.ts";
import type { ActivityEntry, ActivityType } from "../../protocol/view.ts";

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
export type ActivitySentences = Readonly<Record<ActivityType, (entry: ActivityEntry) => string>>;
export type AuditSentences = Readonly<Record<AuditFinding["type"], (finding: AuditFinding) => string>>;

export const explain = (message: string, ...hints: readonly string[]): Explanation => ({ message, hints });
