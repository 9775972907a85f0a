/**
 * The stored roster: whose vault this is and who belongs to it, as far as the rows hold.
 *
 * Needs no key, so that a locked vault can say its name. Who has opened the keyring asks besides whether the two
 * belong together.
 */
import { isEqualBytes } from "../protocol/bytes.ts";
import { commitToEpochKey } from "../protocol/epoch.ts";
import { formatId, type VaultId } from "../protocol/ids.ts";
import type { Keyring } from "../protocol/keyring.ts";
import { memberFromSeed, wipeMember } from "../protocol/keys.ts";
import { extendRoster, type RosterState, startRoster } from "../protocol/roster-state.ts";
import type { Secret } from "../protocol/secret.ts";
import type { Sodium } from "../protocol/sodium.ts";
import type { StoreReader, StoreWriter } from "./store.ts";

export interface StoredRoster {
  /** Undefined where no copy of the first entry holds. */
  readonly vaultId: VaultId | undefined;
  /** As far as each entry has a copy that follows from the one before. */
  readonly entries: readonly Uint8Array[];
  readonly state: RosterState | undefined;
  /** Copies that don't hold. */
  readonly damagedCopies: number;
  /** There is an entry of which no copy holds: what follows it can't be read. */
  readonly isTruncated: boolean;
}

export function readRoster(sodium: Sodium, rows: StoreReader): StoredRoster {
  let state: RosterState | undefined;
  const entries: Uint8Array[] = [];
  let damagedCopies = 0;
  let isTruncated = false;
  for (const copies of rows.roster()) {
    const before: RosterState | undefined = state;
    const read = copies.map((entry) => ({
      entry: new Uint8Array(entry),
      next: before === undefined ? startRoster(sodium, entry) : extendRoster(sodium, before, entry),
    }));
    const good = read.find(({ next }) => next.ok);
    damagedCopies += read.filter(({ next }) => !next.ok).length;
    if (good?.next.ok !== true) {
      isTruncated = true;
      break;
    }
    state = good.next.value;
    entries.push(good.entry);
  }
  return { vaultId: state?.vaultId, entries, state, damagedCopies, isTruncated };
}

export function writeRoster(rows: StoreWriter, entries: readonly Uint8Array[], from = 0): void {
  for (const [index, entry] of entries.entries()) if (index >= from) rows.putRosterEntry(index, entry);
}

export interface HeldKeys {
  readonly keyring: Keyring;
  readonly rosterHead: Keyring["rosterHead"];
  readonly epochs: readonly { readonly epoch: number; readonly key: Secret }[];
  readonly isRevoked: boolean;
}

/**
 * Is this the keyring of a member of this roster, with the keys that the roster commits to? Another vault's entries
 * would hold as well. Where no entry holds there is nothing to compare with, and the keyring stands alone; where the
 * newest ones don't, it is compared with those that do.
 */
export function isKeyringOf(
  sodium: Sodium,
  { state, isTruncated }: StoredRoster,
  { keyring, rosterHead, epochs, isRevoked }: HeldKeys,
): boolean {
  if (state === undefined) return true;
  const member = memberFromSeed(sodium, keyring.seed);
  wipeMember(member);
  const id = formatId(member.id);
  const isWhole = !isTruncated;
  const isHead = state.head.index === rosterHead.index && isEqualBytes(state.head.hash, rosterHead.hash);
  return (
    isEqualBytes(keyring.vaultId, state.vaultId) &&
    (!isWhole || isHead) &&
    (!isWhole || isRevoked || state.members.has(id)) &&
    epochs.every(({ epoch, key }) => {
      const known = state.epochs.find(({ number }) => number === epoch);
      return known === undefined ? !isWhole : isEqualBytes(known.commitment, commitToEpochKey(sodium, key));
    })
  );
}

/** A vault that can't be named is still a vault: it must not look as if there were none. */
export const nameOfVault = ({ vaultId }: StoredRoster): string =>
  vaultId === undefined ? "unknown" : formatId(vaultId);
