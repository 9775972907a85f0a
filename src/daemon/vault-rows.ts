/**
 * The rows that make a vault a vault, read without any key: the sealed keyring, its key wrap, and the roster.
 */
import { formatHex } from "../protocol/bytes.ts";
import type { HoltError } from "../protocol/errors.ts";
import type { Result } from "../protocol/result.ts";
import type { Sodium } from "../protocol/sodium.ts";
import type { Store, StoreWriter } from "./store.ts";
import { readWraps } from "./vault-key-wrap.ts";
import { readRoster, type StoredRoster, writeRoster } from "./vault-roster.ts";

export interface VaultRows {
  readonly roster: StoredRoster;
  /** The sealed keyring's copies; none where no vault was founded. */
  readonly keyring: readonly Uint8Array[];
  /** The key wrap's copies; none where the desktop's keyring is not used. */
  readonly wraps: readonly Uint8Array[];
}

export const readVaultRows = (sodium: Sodium, store: Store): Result<VaultRows, HoltError> =>
  store.read((rows) => ({
    roster: readRoster(sodium, rows),
    keyring: rows.keyring(),
    wraps: readWraps(rows),
  }));

/** What to write over copies that don't hold, once it is known which do; undefined where all do. */
export function mendCopies(
  { roster, keyring }: VaultRows,
  sealed: Uint8Array,
): ((rows: StoreWriter) => void) | undefined {
  const isKeyringWhole =
    keyring.length === 2 && keyring.every((copy) => formatHex(copy) === formatHex(sealed));
  const { entries, damagedCopies } = roster;
  // Where no copy holds there is nothing to mend it with.
  const isRosterWhole = damagedCopies === 0 || entries.length === 0;
  if (isKeyringWhole && isRosterWhole) return undefined;
  return (rows) => {
    rows.putKeyring(sealed);
    writeRoster(rows, entries);
  };
}
