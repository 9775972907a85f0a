/**
 * Which language this process speaks: `--lang`, the setting, the environment. Loaded with the first sentence.
 */
import { chooseLanguage, isLanguage, type Language, loadCatalogue } from "../client/language/choose.ts";
import type { Catalogue } from "../client/language/en.ts";
import type { HelpTexts } from "./help-texts.ts";

export interface Wishes {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly flag: string | undefined;
  readonly configFile: string;
}

export async function findLanguage({ env, flag, configFile }: Wishes): Promise<Language> {
  return chooseLanguage(env, flag !== undefined && isLanguage(flag) ? flag : await readSetting(configFile));
}

export const createWords = (wishes: Wishes): (() => Promise<Catalogue>) => {
  let words: Promise<Catalogue> | undefined;
  return () => (words ??= findLanguage(wishes).then(loadCatalogue));
};

export async function loadHelp(language: Language): Promise<HelpTexts> {
  return language === "sv" ? (await import("./help-sv.ts")).helpSv : (await import("./help-en.ts")).helpEn;
}

async function readSetting(configFile: string): Promise<string | undefined> {
  const { readConfigText } = await import("./settings.ts");
  try {
    const text = readConfigText(configFile);
    if (text === "") return undefined;
    const { parseConfig } = await import("../protocol/config.ts");
    return parseConfig(text).settings["ui.language"];
  } catch {
    // A file that can't be read is reported by what needs it; sentences come in any case.
    return undefined;
  }
}
