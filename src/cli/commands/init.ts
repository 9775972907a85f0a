/** `holt init`: a new vault on this device, left unlocked. */
import { err, ok } from "../../protocol/result.ts";
import { type CommandSpec, type Context, FLAG, type Input, type Outcome, value } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { passphraseFile, readNewPassphrase } from "../secret-input.ts";

export const spec = {
  arguments: [],
  options: {
    name: value("DEVICE"),
    "passphrase-file": value("FILE"),
    "no-passphrase": FLAG,
    "from-vault": FLAG,
  },
  examples: [
    "holt init",
    "holt init --name laptop --passphrase-file ~/.holt-passphrase",
    "holt init --no-passphrase",
  ],
} as const satisfies CommandSpec;

export async function run({ options }: Input<typeof spec>, context: Context): Promise<Outcome> {
  if (options["from-vault"]) return err({ type: "usage", reason: "not-there-yet", value: "--from-vault" });
  if (options["no-passphrase"] && options["passphrase-file"] !== undefined) {
    return err({ type: "usage", reason: "options-conflict", value: "--passphrase-file --no-passphrase" });
  }
  const connection = await context.connect();
  if (!connection.ok) return connection;
  const status = await connection.value.call("daemon.status", {});
  if (!status.ok) return status;
  // Nobody types a passphrase for a vault that can't be made.
  if (status.value.vaultId !== null) return err({ type: "vault-exists" });
  const passphrase = options["no-passphrase"]
    ? ok(null)
    : await readNewPassphrase(context, passphraseFile(context, options["passphrase-file"]));
  if (!passphrase.ok) return passphrase;
  const device = options.name ?? context.hostName();
  const made = await connection.value.call("vault.init", { device, passphrase: passphrase.value });
  if (!made.ok) return made;
  const { cli } = await context.words();
  if (options["no-passphrase"]) context.say(cli.warnNoPassphrase);
  if (context.isJson) context.printJson({ ...made.value, device });
  else context.say(cli.vaultMade(device));
  return ok(EXIT.done);
}
