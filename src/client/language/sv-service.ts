/**
 * Demonen som tjänst i systemet, och dess logg, på svenska.
 */
import type { enService } from "./en-service.ts";

export const svService: typeof enService = {
  wrote: (file) => `skrev ${file}`,
  unchanged: (file) => `som förut: ${file}`,
  removed: (file) => `tog bort ${file}`,
  runs: (name) => `${name} är igång, och startar vid varje inloggning; valvet öppnas med: holt unlock`,
  notSandboxed:
    "det här systemet låter ingen av dina tjänster ha en egen bild av filsystemet: den körs utan den delen",
  linger: "för att den ska fortsätta när du har loggat ut: loginctl enable-linger",
  undo: "för att ångra: holt daemon uninstall",
  notInstalled: "inget är installerat",
  asBefore: "stoppad; från och med nu startar andra kommandon demonen själva, som förut",
  noLog: (file) => `ingen logg än: ${file}`,
};
