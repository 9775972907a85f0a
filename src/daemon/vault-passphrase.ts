/**
 * Another passphrase, or none, or one for the first time: the keyring sealed anew, in one transaction.
 */
import type { HoltError } from "../protocol/errors.ts";
import { type Keyring, wipeKeyring } from "../protocol/keyring.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { erasePrivateFile } from "./private-files.ts";
import { createRecordBox } from "./record-box.ts";
import { type DesktopEntry, putWrap } from "./vault-key-wrap.ts";
import { asStorageError } from "./storage-error.ts";
import type { Store } from "./store.ts";
import { appendActivity, happening } from "./vault-activity.ts";
import {
  type KeyringPlace,
  type SealedKeyring,
  sealWithKeyFile,
  sealWithPassphrase,
  unlockKeyring,
  unlockMethodOf,
} from "./vault-unlock.ts";

/** null: no passphrase, but a key file. */
export async function sealKeyringFor(
  place: KeyringPlace,
  keyring: Keyring,
  passphrase: string | null,
): Promise<Result<SealedKeyring, HoltError>> {
  return passphrase === null
    ? sealWithKeyFile(place, keyring)
    : ok(await sealWithPassphrase(place, keyring, passphrase));
}

export interface PassphraseChange {
  readonly store: Store;
  /** The sealed keyring's copies. */
  readonly copies: readonly Uint8Array[];
  /** null: there is none. */
  readonly current: string | null;
  /** null: do without. */
  readonly next: string | null;
  /** Where the desktop keeps the key that is to wrap the new one; null: it keeps none from now on. */
  readonly entry: DesktopEntry | null;
}

export interface PassphraseChanged extends SealedKeyring {
  /** The key wrap that goes with it. */
  readonly wraps: readonly Uint8Array[];
}

/**
 * Returns the keyring as it is sealed now. Proves `current` even where the vault is open. A key wrap never outlives the
 * passphrase whose key is in it.
 */
export async function changePassphrase(
  place: KeyringPlace,
  { store, copies, current, next, entry }: PassphraseChange,
): Promise<Result<PassphraseChanged, HoltError>> {
  const hasNone = unlockMethodOf(copies) === "key-file";
  if (hasNone && current !== null) return err({ type: "usage", reason: "no-passphrase-set" });
  if (hasNone && next === null) return err({ type: "usage", reason: "nothing-to-change" });
  const proven = await unlockKeyring(place, copies, current ?? "");
  if (!proven.ok) return proven;
  const { keyring, unlockKey } = proven.value;
  unlockKey.wipe();
  try {
    const sealed = await sealKeyringFor(place, keyring, next);
    if (!sealed.ok) return sealed;
    const written = store.write((rows) => {
      rows.putKeyring(sealed.value.sealed);
      const wraps = putWrap(rows, place.tools, { entry, sealed: sealed.value });
      const at = Math.floor(place.now() / 1000);
      const box = createRecordBox(place.tools, keyring.localKey);
      appendActivity(rows, box, { ...happening("passphrase-changed"), at, by: keyring.deviceName });
      return wraps;
    });
    if (!written.ok) {
      sealed.value.unlockKey.wipe();
      return written;
    }
    // What the old passphrase or key file opens must not stay in the journal.
    store.scrub();
    if (hasNone) eraseKeyFile(place.keyFile);
    return ok({ ...sealed.value, wraps: written.value });
  } finally {
    wipeKeyring(keyring);
  }
}

/** A key file that can't be erased opens nothing any more. */
function eraseKeyFile(keyFile: string): void {
  try {
    erasePrivateFile(keyFile);
  } catch (thrown) {
    if (asStorageError(thrown, keyFile) === undefined) throw thrown;
  }
}
