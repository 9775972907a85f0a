/**
 * The sync record among the rows: read at unlocking, written with what it speaks of.
 *
 * A vault that never was linked has none: then it is what the keyring says.
 */
import type { Keyring } from "../protocol/keyring.ts";
import type { Secret } from "../protocol/secret.ts";
import {
  NO_SNAPSHOT,
  payloadToSyncRecord,
  type SyncRecord,
  syncRecordToPayload,
} from "../protocol/sync-record.ts";
import type { RecordBox } from "./record-box.ts";
import type { StoreReader, StoreWriter } from "./store.ts";

const NAME = "sync";

export interface ReadSyncRecord {
  readonly record: SyncRecord;
  /** There are copies, and none opens: what was read of the log is read again. */
  readonly isDamaged: boolean;
}

export function readSyncRecord(rows: StoreReader, box: RecordBox, keyring: Keyring): ReadSyncRecord {
  const copies = rows.fact(NAME);
  for (const sealed of copies) {
    const payload = box.openFact(NAME, sealed);
    const record = payload === undefined ? undefined : payloadToSyncRecord(payload);
    if (record !== undefined) return { record, isDamaged: false };
  }
  return { record: firstRecord(keyring), isDamaged: copies.length > 0 };
}

export const writeSyncRecord = (rows: StoreWriter, box: RecordBox, record: SyncRecord): void =>
  rows.putFact(NAME, box.sealFact(NAME, syncRecordToPayload(record)));

export const firstRecord = (keyring: Keyring): SyncRecord => ({
  home: null,
  cursor: null,
  rosterHead: keyring.rosterHead,
  generation: keyring.generation,
  ownClock: 0,
  installation: null,
  epochs: [],
  revoked: null,
  lastSyncAt: null,
  need: NO_SNAPSHOT,
});

/** All epoch keys that this device holds, oldest first. */
export function epochKeysOf(
  keyring: Keyring,
  { epochs }: SyncRecord,
): readonly { readonly epoch: number; readonly key: Secret }[] {
  const newest = keyring.epochs.at(-1)?.epoch ?? 0;
  return [...keyring.epochs, ...epochs.filter(({ epoch }) => epoch > newest)];
}
