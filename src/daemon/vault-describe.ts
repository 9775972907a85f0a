/**
 * What an edit did, in the words of activity and undo: one account by its name, several by their number.
 */
import type { AccountName } from "../protocol/account.ts";
import type { UndoView } from "../protocol/view.ts";
import { describeChanges } from "../vault/describe.ts";
import type { FieldChange } from "../vault/edit.ts";
import { formatAccountName } from "../vault/label.ts";
import type { Happening } from "./vault-activity.ts";

/** Undefined where nothing changed that is worth a word. `nameOf` looks accounts up after the edit. */
export function describeEdit(
  changes: readonly FieldChange[],
  nameOf: (id: string) => AccountName | undefined,
): Happening | undefined {
  const events = describeChanges(changes, nameOf);
  const [first, ...others] = events;
  if (first === undefined) return undefined;
  const { type, account, fields } = first;
  if (others.length > 0) {
    return { type, account: null, accountId: null, fields: [], details: { count: events.length } };
  }
  return { type, account: formatAccountName(account), accountId: account.id, fields, details: {} };
}

/** "GitHub (sven)", or how many. */
export const toUndoView = ({ type, account, details }: Happening): UndoView => ({
  action: type,
  text: account ?? String(details["count"] ?? ""),
});
