/**
 * Help in English.
 */
import type { HelpTexts } from "./help-texts.ts";

const QUERY = "QUERY is an id, or enough of issuer or name that one account fits.";
const STDIN = "FILE may be - for stdin.";

export const helpEn: HelpTexts = {
  usage: "usage",
  commands: "commands",
  options: "options",
  examples: "examples",
  about: "holt: second factors on every terminal you own, with a backup that only you can open",
  start: ["", "holt alone opens the terminal UI. holt COMMAND --help tells more of one command."],
  global: {
    json: "print the result as JSON; an error is then the last line of stderr, as JSON",
    "no-color": "no colours (NO_COLOR, CLICOLOR and CLICOLOR_FORCE are honoured too)",
    lang: "en or sv; default: what the environment says",
    help: "this help",
    version: "the version",
  },
  command: {
    init: {
      summary: "Makes a new vault on this device, and leaves it unlocked.",
      notes: [`Without an option it asks for a passphrase. ${STDIN}`],
      options: {
        name: "what this device is called; default: the host's name",
        "passphrase-file": "the file that holds the passphrase (default: HOLT_PASSPHRASE_FILE)",
        "no-passphrase": "the key lies beside the vault: whoever reads your files can open it",
        "from-vault": "(not there yet) a new vault with the accounts held here",
      },
    },
    status: {
      summary: "Shows the state of vault, daemon, sync and backup. Works locked; without a vault: exit 3.",
      options: {},
    },
    unlock: {
      summary: "Opens the vault.",
      options: { "passphrase-file": "the file that holds the passphrase (default: HOLT_PASSPHRASE_FILE)" },
    },
    lock: { summary: "Locks the vault: the daemon wipes its keys.", options: {} },
    passwd: {
      summary: "Changes the vault's passphrase.",
      options: {
        "passphrase-file": "the file that holds the passphrase until now (default: HOLT_PASSPHRASE_FILE)",
        "new-passphrase-file": "the file that holds the new one",
        "no-passphrase": "none from now on: the key lies beside the vault",
      },
    },
    add: {
      summary: "Adds an account and prints its id.",
      notes: [
        "URI is otpauth://, motp:// or steam://. An argument shows in ps and in the shell's history: - reads it",
        "from stdin, and without any it is asked for. Or give the parts, or a picture of a QR code.",
      ],
      options: {
        type: "totp, hotp, steam, motp or yandex; default: totp",
        issuer: "who issued it",
        name: "the account's name there",
        "secret-file": "the file that holds the secret, as base32 (motp: hex); without, it is asked for",
        digits: "length of the code",
        period: "seconds that a code lives",
        algorithm: "SHA1, SHA256, SHA512 …",
        counter: "hotp: the counter whose code comes next",
        "pin-file": "motp, yandex: the file that holds the PIN",
        "note-file": "the file that holds a note",
        "recovery-codes-file": "the file that holds the account's own recovery codes",
        tag: "a tag; may be given several times",
        pin: "show it at the top",
        qr: "a PNG or JPEG that shows a QR code",
      },
    },
    import: {
      summary: "Takes over accounts from an export: its format is found by what is in it.",
      notes: [`${STDIN} A folder stands for the files in it.`],
      options: {
        from: "the format, where content alone doesn't tell (see: holt formats)",
        "password-file": "the file that holds the export's password; without, it is asked for when needed",
        "dry-run": "only show what would come",
        "on-duplicate": "an account that is there already is left out (default), or added once more",
        tag: "a tag for each imported account; may be given several times",
      },
    },
    export: {
      summary: "Writes accounts to a file in a format of your choice. The file is for your user alone.",
      notes: ["FILE may be - for stdout.", `${QUERY} Here it filters.`],
      options: {
        to: "the format (see: holt formats)",
        "password-file": "encrypt it with the password in this file",
        plaintext: "yes, readable by anyone who gets the file",
        force: "overwrite a file that is there",
      },
    },
    formats: { summary: "Lists the formats of import and export.", options: {} },
    list: {
      summary: "Lists accounts, without secrets. A * marks the pinned ones.",
      notes: [`${QUERY} Here it filters.`],
      options: {
        tag: "only those with this tag",
        trash: "those in the trash",
        unverified: "only those whose code wasn't accepted yet",
        sort: "the order; default: name",
      },
    },
    code: {
      summary: "Prints the code of an account, alone; without QUERY, all codes.",
      notes: [QUERY, "A counter-based code (HOTP) is used up by printing it."],
      options: {
        copy: "put it on the clipboard, too",
        next: "the code of the next period",
        at: "the code at another time: epoch seconds or ISO 8601",
      },
    },
    show: {
      summary: "Shows an account in detail.",
      notes: [QUERY],
      options: { reveal: "also its secret, URI, PIN, note and recovery codes" },
    },
    qr: {
      summary: "Shows an account as a QR code, for another authenticator to scan.",
      notes: [QUERY],
      options: { png: "write it to this PNG (- for stdout)", force: "overwrite a file that is there" },
    },
    edit: {
      summary: "Changes an account.",
      notes: [`${QUERY} ${STDIN}`],
      options: {
        issuer: "who issued it",
        name: "the account's name there",
        tag: "add a tag; may be given several times",
        untag: "take a tag away; may be given several times",
        "note-file": "the file that holds its note; an empty one takes the note away",
        "recovery-codes-file": "the file that holds its own recovery codes; an empty one takes them away",
        pin: "show it at the top",
        unpin: "no longer at the top",
        type: "totp, hotp, steam, motp or yandex",
        "secret-file": "the file that holds a new secret; the old one is kept in the account's history",
        digits: "length of the code",
        period: "seconds that a code lives",
        algorithm: "SHA1, SHA256, SHA512 …",
        counter: "hotp: the counter whose code comes next",
        "pin-file": "motp, yandex: the file that holds the PIN",
      },
    },
    rm: { summary: "Moves an account to the trash.", notes: [QUERY], options: {} },
    trash: {
      summary: "Lists what is in the trash.",
      options: { empty: "delete all of it, for good", yes: "don't ask" },
    },
    restore: { summary: "Takes an account back from the trash.", notes: [QUERY], options: {} },
    undo: { summary: "Takes this device's last change back.", options: {} },
    redo: { summary: "Makes the change again that was undone last.", options: {} },
    log: { summary: "Shows who changed what, and when; newest first.", options: { limit: "only so many" } },
    verify: { summary: "Marks an account whose code was accepted as verified.", notes: [QUERY], options: {} },
    audit: { summary: "Looks for duplicates, short secrets, odd parameters and a wrong clock.", options: {} },
    daemon: {
      summary: "Runs, stops or shows the daemon that holds the vault. Other commands start it by themselves.",
      options: { lines: "logs: how many; default: 100" },
    },
    config: { summary: "Shows and changes settings (config.toml).", options: {} },
  },
};
