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
        "from-vault": "a new vault with the accounts held here; the old one stays beside it, sealed",
        yes: "with --from-vault: don't ask",
      },
    },
    status: {
      summary: "Shows the state of vault, daemon, sync and backup. Works locked; without a vault: exit 3.",
      options: {},
    },
    unlock: {
      summary: "Opens the vault.",
      notes: [
        "Where the desktop's keyring is used (holt keyring) and is unlocked, nothing is asked.",
        "With a display and without a terminal a pinentry program asks, for this and for any other command;",
        "which one, or none: holt config set prompt.pinentry auto|never|PROGRAM",
      ],
      options: { "passphrase-file": "the file that holds the passphrase (default: HOLT_PASSPHRASE_FILE)" },
    },
    lock: { summary: "Locks the vault: the daemon wipes its keys.", options: {} },
    passwd: {
      summary: "Changes the vault's passphrase.",
      notes: ["The key in the desktop's keyring, where one is used, is replaced with it."],
      options: {
        "passphrase-file": "the file that holds the passphrase until now (default: HOLT_PASSPHRASE_FILE)",
        "new-passphrase-file": "the file that holds the new one",
        "no-passphrase": "none from now on: the key lies beside the vault",
      },
    },
    keyring: {
      summary: "Lets the desktop's keyring unlock the vault, beside the passphrase.",
      notes: [
        "ACTION is enable, disable or status (default).",
        "Linux: the Secret Service (GNOME Keyring, KWallet, KeePassXC), by secret-tool; macOS: the login keychain.",
        "While that keyring is unlocked, the daemon opens the vault when it starts, and holt unlock asks nothing.",
        "holt lock and auto-lock hold until holt unlock, or until the machine starts anew.",
        "Whoever sits at your unlocked session, and every program in it, can then open the vault.",
        "The passphrase always opens, with a desktop or without.",
      ],
      options: {
        "passphrase-file": "enable: the file that holds the passphrase (default: HOLT_PASSPHRASE_FILE)",
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
        qr: "a PNG, JPEG or GIF that shows a QR code, the screen, or the clipboard",
      },
    },
    import: {
      summary: "Takes over accounts from an export: its format is found by what is in it.",
      notes: [`${STDIN} A folder stands for the files in it.`],
      options: {
        from: "the format, where content alone doesn't tell (see: holt formats)",
        "password-file": "the file that holds the export's password; without, it is asked for when needed",
        "key-file": "kdbx: the key file that opens it, with the password or without one",
        "dry-run": "only show what would come",
        "enrol-again": "keep accounts that can't give codes elsewhere by name, to enrol them again",
        "on-duplicate": "an account that is there already is left out (default), or added once more",
        tag: "a tag for each imported account; may be given several times",
      },
    },
    export: {
      summary: "Writes accounts to a file in a format of your choice. The file is for your user alone.",
      notes: [
        "FILE may be - for stdout.",
        `${QUERY} Here it filters.`,
        "What the format can't hold is said before anything is written.",
        "With --qr, google puts ten accounts in each code, otpauth one.",
      ],
      options: {
        to: "the format (see: holt formats)",
        "password-file": "encrypt it with the password in this file",
        plaintext: "yes, readable by anyone who gets the file",
        qr: "a series of QR codes: pictures in the folder FILE, a page to print, or here (FILE: -)",
        "dry-run": "only say what would be exported, and what would be lost",
        yes: "write it without asking, though accounts are left out",
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
        watch: "as it changes, until q or Ctrl-C; without a terminal, or with --json: a line per new code",
      },
    },
    exec: {
      summary: "Runs a program with the code of an account on its stdin.",
      notes: [
        QUERY,
        "Where {code} stands in an argument of CMD it is replaced, and only then: stdin stays as it is, and whoever can",
        "run ps on this machine sees the code. A code that ends within 5 seconds is not given: the next one is waited for.",
        "The exit code is that of CMD (128 and the signal's number where a signal ended it). CMD gets SIGINT and SIGTERM.",
        "A counter-based code (HOTP) is used up, whatever CMD does with it.",
      ],
      options: {},
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
    link: {
      summary: "Uses a relay, or moves the vault to another one; prints the fingerprint of the relay's key.",
      notes: [
        "RELAY-URL is wss://HOST, ws://HOST:PORT or HOST:PORT. FINGERPRINT is what holt relay fingerprint says at the",
        "server; without it the first key seen is pinned.",
      ],
      options: { "token-file": "the file that holds the token of a relay that asks for one (- for stdin)" },
    },
    unlink: {
      summary: "Stops using the relay: this device keeps its accounts, and exchanges nothing any more.",
      options: {},
    },
    pair: {
      summary: "Prints a join link, which lets one device in, and waits for that device.",
      notes: [
        "Both devices then show the same words, if nobody sits between: say yes only if they agree. Without a",
        "terminal, and with --json, the yes comes from --yes, or from holt approve ID while this waits.",
        "Not in time: exit 9. Ctrl-C takes the link back.",
      ],
      options: {
        lan: "let this device be the relay, in the local network, where the vault has none",
        yes: "whoever opens the link is let in, without a look at the words",
        timeout: "how long the link works; default: 600",
      },
    },
    join: {
      summary: "Makes this device a member of the vault that a join link is of.",
      notes: [
        "LINK is what holt pair prints on the other device. An argument shows in ps and in the shell's history: - reads",
        "it from stdin, and without any it is asked for. The passphrase is for this device.",
      ],
      options: {
        name: "what this device is called; default: the host's name",
        "passphrase-file": "the file that holds the passphrase (default: HOLT_PASSPHRASE_FILE)",
        "no-passphrase": "the key lies beside the vault: whoever reads your files can open it",
        merge: "yes, the accounts of this device may go into the other vault",
        yes: "does not answer for --merge",
      },
    },
    devices: {
      summary: "Lists the devices that may open the vault; renames or removes one.",
      notes: [
        "MEMBER is an id, the beginning of one, or a name. A device that is removed keeps what it holds: consider new",
        "secrets for those accounts.",
      ],
      options: { yes: "revoke: don't ask" },
    },
    requests: { summary: "Lists what waits for this device's word.", options: {} },
    approve: {
      summary: "Says yes to a request. ID: see holt requests.",
      options: {
        "confirm-words-file":
          "the file that holds the recovery words: they sign, even what this device asked for",
        "confirm-passphrase-file": "the file that holds the recovery passphrase, in the same way",
      },
    },
    reject: { summary: "Says no to a request. ID: see holt requests.", options: {} },
    backup: {
      summary:
        "Keeps everything at a relay, sealed, so that words or a passphrase bring it back; proves it; ends it.",
      notes: [
        "enable turns it on: another device, or words or a passphrase that open the vault already, must agree where there",
        "is one; everything is sent, read back and compared before it says on. status: exit 8 when it isn't well. verify",
        "is the drill: a whole recovery into memory, compared code by code (a difference: exit 8; wrong words: exit 4).",
        "recovery list, recovery add|replace|remove words|passphrase: the ways in. history lists points in time, and",
        "restore ID [QUERY] brings accounts back from one: shown first, merged, never rewound. kit makes the page to print.",
        "disable deletes what the relay keeps, and prints its signed receipt; accounts stay on every device. With a second",
        "member's yes at once, else after 7 days.",
        STDIN,
      ],
      options: {
        relay: "enable: RELAY-URL[#FINGERPRINT], where the vault has none yet, or another one",
        handle: "enable, recovery: NAME or NAME@HOST, for the passphrase; default: your user name",
        "words-out": "enable, recovery: write the words to this file; else they are shown and typed back",
        "words-file": "verify, kit: the file that holds the recovery words; verify asks for them without it",
        "recovery-passphrase-file":
          "enable, recovery: your own passphrase, a strong one; verify: the one to try",
        "recovery-passphrase-out":
          "enable, recovery: write the drawn passphrase (six words) to this file; else it is shown",
        "no-recovery-passphrase": "enable: words alone",
        kit: "enable: also write the recovery kit, words in it, to this file",
        out: "kit: write it to this file as HTML (- for stdout); without, it is printed as text",
        "token-file": "enable: the file that holds the token of a relay that asks for one",
        "dry-run": "restore: only show what would come back",
        "keep-sync": "disable: ways in and points in time go, sync stays (default with other devices)",
        "stop-sync": "disable: everything at the relay goes (default with this device alone)",
        confirm: "disable: the backup's handle; another one: exit 2",
        "confirm-words-file": "recovery words that agree, in place of another device",
        "confirm-passphrase-file": "the recovery passphrase that agrees, in place of another device",
        wait: "how long another device is waited for (then exit 9); default: 300, with disable 0",
        yes: "don't ask",
      },
    },
    recover: {
      summary: "Begins again on this device, with recovery words, or with handle and recovery passphrase.",
      notes: [
        "With another device at hand: holt pair there, holt join here. Words or passphrase come from a file, or are asked",
        "for; wrong ones and nothing found are the same: exit 4. Which old devices still exist is asked; without a",
        `terminal they all stay members. The accounts are then to be verified, one by one. ${STDIN}`,
      ],
      options: {
        relay: "RELAY-URL[#FINGERPRINT]; a whole handle NAME@HOST names it, too",
        "words-file": "the file that holds the recovery words",
        "recovery-passphrase-file": "the file that holds the recovery passphrase",
        handle: "NAME@HOST, as your recovery kit has it; or NAME, with --relay",
        name: "what this device is called; default: the host's name",
        "passphrase-file": "the file that holds this device's own passphrase (default: HOLT_PASSPHRASE_FILE)",
        "no-passphrase": "the key lies beside the vault: whoever reads your files can open it",
        "revoke-others": "all old devices are gone: remove them, and give the vault a new key",
        merge: "yes, the accounts of this device may be added to the recovered vault",
        yes: "the old devices all stay; does not answer for --merge",
      },
    },
    sync: {
      summary: "Sends and fetches what is new, now.",
      options: {
        wait: "until nothing is left to send or to fetch (not in time: exit 9)",
        timeout: "with --wait: at most so long",
      },
    },
    forget: {
      summary: "Leaves the vault with this device, and wipes its data here.",
      options: { yes: "don't ask" },
    },
    relay: {
      summary:
        "Runs a relay, through which devices exchange what is sealed; and what its operator asks of it.",
      notes: [
        "serve runs in the foreground. vaults, remove VAULT, token and fingerprint work while it does. VAULT is an id,",
        "or the beginning of one. The first token closes the relay: opening a vault here takes one from then on.",
      ],
      options: {
        listen: "serve: HOST:PORT, [IPV6]:PORT or :PORT; port 0: any that is free (default: 127.0.0.1:8650)",
        data: "the directory that holds relay.db and relay.key",
        "no-backups": "serve: no vaults with recovery words or passphrase",
        "token-file": "serve: tokens, one a line, each good for one vault; closes the relay",
        "tls-cert": "serve: the certificate (PEM); read again on SIGHUP",
        "tls-key": "serve: its key (PEM)",
        "quota-mb": "serve: what one vault may store under one key; default: 256",
        "max-vaults": "serve: how many vaults; default: 100000",
        "retain-days": "serve: how long what a snapshot covers is kept; default: 30",
        "keep-daily": "serve: points in time kept of a vault with a backup: days; default: 7",
        "keep-weekly": "serve: of these, weeks; default: 4",
        "keep-monthly": "serve: of these, months; default: 12",
        "metrics-open": "serve: /metrics for everyone, not only for this machine",
        "log-addresses": "serve: write down who connects from where",
        list: "token: those that were made",
        revoke: "token: this one, by its id in the list, is no longer good",
        open: "token: from now on none is needed",
        yes: "remove: don't ask",
      },
    },
    daemon: {
      summary: "Runs, stops or shows the daemon that holds the vault. Other commands start it by themselves.",
      notes: [
        "install: a systemd user service with its sockets, or a launchd agent; one for each HOLT_HOME. After an update",
        "that moved holt or Node: install again. What it prints beside its log: journalctl --user -u holt",
      ],
      options: {
        lines: "logs: how many; default: 100",
        follow: "logs: go on with what is written from now on",
      },
    },
    doctor: {
      summary:
        "Looks whether all that holt needs is well, and says what to do where it isn't. Starts no daemon.",
      notes: [
        "Exit 0: nothing fails (warnings don't count). Else the first of: 7 files and disk, 6 config.toml,",
        "5 daemon, relay or clock, 8 backup, 2 a Node that is too old.",
      ],
      options: {},
    },
    config: { summary: "Shows and changes settings (config.toml).", options: {} },
    completion: {
      summary: "Prints a script that teaches bash, zsh or fish what can follow.",
      notes: [
        "SHELL is bash, zsh or fish. Accounts, tags and devices are offered while the vault is unlocked.",
        "Starts no daemon.",
      ],
      options: {},
    },
    demo: {
      summary:
        "Plays the whole story on real processes: pairing, backup, loss, recovery. Touches nothing of yours.",
      options: { keep: "leave the throwaway directory where it is" },
    },
  },
};
