/**
 * Why a relay, another device or a person said no, in Swedish; also what is wrong with the link.
 */
import { svBackupRefusals } from "./sv-backup-facts.ts";
import { svRosterRules } from "./sv-rules.ts";
import { explain, type RefusalSentences, wordsOf } from "./sentences.ts";

const NEW_LINK = "skapa en ny anslutningslänk på den andra enheten: holt pair";
const JOIN_AGAIN =
  "skapa en anslutningslänk på en enhet som de andra känner (holt pair), och anslut med den här (holt join): kontona slås samman";
const OTHER_RELAY = "använd ett annat relä: holt link RELAY-URL";
const LAST_RESORT = "eller grunda ett nytt valv med kontona som finns här: holt init --from-vault";
const NOTHING_LOST = "inget går förlorat: det du ändrar ligger kvar på enheten tills det kan skickas";
const ASK_OPERATOR =
  "den som driver reläet skapar en (holt relay token); sedan: holt link RELAY-URL --token-file FILE";

export const svRefusals: RefusalSentences = {
  unreachable: () =>
    explain(
      "reläet går inte att nå",
      "se efter vilken adress det har, och om datorn är uppkopplad: holt status",
      "är det länkat görs nya försök automatiskt; genast: holt sync",
    ),
  tls: () =>
    explain(
      "det gick inte att komma överens med reläet om en krypterad förbindelse (TLS)",
      "se efter reläets certifikat, och den här datorns klocka",
    ),
  "not-a-relay": () =>
    explain(
      "det som svarar där är inget relä som det här holt kan tala med",
      "se efter adressen: holt status",
      "det kan ha en annan version: holt --version här och på servern",
    ),
  "wrong-relay-key": () =>
    explain(
      "reläets nyckel är inte den som fästes",
      "se dess nyckel på servern: holt relay fingerprint",
      "om det ska vara en annan, fäst den: holt link RELAY-URL#FINGERPRINT",
    ),
  "token-needed": () => explain("reläet öppnar inget valv utan token", ASK_OPERATOR),
  "token-refused": () =>
    explain("reläet godtar inte den här token", "den kan vara använd eller ha gått ut", ASK_OPERATOR),
  quota: () =>
    explain("valvets utrymme på reläet är slut", NOTHING_LOST, "be den som driver reläet om mer utrymme"),
  rate: () =>
    explain("för mycket på kort tid för reläet", NOTHING_LOST, "det fortsätter av sig självt om en stund"),
  "too-large": () =>
    explain(
      "något är större än vad reläet tar emot",
      NOTHING_LOST,
      "se vad som lades till sist: holt log",
      "be den som driver reläet om en högre gräns",
    ),
  "relay-storage": () =>
    explain("reläet kan inte lagra något just nu", NOTHING_LOST, "den som driver det bör se efter dess disk"),
  "roster-fork": () =>
    explain("reläet och den här enheten har olika listor över valvets medlemmar", JOIN_AGAIN, LAST_RESORT),
  "log-fork": () =>
    explain(
      "reläet visar två historier av valvet: ingenting hämtas därifrån eller skickas dit",
      "kontona på enheten är som de var: holt list",
      OTHER_RELAY,
      LAST_RESORT,
    ),
  "roster-rolled-back": () =>
    explain(
      "reläet visar en äldre medlemslista än den som enheten har sett",
      "har det återställts från en gammal kopia? fråga den som driver det",
      `om det fortsätter, ${OTHER_RELAY}`,
    ),
  "broken-stream": () =>
    explain(
      "det som reläet skickade bröt mot protokollet, två gånger",
      "försök igen: holt sync",
      `om det fortsätter, ${OTHER_RELAY}`,
    ),
  "wrong-key": () =>
    explain("enhetens nyckel passar inte i valvets medlemslista: ingenting skickades", JOIN_AGAIN),
  storage: () =>
    explain("enheten kunde inte lagra det som reläet skickade", "se vad som är fel: holt status"),

  rejected: () => explain("någon sade nej", "om det var ett misstag, försök igen med en ny länk: holt pair"),
  "link-used-twice": () =>
    explain(
      "två enheter använde samma anslutningslänk, så ingen släpps in med den",
      "om bara den ena var din har någon annan sett länken",
      `${NEW_LINK}, och lämna över den där ingen ser på`,
    ),
  "link-expired": () => explain("anslutningslänken har gått ut eller är redan använd", NEW_LINK),
  "link-version": () =>
    explain(
      "anslutningslänken är från en annan version av holt",
      "gör dem lika på båda enheterna: holt --version",
    ),
  "not-allowed": (rule) =>
    explain(
      `valvets regler tillåter det inte${rule ? `: ${wordsOf(svRosterRules, rule)}` : ""}`,
      "se vilka som är fullvärdiga medlemmar: holt devices",
      "se vad som väntar på att bekräftas: holt requests",
    ),
  conflict: () => explain("någon annan ändrade valvets medlemmar samtidigt", "försök igen"),
  "too-many": () =>
    explain(
      "för många medlemmar, öppna förfrågningar eller anslutningslänkar",
      "se vilka som finns: holt devices",
      "se vad som väntar: holt requests",
    ),
  "no-relay-here": () =>
    explain(
      "inget relä för valvet svarar på den adressen",
      "det kan ha flyttat: se holt status på en annan enhet",
      "med --lan måste båda enheterna vara i samma nät",
    ),
  other: (what) => explain(`nekades${what ? `: ${what}` : ""}`),
  ...svBackupRefusals,
};
