/**
 * Backup in Swedish: what happened, what can't be done, and what is wrong.
 */
import type { ActivityEntry, BackupProblem } from "../../protocol/view.ts";
import type {
  enBackupActions,
  enBackupActivity,
  enBackupRefusals,
  enBackupUsage,
} from "./en-backup-facts.ts";
import type { Explanation } from "./sentences.ts";
import { explain } from "./sentences.ts";

const fact = (entry: ActivityEntry, name: string): string => String(entry.details[name] ?? "");
const wayNames = (entry: ActivityEntry): string =>
  fact(entry, "kinds")
    .split(" ")
    .map((kind) => svWays[kind] ?? kind)
    .join(" och ");
const accounts = (entry: ActivityEntry, name: string): string =>
  fact(entry, name) === "1" ? "1 konto" : `${fact(entry, name)} konton`;
/** Receipts of older versions came without. */
const keyOf = (entry: ActivityEntry): string => {
  const fingerprint = fact(entry, "fingerprint");
  return fingerprint === "" ? "" : ` (dess nyckel: ${fingerprint})`;
};
const whole = (entry: ActivityEntry): boolean => fact(entry, "scope") === "all";

export const svWays: Readonly<Record<string, string>> = {
  words: "återställningsord",
  passphrase: "återställningsfras",
};

export const svBackupActions: typeof enBackupActions = {
  "backup-on": "säkerhetskopian på",
  "backup-off": "säkerhetskopian av",
  "backup-failing": "säkerhetskopian sviktar",
  "backup-recovered": "säkerhetskopian bra igen",
  "backup-verified": "säkerhetskopian prövad",
  "backup-restored": "hämtade tillbaka",
  "backup-asked": "bad om säkerhetskopia",
  "backup-deletion-asked": "bad om radering",
  "backup-receipt": "kvitto",
  "recovery-added": "ny väg in",
  "recovery-replaced": "väg in ersatt",
  "recovery-removed": "väg in borttagen",
  recovered: "återställt",
  "request-rejected": "begäran avvisad",
};

export const svBackupActivity: typeof enBackupActivity = {
  "backup-on": (entry) => `slog på säkerhetskopian, och prövade den (${accounts(entry, "accounts")})`,
  "backup-off": (entry) =>
    whole(entry)
      ? "slog av säkerhetskopia och synkning: reläet raderar allt, kontona finns kvar på alla enheter"
      : "slog av säkerhetskopian: reläet raderar den, kontona finns kvar på alla enheter",
  "backup-failing": (entry) =>
    `fann att säkerhetskopian inte skulle ge allt tillbaka: ${svBackupProblems[fact(entry, "reason") as BackupProblem] ?? fact(entry, "reason")}`,
  "backup-recovered": () => "fann säkerhetskopian bra igen",
  "backup-verified": (entry) =>
    `prövade säkerhetskopian: ${accounts(entry, "accounts")} skulle komma tillbaka`,
  "backup-restored": (entry) => `hämtade tillbaka ${accounts(entry, "count")} från en tidpunkt`,
  "backup-asked": () => "bad om att slå på säkerhetskopian",
  "backup-deletion-asked": (entry) =>
    whole(entry) ? "bad om att radera allt hos reläet" : "bad om att slå av säkerhetskopian",
  "backup-receipt": (entry) =>
    `har kvittot från ${fact(entry, "relay")}${keyOf(entry)} på att ${whole(entry) ? "allt är raderat" : "säkerhetskopian är raderad"} där`,
  "recovery-added": (entry) => `gjorde ${wayNames(entry)} till en väg in`,
  "recovery-replaced": (entry) => `ersatte ${wayNames(entry)}`,
  "recovery-removed": (entry) => `tog bort ${wayNames(entry)}`,
  recovered: (entry) => `återställde valvet (${accounts(entry, "accounts")})`,
  "request-rejected": () => "avvisade en begäran",
};

