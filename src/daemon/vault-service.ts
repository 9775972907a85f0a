/**
 * The vault behind its seam: composes database, session and handlers into a VaultService.
 */
import type { HoltError } from "../protocol/errors.ts";
import type { Paths } from "../protocol/paths.ts";
import { err, type Result } from "../protocol/result.ts";
import type { Random, Sodium } from "../protocol/sodium.ts";
import type { VaultService } from "./service.ts";

export interface VaultServiceOptions {
  readonly paths: Pick<Paths, "databaseFile" | "keyFile">;
  readonly sodium: Sodium;
  readonly random: Random;
  /** Epoch ms. */
  readonly now: () => number;
  readonly version: string;
  /** Runs work that must not delay an answer; setImmediate unless told. */
  readonly defer?: (task: () => void) => void;
}

/**
 * The caller holds the process lock. Fails where the database can't be opened (damaged: it was moved aside and
 * the error says where; the next call finds no vault). A vault with a key file is unlocked when this resolves.
 */
export async function createVaultService(
  options: VaultServiceOptions,
): Promise<Result<VaultService, HoltError>> {
  await Promise.resolve();
  return err({ type: "internal", detail: `not there yet: ${options.version}` });
}
