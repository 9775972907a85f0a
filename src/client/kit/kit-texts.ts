/**
 * What a recovery kit says, in each language. Sentences for paper: whole, with full stops.
 *
 * Read years later, by someone in trouble, perhaps by someone who never used holt: no jargon without its meaning.
 */
import type { Language } from "../language/choose.ts";

export interface KitTexts {
  readonly title: string;
  readonly subtitle: string;
  readonly made: (date: string) => string;
  readonly warning: string;
  readonly where: string;
  readonly relay: string;
  readonly fingerprint: string;
  readonly handle: string;
  readonly noHandle: string;
  readonly vault: string;
  readonly words: string;
  readonly wordsHint: string;
  readonly wordsToWrite: string;
  readonly noWords: string;
  readonly wordsQr: string;
  readonly relayQr: string;
  readonly passphrase: string;
  readonly passphraseHint: string;
  readonly recover: string;
  readonly install: string;
  readonly screen: string;
  readonly byWords: string;
  readonly byPassphrase: string;
  readonly otherDevice: string;
  readonly afterwards: string;
  readonly drill: string;
  readonly drillHint: string;
  readonly drillDates: string;
}

const en: KitTexts = {
  title: "holt recovery kit",
  subtitle: "What it takes to bring back your second factors when every device is lost.",
  made: (date) => `Made on ${date}.`,
  warning:
    "Whoever holds the words (or the passphrase and this page) can open your vault. Keep it where you keep your passport. No photo, no cloud, no e-mail.",
  where: "Where your backup lies",
  relay: "Relay",
  fingerprint: "Its key's fingerprint",
  handle: "Handle",
  noHandle: "none: there is no recovery passphrase",
  vault: "Vault",
  words: "Recovery words",
  wordsHint: "All 24, in this order. The first four letters of a word are enough.",
  wordsToWrite: "Write your 24 words here, by hand, with a pen that doesn't fade.",
  noWords: "This vault has no recovery words.",
  wordsQr: "The words",
  relayQr: "The relay",
  passphrase: "Recovery passphrase",
  passphraseHint: "Never printed. If you write it down, do so on another sheet, kept in another place.",
  recover: "How to begin again",
  install:
    "On a new machine with Node.js 24.7 or newer, install holt from where you have it from, and start it:",
  screen: "Choose “Begin recovery”, and type what this page says. Or, without the screen:",
  byWords: "with the words (it asks for them):",
  byPassphrase: "with handle and passphrase (it asks for it):",
  otherDevice: "A device that still works is simpler: “holt pair” there, “holt join” here.",
  afterwards:
    "holt shows how many accounts it found and as of when, and asks which of your old devices still exist: the others are shut out. Then try each account's code once.",
  drill: "Prove that it works",
  drillHint:
    "Twice a year, on a device that works. Nothing is changed by it. It asks for what you type in a recovery, and says whether everything would have come back:",
  drillDates: "Proven on",
};

const sv: KitTexts = {
  title: "holts återställningsark",
  subtitle: "Det som krävs för att få tillbaka dina andra faktorer när alla enheter är borta.",
  made: (date) => `Gjort den ${date}.`,
  warning:
    "Den som har orden (eller lösenfrasen och det här arket) kan öppna ditt valv. Förvara arket där du har ditt pass. Inget foto, inget moln, ingen e-post.",
  where: "Var säkerhetskopian ligger",
  relay: "Relä",
  fingerprint: "Dess nyckels fingeravtryck",
  handle: "Namn",
  noHandle: "inget: det finns ingen lösenfras för återställning",
  vault: "Valv",
  words: "Återställningsord",
  wordsHint: "Alla 24, i den här ordningen. De fyra första bokstäverna i ett ord räcker.",
  wordsToWrite: "Skriv dina 24 ord här, för hand, med en penna som inte bleknar.",
  noWords: "Det här valvet har inga återställningsord.",
  wordsQr: "Orden",
  relayQr: "Reläet",
  passphrase: "Lösenfras för återställning",
  passphraseHint: "Trycks aldrig. Om du skriver upp den: på ett annat papper, på ett annat ställe.",
  recover: "Så börjar du om",
  install:
    "På en ny dator med Node.js 24.7 eller nyare, installera holt därifrån du har det, och starta det:",
  screen: "Välj ”Börja återställning” och skriv in det som står här. Eller, utan skärmen:",
  byWords: "med orden (holt frågar efter dem):",
  byPassphrase: "med namn och lösenfras (holt frågar efter den):",
  otherDevice: "En enhet som fungerar gör det enklare: ”holt pair” där, ”holt join” här.",
  afterwards:
    "holt visar hur många konton som hittades och från när, och frågar vilka av dina gamla enheter som finns kvar: de andra stängs ute. Prova sedan varje kontos kod en gång.",
  drill: "Pröva att det fungerar",
  drillHint:
    "Två gånger om året, på en enhet som fungerar. Inget ändras av det. holt frågar efter det du skulle skriva vid en återställning, och säger om allt hade kommit tillbaka:",
  drillDates: "Prövat den",
};

export const kitTexts: Readonly<Record<Language, KitTexts>> = { en, sv };
