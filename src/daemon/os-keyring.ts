/**
 * A keyring that the desktop keeps for its user, as far as holt needs one: 32-byte keys under random names.
 *
 * The contract for whoever speaks to a particular one. Every question ends, within its time, with an answer or a
 * trouble; none throws. Knows nothing of vaults.
 */
import { type OsKeyringTrouble } from "../protocol/os-keyring-trouble.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import type { Secret } from "../protocol/secret.ts";

export interface OsKeyring {
  /**
   * `mayAsk`: the desktop may ask the person for the keyring's own password, and the answer takes as long. Where it
   * may not, and can't be told so, the question is given up early.
   */
  find(entry: Uint8Array, options: { readonly mayAsk: boolean }): Promise<Result<Secret, OsKeyringTrouble>>;
  /** It is there, and reads back as it was given, when this resolves. May ask the person. */
  store(entry: Uint8Array, key: Secret): Promise<Result<void, OsKeyringTrouble>>;
  /** One that can't be removed opens nothing any more, and stays. */
  remove(entry: Uint8Array): Promise<void>;
  /** Gives up what is being asked. */
  stop(): void;
}

/** What a key is to a keyring: text that no program reads as anything else. */
export const keyToText = (key: Secret): string => Buffer.from(key.expose()).toString("hex");

/** It was found, and isn't what was put there. */
export const STALE = err("stale" as const);

/** Where this machine has none that holt knows. */
export const NO_KEYRING: OsKeyring = {
  find: () => Promise.resolve(err("not-installed")),
  store: () => Promise.resolve(err("not-installed")),
  remove: () => Promise.resolve(),
  stop: () => undefined,
};

/** What was stored is trusted when it was read back. */
export async function readBack(
  keyring: Pick<OsKeyring, "find">,
  entry: Uint8Array,
  key: Secret,
): Promise<Result<void, OsKeyringTrouble>> {
  const found = await keyring.find(entry, { mayAsk: false });
  if (!found.ok) return found.error === "missing" ? err("unavailable") : found;
  const isSame = keyToText(found.value) === keyToText(key);
  found.value.wipe();
  return isSame ? ok(undefined) : err("unavailable");
}
