/**
 * A device's vault as it lies on the disk: what is there when the device is off.
 */
import type { Doc } from "yjs";
import { openDatabase } from "../../src/daemon/database.ts";
import { createRecordBox } from "../../src/daemon/record-box.ts";
import { createSqliteStore } from "../../src/daemon/sqlite-store.ts";
import { identify } from "../../src/daemon/vault-identity.ts";
import { loadDocument } from "../../src/daemon/vault-load.ts";
import type { StoredRoster } from "../../src/daemon/vault-roster.ts";
import { readVaultRows } from "../../src/daemon/vault-rows.ts";
import { epochKeysOf, readSyncRecord } from "../../src/daemon/vault-sync-record.ts";
import { unlockKeyring } from "../../src/daemon/vault-unlock.ts";
import type { Keyring } from "../../src/protocol/keyring.ts";
import type { Secret } from "../../src/protocol/secret.ts";
import type { CryptoTools } from "../../src/protocol/sodium.ts";
import type { SyncRecord } from "../../src/protocol/sync-record.ts";
import type { SimDevice } from "./device.ts";

export interface StoredVault {
  readonly keyring: Keyring;
  readonly roster: StoredRoster;
  readonly record: SyncRecord;
  readonly epochs: readonly { readonly epoch: number; readonly key: Secret }[];
  /** Under the device's own clientID. */
  readonly doc: Doc;
  readonly pending: number;
}

/** The device is off. */
export async function readStored(
  tools: CryptoTools,
  { databaseFile, keyFile }: Pick<SimDevice, "databaseFile" | "keyFile">,
): Promise<StoredVault> {
  const now = (): number => 0;
  const database = need(openDatabase({ file: databaseFile, now }));
  if (database === undefined) throw new Error("no database");
  const store = createSqliteStore(database, databaseFile);
  try {
    const rows = need(readVaultRows(tools.sodium, store));
    const { keyring } = need(await unlockKeyring({ tools, databaseFile, keyFile, now }, rows.keyring, ""));
    const box = createRecordBox(tools, keyring.localKey);
    return need(
      store.read((reader) => {
        const { record } = readSyncRecord(reader, box, keyring);
        const { clientId } = identify(tools.sodium, keyring, record.generation);
        return {
          keyring,
          roster: rows.roster,
          record,
          epochs: epochKeysOf(keyring, record),
          doc: loadDocument({ rows: reader, box, clientId }).doc,
          pending: reader.outbox().length,
        };
      }),
    );
  } finally {
    store.close();
  }
}

function need<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
