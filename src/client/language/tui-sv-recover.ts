/** The words of beginning again from a backup, in Swedish. */
import type { recoverEn } from "./tui-en-recover.ts";

const many = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;
const accounts = (count: number): string => many(count, "konto", "konton");

export const recoverSv: typeof recoverEn = {
  title: "Börja återställning",
  addressHint: "Båda står på ditt återställningsark. Handtaget hör till en fras; ord behöver inget.",
  addressEmpty: "reläets adress saknas",
  ways: ["Med återställningsord", "Med återställningsfrasen", "Med min andra enhet"],
  wayNotes: ["24 ord, från ditt papper", "med sitt handtag", "den visar en länk: inget behöver återställas"],
  way: "Hur vill du komma in?",
  handleNeeded: "en fras behöver sitt handtag: NAMN, eller NAMN@VÄRD",
  words: "Skriv de 24 orden i ordning, med mellanslag emellan. Fyra bokstäver av varje räcker.",
  passphrase: (handle) => `Frasen till ${handle}:`,
  wrong: "ingenting öppnas med detta: se på varje ord, på handtaget och reläet",
  found: (count, time) => `${accounts(count)}, från ${time}`,
  foundBy: (name) => `senast skrivet av ${name}`,
  mergeAsk: (vault) => `Ta in den här enheten i valvet ${vault}?`,
  mergeDevices: (names) => `Dess enheter: ${names}`,
  mergeOurs: (count) =>
    count === 0
      ? "Den här enheten har inga konton att ta med."
      : `${accounts(count)} från den här enheten går in, och alla dess enheter får dem.`,
  mergeLeave: "Valvet som finns här nu blir kvar bredvid, förseglat, i 30 dagar.",
  devices: "Vilka av de här enheterna har du kvar?",
  devicesNone: "Ingen annan enhet är med i valvet.",
  removes: (names) => `Kommer att tas bort: ${names}`,
  removesNone: "Ingen enhet kommer att tas bort.",
  failed: "Det gick inte.",
  declined: "ingenting ändrades",
  calledOff: "återställningen avbröts",
  done: (count, time) => `${accounts(count)}, från ${time} · prova varje kod, och märk den sedan`,
};
