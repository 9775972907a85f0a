/**
 * An activity entry as `--json` prints it: the fields that CLI.md promises, the sentence among them.
 */
import type { Catalogue } from "../client/language/en.ts";
import { describeActivity } from "../client/language/explain.ts";
import type { ActivityEntry } from "../protocol/view.ts";

export function activityToJson(entry: ActivityEntry, words: Catalogue): Readonly<Record<string, unknown>> {
  const { at, type, by, account, fields, accountId, seq, details } = entry;
  return { at, type, by, account, fields, text: describeActivity(entry, words), accountId, seq, details };
}
