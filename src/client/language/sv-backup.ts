/**
 * What the command line says of backup and recovery, in Swedish.
 */
import { svBackupProblems, svWays } from "./sv-backup-facts.ts";
import type { enBackup } from "./en-backup.ts";
import { time } from "./time-text.ts";

const accounts = (count: number): string => `${count} ${count === 1 ? "konto" : "konton"}`;

const CHANGES = { add: "nytt", replace: "ersatt", remove: "bort" } as const;

export const svBackup: typeof enBackup = {
  requestChange: (what, kind) => `${CHANGES[what]}: ${svWays[kind] ?? kind}`,
  steps: {
    linking: "använder reläet",
    deriving: "gör nycklar",
    asking: "frågar valvets medlemmar",
    uploading: "skickar allt till reläet",
    "reading-back": "läser tillbaka det, som en ny enhet skulle",
    comparing: "jämför konto för konto, kod för kod",
    erasing: "väntar på att reläet raderar det, och på dess kvitto",
    looking: "letar efter valvet",
    downloading: "hämtar valvet",
    admitting: "släpper in den här enheten",
    "removing-devices": "tar bort enheter",
    syncing: "för enheten i takt",
  },
  bytes: (count) => (count < 10_240 ? `${count} byte` : `${Math.ceil(count / 1024)} KiB`),
  ways: svWays,
  problems: svBackupProblems,
  reminders: {
    prove: "inte prövad på ett tag: holt backup verify",
    "type-passphrase": "kan du den ännu? holt backup verify",
  },
  differences: {
    missing: "finns inte där",
    extra: "finns bara där",
    changed: "ändrat",
    code: "ger en annan kod",
  },
  pointDifferences: {
    missing: "finns inte här längre",
    extra: "finns bara där",
    changed: "var annorlunda",
    code: "gav en annan kod",
  },

  consent: (relay, handle) => [
    `${relay} förvarar valvets alla konton, förseglade på den här enheten, så länge säkerhetskopian är på`,
    "ingen utom du kan läsa dem: inte den som driver reläet, inte den som stjäl dess disk",
    "24 återställningsord öppnar det när alla enheter är borta, och det gör en återställningsfras, om du har en",
    ...(handle === null ? [] : [`till frasen hör ett namn: ${handle}`]),
    "den som har orden, eller namn och fras, har dina konton; utan dem kan ingen hjälpa dig",
  ],
  mustAgree: (names) =>
    `en annan medlem måste hålla med: ${names.join(", ")} (holt requests), eller ord eller fras till en säkerhetskopia`,
  mustSign: "ingen annan enhet kan säga ja: orden eller frasen som öppnar valvet nu måste skriva under",
  askSigner: "nuvarande återställningsord eller återställningsfras: ",
  askEnable: "slå på säkerhetskopian?",
  theseWords: "dina återställningsord: skriv upp dem nu, de visas inte igen",
  askSeen: "Enter när de står på papper: ",
  askWord: (place) => `ord ${place}: `,
  notThatWord: "det är det inte",
  wordsWritten: (file) => `skrev återställningsorden till ${file}: förvara den där ingen ser`,
  thisPassphrase: "din återställningsfras: skriv upp den nu, den visas inte igen",
  passphraseWritten: (file) => `skrev återställningsfrasen till ${file}`,
  keptFile: (file) => `${file} är kvar: det som står där kan öppna valvet`,
  confirmOn: (names) =>
    names.length === 0 ? "en andra underskrift behövs" : `säg ja på ${names.join(" eller ")}: holt approve`,
  confirmWords: "den måste visa de här orden",
  confirmedBy: (name) => `${name} sade ja`,
  kitWritten: (file) => `skrev återställningsbladet till ${file}: skriv ut det, förvara det med orden`,
  kitAdvice: "gör ett återställningsblad att skriva ut: holt backup kit --out kit.html",
  enabled: "säkerhetskopian är på, och prövad",

  rows: {
    backup: "kopia",
    relay: "relä",
    key: "relänyckel",
    handle: "namn",
    waysIn: "vägar in",
    last: "lagrad",
    pending: "att skicka",
    size: "storlek",
    points: "tidpunkter",
    checked: "sedd över",
    proven: "prövad",
    problem: "problem",
    since: "sedan",
    advice: "råd",
    deletes: "raderas",
    ended: "slutade",
  },
  never: "aldrig",
  sinceWhen: (at) => `sedan ${time(at)}`,
  endedBy: (by, at) => `${time(at)}${by === "" ? "" : ` av ${by}`}`,
  whenReached: "när reläet har bekräftat det",

  askWay: "återställningsord eller återställningsfras: ",
  askWords: "återställningsord: ",
  askRecoveryPassphrase: "återställningsfras: ",
  proven: (count, asOf, author) =>
    `prövad: alla ${accounts(count)} kom tillbaka, per ${time(asOf)}${author === "" ? "" : ` (${author})`}`,

  added: (kind) => `ny väg in: ${svWays[kind] ?? kind}`,
  replaced: (kind) => `ersatt: ${svWays[kind] ?? kind}; det gamla öppnar inget längre`,
  removed: (kind) => `borttaget: ${svWays[kind] ?? kind}`,
  askRemove: (kind) => `ta bort ${svWays[kind] ?? kind}?`,
  noWays: "det finns ingen väg in: säkerhetskopian är av",

  noPoints: "reläet har ingen tidpunkt än",
  pointDiffers: (at, author) =>
    `${time(at)}${author === "" ? "" : `, av ${author}`}: det som finns där och inte i valvet, eller annorlunda`,
  nothingToBringBack: "inget i den som inte finns här",
  askBringBack: (count) => `hämta tillbaka ${accounts(count)}?`,
  broughtBack: (count) => `hämtade tillbaka ${accounts(count)}; holt undo ångrar det`,

  disables: (relay, keepsSync) => [
    keepsSync
      ? `${relay ?? "reläet"} raderar tidpunkterna, och återställningsord och -fras öppnar inget längre`
      : `${relay ?? "reläet"} raderar allt av valvet, och enheterna slutar synka`,
    "kontona finns kvar på den här enheten, och på alla andra",
  ],
  disablesLater:
    "med den här enheten ensam sker det om 7 dagar, om ingen annan säger nej; genast: --wait S och ett ja där, --confirm-words-file eller --confirm-passphrase-file",
  askHandle: (handle) => `skriv namnet för att gå vidare (${handle}): `,
  askDisable: "radera säkerhetskopian?",
  disabled: "raderad; reläet har skrivit under på det:",
  receipt: {
    relay: "relä",
    at: "när",
    what: "vad",
    fingerprint: "relänyckel",
    signature: "underskrift",
  },
  receiptWhat: { backup: "säkerhetskopian", all: "allt" },
  deletesAt: (at) => `den raderas ${time(at)}, om ingen annan enhet säger nej; till dess: holt backup status`,
  deletesSoon: "begärt, och inte bekräftat av reläet än: det går vidare av sig självt, se holt backup status",

  askRelay: "reläets adress: ",
  found: (count, asOf, author) =>
    `hittade: ${accounts(count)}, per ${time(asOf)}${author === "" ? "" : ` (${author})`}`,
  foundIn: (vaultId) => `i valvet ${vaultId}`,
  hereAlready: (ours) =>
    `enheten har ett valv med ${accounts(ours)}: de skulle läggas till, och det gamla valvet ligger kvar förseglat bredvid i 30 dagar`,
  askMerge: (ours) => `lägg till ${accounts(ours)} från den här enheten?`,
  askStillThere: (name, fingerprint) => `har du ${name} kvar (${fingerprint})?`,
  askRemoveDevices: (names) => `ta bort ${names.join(", ")}, och ge valvet en ny nyckel?`,
  recovered: (count, asOf) => `återställt: ${accounts(count)}, per ${time(asOf)}`,
  toVerify: (count) =>
    `${count} att pröva: prova varje kod en gång, sedan holt verify QUERY (se holt list --unverified)`,
  nowProve: "se hur säkerhetskopian mår: holt backup status",

  columns: {
    way: "väg in",
    since: "sedan",
    point: "id",
    at: "lagrad",
    size: "storlek",
    by: "av",
    what: "vad",
  },
};
