/**
 * `holt init --from-vault`: a new vault with the accounts that this device holds, after a fork, lost words or a thief
 * who dug in. The device keeps its passphrase; the old vault stays beside the new one, sealed.
 */
import type { HoltError } from "../protocol/errors.ts";
import type { StatusResult } from "../protocol/local-api.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { ask, type Context, type Outcome } from "./command.ts";
import { confirm } from "./confirm.ts";
import { EXIT } from "./exit-codes.ts";
import { noVault } from "./no-vault.ts";
import { readSecretFile } from "./secret-input.ts";

export interface RefoundOptions {
  readonly name: string | undefined;
  /** The vault's passphrase: opens a locked one, and a wrong one is worth knowing. */
  readonly passphraseFile: string | undefined;
  readonly isYes: boolean;
}

export async function refound(
  status: StatusResult,
  { name, passphraseFile, isYes }: RefoundOptions,
  context: Context,
): Promise<Outcome> {
  if (status.vaultId === null) return err(noVault(status));
  const accounts = await open(status, passphraseFile, context);
  if (!accounts.ok) return accounts;
  const { devices } = await context.words();
  context.say(devices.refounds(accounts.value));
  context.say(devices.othersStayBehind);
  const confirmed = await confirm(context, devices.askRefound, isYes);
  if (!confirmed.ok) return confirmed;
  const founded = await ask(context, "vault.refound", { device: name ?? null });
  if (!founded.ok) return founded;
  const device = name ?? status.device?.name;
  if (context.isJson) context.printJson({ ...founded.value, device });
  else context.say(devices.refounded(founded.value.accounts));
  return ok(EXIT.done);
}

/** How many accounts the vault holds, once it is open. */
async function open(
  { locked, accounts }: StatusResult,
  passphraseFile: string | undefined,
  context: Context,
): Promise<Result<number, HoltError>> {
  if (passphraseFile === undefined) return locked ? err({ type: "locked" }) : ok(accounts ?? 0);
  const passphrase = await readSecretFile(context, passphraseFile);
  if (!passphrase.ok) return passphrase;
  const unlocked = await ask(context, "vault.unlock", { passphrase: passphrase.value });
  return unlocked.ok ? ok(unlocked.value.accounts) : unlocked;
}
