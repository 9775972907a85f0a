/**
 * Why a relay, another device or a person said no, in English; also what is wrong with the link.
 */
import { enBackupRefusals } from "./en-backup-facts.ts";
import { enRosterRules } from "./en-rules.ts";
import { explain, type RefusalSentences, wordsOf } from "./sentences.ts";

const NEW_LINK = "make a new join link on the other device: holt pair";
const JOIN_AGAIN =
  "make a join link on a device that the others know (holt pair), and join with it here (holt join): accounts are merged";
const OTHER_RELAY = "use another relay: holt link RELAY-URL";
const LAST_RESORT = "or found a new vault with the accounts held here: holt init --from-vault";
const NOTHING_LOST = "nothing is lost: what you change stays on this device until it can be sent";
const ASK_OPERATOR =
  "whoever runs the relay makes one (holt relay token); then: holt link RELAY-URL --token-file FILE";

export const enRefusals: RefusalSentences = {
  unreachable: () =>
    explain(
      "the relay can't be reached",
      "look at its address, and whether this machine is online: holt status",
      "once linked it is tried again by itself; at once: holt sync",
    ),
  tls: () =>
    explain(
      "no encrypted connection to the relay could be agreed on (TLS)",
      "look at the relay's certificate, and at this machine's clock",
    ),
  "not-a-relay": () =>
    explain(
      "what answers there is no relay that this holt can talk to",
      "look at the address: holt status",
      "it may be of another version: holt --version here and at the server",
    ),
  "wrong-relay-key": () =>
    explain(
      "the relay's key is not the one that was pinned",
      "see its key at the server: holt relay fingerprint",
      "if it is meant to be another one, pin that: holt link RELAY-URL#FINGERPRINT",
    ),
  "token-needed": () => explain("the relay opens no vault without a token", ASK_OPERATOR),
  "token-refused": () =>
    explain("the relay doesn't take this token", "it may have been used or have expired", ASK_OPERATOR),
  quota: () =>
    explain(
      "the vault's room at the relay is used up",
      NOTHING_LOST,
      "ask whoever runs the relay for more room",
    ),
  rate: () =>
    explain("too much in a short time for the relay", NOTHING_LOST, "it goes on by itself after a while"),
  "too-large": () =>
    explain(
      "something is larger than the relay takes",
      NOTHING_LOST,
      "see what was added last: holt log",
      "ask whoever runs the relay for a higher limit",
    ),
  "relay-storage": () =>
    explain("the relay can't store anything now", NOTHING_LOST, "whoever runs it should look at its disk"),
  "roster-fork": () =>
    explain(
      "the relay and this device know two different lists of the vault's members",
      JOIN_AGAIN,
      LAST_RESORT,
    ),
  "log-fork": () =>
    explain(
      "the relay shows two histories of the vault: nothing is taken from it or sent to it",
      "the accounts on this device are as they were: holt list",
      OTHER_RELAY,
      LAST_RESORT,
    ),
  "roster-rolled-back": () =>
    explain(
      "the relay shows an older list of members than this device has seen",
      "was it restored from an old copy? ask whoever runs it",
      `if it stays so, ${OTHER_RELAY}`,
    ),
  "broken-stream": () =>
    explain(
      "what the relay sent broke the protocol, twice",
      "try again: holt sync",
      `if it stays so, ${OTHER_RELAY}`,
    ),
  "wrong-key": () =>
    explain("this device's key doesn't fit the vault's list of members: nothing was sent", JOIN_AGAIN),
  storage: () => explain("this device could not store what the relay sent", "see what is wrong: holt status"),

  rejected: () => explain("somebody said no", "if that was a mistake, try again with a new link: holt pair"),
  "link-used-twice": () =>
    explain(
      "two devices used this join link, so nobody gets in with it",
      "if only one of them was yours, somebody else has seen the link",
      `${NEW_LINK}, and hand it over where nobody looks on`,
    ),
  "link-expired": () => explain("the join link has expired or was used already", NEW_LINK),
  "link-version": () =>
    explain("the join link is of another version of holt", "bring both devices to the same: holt --version"),
  "not-allowed": (rule) =>
    explain(
      `the vault's rules don't allow it${rule ? `: ${wordsOf(enRosterRules, rule)}` : ""}`,
      "see who is a full member: holt devices",
      "see what waits to be confirmed: holt requests",
    ),
  conflict: () => explain("somebody else changed the vault's members at the same time", "try again"),
  "too-many": () =>
    explain(
      "too many members, open requests or join links",
      "see who is there: holt devices",
      "see what waits: holt requests",
    ),
  "no-relay-here": () =>
    explain(
      "no relay of this vault answers at that address",
      "it may have moved: see holt status on another device",
      "with --lan both devices must be in the same network",
    ),
  other: (what) => explain(`refused${what ? `: ${what}` : ""}`),
  ...enBackupRefusals,
};
