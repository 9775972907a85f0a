/**
 * Which language: asked for (`--lang`), set (`ui.language`), else what the environment says, else English.
 */
import type { Catalogue } from "./en.ts";

const LANGUAGES = ["en", "sv"] as const;
export type Language = (typeof LANGUAGES)[number];

export const isLanguage = (text: string): text is Language => (LANGUAGES as readonly string[]).includes(text);

/** `wished` is the first of flag and setting that isn't "auto". POSIX order: LC_ALL, LC_MESSAGES, LANG. */
export function chooseLanguage(
  env: Readonly<Record<string, string | undefined>>,
  wished: string | undefined,
): Language {
  if (wished !== undefined && isLanguage(wished)) return wished;
  const locale = env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"] || "";
  return /^sv([_.@-]|$)/i.test(locale) ? "sv" : "en";
}

/** Only the catalogue that is used is loaded. */
export async function loadCatalogue(language: Language): Promise<Catalogue> {
  return language === "sv" ? (await import("./sv.ts")).sv : (await import("./en.ts")).en;
}
