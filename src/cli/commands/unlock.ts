/**
 * `holt unlock`: opens the vault, from the desktop's keyring where that is used, else with its passphrase.
 *
 * A passphrase that was named is what opens it then, and nothing else.
 */
import { explainError } from "../../client/language/explain.ts";
import type { HoltError } from "../../protocol/errors.ts";
import { err, ok } from "../../protocol/result.ts";
import { type CommandSpec, type Context, type Input, type Outcome, value } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { noVault } from "../no-vault.ts";
import { passphraseFile, readPassphrase } from "../secret-input.ts";

export const spec = {
  arguments: [],
  options: { "passphrase-file": value("FILE") },
  examples: ["holt unlock", "holt unlock --passphrase-file ~/.holt-passphrase"],
} as const satisfies CommandSpec;

/** As whoever shows a window does; at a terminal the command is there to be repeated. */
const TRIES_IN_WINDOW = 3;

export async function run({ options }: Input<typeof spec>, context: Context): Promise<Outcome> {
  const connection = await context.connect();
  if (!connection.ok) return connection;
  const status = await connection.value.call("daemon.status", {});
  if (!status.ok) return status;
  const { vaultId, locked, hasPassphrase, accounts, osKeyring } = status.value;
  if (vaultId === null) return err(noVault(status.value));
  // A passphrase that was named is tried even where the vault is open: a wrong one is worth knowing.
  if (!locked && options["passphrase-file"] === undefined) return say(accounts ?? 0, context);
  if (osKeyring.state === "on" && options["passphrase-file"] === undefined) {
    const opened = await connection.value.call("vault.unlock", { passphrase: null });
    if (opened.ok) return say(opened.value.accounts, context);
    if (opened.error.type !== "os-keyring") return opened;
    await sayWhyNot(opened.error, context);
  }
  const isFromFile = passphraseFile(context, options["passphrase-file"]) !== undefined;
  let problem: string | undefined;
  for (let tries = 1; ; tries++) {
    const passphrase = hasPassphrase
      ? await readPassphrase(context, options["passphrase-file"], problem)
      : ok("");
    if (!passphrase.ok) return passphrase;
    const unlocked = await connection.value.call("vault.unlock", { passphrase: passphrase.value });
    if (unlocked.ok) return say(unlocked.value.accounts, context);
    const isWrong = unlocked.error.type === "wrong-key" && hasPassphrase && !isFromFile;
    if (!isWrong || tries === TRIES_IN_WINDOW || !(await context.terminal.hasWindow())) return unlocked;
    problem = explainError(unlocked.error, await context.words()).message;
  }
}

/** One line: what there is to do about it is to type the passphrase, which is asked for next. */
async function sayWhyNot(error: HoltError, context: Context): Promise<void> {
  const words = await context.words();
  const { message } = explainError(error, words);
  context.say(`${words.cli.hint}: ${message}`);
}

async function say(accounts: number, context: Context): Promise<Outcome> {
  if (context.isJson) context.printJson({ locked: false, accounts });
  else context.say((await context.words()).cli.unlocked(accounts, null));
  return ok(EXIT.done);
}
