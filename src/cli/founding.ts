/**
 * What a device needs to hold a vault that comes from elsewhere (join, recover): its name, and its own passphrase.
 */
import type { HoltError } from "../protocol/errors.ts";
import type { StatusResult } from "../protocol/local-api.ts";
import { ok, type Result } from "../protocol/result.ts";
import type { Context } from "./command.ts";
import { passphraseFile, readNewPassphrase } from "./secret-input.ts";

export interface Founding {
  readonly device: string | null;
  readonly passphrase: string | null;
}

interface FoundingOptions {
  readonly name: string | undefined;
  readonly "passphrase-file": string | undefined;
  readonly "no-passphrase": boolean;
}

/** What a device without a vault needs to hold one; one that has a vault may take another name along. */
export async function readFounding(
  { vaultId }: StatusResult,
  options: FoundingOptions,
  context: Context,
): Promise<Result<Founding, HoltError>> {
  if (vaultId !== null) return ok({ device: options.name ?? null, passphrase: null });
  const device = options.name ?? context.hostName();
  if (options["no-passphrase"]) {
    context.say((await context.words()).cli.warnNoPassphrase);
    return ok({ device, passphrase: null });
  }
  const file = passphraseFile(context, options["passphrase-file"]);
  const passphrase = await readNewPassphrase(context, file);
  return passphrase.ok ? ok({ device, passphrase: passphrase.value }) : passphrase;
}
