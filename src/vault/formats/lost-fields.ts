/**
 * Which of an account's fields an export leaves behind, said before anyone relies on the file.
 *
 * Times and check marks are not worth a line; what a person typed or would miss is.
 */
import type { SkippedEntry } from "../../protocol/local-api.ts";
import type { Account } from "../account.ts";

type Field = "note" | "pinned" | "tags";
type Lost = Field | "recoveryCodes" | "replaced";

const WORDS: Readonly<Record<Lost, string>> = {
  note: "note",
  tags: "tags",
  pinned: "pin mark",
  recoveryCodes: "recovery codes",
  replaced: "replaced secrets",
};

export interface LostFieldsInput {
  readonly where: string;
  /** Fields that the target has a place for. */
  readonly holds: readonly Field[];
}

/** No entry, or one that lists all of them. */
export function lostFields(account: Account, { where, holds }: LostFieldsInput): SkippedEntry[] {
  const isLost = (field: Field): boolean => !holds.includes(field);
  const fields: readonly Lost[] = [
    ...(account.note !== null && isLost("note") ? (["note"] as const) : []),
    ...(account.tags.length > 0 && isLost("tags") ? (["tags"] as const) : []),
    ...(account.pinned && isLost("pinned") ? (["pinned"] as const) : []),
    ...(account.recoveryCodes === null ? [] : (["recoveryCodes"] as const)),
    ...(account.history.length === 0 ? [] : (["replaced"] as const)),
  ];
  const lost = fields.map((field) => WORDS[field]).join(", ");
  return fields.length === 0 ? [] : [{ where, reason: `exported without its ${lost}`, fields }];
}
