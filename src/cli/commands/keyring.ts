/**
 * `holt keyring`: whether the desktop's keyring unlocks the vault, beside the passphrase, and how it is.
 *
 * Turning it on takes the passphrase, even where the vault is open: who merely sits at an unlocked session can't make
 * himself a way in that lasts.
 */
import { explainError } from "../../client/language/explain.ts";
import type { OsKeyringView } from "../../protocol/os-keyring-trouble.ts";
import { err, ok } from "../../protocol/result.ts";
import { ask, type CommandSpec, type Context, type Input, type Outcome, value } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { noVault } from "../no-vault.ts";
import { readPassphrase } from "../secret-input.ts";

export const spec = {
  arguments: ["[ACTION]"],
  actions: ["enable", "disable", "status"],
  options: { "passphrase-file": value("FILE") },
  examples: ["holt keyring enable", "holt keyring status --json", "holt keyring disable"],
} as const satisfies CommandSpec;

export async function run(
  { arguments: [action], options }: Input<typeof spec>,
  context: Context,
): Promise<Outcome> {
  const status = await ask(context, "daemon.status", {});
  if (!status.ok) return status;
  if (status.value.vaultId === null) return err(noVault(status.value));
  const { osKeyring } = await context.words();
  if (action === "enable") {
    if (!status.value.hasPassphrase) return err({ type: "usage", reason: "no-passphrase-set" });
    const passphrase = await readPassphrase(context, options["passphrase-file"]);
    if (!passphrase.ok) return passphrase;
    const enabled = await ask(context, "keyring.enable", { passphrase: passphrase.value });
    if (!enabled.ok) return enabled;
    return tell(enabled.value, osKeyring.enabled, context);
  }
  if (action === "disable") {
    const disabled = await ask(context, "keyring.disable", {});
    if (!disabled.ok) return disabled;
    const text = disabled.value.wasOn ? osKeyring.disabled : osKeyring.wasOff;
    return tell({ state: "off", problem: null }, text, context);
  }
  return printStatus(context);
}

function tell(view: OsKeyringView, text: string, context: Context): Outcome {
  if (context.isJson) context.printJson(view);
  else context.say(text);
  return ok(EXIT.done);
}

async function printStatus(context: Context): Promise<Outcome> {
  const view = await ask(context, "keyring.status", {});
  if (!view.ok) return view;
  const { state, problem } = view.value;
  const words = await context.words();
  if (context.isJson) context.printJson(view.value);
  else context.print(words.osKeyring[state]);
  if (context.isJson || problem === null) return ok(EXIT.done);
  const { message, hints } = explainError({ type: "os-keyring", reason: problem }, words);
  context.print(message);
  // What helps a keyring that isn't used is not the passphrase.
  for (const hint of state === "on" ? hints : hints.slice(0, -1)) context.say(`${words.cli.hint}: ${hint}`);
  return ok(EXIT.done);
}
