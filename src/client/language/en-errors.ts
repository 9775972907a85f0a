/**
 * What went wrong, in English: one sentence for each error, with what to try.
 */
import { enUnhealthy } from "./en-backup-facts.ts";
import { enOsKeyring } from "./en-os-keyring.ts";
import { enRefusals } from "./en-refusals.ts";
import {
  explain,
  type ErrorSentences,
  type Explanation,
  listCandidates,
  NO_FORMAT,
  placeAndReason,
} from "./sentences.ts";

const STORAGE = {
  full: "the disk is full",
  damaged: "the database is damaged",
  foreign: "the database is not one of holt",
  newer: "the database was made by a newer holt",
  "read-only": "the disk can't be written to",
  permission: "no permission",
  "sqlite-too-old": "SQLite 3.51.3 or newer is needed",
  busy: "the database is in use by another program",
  "no-folder": "there is no such folder",
  "is-folder": "this is a folder",
  io: "the disk failed",
} as const;

const STORAGE_HINT = {
  full: "make room, then try again: nothing was changed",
  damaged: "keep the copy; what you exported can be imported into a new vault",
  foreign: "name another directory",
  newer: "install that holt, or a newer one",
  "read-only": "look at how the disk is mounted",
  permission: "look at who owns it and at its mode",
  "sqlite-too-old": "install holt again: it brings its own SQLite",
  busy: "try again in a moment",
  "no-folder": "make the folder first, or write elsewhere",
  "is-folder": "name a file in it",
  io: "look at the system's log, and make a copy of your data soon",
} as const;

const WRONG_KEY = {
  passphrase: () => explain("wrong passphrase"),
  "file-password": () => explain("wrong password for this file"),
  words: () => explain("wrong recovery words", "these are not the words of a backup here"),
  "recovery-passphrase": () =>
    explain("wrong handle or recovery passphrase", "look at the handle: NAME@HOST, as your kit has it"),
  relay: enRefusals["wrong-relay-key"],
  link: () =>
    explain(
      "the join link doesn't fit what answers: it was changed, or somebody sits between the devices",
      "make a new one on the other device, and hand it over where nobody looks on: holt pair",
    ),
  epoch: () =>
    explain(
      "the vault's key that came doesn't open the vault: nothing was taken",
      "make a join link on another device (holt pair), and join with it here (holt join): accounts are merged",
    ),
} as const;

/** What was typed can be no recovery words at all. */
function badWords({ reason, at }: { readonly reason: string; readonly at: number | null }): Explanation {
  if (reason === "count") return explain(`these are ${at} words, and recovery words are 24`);
  if (reason === "word") return explain(`word ${at} is no recovery word`, "look at how it is spelt");
  return explain("wrong recovery words", "one of them is another word, or two have changed places");
}

/** What was waited for. */
const TIMED_OUT: Readonly<Record<string, () => Explanation>> = {
  pinentry: () => explain("nobody answered the question in time"),
  confirmation: () =>
    explain(
      "nobody confirmed it in time: nothing was changed",
      "say yes on another device: holt requests, holt approve",
      "or let your words or passphrase sign: --confirm-words-file FILE",
    ),
  recovery: () => explain("nobody said how to go on, in half an hour: nothing was changed", "begin again"),
  pair: () => explain("no device joined in time", "make a new join link: holt pair"),
  join: () =>
    explain(
      "the other device didn't answer in time",
      "make a new join link there, and say yes to this device: holt pair",
    ),
  sync: () => explain("the vault and the relay are not in step yet", "see what is the matter: holt status"),
};

const WHAT: Readonly<Record<string, string>> = { uri: "the URI" };

