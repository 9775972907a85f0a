/**
 * Command lines and requests that make no sense, in Swedish: what is the matter, and how to say it.
 */
import { svBackupUsage } from "./sv-backup-facts.ts";
import { svFields } from "./sv-activity.ts";
import { svReason } from "./sv-reasons.ts";
import { badField, explain, type UsageSentences } from "./sentences.ts";

/** What a person would have been asked for, and how a script says it. */
const ASKED_FOR: Readonly<Record<string, { readonly name: string; readonly hint: string }>> = {
  passphrase: { name: "lösenfrasen", hint: "ange en fil som innehåller den: --passphrase-file FILE" },
  "new-passphrase": {
    name: "den nya lösenfrasen",
    hint: "ange en fil som innehåller den: --new-passphrase-file FILE",
  },
  password: { name: "lösenordet", hint: "ange en fil som innehåller det: --password-file FILE" },
  secret: { name: "hemligheten", hint: "ange en fil som innehåller den: --secret-file FILE" },
  uri: { name: "URI:n", hint: "ge den på stdin: holt add -" },
  link: { name: "anslutningslänken", hint: "ge den på stdin: holt join -" },
};

const BAD_FIELD = {
  bad: (what: string) => `inget bra värde: ${what}`,
  nameOf: (field: string) => svFields[field] ?? field,
  reasonOf: svReason,
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
  "format-no-codes": (format) =>
    explain(
      `${format} har inga QR-koder`,
      "--to google: upp till tio konton i en kod",
      "--to otpauth: ett konto i varje",
    ),
  "format-no-import": (format) => explain(`${format} kan bara exporteras`, "se de andra: holt formats"),
  "password-needed": (file) =>
    explain(`${file || "filen"} är krypterad`, "ange dess lösenord: --password-file FILE"),
  "hotp-has-no-time": () => explain("en räknarbaserad kod har ingen tid", "utelämna --at och --next"),
  "hotp-not-watched": () =>
    explain("en räknarbaserad kod kan inte bevakas: att visa den förbrukar den", "utelämna --watch"),
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
  "to-enrol": (account) =>
    explain(
      `${account || "kontot"} har ingen hemlighet än: det ska registreras på nytt`,
      "ställ in det på nytt hos tjänsten och ge det den nya hemligheten: holt edit QUERY --secret-file FILE",
    ),
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
  "file-unreadable": (file) => explain(`kan inte läsa ${file}`),
  "no-clipboard": () =>
    explain(
      "inget urklipp hittades",
      "installera wl-clipboard eller xclip, eller använd en terminal som kan OSC 52",
    ),
  "no-picture": (place) =>
    place === "clipboard"
      ? explain("det finns ingen bild i urklipp", "kopiera själva bilden, inte dess adress eller fil")
      : explain("det gick inte att ta en bild av skärmen", "spara en skärmbild i en fil: --qr FILE"),
  "no-picture-tool": (place) =>
    place === "clipboard"
      ? explain("inget här läser bilder från urklipp", "installera wl-clipboard, xclip eller pngpaste")
      : explain(
          "inget här tar bilder av skärmen",
          "installera grim (Wayland), eller maim, scrot eller ImageMagick (X11)",
          "eller spara en skärmbild i en fil: --qr FILE",
        ),

  "no-such-program": (name) =>
    explain(
      `inget program heter ${name}, eller så kan det inte köras`,
      "ange dess namn eller sökväg efter --",
    ),

  "bad-relay-address": (address) =>
    explain(
      `inte adressen till ett relä: ${address}`,
      "den ser ut som wss://relay.example.org eller relay.example.org:8443",
    ),
  "bad-fingerprint": (text) =>
    explain(
      `inte ett reläs fingeravtryck${text ? `: ${text}` : ""}`,
      "se det på servern: holt relay fingerprint",
      "utan ett fästs den första nyckeln som syns: utelämna # och det som följer",
    ),
  // The link lets somebody in: it is not repeated.
  "bad-join-link": () =>
    explain(
      "det här är ingen anslutningslänk, eller inte en hel",
      "skapa en på en enhet som har valvet: holt pair",
    ),
  "not-a-member": (member) => explain(`ingen enhet passar på ${member}`, "se alla: holt devices"),
  "member-ambiguous": (member) =>
    explain(`flera enheter passar på ${member}`, "ange den med dess id: holt devices"),
  "already-linked": (relay) =>
    explain(`valvet har redan ett relä${relay ? `: ${relay}` : ""}`, "se hur det står till: holt status"),
  "already-member": () => explain("enheten är redan medlem i det valvet", "få den i takt: holt sync"),
  "is-this-device": () =>
    explain("det är den här enheten själv", "för att lämna valvet och radera det här: holt forget"),
  "last-full-member": () =>
    explain(
      "det är valvets sista fullvärdiga medlem: utan den kunde ingen släppa in en enhet",
      "släpp in en annan enhet först, och bekräfta den: holt pair",
    ),
  "no-service-manager": () =>
    explain(
      "ingen tjänstehanterare är igång för dig: varken systemd med en session för dig, eller launchd",
      "inget behöver installeras: andra kommandon startar demonen när de behöver den",
      "för att låta något annat hålla den igång: holt daemon run",
    ),
  "service-file-taken": (file) =>
    explain(`${file} är inte skriven av holt, och lämnas i fred`, "flytta undan den och försök igen"),
  "no-such-vault": (vault) =>
    explain(`inget valv här, eller flera, passar på ${vault}`, "se alla: holt relay vaults"),
  "no-such-token": (token) =>
    explain(`det finns ingen oanvänd token ${token}`, "se alla: holt relay token --list"),
  "bad-listen-address": (address) =>
    explain(`kan inte lyssna på ${address}`, "VÄRD:PORT, [IPV6]:PORT eller :PORT för alla datorns adresser"),
  "no-such-request": (id) =>
    explain(`ingen förfrågan heter ${id}, eller så är den över`, "se vad som väntar: holt requests"),
  "merge-needs-yes": () =>
    explain(
      "inte ansluten: ingen har sagt att enhetens konton får läggas i det andra valvet",
      "säg det: --merge (--yes räcker inte)",
      "för att hålla dem isär: anslut med HOLT_HOME satt till en annan katalog",
    ),
  "lan-not-possible": (why) =>
    explain(
      `enheten kan inte vara relä i det lokala nätet${why ? `: ${svReason(why)}` : ""}`,
      "använd ett någon annanstans: holt link RELAY-URL",
    ),
  ...svBackupUsage,
};
