/** `holt init`: a new vault on this device, left unlocked; with --from-vault one that takes over the accounts held here. */
import { err, ok } from "../../protocol/result.ts";
import { type CommandSpec, type Context, FLAG, type Input, type Outcome, value } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { refound } from "../refound.ts";
import { passphraseFile, readNewPassphrase } from "../secret-input.ts";

export const spec = {
  arguments: [],
  options: {
    name: value("DEVICE"),
    "passphrase-file": value("FILE"),
    "no-passphrase": FLAG,
    "from-vault": FLAG,
    yes: FLAG,
  },
  examples: [
    "holt init",
    "holt init --name laptop --passphrase-file ~/.holt-passphrase",
    "holt init --no-passphrase",
    "holt init --from-vault",
  ],
} as const satisfies CommandSpec;

export async function run({ options }: Input<typeof spec>, context: Context): Promise<Outcome> {
  const isFromVault = options["from-vault"];
  if (options["no-passphrase"] && options["passphrase-file"] !== undefined) {
    return err({ type: "usage", reason: "options-conflict", value: "--passphrase-file --no-passphrase" });
  }
  if (isFromVault && options["no-passphrase"]) {
    return err({ type: "usage", reason: "options-conflict", value: "--from-vault --no-passphrase" });
  }
  const connection = await context.connect();
  if (!connection.ok) return connection;
  const status = await connection.value.call("daemon.status", {});
  if (!status.ok) return status;
  if (isFromVault) {
    const { name, yes: isYes } = options;
    return refound(status.value, { name, passphraseFile: options["passphrase-file"], isYes }, context);
  }
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
