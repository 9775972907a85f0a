/**
 * Who did what, in Swedish.
 */
import { svBackupActions, svBackupActivity, svWays } from "./sv-backup-facts.ts";
import type { ActivityEntry, ActivityType } from "../../protocol/view.ts";
import { svVoidReasons } from "./sv-rules.ts";
import { type ActivitySentences, type AuditSentences, wordsOf } from "./sentences.ts";

const fact = ({ details }: { details: ActivityEntry["details"] }, name: string): string =>
  String(details[name] ?? "");
const many = (count: string, one: string, more: string): string => `${count} ${count === "1" ? one : more}`;
const accounts = (entry: ActivityEntry): string =>
  entry.account ?? many(fact(entry, "count") || "?", "konto", "konton");

/** Undo doesn't know it any more. */
const format = (entry: ActivityEntry): string => {
  const name = fact(entry, "format");
  return name === "" ? "" : ` (${name})`;
};

const relay = (entry: ActivityEntry): string => (fact(entry, "relay") ? ` ${fact(entry, "relay")}` : "");
const device = (entry: ActivityEntry): string =>
  svWays[fact(entry, "device")] ?? (fact(entry, "device") || "en enhet");
const isProvisional = (entry: ActivityEntry): boolean => fact(entry, "provisional") === "1";
const why = (entry: ActivityEntry): string => {
  const reason = fact(entry, "reason");
  return reason === "" ? "" : ` (${wordsOf(svVoidReasons, reason)})`;
};

export const svFields: Readonly<Record<string, string>> = {
  issuer: "utgivare",
  name: "namn",
  note: "anteckning",
  recoveryCodes: "reservkoder",
  tags: "etiketter",
  pinned: "nålmärke",
  otp: "engångskod",
  secret: "hemlighet",
  algorithm: "algoritm",
  digits: "siffror",
  period: "period",
  counter: "räknare",
  type: "typ",
  pin: "PIN",
  verified: "kontrollerat",
  trashedAt: "papperskorg",
  replaced: "ersatta hemligheter",
};
const fields = (entry: ActivityEntry): string =>
  entry.fields.length === 0 ? "" : `: ${entry.fields.map((field) => svFields[field] ?? field).join(", ")}`;

export const svActions: Readonly<Record<ActivityType, string>> = {
  "vault-created": "valvet skapat",
  unlocked: "upplåst",
  locked: "låst",
  "passphrase-changed": "lösenfrasen ändrad",
  "os-keyring-on": "nyckelringen används",
  "os-keyring-off": "nyckelringen används inte",
  "account-added": "lade till",
  "account-edited": "ändrade",
  "account-trashed": "lade i papperskorgen",
  "account-restored": "återställde",
  "account-purged": "raderade för gott",
  "accounts-imported": "importerade",
  "accounts-exported": "exporterade",
  "secret-revealed": "hemlighet visad",
  "code-advanced": "ny kod",
  "account-verified": "kontrollerade",
  undone: "ångrade",
  redone: "gjorde om",
  "storage-damaged": "skadad databas",
  linked: "relä valt",
  unlinked: "relä lämnat",
  "relay-moved": "relä bytt",
  "relay-lost-data": "reläet förlorade data",
  "relay-fork": "reläet visar två historier",
  "devices-differ": "enheter skiljer sig",
  "record-void": "post ej mottagen",
  "member-admitted": "enhet insläppt",
  "member-confirmed": "enhet bekräftad",
  "member-revoked": "enhet borttagen",
  "member-left": "enhet lämnade",
  "device-renamed": "enhet omdöpt",
  "vault-joined": "ansluten till valvet",
  "accounts-merged": "konton sammanslagna",
  "generation-renewed": "ny skribent",
  "revoked-here": "den här enheten togs bort",
  ...svBackupActions,
};
const action = (entry: ActivityEntry): string => {
  const name = fact(entry, "action");
  return svActions[name as ActivityType] ?? name;
};
/** What undo and redo did, in the words of the change itself: "edited GitHub (sven)", "imported 7 accounts". */
function change(entry: ActivityEntry): string {
  const name = fact(entry, "action");
  const isPlain = name in svActivity && name !== "undone" && name !== "redone";
  const what = isPlain ? svActivity[name as ActivityType]({ ...entry, fields: [] }) : action(entry);
  const conflicts = fact(entry, "conflicts");
  const left = conflicts === "" ? "" : ` (${many(conflicts, "fält", "fält")} lämnades, ändrade sedan dess)`;
  return what + left;
}

