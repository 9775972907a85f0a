/**
 * What went wrong, in Swedish.
 */
import { explain, type ErrorSentences, type UsageSentences } from "./sentences.ts";

const STORAGE = {
  full: "disken är full",
  damaged: "databasen är skadad",
  "read-only": "det går inte att skriva på disken",
  permission: "behörighet saknas",
  "sqlite-too-old": "SQLite 3.51.3 eller nyare behövs",
  busy: "databasen används av ett annat program",
  io: "disken svarade med ett fel",
} as const;

const STORAGE_HINT = {
  full: "gör plats och försök igen: ingenting har ändrats",
  damaged: "behåll kopian; det du har exporterat kan importeras i ett nytt valv",
  "read-only": "se efter hur disken är monterad",
  permission: "se efter vem som äger den och dess rättigheter",
  "sqlite-too-old": "installera holt på nytt: det har med sig sin egen SQLite",
  busy: "försök igen om en stund",
  io: "se efter i systemets logg, och säkerhetskopiera snart",
} as const;

const WRONG_KEY = {
  passphrase: "fel lösenfras",
  "file-password": "fel lösenord för filen",
  words: "fel återställningsord",
} as const;

const WHAT = { daemon: "demonen", relay: "reläet" } as const;

export const svErrors: ErrorSentences = {
  "no-vault": ({ movedTo }) =>
    movedTo === undefined
      ? explain("det finns inget valv på den här enheten än", "skapa ett: holt init")
      : explain(
          `valvets databas var skadad och heter nu ${movedTo}`,
          "behåll den filen",
          "skapa ett nytt valv och importera det du har exporterat: holt init",
        ),
  "vault-exists": () =>
    explain("enheten har redan ett valv", "ett till vid sidan om: låt HOLT_HOME peka på en annan katalog"),
  locked: () => explain("valvet är låst", "lås upp det: holt unlock"),
  "wrong-key": ({ what }) => explain(WRONG_KEY[what]),
  "not-found": ({ query }) =>
    explain(query === "" ? "inget konto" : `inget konto passar på ${query}`, "se alla: holt list"),
  ambiguous: ({ query, candidates }) =>
    explain(
      `${candidates.length} konton passar på ${query}`,
      ...candidates.map(({ id, issuer, name }) => `${id}  ${issuer}${issuer && name ? "  " : ""}${name}`),
    ),
  malformed: ({ what, where, reason, choices }) =>
    explain(
      `${where === "" ? what : where}: ${reason}`,
      ...(choices ?? []).map((choice) => `om det är ${choice}: --from ${choice}`),
    ),
  storage: ({ reason, file, movedTo, detail }) =>
    explain(
      `${STORAGE[reason]}${file === undefined ? "" : `: ${file}`}${detail === undefined ? "" : ` (${detail})`}`,
      ...(movedTo === undefined ? [] : [`den skadade databasen heter nu ${movedTo}`]),
      STORAGE_HINT[reason],
    ),
  "already-running": ({ pid }) =>
    explain(
      `en demon är redan igång${pid === undefined ? "" : ` (pid ${pid})`}`,
      "stoppa den: holt daemon stop",
    ),
  unreachable: ({ what, log, detail }) =>
    explain(
      `${WHAT[what]} går inte att nå${detail === undefined ? "" : `: ${detail}`}`,
      ...(log === undefined ? [] : [`se efter i dess logg: ${log}`]),
    ),
  refused: ({ reason }) => explain(`nekades: ${reason}`),
  timeout: ({ what }) => explain(`väntade för länge: ${what}`),
  "version-mismatch": ({ daemonVersion, clientVersion }) =>
    explain(
      `det här är holt ${clientVersion}, dess demon är ${daemonVersion}`,
      "starta om den: holt daemon restart",
    ),
  interrupted: () => explain("avbrutet"),
  internal: ({ detail }) =>
    explain(`det här är ett fel i holt: ${detail}`, "rapportera det, med: holt --version"),
};

