/**
 * Troubles that last until somebody does something about them, in Swedish.
 */
import { svOsKeyring } from "./sv-os-keyring.ts";
import { svVoidReasons } from "./sv-rules.ts";
import { type ProblemSentences, wordsOf } from "./sentences.ts";
import { time } from "./time-text.ts";

const FORKED = "två listor över valvets medlemmar";

export const svProblems: ProblemSentences = {
  "no-passphrase": () => "ingen lösenfras: den som kan läsa dina filer kan öppna valvet",
  "os-keyring": (problem) => svOsKeyring.error(problem).message,
  "storage-damaged": ({ lost, copy }) => `${lost} skadade poster; en kopia av databasen är ${copy}`,
  "storage-failing": ({ reason }) => `det går inte att skriva i databasen: ${reason}`,
  "relay-lost-data": ({ at }) =>
    `reläet hade förlorat poster som det hade bekräftat; enheten lade tillbaka det den hade (${time(at)})`,
  "relay-fork": ({ what, at }) =>
    what === "log"
      ? `reläet visade en annan historia av valvet än förut; den här enheten lade tillbaka vad den hade (${time(at)})`
      : `reläet visar ${FORKED}: ingenting hämtas därifrån eller skickas dit (sedan ${time(at)})`,
  "devices-differ": ({ device, at }) =>
    `${device} hade läst detsamma som den här enheten men har andra konton: jämför dem (${time(at)})`,
  "void-records": ({ device, count, reason }) =>
    `${count} ${count === 1 ? "post" : "poster"} från ${device} bröt mot valvets regler och togs inte emot: ${wordsOf(svVoidReasons, reason)}`,
  "bad-box": ({ member }) =>
    `valvets nyckel förseglades fel för ${member}, som inte kan öppna valvet med den: ta bort enheten och anslut den på nytt`,
  revoked: ({ by, at }) =>
    `${by} tog bort den här enheten ur valvet (${time(at)}); det den hade går att läsa här`,
};
