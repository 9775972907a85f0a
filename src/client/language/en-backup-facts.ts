/**
 * Backup in English: what happened, what can't be done, and what is wrong.
 */
import type { ActivityEntry, BackupProblem } from "../../protocol/view.ts";
import type { Explanation } from "./sentences.ts";
import { explain } from "./sentences.ts";

const fact = (entry: ActivityEntry, name: string): string => String(entry.details[name] ?? "");
const wayNames = (entry: ActivityEntry): string =>
  fact(entry, "kinds")
    .split(" ")
    .map((kind) => enWays[kind] ?? kind)
    .join(" and ");
const accounts = (entry: ActivityEntry, name: string): string =>
  fact(entry, name) === "1" ? "1 account" : `${fact(entry, name)} accounts`;
/** Receipts of older versions came without. */
const keyOf = (entry: ActivityEntry): string => {
  const fingerprint = fact(entry, "fingerprint");
  return fingerprint === "" ? "" : ` (its key: ${fingerprint})`;
};
const whole = (entry: ActivityEntry): boolean => fact(entry, "scope") === "all";

export const enWays: Readonly<Record<string, string>> = {
  words: "recovery words",
  passphrase: "recovery passphrase",
};

export const enBackupActions = {
  "backup-on": "backup on",
  "backup-off": "backup off",
  "backup-failing": "backup failing",
  "backup-recovered": "backup well again",
  "backup-verified": "backup proven",
  "backup-restored": "brought back",
  "backup-asked": "backup asked for",
  "backup-deletion-asked": "deletion asked for",
  "backup-receipt": "receipt",
  "recovery-added": "way in added",
  "recovery-replaced": "way in replaced",
  "recovery-removed": "way in removed",
  recovered: "recovered",
  "request-rejected": "request rejected",
};

export const enBackupActivity = {
  "backup-on": (entry: ActivityEntry): string =>
    `turned backup on, and proved it (${accounts(entry, "accounts")})`,
  "backup-off": (entry: ActivityEntry): string =>
    whole(entry)
      ? "turned backup and sync off: the relay erases everything, the accounts stay on every device"
      : "turned backup off: the relay erases it, the accounts stay on every device",
  "backup-failing": (entry: ActivityEntry): string =>
    `found that the backup would not bring everything back: ${enBackupProblems[fact(entry, "reason") as BackupProblem] ?? fact(entry, "reason")}`,
  "backup-recovered": (): string => "found the backup well again",
  "backup-verified": (entry: ActivityEntry): string =>
    `proved the backup: ${accounts(entry, "accounts")} would come back`,
  "backup-restored": (entry: ActivityEntry): string =>
    `brought ${accounts(entry, "count")} back from a point in time`,
  "backup-asked": (): string => "asked to turn backup on",
  "backup-deletion-asked": (entry: ActivityEntry): string =>
    whole(entry) ? "asked to erase everything at the relay" : "asked to turn backup off",
  "backup-receipt": (entry: ActivityEntry): string =>
    `has the receipt of ${fact(entry, "relay")}${keyOf(entry)} that ${whole(entry) ? "everything" : "the backup"} is erased there`,
  "recovery-added": (entry: ActivityEntry): string => `made ${wayNames(entry)} a way in`,
  "recovery-replaced": (entry: ActivityEntry): string => `replaced the ${wayNames(entry)}`,
  "recovery-removed": (entry: ActivityEntry): string => `took the ${wayNames(entry)} away`,
  recovered: (entry: ActivityEntry): string => `recovered the vault (${accounts(entry, "accounts")})`,
  "request-rejected": (): string => "rejected a request",
};

export const enBackupProblems: Readonly<Record<BackupProblem, string>> = {
  unproven: "it was begun, but never read back",
  stale: "not everything has reached the relay for more than a day",
  unreachable: "the relay has not been reached for more than a day",
  refused: "the relay takes nothing",
  quota: "the relay has no more room for this vault",
  held: "what the relay shows can't be right",
  differs: "what the relay would give back is not what is here",
  "bad-box": "a way in would not open what the relay has",
  "no-link": "the vault has no relay",
  "relay-lost-data": "the relay has less than it had",
};

export const enBackupUsage = {
  "weak-passphrase": (why: string): Explanation =>
    explain(
      `this recovery passphrase is too weak: ${why === "too-short" ? "too short" : "it can be guessed"}`,
      "whoever holds what the relay holds could guess at it for years",
      "leave it out, and six words are drawn for you",
    ),
  "bad-handle": (handle: string): Explanation =>
    explain(
      `${handle || "this"} is no handle`,
      "a handle is NAME, or NAME@HOST with the relay's host: letters, digits, and . _ + -",
    ),
  "handle-differs": (handle: string): Explanation =>
    explain(
      `this backup's handle is another one than ${handle}: nothing was deleted`,
      "see it: holt backup status",
    ),
  "handle-needed": (): Explanation =>
    explain("a passphrase needs the handle it was made with", "name it: --handle NAME@HOST"),
  "backup-is-on": (): Explanation => explain("backup is on", "see how it is: holt backup status"),
  "backup-is-off": (): Explanation => explain("backup is off", "turn it on: holt backup enable"),
  "no-recovery-member": (kind: string): Explanation =>
    explain(
      kind === "" ? "a backup needs words or a passphrase" : `there are no ${enWays[kind] ?? kind}`,
      "see the ways in: holt backup recovery list",
    ),
  "last-way-in": (kind: string): Explanation =>
    explain(
      `the ${enWays[kind] ?? kind} are the last way in`,
      "replace them: holt backup recovery replace",
      "or turn backup off: holt backup disable",
    ),
  "recovery-member-there": (kind: string): Explanation =>
    explain(`there are ${enWays[kind] ?? kind} already`, "replace them: holt backup recovery replace"),
  "no-such-point": (id: string): Explanation =>
    explain(`no point in time is called ${id}`, "see them: holt backup history"),
  "no-such-job": (): Explanation => explain("this is over", "see how it is: holt backup status"),
  "relay-needed": (): Explanation =>
    explain("a backup needs a relay", "name one: --relay RELAY-URL", "or run one: holt relay serve"),
  "words-differ": (): Explanation =>
    explain("the words were not typed back as they were shown: nothing was changed", "begin again, on paper"),
  "erasure-asked": (): Explanation =>
    explain(
      "it is to be erased already",
      "see until when: holt backup status",
      "see what waits: holt requests",
    ),
};

export const enBackupRefusals = {
  "no-backups-here": (): Explanation =>
    explain(
      "this relay keeps no backups",
      "use another one: holt backup enable --relay RELAY-URL",
      "its operator may start it without --no-backups",
    ),
  "fabricated-vault": (): Explanation =>
    explain(
      "what the relay showed doesn't bear your own signature: somebody made it up, and nothing was taken",
      "ask at another relay, or ask this one's operator",
    ),
};

export const enUnhealthy = (
  reason: BackupProblem | "verify-failed",
  count: number | undefined,
): Explanation =>
  explain(
    reason === "verify-failed"
      ? `the backup would not bring everything back: ${count ?? "some"} accounts differ`
      : `the backup is not well: ${enBackupProblems[reason]}`,
    "see how it is: holt backup status",
    "save your accounts meanwhile: holt export",
  );
