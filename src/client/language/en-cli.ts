/**
 * What the command line says in English, beside errors and activity.
 */
import type { SettingKey } from "../../protocol/config.ts";
import type { BackupStateName } from "../../protocol/view.ts";
import type { Language } from "./choose.ts";
import { placeAndReason } from "./sentences.ts";
import { duration, time } from "./time-text.ts";

const accounts = (count: number): string => `${count} ${count === 1 ? "account" : "accounts"}`;

const BACKUP: Readonly<Record<BackupStateName, string>> = {
  off: "off",
  waiting: "waiting",
  on: "on",
  failing: "failing",
  deleting: "deleting",
};

const SETTINGS: Readonly<Record<SettingKey, string>> = {
  "lock.idle-minutes": "minutes without use until the vault locks; 0: never",
  "lock.on-suspend": "true or false: lock when the machine was suspended",
  "ui.language": "auto, en or sv",
  "ui.hide-codes": "true or false: show codes only when asked (space)",
  "ui.sort": "name, used or added",
  "ui.theme": "auto, dark, light, high-contrast or terminal (its own 16 colours)",
  "ui.mouse": "true or false: clicks and the wheel work in the terminal UI",
  "clock.offset-seconds":
    "seconds that codes are ahead of this machine's clock, where it can't be set right; 0: none",
  "prompt.pinentry": "auto, never, or the pinentry program that asks for passphrases",
  "notify.desktop": "true or false: a desktop notification when another device asks for something",
  "copy.clear-seconds": "seconds until a copied code is cleared, if unchanged; 0: never",
};

export interface ImportSummary {
  readonly format: string;
  readonly imported: number;
  readonly duplicates: number;
  readonly isDryRun: boolean;
  readonly onDuplicate: "skip" | "add";
}

export const cliEn = {
  language: "en" as Language,
  hint: "hint",
  seeHelp: (command: string): string => `see what it takes: holt ${command} --help`,
  yes: "yes",
  no: "no",
  yesOrNo: "y/N",
  yesAnswers: ["y", "yes"] as readonly string[],
  duration,
  time,

  askPassphrase: "passphrase: ",
  askNewPassphrase: "new passphrase: ",
  askAgain: "once more: ",
  askFilePassword: "password of the file: ",
  askUri: "otpauth:// URI: ",
  askSecret: "secret (base32): ",
  askWhich: "which one?",
  severalFormats: "this could be of several formats:",
  askEmptyTrash: (count: number): string => `delete ${accounts(count)} for good?`,

  vault: "vault",
  device: "device",
  daemon: "daemon",
  sync: "sync",
  backup: "backup",
  clock: "clock",
  attention: "attention",
  noVault: "none yet",
  locked: "locked",
  unlocked: (count: number, minutes: number | null): string =>
    `unlocked, ${accounts(count)}${minutes === null ? "" : `, locks in ${minutes} min`}`,
  daemonRuns: (pid: number, version: string, uptimeSeconds: number): string =>
    `runs as pid ${pid}, holt ${version}, for ${duration(uptimeSeconds)}`,
  onlyHere: "only on this device",
  backupStates: BACKUP,
  clockOff: (seconds: number): string => `your clock and the relay's differ by ${Math.abs(seconds)} s`,

  vaultMade: (device: string): string => `made a vault on ${device}, and unlocked it`,
  warnNoPassphrase: "warning: without a passphrase, whoever can read your files can open the vault",
  passphraseChanged: "changed the passphrase",
  isDuplicate: "another one just like it was there already; holt undo takes this one back",
  leftOut: (count: number): string => `left out: ${count} ${count === 1 ? "is" : "are"} there already`,
  edited: (account: string): string => `edited ${account}`,
  trashed: (account: string): string => `moved ${account} to the trash`,
  restored: (account: string): string => `took ${account} back from the trash`,
  verified: (account: string): string => `verified ${account}`,
  purged: (count: number): string => `deleted ${accounts(count)} for good`,
  imported: ({ format, imported, duplicates, isDryRun, onDuplicate }: ImportSummary): string => {
    const added = `${isDryRun ? "would import" : "imported"} ${accounts(imported)} from ${format}`;
    if (duplicates === 0) return added;
    if (onDuplicate === "add") return `${added}, ${duplicates} of them for the second time`;
    return `${added}, left out ${duplicates} that ${duplicates === 1 ? "is" : "are"} there already`;
  },
  skipped: (where: string, reason: string): string => `left out: ${placeAndReason(where, reason)}`,
  exportedWithout: (where: string, fields: readonly string[]): string =>
    `exported without its ${fields.join(", ")}: ${where}`,
  exported: (count: number, format: string): string => `exported ${accounts(count)} as ${format}`,
  askExportWithout: (count: number): string =>
    `write it without ${count === 1 ? "that one" : `those ${count}`}?`,
  wouldExport: (count: number, format: string): string => `would export ${accounts(count)} as ${format}`,
  codeOfSeries: (number: number, count: number): string => `QR code ${number} of ${count}`,
  askNextCode: "Enter shows the next one ",
  codesTitle: "Accounts to scan",
  codesWarning:
    "Whoever sees these codes can make your one-time passwords: shred the page when you have scanned them.",
  qrWritten: (account: string, path: string): string => `wrote the QR code of ${account} to ${path}`,
  copied: (method: string, clearsAfterSeconds: number | null): string => {
    const how = method === "osc52" ? "asked the terminal to copy (OSC 52)" : `copied with ${method}`;
    if (clearsAfterSeconds !== null) return `${how}, cleared in ${clearsAfterSeconds} s if unchanged`;
    return method === "osc52" ? `${how}; it doesn't say whether it did, and is not cleared` : how;
  },
  moreCodes: (count: number): string => `… ${count} more`,
  noAccounts: "no accounts",
  trashIsEmpty: "the trash is empty",
  needsNewer: (type: string): string => `${type} (needs a newer holt)`,
  toEnrol: "to enrol again",
  enrolAgainHint: "they are kept by name, to enrol again, with --enrol-again",
  enrolledByName: (count: number): string => `kept by name, to enrol again: ${accounts(count)}`,
  askEnrolAgain: (count: number): string =>
    `keep ${count === 1 ? "that one" : `those ${count}`} by name, to enrol again later?`,
  toEnrolFound: (count: number): string =>
    `${accounts(count)} can't give codes here; kept by name, with the reason as a note, nothing is forgotten:`,
  nothingFound: "nothing found",

  settings: SETTINGS,

  daemonReady: (pid: number): string => `ready, pid ${pid}`,
  daemonStarted: (pid: number): string => `started, pid ${pid}`,
  daemonStopped: "stopped",
  daemonNotRunning: "not running",

  columns: {
    id: "id",
    issuer: "issuer",
    name: "name",
    type: "type",
    tags: "tags",
    code: "code",
    left: "left",
    format: "format",
    import: "import",
    export: "export",
    encrypted: "encrypted",
    setting: "setting",
    value: "value",
    meaning: "meaning",
    algorithm: "algorithm",
    digits: "digits",
    period: "period",
    counter: "counter",
    pinned: "pinned",
    verified: "verified",
    created: "added",
    trashed: "in the trash since",
    lastUsed: "last used",
    secret: "secret",
    note: "note",
    recoveryCodes: "recovery codes",
  },
};
