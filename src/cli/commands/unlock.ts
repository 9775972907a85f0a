/** `holt unlock`: opens the vault with its passphrase. */
import { err, ok } from "../../protocol/result.ts";
import { type CommandSpec, type Context, type Input, type Outcome, value } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { noVault } from "../no-vault.ts";
import { readPassphrase } from "../secret-input.ts";

export const spec = {
  arguments: [],
  options: { "passphrase-file": value("FILE") },
  examples: ["holt unlock", "holt unlock --passphrase-file ~/.holt-passphrase"],
} as const satisfies CommandSpec;

export async function run({ options }: Input<typeof spec>, context: Context): Promise<Outcome> {
  const connection = await context.connect();
  if (!connection.ok) return connection;
  const status = await connection.value.call("daemon.status", {});
  if (!status.ok) return status;
  const { vaultId, locked, hasPassphrase, accounts } = status.value;
  if (vaultId === null) return err(noVault(status.value));
  // A passphrase that was named is tried even where the vault is open: a wrong one is worth knowing.
  if (!locked && options["passphrase-file"] === undefined) return say(accounts ?? 0, context);
  const passphrase = hasPassphrase ? await readPassphrase(context, options["passphrase-file"]) : ok("");
  if (!passphrase.ok) return passphrase;
  const unlocked = await connection.value.call("vault.unlock", { passphrase: passphrase.value });
  return unlocked.ok ? say(unlocked.value.accounts, context) : unlocked;
}

async function say(accounts: number, context: Context): Promise<Outcome> {
  if (context.isJson) context.printJson({ locked: false, accounts });
  else context.say((await context.words()).cli.unlocked(accounts, null));
  return ok(EXIT.done);
}