export const svUsage: UsageSentences = {
  "password-or-plaintext": () =>
    explain(
      "varken kryptering eller klartext har begärts",
      "krypterat: --password-file FILE",
      "läsbart för alla: --plaintext",
    ),
  "format-not-encrypted": (format) =>
    explain(`${format || "formatet"} kan inte krypteras`, "med --plaintext skrivs det läsbart för alla"),
  "format-not-plain": (format) =>
    explain(`${format || "formatet"} är alltid krypterat`, "ange ett lösenord: --password-file FILE"),
  "format-unknown": (format) => explain(`inget format heter ${format}`, "se alla: holt formats"),
  "format-no-export": (format) => explain(`${format} kan bara importeras`, "se de andra: holt formats"),
  "format-no-import": (format) => explain(`${format} kan bara exporteras`, "se de andra: holt formats"),
  "password-needed": (file) =>
    explain(`${file || "filen"} är krypterad`, "ange dess lösenord: --password-file FILE"),
  "hotp-has-no-time": () => explain("en räknarbaserad kod har ingen tid", "utelämna --at och --next"),
  "field-not-for-type": (field) => explain(`ett konto av den här typen har inget ${field}`),
  "bad-field": (field) => explain(`inget bra värde: ${field}`),
  "nothing-to-change": () => explain("ingenting att ändra", "se vad som kan ändras: holt edit --help"),
  "nothing-to-undo": () => explain("ingenting att ångra"),
  "nothing-to-redo": () => explain("ingenting att göra om"),
  "undo-conflict": (what) =>
    explain(`det har ändrats sedan dess${what ? `: ${what}` : ""}`, "se vem som ändrade vad: holt log"),
  "file-exists": (file) => explain(`${file} finns redan`, "skriv över den: --force"),
  "no-terminal": (what) => explain(`det finns ingen terminal${what ? ` att fråga på efter ${what}` : ""}`),
  "confirmation-needed": (what) => explain(`inte bekräftat${what ? `: ${what}` : ""}`, "svara ja: --yes"),
  "passphrase-empty": () =>
    explain("lösenfrasen är tom", "utan lösenfras: --no-passphrase (nyckeln ligger då bredvid valvet)"),
  "passphrases-differ": () => explain("lösenfraserna är inte lika"),
  "no-passphrase-set": () => explain("valvet har ingen lösenfras", "ge det en: holt passwd"),
  "needs-newer-holt": (what) => explain(`${what || "kontot"} behöver ett nyare holt`),
  "unknown-setting": (key) => explain(`ingen inställning heter ${key}`, "se alla: holt config list"),
  "bad-setting": (key) => explain(`inget bra värde: ${key}`, "se vad var och en betyder: holt config list"),
  "not-in-trash": (query) =>
    explain(`finns inte i papperskorgen: ${query}`, "se vad som gör det: holt trash"),
  "unknown-command": (name) => explain(`inget kommando heter ${name}`, "se alla: holt --help"),
  "unknown-option": (name) => explain(`ingen flagga heter ${name}`),
  "option-needs-value": (name) => explain(`${name} behöver ett värde`),
  "option-takes-no-value": (name) => explain(`${name} tar inget värde`),
  "options-conflict": (names) => explain(`går inte ihop: ${names}`),
  "option-missing": (name) => explain(`saknas: ${name}`),
  "missing-argument": (name) => explain(`saknas: ${name}`),
  "too-many-arguments": (argument) => explain(`ett argument för mycket: ${argument}`),
  "not-there-yet": (what) => explain(`${what} finns inte än: det kommer i en senare version`),
  "file-unreadable": (file) => explain(`kan inte läsa ${file}`),
  "no-clipboard": () =>
    explain(
      "inget urklipp hittades",
      "installera wl-clipboard eller xclip, eller använd en terminal som kan OSC 52",
    ),
};
