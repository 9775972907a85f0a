/**
 * What went wrong, in English: one sentence for each error, with what to try.
 */
import { enFields } from "./en-activity.ts";
import {
  badField,
  explain,
  type ErrorSentences,
  listCandidates,
  NO_FORMAT,
  placeAndReason,
  type UsageSentences,
} from "./sentences.ts";

const STORAGE = {
  full: "the disk is full",
  damaged: "the database is damaged",
  "read-only": "the disk can't be written to",
  permission: "no permission",
  "sqlite-too-old": "SQLite 3.51.3 or newer is needed",
  busy: "the database is in use by another program",
  "no-folder": "there is no such folder",
  "is-folder": "this is a folder",
  io: "the disk failed",
} as const;

const STORAGE_HINT = {
  full: "make room, then try again: nothing was changed",
  damaged: "keep the copy; what you exported can be imported into a new vault",
  "read-only": "look at how the disk is mounted",
  permission: "look at who owns it and at its mode",
  "sqlite-too-old": "install holt again: it brings its own SQLite",
  busy: "try again in a moment",
  "no-folder": "make the folder first, or write elsewhere",
  "is-folder": "name a file in it",
  io: "look at the system's log, and make a copy of your data soon",
} as const;

const WRONG_KEY = {
  passphrase: "wrong passphrase",
  "file-password": "wrong password for this file",
  words: "wrong recovery words",
} as const;

/** What a person would have been asked for, and how a script says it. */
const ASKED_FOR: Readonly<Record<string, { readonly name: string; readonly hint: string }>> = {
  passphrase: { name: "the passphrase", hint: "name a file that holds it: --passphrase-file FILE" },
  "new-passphrase": {
    name: "the new passphrase",
    hint: "name a file that holds it: --new-passphrase-file FILE",
  },
  password: { name: "the password", hint: "name a file that holds it: --password-file FILE" },
  secret: { name: "the secret", hint: "name a file that holds it: --secret-file FILE" },
  uri: { name: "the URI", hint: "give it on stdin: holt add -" },
};

const WHAT: Readonly<Record<string, string>> = { uri: "the URI" };

const BAD_FIELD = {
  bad: (what: string) => `not a good value: ${what}`,
  nameOf: (field: string) => enFields[field] ?? field,
  reasonOf: (reason: string) => reason,
};

export const enErrors: ErrorSentences = {
  "no-vault": ({ movedTo }) =>
    movedTo === undefined
      ? explain("no vault yet on this device", "make one: holt init")
      : explain(
          `the vault's database was damaged and is now ${movedTo}`,
          "keep that file",
          "make a new vault and import what you exported: holt init",
        ),
  "vault-exists": () =>
    explain("this device already has a vault", "another one beside it: set HOLT_HOME to another directory"),
  locked: () => explain("the vault is locked", "unlock it: holt unlock"),
  "wrong-key": ({ what }) => explain(WRONG_KEY[what]),
  "not-found": ({ query }) =>
    explain(
      query === "" ? "no account" : `no account fits ${query}`,
      "see them all: holt list",
      "or in the trash: holt trash",
    ),
  ambiguous: ({ query, candidates }) =>
    explain(
      `${candidates.length} accounts fit ${query}`,
      ...listCandidates(candidates, (count) => `and ${count} more: holt list`),
    ),
  malformed: ({ what, where, reason, choices, skipped = [] }) =>
    explain(
      `${skipped.length > 1 ? `none of ${skipped.length} entries can be imported, the first: ` : ""}${placeAndReason(where || (WHAT[what] ?? what), reason)}`,
      ...(reason === NO_FORMAT
        ? ["see which it reads: holt formats", "a picture of a QR code is read, too"]
        : []),
      ...(choices ?? []).map((choice) => `if it is ${choice}: --from ${choice}`),
    ),
  storage: ({ reason, file, movedTo, detail }) =>
    explain(
      `${STORAGE[reason]}${file === undefined ? "" : `: ${file}`}${detail === undefined ? "" : ` (${detail})`}`,
      ...(movedTo === undefined ? [] : [`the damaged database is now ${movedTo}`]),
      STORAGE_HINT[reason],
    ),
  "already-running": ({ pid }) =>
    explain(`a daemon already runs${pid === undefined ? "" : ` (pid ${pid})`}`, "stop it: holt daemon stop"),
  unreachable: ({ what, log, detail }) =>
    explain(
      `the ${what} can't be reached${detail === undefined ? "" : `: ${detail}`}`,
      ...(log === undefined ? [] : [`look at its log: ${log}`]),
      ...(what === "daemon" && detail === undefined ? ["start it: holt daemon start"] : []),
    ),
  refused: ({ reason }) => explain(`refused: ${reason}`),
  timeout: ({ what }) => explain(`waited too long: ${what}`),
  "version-mismatch": ({ daemonVersion, clientVersion }) =>
    explain(
      `this is holt ${clientVersion}, its daemon is ${daemonVersion}`,
      "restart it: holt daemon restart",
    ),
  interrupted: () => explain("interrupted"),
  internal: ({ detail }) => explain(`this is a bug: ${detail}`, "please report it, with: holt --version"),
};