export const svActivity: ActivitySentences = {
  "vault-created": () => "skapade valvet",
  unlocked: (entry) => `låste upp valvet${fact(entry, "by") === "" ? "" : " från skrivbordets nyckelring"}`,
  locked: () => "låste valvet",
  "passphrase-changed": () => "ändrade valvets lösenfras",
  "os-keyring-on": () => "lät skrivbordets nyckelring låsa upp valvet",
  "os-keyring-off": () => "lät inte längre skrivbordets nyckelring låsa upp valvet",
  "account-added": (entry) => `lade till ${accounts(entry)}`,
  "account-edited": (entry) => `ändrade ${accounts(entry)}${fields(entry)}`,
  "account-trashed": (entry) => `lade ${accounts(entry)} i papperskorgen`,
  "account-restored": (entry) => `tog tillbaka ${accounts(entry)} ur papperskorgen`,
  "account-purged": (entry) => `raderade ${accounts(entry)} för gott`,
  "accounts-imported": (entry) => `importerade ${accounts(entry)}${format(entry)}`,
  "accounts-exported": (entry) => `exporterade ${accounts(entry)}${format(entry)}`,
  "secret-revealed": (entry) => `visade hemligheten för ${accounts(entry)}`,
  "code-advanced": (entry) => `tog en ny kod för ${accounts(entry)}`,
  "account-verified": (entry) => `kontrollerade ${accounts(entry)}`,
  undone: (entry) => `ångrade: ${change(entry)}`,
  redone: (entry) => `gjorde om: ${change(entry)}`,
  "storage-damaged": (entry) =>
    `fann databasen skadad: ${many(fact(entry, "lost") || "?", "post", "poster")} går inte att läsa, en kopia är ${fact(entry, "copy")}`,
  linked: (entry) => `började använda reläet${relay(entry)}`,
  unlinked: (entry) => `slutade använda reläet${relay(entry)}`,
  "relay-moved": (entry) => `flyttade valvet till reläet${relay(entry)}`,
  "relay-lost-data": () =>
    "fann att reläet hade förlorat poster som det hade bekräftat, och lade tillbaka det enheten hade",
  "relay-fork": (entry) =>
    `fann att reläet visar två ${fact(entry, "what") === "roster" ? "medlemslistor" : "historier"}`,
  "devices-differ": (entry) => `fann andra konton på ${device(entry)}, som hade läst detsamma`,
  "record-void": (entry) =>
    `tog inte emot ${many(fact(entry, "count") || "1", "post", "poster")} från ${device(entry)}, mot valvets regler${why(entry)}`,
  "member-admitted": (entry) =>
    `släppte in ${device(entry)}${isProvisional(entry) ? ", som en annan enhet ska bekräfta" : ""}`,
  "member-confirmed": (entry) => `bekräftade ${device(entry)}`,
  "member-revoked": (entry) => `tog bort ${device(entry)} ur valvet`,
  "member-left": () => "lämnade valvet",
  "device-renamed": (entry) => `döpte om ${fact(entry, "from") || "en enhet"} till ${fact(entry, "to")}`,
  "vault-joined": () => "anslöt till valvet",
  "accounts-merged": (entry) => `lade ${accounts(entry)} i valvet som anslutningen gällde`,
  "generation-renewed": () =>
    "fann att databasen är återställd eller kopierad, och fortsätter som en ny skribent",
  "revoked-here": () => "tog bort den här enheten ur valvet",
  ...svBackupActivity,
};

export const svAudit: AuditSentences = {
  duplicate: ({ details }) =>
    details["otherName"]
      ? `har samma hemlighet som ${details["otherName"]}`
      : "samma hemlighet finns två gånger",
  "short-secret": ({ details }) => `hemligheten är kort: ${details["bits"]} bitar, 80 är minst`,
  "odd-parameters": ({ details }) =>
    `ovanliga parametrar: ${Object.entries(details)
      .map(([field, value]) => `${svFields[field] ?? field} ${value}`)
      .join(", ")}`,
  "clock-skew": ({ details }) => `enhetens klocka går ${details["seconds"]} s fel: koder kan bli underkända`,
  "replaced-type": () => "behöver ett nyare holt",
};
