/** The manual of this version, in English: what the build writes beside the program. */
import { COMMANDS, type CommandName, loadCommand } from "../commands.ts";
import { helpEn } from "../help-en.ts";
import { makeManual, type Pages } from "./manual.ts";

export async function writeManual(version: string): Promise<Pages> {
  const names = Object.keys(COMMANDS) as CommandName[];
  const specs = await Promise.all(names.map(async (name) => [name, (await loadCommand(name)).spec] as const));
  return makeManual({ version, texts: helpEn }, new Map(specs));
}
