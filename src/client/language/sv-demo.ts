/**
 * What `holt demo` tells, in Swedish.
 */
import type { enDemo } from "./en-demo.ts";

export const svDemo: typeof enDemo = {
  opening: (directory) => `Hela historien, med riktiga processer i ${directory}. Inget av ditt rörs.`,
  begin: "Ett relä på en liten server, och en bärbar dator med konton",
  relay: (url, fingerprint) => `${url}, fingeravtryck ${fingerprint}`,
  imported: (count) => `${count} konton; reläet får aldrig se mer än förseglade byte`,
  pair: "En andra enhet ansluter med en länk",
  device: (name, words) => `${name}: ${words}`,
  edit: "En ändring på den ena syns på den andra",
  turnOn:
    "Säkerhetskopian slås på: den andra enheten måste gå med på det, och den läses tillbaka innan den gäller",
  asked: (words) => `den andra datorn frågar sin ägare: var det du? ${words}`,
  on: (handle) => `på, och prövad; namn ${handle}`,
  proven: (accounts, differences) =>
    `en hel återställning i minnet: ${accounts} konton, ${differences} skillnader`,
  lose: "Den bärbara faller i sjön, och en ny börjar om med 24 ord",
  destroyed: "dödad, och varenda fil av den är borta",
  recovered: (accounts) => `${accounts} konton är tillbaka, vart och ett ska provas en gång`,
  turnOff: "Säkerhetskopian slås av: den raderas hos reläet, kontona stannar",
  receipt: (relay, signature) => `kvitto från ${relay}, kontrollerat: ${signature}…`,
  same: (count, devices) => `samma ${count} koder på ${devices.join(" och ")}`,
  done: (seconds) => `Klart på ${seconds} s; allt är borta igen.`,
  kept: (directory) => `Allt finns kvar i ${directory}.`,
};
