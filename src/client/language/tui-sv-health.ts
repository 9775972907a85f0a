/** The health line's words, in Swedish. */
import type { healthEn } from "./tui-en-health.ts";

const many = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;

export const healthSv: typeof healthEn = {
  onlyHere: ["bara på den här enheten", "bara här"],
  noBackup: ["ingen säkerhetskopia", "ingen kopia"],
  noPassphrase: ["ingen lösenfras: holt passwd sätter en", "ingen lösenfras"],
  damaged: ["en del av databasen var skadad: se Händelser", "databasen var skadad: se 4"],
  failing: ["disken krånglar: exportera nu", "disken krånglar: exportera nu"],
  lost: ["söker bakgrundstjänsten: det som visas kan vara gammalt", "söker bakgrundstjänsten"],
  inSync: "synkat",
  synced: (ago) => [`synkat för ${ago} sedan`, `synkat ${ago}`],
  connecting: ["ansluter till reläet", "ansluter"],
  sending: (count) => [`skickar ${many(count, "ändring", "ändringar")}`, `skickar ${count}`],
  devices: (count, online) => [
    `${many(count, "enhet", "enheter")}, ${online} uppkopplade`,
    `${online}/${count} uppe`,
  ],
  notSent: (count) => [many(count, "ändring ej skickad", "ändringar ej skickade"), `${count} osända`],
  notSynced: ["inte synkat", "ej synkat"],
  since: (time) => ` sedan ${time}`,
  held: ["stoppat", "stoppat"],
  waiting: ["valvet måste låsas upp först", "lås upp först"],
  revoked: ["enheten togs bort ur valvet; kontona går att läsa här", "borttagen: kontona finns kvar"],
  see: (key) => [`${key} säger mer`, `se ${key}`],
  backup: {
    waiting: "säkerhetskopian väntar",
    on: "säkerhetskopia på",
    failing: "säkerhetskopian misslyckas",
    deleting: "säkerhetskopian raderas",
  },
};
