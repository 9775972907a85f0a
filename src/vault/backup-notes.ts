/**
 * What all devices know of the backup, in the root map `devices` beside what devices are called: the handle, and when a
 * full recovery was last proven (docs/SPEC.md [VD11]).
 *
 * Any device may write here; the roster alone says whether there is a backup. Values are read as untrusted.
 */
import type { Doc } from "yjs";
import { parseHandle } from "../protocol/handle.ts";
import { setField } from "./accounts.ts";
import { devicesOf } from "./document.ts";

export interface BackupNotes {
  readonly handle: string | null;
  /** Epoch seconds. */
  readonly verifiedAt: number | null;
  /** When the recovery passphrase was last typed; epoch seconds. */
  readonly typedAt: number | null;
}

const HANDLE = "backup/handle";
const VERIFIED_AT = "backup/verifiedAt";
const TYPED_AT = "backup/typedAt";

export function readBackupNotes(doc: Doc): BackupNotes {
  const map = devicesOf(doc);
  const handle = map.get(HANDLE);
  const known = typeof handle === "string" ? parseHandle(handle)?.text : undefined;
  return {
    handle: known ?? null,
    verifiedAt: timeOf(map.get(VERIFIED_AT)),
    typedAt: timeOf(map.get(TYPED_AT)),
  };
}

/** To be run inside `edit`. Undefined: stays as it is; null: taken away. */
export function noteBackup(doc: Doc, notes: Partial<BackupNotes>): void {
  const map = devicesOf(doc);
  if (notes.handle !== undefined) setField(map, HANDLE, notes.handle ?? undefined);
  if (notes.verifiedAt !== undefined) setField(map, VERIFIED_AT, notes.verifiedAt ?? undefined);
  if (notes.typedAt !== undefined) setField(map, TYPED_AT, notes.typedAt ?? undefined);
}

const timeOf = (value: unknown): number | null =>
  typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : null;
