/** The script for a shell, in the language of environment and settings. */
import type { HoltError } from "../../protocol/errors.ts";
import { err, ok, type Result } from "../../protocol/result.ts";
import type { Context } from "../command.ts";
import { COMMANDS, type CommandName, loadCommand } from "../commands.ts";
import { findLanguage, loadHelp } from "../language.ts";
import { bashScript } from "./bash.ts";
import { fishScript } from "./fish.ts";
import { completedCommands, globalOptions } from "./words.ts";
import { zshScript } from "./zsh.ts";

const SCRIPTS: Readonly<Record<string, typeof bashScript>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

export async function makeScript(
  shell: string | undefined,
  { env, paths }: Pick<Context, "env" | "paths">,
): Promise<Result<string, HoltError>> {
  const script = SCRIPTS[shell ?? ""];
  if (script === undefined) return err({ type: "usage", reason: "missing-argument", value: "SHELL" });
  const names = Object.keys(COMMANDS) as CommandName[];
  const specs = await Promise.all(names.map(async (name) => [name, (await loadCommand(name)).spec] as const));
  const texts = await loadHelp(await findLanguage({ env, flag: undefined, configFile: paths.configFile }));
  return ok(script(completedCommands(new Map(specs), texts), globalOptions(texts)));
}