export const svBackupProblems: Readonly<Record<BackupProblem, string>> = {
  unproven: "den påbörjades, men har aldrig lästs tillbaka",
  stale: "allt har inte nått reläet på mer än ett dygn",
  unreachable: "reläet har inte nåtts på mer än ett dygn",
  refused: "reläet tar inte emot något",
  quota: "reläet har inte mer plats för valvet",
  held: "det reläet visar kan inte stämma",
  differs: "det reläet skulle ge tillbaka är inte det som finns här",
  "bad-box": "en väg in skulle inte öppna det reläet har",
  "no-link": "valvet har inget relä",
  "relay-lost-data": "reläet har mindre än det hade",
};

export const svBackupUsage: typeof enBackupUsage = {
  "weak-passphrase": (why) =>
    explain(
      `återställningsfrasen är för svag: ${why === "too-short" ? "för kort" : "den går att gissa"}`,
      "den som har det reläet har kan gissa i åratal",
      "utelämna den, så dras sex ord åt dig",
    ),
  "bad-handle": (handle) =>
    explain(
      `${handle || "detta"} är inget namn`,
      "skriv NAMN, eller NAMN@VÄRD med reläets värd: bokstäver, siffror och . _ + -",
    ),
  "handle-differs": (handle) =>
    explain(`säkerhetskopian heter något annat än ${handle}: inget raderades`, "se vad: holt backup status"),
  "handle-needed": () =>
    explain("en lösenfras behöver namnet som den gjordes med", "ange det: --handle NAMN@VÄRD"),
  "backup-is-on": () => explain("säkerhetskopian är på", "se hur den mår: holt backup status"),
  "backup-is-off": () => explain("säkerhetskopian är av", "slå på den: holt backup enable"),
  "no-recovery-member": (kind) =>
    explain(
      kind === ""
        ? "en säkerhetskopia behöver ord eller en lösenfras"
        : `det finns inga ${svWays[kind] ?? kind}`,
      "se vägarna in: holt backup recovery list",
    ),
  "last-way-in": (kind) =>
    explain(
      `${svWays[kind] ?? kind} är den sista vägen in`,
      "ersätt: holt backup recovery replace",
      "eller slå av säkerhetskopian: holt backup disable",
    ),
  "recovery-member-there": (kind) =>
    explain(`det finns redan ${svWays[kind] ?? kind}`, "ersätt: holt backup recovery replace"),
  "no-such-point": (id) => explain(`ingen tidpunkt heter ${id}`, "se dem: holt backup history"),
  "no-such-job": () => explain("det är över", "se hur det är: holt backup status"),
  "relay-needed": () =>
    explain(
      "en säkerhetskopia behöver ett relä",
      "ange ett: --relay RELÄ-URL",
      "eller kör ett: holt relay serve",
    ),
  "words-differ": () => explain("orden skrevs inte som de visades: inget ändrades", "börja om, med papper"),
  "erasure-asked": () =>
    explain("den ska redan raderas", "se när: holt backup status", "se vad som väntar: holt requests"),
};

export const svBackupRefusals: typeof enBackupRefusals = {
  "no-backups-here": () =>
    explain(
      "reläet håller inga säkerhetskopior",
      "använd ett annat: holt backup enable --relay RELÄ-URL",
      "den som driver det kan starta det utan --no-backups",
    ),
  "fabricated-vault": () =>
    explain(
      "det reläet visade bär inte din egen signatur: någon har hittat på det, och inget togs emot",
      "fråga ett annat relä, eller den som driver det här",
    ),
};

export const svUnhealthy = (
  reason: BackupProblem | "verify-failed",
  count: number | undefined,
): Explanation =>
  explain(
    reason === "verify-failed"
      ? `säkerhetskopian skulle inte ge allt tillbaka: ${count ?? "några"} konton skiljer sig`
      : `säkerhetskopian mår inte bra: ${svBackupProblems[reason]}`,
    "se hur den mår: holt backup status",
    "spara dina konton så länge: holt export",
  );
