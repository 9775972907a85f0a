/**
 * The terminal UI's own words, in English. Its type is the catalogue that every other language fills: a missing
 * key is a type error. Errors and activity have sentences of their own (en-errors.ts, en-activity.ts).
 */
import type { ActivityType } from "../../protocol/view.ts";
import { backupEn } from "./tui-en-backup.ts";
import { devicesEn } from "./tui-en-devices.ts";
import { healthEn } from "./tui-en-health.ts";
import { keysEn } from "./tui-en-keys.ts";
import { linesEn } from "./tui-en-lines.ts";
import { recoverEn } from "./tui-en-recover.ts";
import { settingsEn } from "./tui-en-settings.ts";

const many = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;

/** Action → what is said of it. The text is an account's name or the number of accounts. */
type Sentences = Readonly<Partial<Record<ActivityType, (what: string) => string>>>;

export const tuiEn = {
  yesKey: "y",
  noKey: "n",
  yesNo: "y yes   any other key no",
  yes: "yes",
  no: "no",
  working: "working …",
  tooSmall: (columns: number, rows: number): string => `holt needs a window of at least ${columns}×${rows}`,
  undone: (what: string): string => `undone: ${what}`,
  redone: (what: string): string => `done again: ${what}`,
  /** What undo and redo did, as what is true now. Without a sentence here: the action in words. */
  undoneBy: {
    "account-added": (what) => `${what} was taken out again`,
    "account-edited": (what) => `${what} is as it was before the edit`,
    "account-trashed": (what) => `${what} is back from the trash`,
    "account-restored": (what) => `${what} is in the trash again`,
    "account-verified": (what) => `${what} is no longer marked as verified`,
    "accounts-imported": (count) =>
      `the import was undone: ${many(Number(count), "account", "accounts")} taken out`,
  } as Sentences,
  redoneBy: {
    "account-added": (what) => `${what} is back`,
    "account-edited": (what) => `${what} is edited again`,
    "account-trashed": (what) => `${what} is in the trash again`,
    "account-restored": (what) => `${what} is back from the trash`,
    "account-verified": (what) => `${what} is marked as verified again`,
    "accounts-imported": (count) =>
      `the import was done again: ${many(Number(count), "account", "accounts")} back`,
  } as Sentences,
  leftAlone: (count: number): string =>
    `${many(count, "field was", "fields were")} changed since and left alone`,
  tabs: { codes: "Codes", devices: "Devices", backup: "Backup", activity: "Activity" },

  header: {
    unlocked: "unlocked",
    unlockedFor: (minutes: number): string => `unlocked, ${minutes} min`,
    unlockedUntil: (time: string): string => `unlocked until ${time}`,
    locksSoon: "locks in under a minute",
    locked: "locked",
    noVault: "no vault yet",
    unlockedShort: (minutes: number): string => `${minutes} min`,
    clockOff: (seconds: number): string => `your clock and the relay's differ by ${seconds} s`,
    clockShort: (seconds: number): string => `clock off by ${seconds} s`,
  },
  health: healthEn,
  ago: {
    seconds: (count: number): string => `${count} s`,
    minutes: (count: number): string => `${count} min`,
    hours: (count: number): string => `${count} h`,
    days: (count: number): string => `${count} d`,
  },

  start: {
    starting: "starting …",
    welcome: "Second factors on every terminal you own.",
    damaged: (file: string): string => `The vault's database was damaged. It was kept as ${file}`,
    doors: ["New vault", "Join my other device", "Begin recovery"],
    doorNotes: [
      "a first vault, on this device",
      "with a link that it shows",
      "with words or passphrase of your backup",
    ],
    newVault: "New vault",
    passphraseHint:
      "It seals the vault on this disk. Nobody can look it up for you: without it the vault stays shut.",
    nonePassphraseHint:
      "Without a passphrase, whoever gets at this account's files gets at your codes. Choose this only where the disk is encrypted and nobody else uses the account.",
    strength: {
      weak: "weak: four unrelated words are stronger",
      fair: "fair: another word makes it strong",
      strong: "strong",
    },
    deviceEmpty: "the device needs a name",
    passphraseEmpty: "type a passphrase, or choose none",
    passphrasesDiffer: "the two passphrases differ",
    created: "the vault is made and open",
    unlock: "The vault is locked.",
    unlocking: "unlocking …",
    creating: "making the vault …",
    unreachable: "holt's background service can't be reached",
    retrying: "trying again …",
  },

  codes: {
    of: (shown: number, all: number): string => `${shown} of ${all}`,
    next: "next",
    /** A time of day, where no countdown runs. */
    until: (time: string): string => `until ${time}`,
    newCode: "new code",
    toEnrol: "to enrol again",
    toEnrolHint: "no secret yet: e, then the one-time password, gives it the new one",
    needsNewer: "needs a newer holt",
    pinMissing: "PIN missing",
    pinMissingHint: "the PIN is missing: e, then the one-time password, adds it",
    toVerify: "to verify",
    /** After a recovery. */
    checklist: (done: number, all: number): string => `to verify: ${done} of ${all} done`,
    allVerified: "All of them were accepted. Esc shows all accounts.",
    nothingToVerify: "nothing is left to verify",
    copied: (name: string, how: string): string => `copied: ${name} (${how})`,
    copiedNext: (name: string, how: string): string => `next code copied: ${name} (${how})`,
    /** A terminal doesn't say whether it obeyed. */
    handedOver: (name: string): string => `code of ${name} handed to the terminal (OSC 52)`,
    handedOverNext: (name: string): string => `next code of ${name} handed to the terminal (OSC 52)`,
    handedOverHow: "holt can't see whether it took it, nor clear it",
    holdsFor: (seconds: number): string => `valid ${seconds} s more, Y copies the next`,
    clearsIn: (seconds: number): string => `cleared in ${seconds} s`,
    noClipboard: "no clipboard found: run holt inside tmux, or install wl-copy or xclip",
    noShownCode: "no code is shown: Enter makes a new one",
    noNextForCounter: "a counter has no next code: Enter makes a new one",
    noCode: (name: string): string => `no code for ${name}`,
    pinned: (name: string): string => `pinned: ${name}`,
    unpinned: (name: string): string => `no longer pinned: ${name}`,
    verified: (name: string): string => `verified: ${name}`,
    trashed: (name: string): string => `moved to the trash: ${name} · u takes it back`,
    sortedBy: (order: "name" | "used" | "added"): string =>
      ({ name: "sorted by name", used: "sorted by use", added: "sorted by age, newest first" })[order],
    noRequests: "nothing waits for your answer",
    tag: (tag: string): string => `tag: ${tag}`,
    noMatch: "No account fits.",
    noMatchHint: "Esc clears the search.",
    noTagged: "No account has this tag. Esc shows them all.",
    empty: "No accounts yet.",
    /** Beside the keys for: add, import, devices, help. */
    emptyHints: [
      "add one: paste its link, read a QR image, or type it in",
      "import an export of your authenticator: Aegis, Google Authenticator, a list of otpauth links …",
      "other devices: keep them the same",
      "all keys",
    ],
  },

  fields: {
    device: "This device's name",
    protection: "Protected by",
    passphrase: "Passphrase",
    repeat: "Passphrase again",
    uri: "Link",
    image: "Picture file",
    files: "File(s)",
    password: "Password of the file",
    type: "Type",
    issuer: "Issuer",
    name: "Name",
    secret: "Secret",
    pin: "PIN",
    digits: "Digits",
    algorithm: "Algorithm",
    period: "Period (s)",
    counter: "Counter",
    tags: "Tags",
    tag: "New tag",
    note: "Note",
    recoveryCodes: "Recovery codes",
    "closed-notes": "Note, codes",
    "closed-otp": "One-time password",
    search: "Search",
    filter: "Filter",
    created: "Added",
    used: "Used",
    history: "Replaced secrets",
    verified: "Verified",
    trashedAt: "Trash",
    pinned: "Pinned",
    id: "Id",
    link: "Link",
    joinLink: "Join link",
    relay: "Relay's address",
    token: "Token",
    deviceName: "Name",
    confirmName: "Its name",
    state: "State",
    fingerprint: "Words",
    wayIn: "With",
    recoveryWords: "Words",
    recoveryPassphrase: "Passphrase",
    handle: "Handle",
    kitFile: "File",
    kitWords: "Words (or none)",
    deleteName: "Type it",
  } as Readonly<Record<string, string>>,
  options: {
    passphrase: "a passphrase",
    none: "nothing (no passphrase)",
    closed: "closed: Enter opens them",
    "way-words": "recovery words",
    "way-passphrase": "recovery passphrase",
    totp: "TOTP (time)",
    hotp: "HOTP (counter)",
    steam: "Steam",
    motp: "mOTP",
    yandex: "Yandex",
  } as Readonly<Record<string, string>>,
  keepCounter: "a counter set too high or too low stops working",

  /** What is wrong in config.toml. */
  config: {
    unknownAction: (action: string): string => `there is no action "${action}"`,
    takenKey: (key: string, action: string): string => `${key} for ${action} is taken`,
  },

  add: {
    title: "Add an account",
    ways: ["Paste a link", "Read a QR picture", "Type it in", "Import a file"],
    wayNotes: [
      "otpauth://, motp://, steam://",
      "PNG or JPEG",
      "secret, issuer, name",
      "an export of another app",
    ],
    uriHint: "Paste the otpauth:// link (it is not shown), then Enter.",
    imageHint: "The path of a PNG or JPEG with a QR code in it; ~ is your home.",
    formHint: "←→ changes a choice. Only the secret is required.",
    previewTitle: "This will be added",
    duplicate: "You already have an account with this secret.",
    confirm: "Enter adds it. Its code shows at once, to compare.",
    added: (name: string): string => `added: ${name} · u takes it back`,
    noFile: "no file of that name",
    noQr: "no QR code found in this picture",
    noSecret: "the secret is missing",
    badNumber: "a whole number is needed here",
  },
  import: {
    title: "Import",
    filesHint:
      "The path of an export; several with spaces between, ~ is your home. What it is holt finds out by itself. Nothing is stored before you have seen what will come.",
    passwordHint: "This file is encrypted. Its password:",
    formatHint: "This can be read in more than one way. Which is it?",
    preview: (format: string): string => `Found: ${format}`,
    will: (count: number): string => `${many(count, "account", "accounts")} will come`,
    nothing: "nothing to import",
    duplicatesSkipped: (count: number): string =>
      `${many(count, "duplicate", "duplicates")} will be left out (D adds them)`,
    duplicatesAdded: (count: number): string =>
      `${many(count, "duplicate", "duplicates")} will be added too (D leaves them out)`,
    namesLeft: (count: number): string =>
      `${many(count, "account", "accounts")} can't give codes here (E keeps them by name, to enrol again)`,
    namesKept: (count: number): string =>
      `${many(count, "account", "accounts")} that can't give codes will come by name, to enrol again (E leaves them out)`,
    skipped: (count: number): string => `${count} can't be imported:`,
    duplicate: "you have it",
    doneNothing: "nothing was imported: all of it is here already",
    confirm: "Enter imports",
    done: (count: number): string => `${many(count, "account", "accounts")} imported · u takes them back`,
  },
  edit: {
    title: (name: string): string => `Edit ${name}`,
    hint: "Ctrl-S saves · Tab next field · Esc leaves it as it was",
    replaceAsk:
      "replaces the secret or parameters: the codes change at once, the old ones stay in the history. Ctrl-S again does it",
    otpHint: "Left empty, the stored secret or PIN stays. What is replaced is kept in the history.",
    closedOtpHint: "Enter opens secret, digits, period …: when the site gave you a new secret",
    saved: (name: string): string => `saved: ${name}`,
  },
  details: {
    title: (name: string): string => name,
    hidden: "hidden: space shows it",
    none: "none",
    yes: "yes",
    no: "no",
    notAsked: "not asked",
    times: (count: number): string => many(count, "time", "times"),
    replaced: (count: number): string => many(count, "older one kept", "older ones kept"),
  },
  qr: {
    tooSmall: (columns: number, rows: number): string =>
      `The window is too small for this QR code: it needs ${columns}×${rows}. Make it larger, or: holt qr --png FILE`,
    noBlocks: "This terminal can't draw QR codes. Try: holt qr --png FILE",
  },
  trash: {
    title: "Trash",
    empty: "The trash is empty.",
    hint: "What is here is shown nowhere else and can come back.",
    ask: (count: number): string =>
      `Delete ${many(count, "account", "accounts")} for good? This can't be undone.`,
    emptied: (count: number): string => `${many(count, "account", "accounts")} deleted for good`,
    restored: (name: string): string => `back from the trash: ${name}`,
    since: (ago: string): string => `${ago} ago`,
  },
  tagsScreen: {
    title: (name: string): string => `Tags of ${name}`,
    titleAll: "Tags",
    none: "No tags yet. n makes the first one.",
    filtered: "shown",
  },
  devices: devicesEn,
  backup: backupEn,
  recover: recoverEn,
  activity: {
    empty: "Nothing has happened yet.",
    noMatch: "Nothing fits.",
    by: (device: string): string => `by ${device}`,
    /** Finds all that is about devices and the relay. */
    syncWord: "sync",
  },
  settings: settingsEn,
  lines: linesEn,
  leave: "Leave without finishing?",
  ...keysEn,
};

export type TuiText = typeof tuiEn;
