/**
 * The stored roster: whose vault this is, told by its first entry, which certifies itself.
 *
 * Needs no key, so that a locked vault can say its name.
 */
import { formatId, type VaultId } from "../protocol/ids.ts";
import { verifyFoundEntry } from "../protocol/roster.ts";
import type { Sodium } from "../protocol/sodium.ts";
import type { StoreReader } from "./store.ts";

export interface StoredRoster {
  /** Undefined where no copy of the first entry holds. */
  readonly vaultId: VaultId | undefined;
  /** The copy that holds; to be written over one that doesn't. */
  readonly entry: Uint8Array | undefined;
  readonly damagedCopies: number;
}

export function readRoster(sodium: Sodium, rows: StoreReader): StoredRoster {
  const [copies = []] = rows.roster();
  const verified = copies.map((entry) => ({ entry, found: verifyFoundEntry(sodium, entry) }));
  const good = verified.find(({ found }) => found.ok);
  return {
    vaultId: good?.found.ok === true ? good.found.value.vaultId : undefined,
    entry: good?.entry,
    damagedCopies: verified.filter(({ found }) => !found.ok).length,
  };
}

/** A vault that can't be named is still a vault: it must not look as if there were none. */
export const nameOfVault = ({ vaultId }: StoredRoster): string =>
  vaultId === undefined ? "unknown" : formatId(vaultId);
