/**
 * Who did what, in Swedish.
 */
import type { ActivityEntry, ActivityType } from "../../protocol/view.ts";
import type { ActivitySentences, AuditSentences } from "./sentences.ts";

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
  unlocked: () => "låste upp valvet",
  locked: () => "låste valvet",
  "passphrase-changed": () => "ändrade valvets lösenfras",
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
