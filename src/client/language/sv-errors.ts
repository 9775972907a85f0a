/**
 * What went wrong, in Swedish.
 */
import { svFields } from "./sv-activity.ts";
import { svReason } from "./sv-reasons.ts";
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
  full: "disken är full",
  damaged: "databasen är skadad",
  "read-only": "det går inte att skriva på disken",
  permission: "behörighet saknas",
  "sqlite-too-old": "SQLite 3.51.3 eller nyare behövs",
  busy: "databasen används av ett annat program",
  "no-folder": "mappen finns inte",
  "is-folder": "det är en mapp",
  io: "disken svarade med ett fel",
} as const;

const STORAGE_HINT = {
  full: "gör plats och försök igen: ingenting har ändrats",
  damaged: "behåll kopian; det du har exporterat kan importeras i ett nytt valv",
  "read-only": "se efter hur disken är monterad",
  permission: "se efter vem som äger den och dess rättigheter",
  "sqlite-too-old": "installera holt på nytt: det har med sig sin egen SQLite",
  busy: "försök igen om en stund",
  "no-folder": "skapa mappen först, eller skriv någon annanstans",
  "is-folder": "ange en fil i den",
  io: "se efter i systemets logg, och säkerhetskopiera snart",
} as const;

const WRONG_KEY = {
  passphrase: "fel lösenfras",
  "file-password": "fel lösenord för filen",
  words: "fel återställningsord",
} as const;

const SERVER = { daemon: "demonen", relay: "reläet" } as const;
const WHAT: Readonly<Record<string, string>> = { uri: "URI:n", folder: "mappen", picture: "bilden" };

const BAD_FIELD = {
  bad: (what: string) => `inget bra värde: ${what}`,
  nameOf: (field: string) => svFields[field] ?? field,
  reasonOf: svReason,
};

const ASKED_FOR: Readonly<Record<string, { readonly name: string; readonly hint: string }>> = {
  passphrase: { name: "lösenfrasen", hint: "ange en fil som innehåller den: --passphrase-file FILE" },
  "new-passphrase": {
    name: "den nya lösenfrasen",
    hint: "ange en fil som innehåller den: --new-passphrase-file FILE",
  },
  password: { name: "lösenordet", hint: "ange en fil som innehåller det: --password-file FILE" },
  secret: { name: "hemligheten", hint: "ange en fil som innehåller den: --secret-file FILE" },
  uri: { name: "URI:n", hint: "ge den på stdin: holt add -" },
};

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
    explain(
      query === "" ? "inget konto" : `inget konto passar på ${query}`,
      "se alla: holt list",
      "eller i papperskorgen: holt trash",
    ),
  ambiguous: ({ query, candidates }) =>
    explain(
      `${candidates.length} konton passar på ${query}`,
      ...listCandidates(candidates, (count) => `och ${count} till: holt list`),
    ),
  malformed: ({ what, where, reason, choices, skipped = [] }) =>
    explain(
      `${skipped.length > 1 ? `ingen av ${skipped.length} poster kan importeras, den första: ` : ""}${placeAndReason(where || (WHAT[what] ?? what), svReason(reason))}`,
      ...(reason === NO_FORMAT
        ? ["se vilka det läser: holt formats", "även en bild av en QR-kod går bra"]
        : []),
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
      `${SERVER[what]} går inte att nå${detail === undefined ? "" : `: ${detail}`}`,
      ...(log === undefined ? [] : [`se efter i dess logg: ${log}`]),
      ...(what === "daemon" && detail === undefined ? ["starta den: holt daemon start"] : []),
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
  "bad-field": (field) => explain(badField(field, BAD_FIELD)),
  "pin-needed": (account) =>
    explain(
      `${account || "kontot"} har ingen kod utan sin PIN-kod`,
      "ange den: holt edit QUERY --pin-file FILE",
    ),
  "nothing-to-change": () => explain("ingenting att ändra", "se vad som kan ändras: holt edit --help"),
  "nothing-to-undo": () => explain("ingenting att ångra"),
  "nothing-to-redo": () => explain("ingenting att göra om"),
  "undo-conflict": (what) =>
    explain(`det har ändrats sedan dess${what ? `: ${what}` : ""}`, "se vem som ändrade vad: holt log"),
  "file-exists": (file) => explain(`${file} finns redan`, "skriv över den: --force"),
  "no-terminal": (what) => {
    const { name, hint } = ASKED_FOR[what] ?? { name: what, hint: undefined };
    return what === ""
      ? explain("det finns ingen terminal", "vad som går utan: holt --help")
      : explain(
          `det finns ingen terminal, så det går inte att fråga efter ${name}`,
          ...(hint === undefined ? [] : [hint]),
        );
  },
  "confirmation-needed": (what) => explain(`inte bekräftat${what ? `: ${what}` : ""}`, "svara ja: --yes"),
  "passphrase-empty": () =>
    explain("lösenfrasen är tom", "utan lösenfras: --no-passphrase (nyckeln ligger då bredvid valvet)"),
  "passphrases-differ": () => explain("lösenfraserna är inte lika"),
  "no-passphrase-set": () => explain("valvet har ingen lösenfras", "ge det en: holt passwd"),
  "needs-newer-holt": (what) => explain(`${what || "kontot"} behöver ett nyare holt`),
  "unknown-setting": (key) => explain(`ingen inställning heter ${key}`, "se alla: holt config list"),
  "bad-setting": (key) => explain(`inget bra värde: ${key}`, "se vad var och en betyder: holt config list"),
  "not-in-trash": (query) =>
    explain(`finns inte i papperskorgen${query ? `: ${query}` : ""}`, "se vad som gör det: holt trash"),
  "unknown-command": (name) => explain(`inget kommando heter ${name}`, "se alla: holt --help"),
  "unknown-action": (name) => explain(`ingen åtgärd heter ${name}`),
  "unknown-option": (name) => explain(`ingen flagga heter ${name}`),
  "option-needs-value": (name) =>
    explain(`${name} behöver ett värde`, `ett som börjar med bindestreck: ${name}=-VALUE`),
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