export const enErrors: ErrorSentences = {
  "no-vault": ({ movedTo }) =>
    movedTo === undefined
      ? explain("no vault yet on this device", "make one: holt init")
      : explain(
          `the vault's database was damaged and is now ${movedTo}`,
          "keep that file",
          "make a new vault and import what you exported: holt init",
        ),
  "vault-exists": () =>
    explain("this device already has a vault", "another one beside it: set HOLT_HOME to another directory"),
  locked: () => explain("the vault is locked", "unlock it: holt unlock"),
  "wrong-key": ({ what, typed }) => (typed === undefined ? WRONG_KEY[what]("") : badWords(typed)),
  "backup-unhealthy": ({ reason, count }) => enUnhealthy(reason, count),
  "no-link": () =>
    explain(
      "this vault has no relay",
      "use one: holt link RELAY-URL",
      "or make this device one in the local network: holt pair --lan",
    ),
  revoked: ({ by }) =>
    explain(
      `this device was removed from its vault${by === undefined ? "" : ` by ${by}`}`,
      "its accounts stay readable here: holt list",
      "found a new vault with them: holt init --from-vault",
      "come back with a new link (holt pair there, holt join here)",
      "or wipe them here: holt forget",
    ),
  "not-found": ({ query }) =>
    explain(
      query === "" ? "no account" : `no account fits ${query}`,
      "see them all: holt list",
      "or in the trash: holt trash",
    ),
  ambiguous: ({ query, candidates }) =>
    explain(
      `${candidates.length} accounts fit ${query}`,
      ...listCandidates(candidates, (count) => `and ${count} more: holt list`),
    ),
  malformed: ({ what, where, reason, choices, skipped = [] }) =>
    explain(
      `${skipped.length > 1 ? `none of ${skipped.length} entries can be imported, the first: ` : ""}${placeAndReason(where || (WHAT[what] ?? what), reason)}`,
      ...(reason === NO_FORMAT
        ? ["see which it reads: holt formats", "a picture of a QR code is read, too"]
        : []),
      ...(choices ?? []).map((choice) => `if it is ${choice}: --from ${choice}`),
    ),
  storage: ({ reason, file, movedTo, detail }) =>
    explain(
      `${STORAGE[reason]}${file === undefined ? "" : `: ${file}`}${detail === undefined ? "" : ` (${detail})`}`,
      ...(movedTo === undefined ? [] : [`the damaged database is now ${movedTo}`]),
      STORAGE_HINT[reason],
    ),
  "already-running": ({ what, pid }) =>
    what === "relay"
      ? explain("a relay already serves from this directory", "name another one: --data DIR")
      : explain(
          `a daemon already runs${pid === undefined ? "" : ` (pid ${pid})`}`,
          "stop it: holt daemon stop",
        ),
  unreachable: ({ what, log, detail }) =>
    explain(
      `the ${what} can't be reached${detail === undefined ? "" : `: ${detail}`}`,
      ...(log === undefined ? [] : [`look at its log: ${log}`]),
      ...(what === "daemon" && detail === undefined ? ["start it: holt daemon start"] : []),
      ...(what === "relay" ? enRefusals.unreachable("").hints : []),
    ),
  // A newer daemon may name a reason or a wait that isn't here.
  refused: ({ reason, value = "" }) => enRefusals[reason]?.(value) ?? explain(`refused: ${reason}`),
  "os-keyring": enOsKeyring.error,
  pinentry: ({ reason, program, detail }) =>
    explain(
      reason === "not-found"
        ? `there is no program ${program} to ask with`
        : `${program} didn't ask${detail === undefined ? "" : `: ${detail}`}`,
      "name another: holt config set prompt.pinentry PROGRAM",
      "or let holt ask itself, at a terminal: holt config set prompt.pinentry never",
    ),
  timeout: ({ what }) => TIMED_OUT[what]?.() ?? explain(`waited too long: ${what}`),
  "version-mismatch": ({ daemonVersion, clientVersion }) =>
    explain(
      `this is holt ${clientVersion}, its daemon is ${daemonVersion}`,
      "restart it: holt daemon restart",
    ),
  interrupted: () => explain("interrupted"),
  internal: ({ detail }) => explain(`this is a bug: ${detail}`, "please report it, with: holt --version"),
};
