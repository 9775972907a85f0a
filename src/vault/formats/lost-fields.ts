/**
 * Which of an account's fields an export leaves behind, said before anyone relies on the file.
 *
 * Times and check marks are not worth a line; what a person typed or would miss is.
 */
import type { SkippedEntry } from "../../protocol/local-api.ts";
import type { Account } from "../account.ts";

type Field = "note" | "pinned" | "tags";

export interface LostFieldsInput {
  readonly where: string;
  /** Fields that the target has a place for. */
  readonly holds: readonly Field[];
}

/** No entry, or one that lists all of them. */
export function lostFields(account: Account, { where, holds }: LostFieldsInput): SkippedEntry[] {
  const isLost = (field: Field): boolean => !holds.includes(field);
  const lost = [
    ...(account.note !== null && isLost("note") ? ["note"] : []),
    ...(account.tags.length > 0 && isLost("tags") ? ["tags"] : []),
    ...(account.pinned && isLost("pinned") ? ["pin mark"] : []),
    ...(account.recoveryCodes === null ? [] : ["recovery codes"]),
    ...(account.history.length === 0 ? [] : ["replaced secrets"]),
  ];
  return lost.length === 0 ? [] : [{ where, reason: `exported without its ${lost.join(", ")}` }];
}
