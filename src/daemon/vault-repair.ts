/**
 * Rotten rows: copied aside with the whole database, taken out, and told of. Never in silence, never twice.
 *
 * Where the copy can't be made (a full disk) nothing is taken out: the vault goes on with what opens, and the next
 * unlocking tries again.
 */
import type { StoreReader, StoreWriter, Store } from "./store.ts";
import type { RecordBox } from "./record-box.ts";
import { appendActivity, happening } from "./vault-activity.ts";
import type { VaultDocument } from "./vault-document.ts";
import type { DocumentDamage } from "./vault-load.ts";
import type { VaultProblems } from "./vault-problems.ts";
import { readTop } from "./vault-undo-rows.ts";

export interface RottenRows {
  readonly document?: DocumentDamage;
  readonly usage?: readonly string[];
  readonly activity?: readonly number[];
  readonly undo?: readonly number[];
  readonly redo?: readonly number[];
  /** A second copy that doesn't hold; the good one is written again. */
  readonly copies?: (rows: StoreWriter) => void;
}

export interface RepairPlace {
  readonly store: Store;
  readonly box: RecordBox;
  readonly document: VaultDocument;
  readonly problems: VaultProblems;
  readonly device: string;
  readonly now: () => number;
}

/** Rows of the stacks that don't open, above the first that does. */
export const rottenStacks = (rows: StoreReader, box: RecordBox): Pick<RottenRows, "undo" | "redo"> => ({
  undo: readTop(rows, box, "undo").damaged,
  redo: readTop(rows, box, "redo").damaged,
});

export function repairRows(place: RepairPlace, rotten: RottenRows): void {
  const { store, box, document, problems, device, now } = place;
  const { document: edits, usage = [], activity = [], undo = [], redo = [], copies } = rotten;
  const lostEdits = (edits?.drafts.length ?? 0) + (edits?.missing ?? 0);
  const lost = lostEdits + usage.length + activity.length + undo.length + redo.length;
  const isDocumentRotten = lostEdits + (edits?.checkpoints.length ?? 0) > 0;
  if (lost === 0 && !isDocumentRotten && copies === undefined) return;
  const copy = problems.reportDamage(store, lost);
  const repaired = !copy.ok
    ? copy
    : store.write((rows) => {
        rows.remove("checkpoint", edits?.checkpoints ?? []);
        rows.remove("draft", edits?.drafts ?? []);
        rows.remove("activity", activity);
        rows.remove("undo", undo);
        rows.remove("redo", redo);
        for (const account of usage) rows.removeUsage(account);
        copies?.(rows);
        if (isDocumentRotten) document.checkpoint(rows);
        const at = Math.floor(now() / 1000);
        const said = happening("storage-damaged", { copy: copy.value, lost });
        appendActivity(rows, box, { ...said, at, by: device });
      });
  if (!repaired.ok) problems.setFailing(repaired.error.type === "storage" ? repaired.error.reason : "io");
}
