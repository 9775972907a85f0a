/**
 * Who did what, in English: sentences for `holt log`, the Activity screen, undo and redo, and what an audit finds.
 */
import { enBackupActions, enBackupActivity, enWays } from "./en-backup-facts.ts";
import type { ActivityEntry, ActivityType } from "../../protocol/view.ts";
import { enVoidReasons } from "./en-rules.ts";
import { type ActivitySentences, type AuditSentences, wordsOf } from "./sentences.ts";

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

const relay = (entry: ActivityEntry): string => (fact(entry, "relay") ? ` ${fact(entry, "relay")}` : "");
const device = (entry: ActivityEntry): string =>
  enWays[fact(entry, "device")] ?? (fact(entry, "device") || "a device");
const isProvisional = (entry: ActivityEntry): boolean => fact(entry, "provisional") === "1";
const why = (entry: ActivityEntry): string => {
  const reason = fact(entry, "reason");
  return reason === "" ? "" : ` (${wordsOf(enVoidReasons, reason)})`;
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
  "os-keyring-on": "keyring used",
  "os-keyring-off": "keyring not used",
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
  linked: "relay chosen",
  unlinked: "relay left",
  "relay-moved": "relay changed",
  "relay-lost-data": "the relay lost data",
  "relay-fork": "the relay shows two histories",
  "devices-differ": "devices differ",
  "record-void": "record not taken",
  "member-admitted": "device admitted",
  "member-confirmed": "device confirmed",
  "member-revoked": "device revoked",
  "member-left": "device left",
  "device-renamed": "device renamed",
  "vault-joined": "vault joined",
  "accounts-merged": "accounts merged",
  "generation-renewed": "new writer",
  "revoked-here": "this device was removed",
  ...enBackupActions,
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
  unlocked: (entry) => `unlocked the vault${fact(entry, "by") === "" ? "" : " from the desktop's keyring"}`,
  locked: () => "locked the vault",
  "passphrase-changed": () => "changed the vault's passphrase",
  "os-keyring-on": () => "let the desktop's keyring unlock the vault",
  "os-keyring-off": () => "no longer let the desktop's keyring unlock the vault",
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
  linked: (entry) => `began to use the relay${relay(entry)}`,
  unlinked: (entry) => `stopped using the relay${relay(entry)}`,
  "relay-moved": (entry) => `moved the vault to the relay${relay(entry)}`,
  "relay-lost-data": () =>
    "found that the relay had lost records that it had confirmed, and put back what this device held",
  "relay-fork": (entry) =>
    `found that the relay shows two ${fact(entry, "what") === "roster" ? "lists of members" : "histories"}`,
  "devices-differ": (entry) => `found other accounts on ${device(entry)}, which had read the same`,
  "record-void": (entry) =>
    `did not take ${many(fact(entry, "count") || "1", "record", "records")} of ${device(entry)}, against the vault's rules${why(entry)}`,
  "member-admitted": (entry) =>
    `let ${device(entry)} in${isProvisional(entry) ? ", to be confirmed by another device" : ""}`,
  "member-confirmed": (entry) => `confirmed ${device(entry)}`,
  "member-revoked": (entry) => `removed ${device(entry)} from the vault`,
  "member-left": () => "left the vault",
  "device-renamed": (entry) => `renamed ${fact(entry, "from") || "a device"} to ${fact(entry, "to")}`,
  "vault-joined": () => "joined the vault",
  "accounts-merged": (entry) => `put ${accounts(entry)} into the vault that was joined`,
  "generation-renewed": () => "found this database to be restored or copied, and goes on as a new writer",
  "revoked-here": () => "removed this device from the vault",
  ...enBackupActivity,
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
