/**
 * Troubles that last until somebody does something about them, in English: a sentence for `holt status`.
 */
import { enOsKeyring } from "./en-os-keyring.ts";
import { enVoidReasons } from "./en-rules.ts";
import { type ProblemSentences, wordsOf } from "./sentences.ts";
import { time } from "./time-text.ts";

const FORKED = "two lists of the vault's members";

export const enProblems: ProblemSentences = {
  "no-passphrase": () => "no passphrase: whoever reads your files can open the vault",
  "os-keyring": (problem) => enOsKeyring.error(problem).message,
  "storage-damaged": ({ lost, copy }) => `${lost} damaged records; a copy of the database is ${copy}`,
  "storage-failing": ({ reason }) => `the database can't be written to: ${reason}`,
  "relay-lost-data": ({ at }) =>
    `the relay had lost records that it had confirmed; this device put back what it held (${time(at)})`,
  "relay-fork": ({ what, at }) =>
    what === "log"
      ? `the relay showed another history of the vault than before; this device put back what it held (${time(at)})`
      : `the relay shows ${FORKED}: nothing is taken from it or sent to it (since ${time(at)})`,
  "devices-differ": ({ device, at }) =>
    `${device} had read the same as this device and yet holds other accounts: compare them (${time(at)})`,
  "void-records": ({ device, count, reason }) =>
    `${count} ${count === 1 ? "record" : "records"} of ${device} broke the vault's rules and ${count === 1 ? "was" : "were"} not taken: ${wordsOf(enVoidReasons, reason)}`,
  "bad-box": ({ member }) =>
    `the vault's key was sealed wrongly for ${member}, which can't open the vault with it: revoke and pair it anew`,
  revoked: ({ by, at }) =>
    `${by} removed this device from the vault (${time(at)}); what it held stays readable here`,
};