export const enUsage: UsageSentences = {
  "password-or-plaintext": () =>
    explain(
      "neither encryption nor plain text was asked for",
      "encrypted: --password-file FILE",
      "readable by anyone: --plaintext",
    ),
  "format-not-encrypted": (format) =>
    explain(
      `${format || "this format"} can't be encrypted`,
      "with --plaintext it is written readable by anyone",
    ),
  "format-not-plain": (format) =>
    explain(`${format || "this format"} is always encrypted`, "give a password: --password-file FILE"),
  "format-unknown": (format) => explain(`no format is called ${format}`, "see them all: holt formats"),
  "format-no-export": (format) => explain(`${format} can only be imported`, "see the others: holt formats"),
  "format-no-import": (format) => explain(`${format} can only be exported`, "see the others: holt formats"),
  "password-needed": (file) =>
    explain(`${file || "the file"} is encrypted`, "give its password: --password-file FILE"),
  "hotp-has-no-time": () => explain("a counter-based code has no time", "leave out --at and --next"),
  "field-not-for-type": (field) => explain(`an account of this type has no ${field}`),
  "bad-field": (field) => explain(badField(field, BAD_FIELD)),
  "pin-needed": (account) =>
    explain(
      `${account || "this account"} has no code without its PIN`,
      "give it: holt edit QUERY --pin-file FILE",
    ),
  "nothing-to-change": () => explain("nothing to change", "see what can be: holt edit --help"),
  "nothing-to-undo": () => explain("nothing to undo"),
  "nothing-to-redo": () => explain("nothing to redo"),
  "undo-conflict": (what) =>
    explain(`it was changed since${what ? `: ${what}` : ""}`, "see who changed what: holt log"),
  "file-exists": (file) => explain(`${file} exists already`, "overwrite it: --force"),
  "no-terminal": (what) => {
    const { name, hint } = ASKED_FOR[what] ?? { name: what, hint: undefined };
    return what === ""
      ? explain("there is no terminal", "what works without one: holt --help")
      : explain(`there is no terminal to ask for ${name}`, ...(hint === undefined ? [] : [hint]));
  },
  "confirmation-needed": (what) => explain(`not confirmed${what ? `: ${what}` : ""}`, "say yes: --yes"),
  "passphrase-empty": () =>
    explain("the passphrase is empty", "without one: --no-passphrase (the key then lies beside the vault)"),
  "passphrases-differ": () => explain("the two passphrases differ"),
  "no-passphrase-set": () => explain("this vault has no passphrase", "give it one: holt passwd"),
  "needs-newer-holt": (what) => explain(`${what || "this account"} needs a newer holt`),
  "unknown-setting": (key) => explain(`no setting is called ${key}`, "see them all: holt config list"),
  "bad-setting": (key) => explain(`not a good value: ${key}`, "see what each means: holt config list"),
  "not-in-trash": (query) =>
    explain(`not in the trash${query ? `: ${query}` : ""}`, "see what is: holt trash"),
  "unknown-command": (name) => explain(`no command is called ${name}`, "see them all: holt --help"),
  "unknown-action": (name) => explain(`no action is called ${name}`),
  "unknown-option": (name) => explain(`no option is called ${name}`),
  "option-needs-value": (name) =>
    explain(`${name} needs a value`, `one that begins with a dash: ${name}=-VALUE`),
  "option-takes-no-value": (name) => explain(`${name} takes no value`),
  "options-conflict": (names) => explain(`these don't go together: ${names}`),
  "option-missing": (name) => explain(`missing: ${name}`),
  "missing-argument": (name) => explain(`missing: ${name}`),
  "too-many-arguments": (argument) => explain(`one argument too many: ${argument}`),
  "not-there-yet": (what) => explain(`${what} is not there yet: it comes in a later version`),
  "file-unreadable": (file) => explain(`can't read ${file}`),
  "no-clipboard": () =>
    explain("no clipboard was found", "install wl-clipboard or xclip, or use a terminal that knows OSC 52"),
};
