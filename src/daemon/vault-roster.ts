/**
 * The stored roster: whose vault this is, told by its first entry, which certifies itself.
 *
 * Needs no key, so that a locked vault can say its name. Who has opened the keyring asks besides whether the two
 * belong together.
 */
import { isEqualBytes } from "../protocol/bytes.ts";
import { isEpochKeyOf } from "../protocol/found.ts";
import { formatId, type VaultId } from "../protocol/ids.ts";
import type { Keyring } from "../protocol/keyring.ts";
import { memberFromSeed, wipeMember } from "../protocol/keys.ts";
import { type FoundVault, hashEntry, verifyFoundEntry } from "../protocol/roster.ts";
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

/**
 * Is this the keyring of a member of this roster, with the keys that the roster commits to? Another vault's entry
 * would certify itself as well. Where no entry holds there is nothing to compare with, and the keyring stands alone.
 */
export function isKeyringOf(sodium: Sodium, { entry }: StoredRoster, keyring: Keyring): boolean {
  if (entry === undefined) return true;
  const found = verifyFoundEntry(sodium, entry);
  return found.ok && isKeyringOfFounder(sodium, { ...found.value, entry }, keyring);
}

function isKeyringOfFounder(
  sodium: Sodium,
  { vaultId, founder, change, entry }: FoundVault & { readonly entry: Uint8Array },
  keyring: Keyring,
): boolean {
  const member = memberFromSeed(sodium, keyring.seed);
  wipeMember(member);
  const { rosterHead, epochs } = keyring;
  const [first] = epochs;
  return (
    isEqualBytes(keyring.vaultId, vaultId) &&
    isEqualBytes(member.id, founder) &&
    // Other entries, and other epochs, are not made yet.
    rosterHead.index === 0 &&
    isEqualBytes(rosterHead.hash, hashEntry(sodium, entry)) &&
    epochs.length === 1 &&
    first !== undefined &&
    first.epoch === change.epoch.number &&
    isEpochKeyOf(sodium, change, first.key)
  );
}

/** A vault that can't be named is still a vault: it must not look as if there were none. */
export const nameOfVault = ({ vaultId }: StoredRoster): string =>
  vaultId === undefined ? "unknown" : formatId(vaultId);
