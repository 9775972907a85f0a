/** The health line's words, in Swedish. */
import type { healthEn } from "./tui-en-health.ts";

const many = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;

export const healthSv: typeof healthEn = {
  onlyHere: ["bara på den här enheten", "bara här"],
  noBackup: ["ingen säkerhetskopia", "ingen kopia"],
  noPassphrase: ["ingen lösenfras: holt passwd sätter en", "ingen lösenfras"],
  osKeyring: ["skrivbordets nyckelring låste inte upp: holt keyring status", "se holt keyring"],
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
    proven: (sign, at, ago) => [
      `kopia ${sign}${at === null ? "" : ` ${at}`}, prövad för ${ago} sedan`,
      `kopia ${sign} ${ago}`,
    ],
    unproven: (sign, at) => [`kopia ${sign}${at === null ? "" : ` ${at}`}, inte prövad`, "kopian ej prövad"],
    reminders: {
      prove: (keys) => [`pröva säkerhetskopian: ${keys}`, `pröva den: ${keys}`],
      "type-passphrase": (keys) => [`öva vägen in: ${keys}`, `öva: ${keys}`],
    },
    waiting: ["säkerhetskopian väntar på en annan enhets ja", "kopian väntar"],
    failing: (why, since) => [`säkerhetskopian sviktar${since}: ${why}`, `kopian sviktar${since}`],
    deleting: ["säkerhetskopian: radering väntar", "radering väntar"],
    deletingAt: (time) => [`säkerhetskopian raderas ${time}`, `raderas ${time}`],
  },
};
