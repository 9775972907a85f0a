/**
 * Who did what, in English: sentences for `holt log`, the Activity screen, undo and redo, and what an audit finds.
 */
import type { ActivityEntry, ActivityType } from "../../protocol/view.ts";
import type { ActivitySentences, AuditSentences } from "./sentences.ts";

const fact = ({ details }: { details: ActivityEntry["details"] }, name: string): string =>
  String(details[name] ?? "");
const many = (count: string, one: string, more: string): string => `${count} ${count === "1" ? one : more}`;
const accounts = (entry: ActivityEntry): string =>
  entry.account ?? many(fact(entry, "count") || "?", "account", "accounts");

/** Undo doesn't know it any more. */
const format = (entry: ActivityEntry): string => {
  const name = fact(entry, "format");
  return name === "" ? "" : ` (${name})`;
};

/** Words for field names; an unknown field is named as it is. */
export const enFields: Readonly<Record<string, string>> = {
  issuer: "issuer",
  name: "name",
  note: "note",
  recoveryCodes: "recovery codes",
  tags: "tags",
  pinned: "pin mark",
  otp: "one-time password",
  secret: "secret",
  algorithm: "algorithm",
  digits: "digits",
  period: "period",
  counter: "counter",
  type: "type",
  pin: "PIN",
  verified: "verified",
  trashedAt: "trash",
  replaced: "replaced secrets",
};
const fields = (entry: ActivityEntry): string =>
  entry.fields.length === 0 ? "" : `: ${entry.fields.map((field) => enFields[field] ?? field).join(", ")}`;

export const enActions: Readonly<Record<ActivityType, string>> = {
  "vault-created": "vault created",
  unlocked: "unlocked",
  locked: "locked",
  "passphrase-changed": "passphrase changed",
  "account-added": "added",
  "account-edited": "edited",
  "account-trashed": "moved to the trash",
  "account-restored": "restored",
  "account-purged": "deleted for good",
  "accounts-imported": "imported",
  "accounts-exported": "exported",
  "secret-revealed": "secret shown",
  "code-advanced": "new code",
  "account-verified": "verified",
  undone: "undone",
  redone: "redone",
  "storage-damaged": "storage damaged",
};
const action = (entry: ActivityEntry): string => {
  const name = fact(entry, "action");
  return enActions[name as ActivityType] ?? name;
};
/** What undo and redo did, in the words of the change itself: "edited GitHub (sven)", "imported 7 accounts". */
function change(entry: ActivityEntry): string {
  const name = fact(entry, "action");
  const isPlain = name in enActivity && name !== "undone" && name !== "redone";
  const what = isPlain ? enActivity[name as ActivityType]({ ...entry, fields: [] }) : action(entry);
  const conflicts = fact(entry, "conflicts");
  const left = conflicts === "" ? "" : ` (${many(conflicts, "field", "fields")} left alone, changed since)`;
  return what + left;
}

export const enActivity: ActivitySentences = {
  "vault-created": () => "created the vault",
  unlocked: () => "unlocked the vault",
  locked: () => "locked the vault",
  "passphrase-changed": () => "changed the vault's passphrase",
  "account-added": (entry) => `added ${accounts(entry)}`,
  "account-edited": (entry) => `edited ${accounts(entry)}${fields(entry)}`,
  "account-trashed": (entry) => `moved ${accounts(entry)} to the trash`,
  "account-restored": (entry) => `took ${accounts(entry)} back from the trash`,
  "account-purged": (entry) => `deleted ${accounts(entry)} for good`,
  "accounts-imported": (entry) => `imported ${accounts(entry)}${format(entry)}`,
  "accounts-exported": (entry) => `exported ${accounts(entry)}${format(entry)}`,
  "secret-revealed": (entry) => `showed the secret of ${accounts(entry)}`,
  "code-advanced": (entry) => `made a new code of ${accounts(entry)}`,
  "account-verified": (entry) => `verified ${accounts(entry)}`,
  undone: (entry) => `undid: ${change(entry)}`,
  redone: (entry) => `did again: ${change(entry)}`,
  "storage-damaged": (entry) =>
    `found the database damaged: ${many(fact(entry, "lost") || "?", "record", "records")} can't be read, a copy is ${fact(entry, "copy")}`,
};

export const enAudit: AuditSentences = {
  duplicate: ({ details }) =>
    details["otherName"]
      ? `has the same secret as ${details["otherName"]}`
      : "the same secret is there twice",
  "short-secret": ({ details }) => `the secret is short: ${details["bits"]} bits, 80 is the least`,
  "odd-parameters": ({ details }) =>
    `unusual parameters: ${Object.entries(details)
      .map(([field, value]) => `${enFields[field] ?? field} ${value}`)
      .join(", ")}`,
  "clock-skew": ({ details }) =>
    `this device's clock is off by ${details["seconds"]} s: codes may be refused`,
  "replaced-type": () => "needs a newer holt",
};
