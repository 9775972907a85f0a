/**
 * The desktop's keyring as a second way to unlock: turned on and off for the vault at hand.
 *
 * Knows neither the desktop nor whether the vault is open: an open one is told.
 */
import type { HoltError } from "../protocol/errors.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { happening } from "./vault-activity.ts";
import { type DesktopEntry, dropWrap, enableWrap } from "./vault-key-wrap.ts";
import type { VaultSession } from "./vault-session.ts";
import type { Vault } from "./vault-stored.ts";
import type { KeyringPlace } from "./vault-unlock.ts";

export interface WrapSwitchPlace {
  readonly keyring: KeyringPlace;
  readonly vault: () => Vault | undefined;
  readonly setVault: (vault: Vault) => void;
  /** Undefined unless open. */
  readonly session: () => VaultSession | undefined;
  readonly noVault: () => HoltError;
}

export interface WrapSwitch {
  enable(passphrase: string, entry: DesktopEntry): Promise<Result<void, HoltError>>;
  /** False where there was none. */
  disable(): Result<boolean, HoltError>;
}

export const createWrapSwitch = ({
  keyring,
  vault,
  setVault,
  session,
  noVault,
}: WrapSwitchPlace): WrapSwitch => ({
  async enable(passphrase, entry) {
    const from = vault();
    if (from === undefined) return err(noVault());
    const { store, keyring: copies } = from;
    const wraps = await enableWrap(keyring, { store, copies, passphrase, entry });
    if (!wraps.ok) return wraps;
    setVault({ ...from, wraps: wraps.value });
    session()?.refreshActivity();
    return ok(undefined);
  },
  disable() {
    const from = vault();
    if (from === undefined) return err(noVault());
    if (from.wraps.length === 0) return ok(false);
    const dropped = dropWrap(from.store);
    if (!dropped.ok) return dropped;
    setVault({ ...from, wraps: [] });
    session()?.note(happening("os-keyring-off"));
    return ok(true);
  },
});
