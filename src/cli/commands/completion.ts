/**
 * `holt completion`: a script that teaches a shell holt's commands. Starts no daemon.
 *
 * The scripts call it again, with a hidden flag, for what only an open vault knows; then it is silent whatever is wrong: a
 * person presses Tab.
 */
import { ok } from "../../protocol/result.ts";
import { type CommandSpec, type Context, FLAG, type Input, type Outcome } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { ASKED } from "../completion/words.ts";

const HIDDEN = { ...FLAG, hidden: true } as const;

export const spec = {
  arguments: ["[SHELL]"],
  actions: ["bash", "zsh", "fish"],
  options: { accounts: HIDDEN, tags: HIDDEN, members: HIDDEN },
  examples: [
    "holt completion bash > ~/.local/share/bash-completion/completions/holt",
    "holt completion zsh > ~/.zfunc/_holt",
    "holt completion fish > ~/.config/fish/completions/holt.fish",
  ],
} as const satisfies CommandSpec;

export async function run(
  { arguments: [shell], options }: Input<typeof spec>,
  context: Context,
): Promise<Outcome> {
  const asked = ASKED.find((what) => options[what]);
  if (asked !== undefined) {
    const { listCandidates } = await import("../completion/candidates.ts");
    for (const line of await listCandidates(asked, context)) context.print(line);
    return ok(EXIT.done);
  }
  const { makeScript } = await import("../completion/script.ts");
  const made = await makeScript(shell, context);
  if (!made.ok) return made;
  context.printBytes(new TextEncoder().encode(made.value));
  return ok(EXIT.done);
}
