/** The words of the Settings screen, in Swedish. */
import type { settingsEn } from "./tui-en-settings.ts";

export const settingsSv: typeof settingsEn = {
  title: "Inställningar",
  names: {
    hideCodes: "Koder dolda tills du ber om dem",
    sort: "Kontonas ordning",
    theme: "Färger",
    mouse: "Mus",
  },
  shortNames: {
    hideCodes: "Dolda koder",
    sort: "Ordning",
    theme: "Färger",
    mouse: "Mus",
  },
  notes: {
    hideCodes: "En dold kod visas en stund med en tangent, och kopieras utan att visas.",
    sort: "Fästa konton kommer först i varje ordning.",
    theme:
      "Av sig själv: efter terminalens bakgrund, där den berättar om den. Terminalens egna: dess 16 färger och inga andra.",
    mouse:
      "Ett klick väljer, ett på det valda kopierar eller öppnar. Terminalens egen markering kräver Skift då.",
  },
  on: "ja",
  off: "nej",
  sorts: { name: "namn", used: "användning", added: "ålder" },
  themes: {
    auto: "av sig själv",
    dark: "mörkt",
    light: "ljust",
    "high-contrast": "hög kontrast",
    terminal: "terminalens egna",
  },
};
