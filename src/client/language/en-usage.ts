/**
 * Command lines and requests that make no sense, in English: what is the matter, and how to say it.
 */
import { enBackupUsage } from "./en-backup-facts.ts";
import { enFields } from "./en-activity.ts";
import { badField, explain, type UsageSentences } from "./sentences.ts";

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
  link: { name: "the join link", hint: "give it on stdin: holt join -" },
};

const BAD_FIELD = {
  bad: (what: string) => `not a good value: ${what}`,
  nameOf: (field: string) => enFields[field] ?? field,
  reasonOf: (reason: string) => reason,
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
  "format-no-codes": (format) =>
    explain(
      `${format} has no QR codes`,
      "--to google: up to ten accounts in a code",
      "--to otpauth: one account in each",
    ),
  "format-no-import": (format) => explain(`${format} can only be exported`, "see the others: holt formats"),
  "password-needed": (file) =>
    explain(`${file || "the file"} is encrypted`, "give its password: --password-file FILE"),
  "hotp-has-no-time": () => explain("a counter-based code has no time", "leave out --at and --next"),
  "hotp-not-watched": () =>
    explain("a counter-based code can't be watched: looking at it uses it up", "leave out --watch"),
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
  "to-enrol": (account) =>
    explain(
      `${account || "this account"} has no secret yet: it is to be enrolled again`,
      "set it up anew at the service, then give it the new secret: holt edit QUERY --secret-file FILE",
    ),
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
  "file-unreadable": (file) => explain(`can't read ${file}`),
  "no-clipboard": () =>
    explain("no clipboard was found", "install wl-clipboard or xclip, or use a terminal that knows OSC 52"),
  "no-picture": (place) =>
    place === "clipboard"
      ? explain(
          "there is no picture on the clipboard",
          "copy the picture itself, not its address or its file",
        )
      : explain("no picture of the screen could be taken", "save a screenshot to a file: --qr FILE"),
  "no-picture-tool": (place) =>
    place === "clipboard"
      ? explain("nothing here reads pictures from the clipboard", "install wl-clipboard, xclip or pngpaste")
      : explain(
          "nothing here takes pictures of the screen",
          "install grim (Wayland), or maim, scrot or ImageMagick (X11)",
          "or save a screenshot to a file: --qr FILE",
        ),

  "no-such-program": (name) =>
    explain(`no program is called ${name}, or it can't be run`, "name it, or its path, after --"),

  "bad-relay-address": (address) =>
    explain(
      `not the address of a relay: ${address}`,
      "it looks like wss://relay.example.org or relay.example.org:8443",
    ),
  "bad-fingerprint": (text) =>
    explain(
      `not a relay's fingerprint${text ? `: ${text}` : ""}`,
      "see it at the server: holt relay fingerprint",
      "without one, the first key seen is pinned: leave out # and what follows",
    ),
  // The link lets somebody in: it is not repeated.
  "bad-join-link": () =>
    explain("this is no join link, or not all of one", "make one on a device that has the vault: holt pair"),
  "not-a-member": (member) => explain(`no device fits ${member}`, "see them all: holt devices"),
  "member-ambiguous": (member) => explain(`several devices fit ${member}`, "name it by its id: holt devices"),
  "already-linked": (relay) =>
    explain(`this vault has a relay already${relay ? `: ${relay}` : ""}`, "see how it is: holt status"),
  "already-member": () =>
    explain("this device is a member of that vault already", "bring it in step: holt sync"),
  "is-this-device": () =>
    explain("that is this device itself", "to leave the vault and wipe it here: holt forget"),
  "last-full-member": () =>
    explain(
      "that is the vault's last full member: without it nobody could let a device in",
      "let another device in first, and confirm it: holt pair",
    ),
  "no-service-manager": () =>
    explain(
      "no service manager of yours runs here: neither systemd with a session of yours, nor launchd",
      "nothing has to be installed: other commands start the daemon when they need it",
      "to let another supervisor run it: holt daemon run",
    ),
  "service-file-taken": (file) =>
    explain(`holt didn't make ${file}, and leaves it alone`, "move it away, then try again"),
  "no-such-vault": (vault) =>
    explain(`no vault here, or several, fit ${vault}`, "see them all: holt relay vaults"),
  "no-such-token": (token) => explain(`no unused token ${token}`, "see them all: holt relay token --list"),
  "bad-listen-address": (address) =>
    explain(
      `can't listen on ${address}`,
      "HOST:PORT, [IPV6]:PORT or :PORT for every address of this machine",
    ),
  "no-such-request": (id) =>
    explain(`no request is called ${id}, or it is over`, "see what waits: holt requests"),
  "merge-needs-yes": () =>
    explain(
      "not joined: nobody said that this device's accounts may go into the other vault",
      "say so: --merge (--yes doesn't)",
      "to keep them apart: join with HOLT_HOME set to another directory",
    ),
  "lan-not-possible": (why) =>
    explain(
      `this device can't be a relay in the local network${why ? `: ${why}` : ""}`,
      "use one elsewhere: holt link RELAY-URL",
    ),
  ...enBackupUsage,
};
