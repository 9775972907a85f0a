/**
 * A database that breaks while the vault is open: the file was set aside, the vault goes on in a new one.
 *
 * What memory holds is every answered edit. Undo, usage and older activity stay behind in the file that was set
 * aside; the activity says so.
 */
import type { Doc } from "yjs";
import type { HoltError } from "../protocol/errors.ts";
import type { Keyring } from "../protocol/keyring.ts";
import type { Result } from "../protocol/result.ts";
import type { SyncRecord } from "../protocol/sync-record.ts";
import { createRecordBox } from "./record-box.ts";
import type { Store } from "./store.ts";
import { appendActivity, happening } from "./vault-activity.ts";
import { writeCheckpoint } from "./vault-fold.ts";
import { createVaultStore, type VaultPlace } from "./vault-founding.ts";
import { keepWraps } from "./vault-key-wrap.ts";
import { writeSyncRecord } from "./vault-sync-record.ts";

export interface Rescue {
  readonly doc: Doc;
  readonly keyring: Keyring;
  /** As it was stored. */
  readonly sealed: Uint8Array;
  /** The key wrap, as it was stored; none, or copies. */
  readonly wraps: readonly Uint8Array[];
  readonly entries: readonly Uint8Array[];
  /** As it was; what was read of the log is read again. */
  readonly syncRecord: SyncRecord;
  /** Where the broken database is now. */
  readonly movedTo: string;
}

export function rescueVault(place: VaultPlace, rescue: Rescue): Result<Store, HoltError> {
  const { doc, keyring, sealed, wraps, entries, syncRecord, movedTo } = rescue;
  const nowMs = place.now();
  return createVaultStore(place, {
    sealed,
    entries,
    along: (rows) => {
      const box = createRecordBox(place.tools, keyring.localKey);
      writeCheckpoint(rows, box, { doc, covers: 0, at: nowMs });
      keepWraps(rows, wraps);
      if (syncRecord.home !== null) writeSyncRecord(rows, box, { ...syncRecord, cursor: null });
      const said = happening("storage-damaged", { copy: movedTo, lost: 0 });
      appendActivity(rows, box, { ...said, at: Math.floor(nowMs / 1000), by: keyring.deviceName });
    },
  });
}
