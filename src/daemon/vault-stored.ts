/**
 * A vault as its rows have it, with the store that holds them: read without a key, and judged with one.
 */
import type { HoltError } from "../protocol/errors.ts";
import type { Keyring } from "../protocol/keyring.ts";
import { ok, type Result } from "../protocol/result.ts";
import type { CryptoTools } from "../protocol/sodium.ts";
import { createRecordBox } from "./record-box.ts";
import type { Store } from "./store.ts";
import { isKeyringOf } from "./vault-roster.ts";
import { readVaultRows, type VaultRows } from "./vault-rows.ts";
import { epochKeysOf, readSyncRecord } from "./vault-sync-record.ts";

export interface Vault extends VaultRows {
  readonly store: Store;
}

/** Undefined where nothing was founded: founding was interrupted before its transaction. */
export function readVault({ sodium }: CryptoTools, store: Store): Result<Vault | undefined, HoltError> {
  const rows = readVaultRows(sodium, store);
  if (!rows.ok) return rows;
  if (rows.value.keyring.length > 0) return ok({ ...rows.value, store });
  store.close();
  return ok(undefined);
}

/** Whether the keyring belongs to the roster that is stored beside it. */
export function isOwnKeyring(tools: CryptoTools, { store, roster }: Vault, keyring: Keyring): boolean {
  const box = createRecordBox(tools, keyring.localKey);
  const read = store.read((rows) => readSyncRecord(rows, box, keyring));
  if (!read.ok) return false;
  const { record, isDamaged } = read.value;
  // Without the record nothing tells how far the roster went: what stands there holds by itself.
  const rosterHead = isDamaged ? (roster.state?.head ?? record.rosterHead) : record.rosterHead;
  return isKeyringOf(tools.sodium, roster, {
    keyring,
    rosterHead,
    epochs: epochKeysOf(keyring, record),
    isRevoked: record.revoked !== null,
  });
}

/** What was mended is not mended again, and the copy that opened is the one to go on with. */
export function afterMending({ sodium }: CryptoTools, from: Vault, sealed: Uint8Array): Vault {
  const rows = readVaultRows(sodium, from.store);
  const { roster, keyring, wraps } = rows.ok ? rows.value : from;
  return { store: from.store, roster, keyring: [sealed, ...keyring.slice(1)], wraps };
}
