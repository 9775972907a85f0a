/**
 * Rows for contracts of a relay's store: vaults, records and members of random bytes. A store looks into none.
 */
import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import type { MemberId, VaultId } from "../../src/protocol/ids.ts";
import type { Place } from "../../src/protocol/log.ts";
import type {
  JoinedMember,
  LogAppend,
  NewRecord,
  OpenVault,
  RelayStore,
} from "../../src/relay/relay-store.ts";
import { value } from "../support/relay-vault.ts";

export interface RelayStoreUnderTest {
  readonly store: RelayStore;
  /** The same rows in a store opened anew. */
  readonly reopen: () => RelayStoreUnderTest;
  /** The same rows, as another process sees them at the same time. */
  readonly beside: () => RelayStore;
}

export async function opened(
  store: RelayStore,
  options: { entries?: number } = {},
  atMs = 0,
): Promise<OpenVault> {
  const vault = newVault(options);
  expect(value(await store.openVault(vault, atMs))).toBe("opened");
  return vault;
}

/** Its records are of no roster: a store looks into none. */
export function newVault({ entries = 1 }: { readonly entries?: number } = {}): OpenVault {
  return {
    vaultId: vaultId(),
    logNonce: bytesOf(32),
    records: Array.from({ length: entries }, () => entry(40)),
    members: [newMember()],
    former: [newMember()],
    proposals: [],
    erasure: null,
    token: null,
    isClosed: false,
    mostVaults: 100,
  };
}

export function endOf({ records }: OpenVault): Place {
  return { position: records.length, hash: records.at(-1)?.hash ?? new Uint8Array() };
}

export const append = (
  { vaultId: id }: OpenVault,
  after: Place,
  records: readonly NewRecord[],
): LogAppend => ({
  vaultId: id,
  after,
  records,
  joined: [],
  left: [],
});

const record = (kind: NewRecord["kind"], size: number, covers = 0): NewRecord => ({
  kind,
  id: bytesOf(32),
  hash: bytesOf(32),
  epoch: 1,
  covers,
  bytes: bytesOf(size),
});
export const entry = (size: number): NewRecord => record("entry", size);
export const envelope = (size: number): NewRecord => record("update", size);
export const snapshot = (size: number, covers: number): NewRecord => record("snapshot", size, covers);

export const page = (id: VaultId) => ({ vaultId: id, first: 1, last: 1000, mostBytes: 1_000_000 });

export const bytesOf = (length: number): Uint8Array => new Uint8Array(randomBytes(length));
export const vaultId = (): VaultId => bytesOf(32) as VaultId;
export const memberId = (): MemberId => bytesOf(16) as MemberId;
export const newMember = (): JoinedMember => ({ id: memberId(), signKey: bytesOf(32) });

/** A Buffer and a Uint8Array of the same bytes are the same. */
export const plain = (bytes: Uint8Array | null | undefined): number[] => [...(bytes ?? [])];
export const plainPlace = (place: Place | undefined) => ({
  position: place?.position,
  hash: plain(place?.hash),
});
