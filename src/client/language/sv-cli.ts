/**
 * What the command line says in Swedish.
 */
import type { SettingKey } from "../../protocol/config.ts";
import type { BackupStateName } from "../../protocol/view.ts";
import type { cliEn } from "./en-cli.ts";
import { placeAndReason } from "./sentences.ts";
import { svReason } from "./sv-reasons.ts";
import { duration, time } from "./time-text.ts";

const accounts = (count: number): string => `${count} ${count === 1 ? "konto" : "konton"}`;

const BACKUP: Readonly<Record<BackupStateName, string>> = {
  off: "av",
  waiting: "väntar",
  on: "på",
  failing: "misslyckas",
  deleting: "raderas",
};

const SETTINGS: Readonly<Record<SettingKey, string>> = {
  "lock.idle-minutes": "minuter utan användning tills valvet låses; 0: aldrig",
  "lock.on-suspend": "true eller false: lås när datorn har varit i vila",
  "ui.language": "auto, en eller sv",
  "ui.hide-codes": "true eller false: visa koder bara på begäran (blanksteg)",
  "ui.sort": "name, used eller added",
  "ui.theme": "auto, dark, light, high-contrast eller terminal (dess egna 16 färger)",
  "ui.mouse": "true eller false: klick och hjul fungerar i terminalgränssnittet",
  "clock.offset-seconds":
    "sekunder som koder ligger före datorns klocka, där den inte kan ställas rätt; 0: inga",
  "prompt.pinentry": "auto, never, eller det pinentry-program som frågar efter lösenfraser",
  "notify.desktop": "true eller false: en skrivbordsavisering när en annan enhet ber om något",
  "copy.clear-seconds": "sekunder tills en kopierad kod rensas, om den är oförändrad; 0: aldrig",
};

export const cliSv: typeof cliEn = {
  language: "sv",
  hint: "tips",
  seeHelp: (command): string => `se vad det tar: holt ${command} --help`,
  yes: "ja",
  no: "nej",
  yesOrNo: "j/N",
  yesAnswers: ["j", "ja", "y", "yes"],
  duration,
  time,

  askPassphrase: "lösenfras: ",
  askNewPassphrase: "ny lösenfras: ",
  askAgain: "en gång till: ",
  askFilePassword: "filens lösenord: ",
  askUri: "otpauth://-URI: ",
  askSecret: "hemlighet (base32): ",
  severalFormats: "det här kan vara i flera format:",
  askWhich: "vilket?",
  askEmptyTrash: (count): string => `radera ${accounts(count)} för gott?`,

  vault: "valv",
  device: "enhet",
  daemon: "demon",
  sync: "synk",
  backup: "kopia",
  clock: "klocka",
  attention: "obs",
  noVault: "inget än",
  locked: "låst",
  unlocked: (count: number, minutes: number | null): string =>
    `upplåst, ${accounts(count)}${minutes === null ? "" : `, låses om ${minutes} min`}`,
  daemonRuns: (pid: number, version: string, uptimeSeconds: number): string =>
    `igång i ${duration(uptimeSeconds)}, pid ${pid}, holt ${version}`,
  onlyHere: "bara på den här enheten",
  backupStates: BACKUP,
  clockOff: (seconds): string => `din klocka och reläets skiljer sig ${Math.abs(seconds)} s`,

  vaultMade: (device: string): string => `skapade ett valv på ${device} och låste upp det`,
  warnNoPassphrase: "varning: utan lösenfras kan den som kan läsa dina filer öppna valvet",
  passphraseChanged: "ändrade lösenfrasen",
  isDuplicate: "ett likadant fanns redan; holt undo tar bort det här igen",
  leftOut: (count) => `utelämnat: ${count} finns redan`,
  edited: (account: string): string => `ändrade ${account}`,
  trashed: (account: string): string => `lade ${account} i papperskorgen`,
  restored: (account: string): string => `tog tillbaka ${account} ur papperskorgen`,
  verified: (account: string): string => `${account} är kontrollerat`,
  purged: (count): string => `raderade ${accounts(count)} för gott`,
  imported: ({ format, imported, duplicates, isDryRun, onDuplicate }): string => {
    const added = `${isDryRun ? "skulle importera" : "importerade"} ${accounts(imported)} från ${format}`;
    if (duplicates === 0) return added;
    if (onDuplicate === "add") return `${added}, ${duplicates} av dem för andra gången`;
    return `${added}, utelämnade ${duplicates} som redan finns`;
  },
  skipped: (where: string, reason: string): string => `utelämnat: ${placeAndReason(where, svReason(reason))}`,
  exportedWithout: (where, fields): string => `exporterades utan ${fields.join(", ")}: ${where}`,
  exported: (count: number, format: string): string => `exporterade ${accounts(count)} som ${format}`,
  askExportWithout: (count) => `skriv filen utan ${count === 1 ? "det kontot" : `de ${count} kontona`}?`,
  wouldExport: (count, format) => `skulle exportera ${accounts(count)} som ${format}`,
  codeOfSeries: (number, count) => `QR-kod ${number} av ${count}`,
  askNextCode: "Enter visar nästa ",
  codesTitle: "Konton att skanna",
  codesWarning: "Den som ser koderna kan göra dina engångskoder: förstör sidan när du har skannat dem.",
  qrWritten: (account: string, path: string): string => `skrev QR-koden för ${account} till ${path}`,
  copied: (method: string, clearsAfterSeconds: number | null): string => {
    const how = method === "osc52" ? "bad terminalen kopiera (OSC 52)" : `kopierade med ${method}`;
    if (clearsAfterSeconds !== null) return `${how}, rensas om ${clearsAfterSeconds} s om det är oförändrat`;
    return method === "osc52" ? `${how}; den säger inte om den gjorde det, och det rensas inte` : how;
  },
  moreCodes: (count: number): string => `… ${count} till`,
  noAccounts: "inga konton",
  trashIsEmpty: "papperskorgen är tom",
  needsNewer: (type: string): string => `${type} (behöver ett nyare holt)`,
  toEnrol: "ska registreras på nytt",
  enrolAgainHint: "de sparas med namn, för att registreras på nytt, med --enrol-again",
  enrolledByName: (count) => `sparade med namn, ska registreras på nytt: ${accounts(count)}`,
  askEnrolAgain: (count) =>
    `spara ${count === 1 ? "det" : `de ${count}`} med namn, för att registrera på nytt senare?`,
  toEnrolFound: (count) =>
    `${accounts(count)} kan inte ge koder här; sparas de med namn, med skälet som anteckning, glöms inget bort:`,
  nothingFound: "inget att anmärka på",

  settings: SETTINGS,

  daemonReady: (pid): string => `redo, pid ${pid}`,
  daemonStarted: (pid): string => `startad, pid ${pid}`,
  daemonStopped: "stoppad",
  daemonNotRunning: "inte igång",

  columns: {
    id: "id",
    issuer: "utgivare",
    name: "namn",
    type: "typ",
    tags: "etiketter",
    code: "kod",
    left: "kvar",
    format: "format",
    import: "import",
    export: "export",
    encrypted: "krypterat",
    setting: "inställning",
    value: "värde",
    meaning: "betydelse",
    algorithm: "algoritm",
    digits: "siffror",
    period: "period",
    counter: "räknare",
    pinned: "fäst",
    verified: "kontrollerat",
    created: "tillagt",
    trashed: "i papperskorgen sedan",
    lastUsed: "senast använt",
    secret: "hemlighet",
    note: "anteckning",
    recoveryCodes: "reservkoder",
  },
};
