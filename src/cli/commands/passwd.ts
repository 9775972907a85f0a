/** `holt passwd`: another passphrase for the vault, a first one, or none. */
import { err, ok } from "../../protocol/result.ts";
import { type CommandSpec, type Context, FLAG, type Input, type Outcome, value } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { noVault } from "../no-vault.ts";
import { checkOneStdin, readNewPassphrase, readPassphrase } from "../secret-input.ts";

export const spec = {
  arguments: [],
  options: {
    "passphrase-file": value("FILE"),
    "new-passphrase-file": value("FILE"),
    "no-passphrase": FLAG,
  },
  examples: [
    "holt passwd",
    "holt passwd --passphrase-file old --new-passphrase-file new",
    "holt passwd --no-passphrase",
  ],
} as const satisfies CommandSpec;

export async function run({ options }: Input<typeof spec>, context: Context): Promise<Outcome> {
  const oldFile = options["passphrase-file"];
  const newFile = options["new-passphrase-file"];
  if (options["no-passphrase"] && newFile !== undefined) {
    return err({ type: "usage", reason: "options-conflict", value: "--new-passphrase-file --no-passphrase" });
  }
  const stdin = checkOneStdin(oldFile, newFile);
  if (!stdin.ok) return stdin;
  const connection = await context.connect();
  if (!connection.ok) return connection;
  const status = await connection.value.call("daemon.status", {});
  if (!status.ok) return status;
  if (status.value.vaultId === null) return err(noVault(status.value));
  const current = status.value.hasPassphrase ? await readPassphrase(context, oldFile) : ok(null);
  if (!current.ok) return current;
  const next = options["no-passphrase"]
    ? ok(null)
    : await readNewPassphrase(context, newFile, "new-passphrase");
  if (!next.ok) return next;
  const changed = await connection.value.call("vault.passwd", { current: current.value, next: next.value });
  if (!changed.ok) return changed;
  const { cli, osKeyring } = await context.words();
  const { problem } = changed.value.osKeyring;
  if (problem !== null) context.say(`${cli.hint}: ${osKeyring.lost}`);
  if (next.value === null) context.say(cli.warnNoPassphrase);
  if (context.isJson) context.printJson(changed.value);
  else context.say(cli.passphraseChanged);
  return ok(EXIT.done);
}
