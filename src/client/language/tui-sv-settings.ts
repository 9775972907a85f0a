/** The words of the Settings screen, in Swedish. */
import type { settingsEn } from "./tui-en-settings.ts";

export const settingsSv: typeof settingsEn = {
  title: "Inställningar",
  hideCodes: "Koder dolda tills du ber om dem",
  sort: "Kontonas ordning",
  on: "ja",
  off: "nej",
  sorts: { name: "namn", used: "användning", added: "ålder" },
};
