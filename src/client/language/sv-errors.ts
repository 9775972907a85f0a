/**
 * What went wrong, in Swedish.
 */
import { svUnhealthy } from "./sv-backup-facts.ts";
import { svReason } from "./sv-reasons.ts";
import { svOsKeyring } from "./sv-os-keyring.ts";
import { svRefusals } from "./sv-refusals.ts";
import {
  explain,
  type ErrorSentences,
  type Explanation,
  listCandidates,
  NO_FORMAT,
  placeAndReason,
} from "./sentences.ts";

const STORAGE = {
  full: "disken är full",
  damaged: "databasen är skadad",
  foreign: "databasen är inte holts",
  newer: "databasen kommer från ett nyare holt",
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
  foreign: "ange en annan katalog",
  newer: "installera den versionen av holt eller en nyare",
  "read-only": "se efter hur disken är monterad",
  permission: "se efter vem som äger den och dess rättigheter",
  "sqlite-too-old": "installera holt på nytt: det har med sig sin egen SQLite",
  busy: "försök igen om en stund",
  "no-folder": "skapa mappen först, eller skriv någon annanstans",
  "is-folder": "ange en fil i den",
  io: "se efter i systemets logg, och säkerhetskopiera snart",
} as const;

const WRONG_KEY = {
  passphrase: () => explain("fel lösenfras"),
  "file-password": () => explain("fel lösenord för filen"),
  words: () => explain("fel återställningsord", "det är inte orden till en säkerhetskopia här"),
  "recovery-passphrase": () =>
    explain("fel namn eller återställningsfras", "se på namnet: NAMN@VÄRD, som det står på arket"),
  relay: svRefusals["wrong-relay-key"],
  link: () =>
    explain(
      "anslutningslänken passar inte till det som svarar: den har ändrats, eller någon sitter emellan",
      "skapa en ny på den andra enheten, och lämna över den där ingen ser på: holt pair",
    ),
  epoch: () =>
    explain(
      "valvets nyckel som kom öppnar inte valvet: ingenting togs emot",
      "skapa en anslutningslänk på en annan enhet (holt pair), och anslut med den här (holt join): kontona slås samman",
    ),
} as const;

/** What was typed can be no recovery words at all. */
function badWords({ reason, at }: { readonly reason: string; readonly at: number | null }): Explanation {
  if (reason === "count") return explain(`det är ${at} ord, och återställningsorden är 24`);
  if (reason === "word") return explain(`ord ${at} är inget återställningsord`, "se på hur det stavas");
  return explain("fel återställningsord", "något av dem är ett annat ord, eller två har bytt plats");
}

const TIMED_OUT: Readonly<Record<string, () => Explanation>> = {
  pinentry: () => explain("ingen svarade på frågan i tid"),
  confirmation: () =>
    explain(
      "ingen bekräftade i tid: inget ändrades",
      "säg ja på en annan enhet: holt requests, holt approve",
      "eller låt dina ord eller din fras skriva under: --confirm-words-file FIL",
    ),
  recovery: () => explain("ingen sade hur det ska gå vidare på en halvtimme: inget ändrades", "börja om"),
  pair: () => explain("ingen enhet anslöt i tid", "skapa en ny anslutningslänk: holt pair"),
  join: () =>
    explain(
      "den andra enheten svarade inte i tid",
      "skapa en ny anslutningslänk där, och svara ja till den här enheten: holt pair",
    ),
  sync: () => explain("valvet och reläet är inte i takt än", "se vad som är på tok: holt status"),
};

const SERVER = { daemon: "demonen", relay: "reläet" } as const;
const WHAT: Readonly<Record<string, string>> = { uri: "URI:n", folder: "mappen", picture: "bilden" };

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
  "wrong-key": ({ what, typed }) => (typed === undefined ? WRONG_KEY[what]("") : badWords(typed)),
  "backup-unhealthy": ({ reason, count }) => svUnhealthy(reason, count),
  "no-link": () =>
    explain(
      "valvet har inget relä",
      "använd ett: holt link RELAY-URL",
      "eller låt enheten vara ett i det lokala nätet: holt pair --lan",
    ),
  revoked: ({ by }) =>
    explain(
      `enheten har tagits bort ur sitt valv${by === undefined ? "" : ` av ${by}`}`,
      "dess konton går att läsa här: holt list",
      "grunda ett nytt valv med dem: holt init --from-vault",
      "kom tillbaka med en ny länk (holt pair där, holt join här)",
      "eller radera dem här: holt forget",
    ),
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
  "already-running": ({ what, pid }) =>
    what === "relay"
      ? explain("ett relä använder redan den här katalogen", "ange en annan: --data DIR")
      : explain(
          `en demon är redan igång${pid === undefined ? "" : ` (pid ${pid})`}`,
          "stoppa den: holt daemon stop",
        ),
  unreachable: ({ what, log, detail }) =>
    explain(
      `${SERVER[what]} går inte att nå${detail === undefined ? "" : `: ${detail}`}`,
      ...(log === undefined ? [] : [`se efter i dess logg: ${log}`]),
      ...(what === "daemon" && detail === undefined ? ["starta den: holt daemon start"] : []),
      ...(what === "relay" ? svRefusals.unreachable("").hints : []),
    ),
  // A newer daemon may name a reason or a wait that isn't here.
  refused: ({ reason, value = "" }) => svRefusals[reason]?.(value) ?? explain(`nekades: ${reason}`),
  "os-keyring": svOsKeyring.error,
  pinentry: ({ reason, program, detail }) =>
    explain(
      reason === "not-found"
        ? `det finns inget program ${program} att fråga med`
        : `${program} frågade inte${detail === undefined ? "" : `: ${detail}`}`,
      "ange ett annat: holt config set prompt.pinentry PROGRAM",
      "eller låt holt fråga själv, i en terminal: holt config set prompt.pinentry never",
    ),
  timeout: ({ what }) => TIMED_OUT[what]?.() ?? explain(`väntade för länge: ${what}`),
  "version-mismatch": ({ daemonVersion, clientVersion }) =>
    explain(
      `det här är holt ${clientVersion}, dess demon är ${daemonVersion}`,
      "starta om den: holt daemon restart",
    ),
  interrupted: () => explain("avbrutet"),
  internal: ({ detail }) =>
    explain(`det här är ett fel i holt: ${detail}`, "rapportera det, med: holt --version"),
};
