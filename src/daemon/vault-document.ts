/**
 * The document beside its rows: what is in memory is what the store holds.
 *
 * An edit counts once its draft is stored, in one transaction with whatever else belongs to it. Where that fails
 * the document is loaded again, so that memory never runs ahead of the disk. Folding runs after the answer.
 */
import type { Doc } from "yjs";
import type { HoltError } from "../protocol/errors.ts";
import { type Err, err, ok, type Result } from "../protocol/result.ts";
import { draftToPayload } from "../protocol/stored.ts";
import { encodeSnapshot } from "../vault/document.ts";
import { edit, type FieldChange } from "../vault/edit.ts";
import type { RecordBox } from "./record-box.ts";
import type { Store, StoreWriter } from "./store.ts";
import { isDayOver, isFoldDue, writeCheckpoint } from "./vault-fold.ts";
import { type DocumentDamage, type Loaded, loadDocument } from "./vault-load.ts";
import { createVaultSize } from "./vault-size.ts";

export interface DocumentPlace {
  readonly store: Store;
  readonly box: RecordBox;
  readonly clientId: number;
  readonly databaseFile: string;
  /** Epoch ms. */
  readonly now: () => number;
  /** Drafts are still to be sent somewhere. */
  readonly keepDrafts: boolean;
}

export interface DocumentEdit<T> {
  /** Changes the document. An error means that it changed nothing, or that what it changed is taken back. */
  readonly act: (doc: Doc) => Result<T, HoltError>;
  /** What else is stored in the same transaction. */
  readonly along: (
    rows: StoreWriter,
    edited: { readonly value: T; readonly changes: readonly FieldChange[] },
  ) => void;
}

interface DocumentEdited<T> {
  readonly value: T;
  readonly changes: readonly FieldChange[];
  /** False: there was nothing to change, and nothing was stored. */
  readonly isStored: boolean;
}

export interface VaultDocument {
  /** Another one after an edit that failed: not to be kept. */
  doc(): Doc;
  edit<T>(request: DocumentEdit<T>): Result<DocumentEdited<T>, HoltError>;
  /** Work that an edit left for later; undefined: none. Harmless to run at any time. */
  takeChore(): (() => Result<void, HoltError>) | undefined;
  /** Stores what could be read as a checkpoint, in the caller's transaction. */
  checkpoint(rows: StoreWriter): void;
  drop(): void;
}

/** `damage` is for the caller to tell of; the rows are left as they are. */
export function openDocument(
  place: DocumentPlace,
): Result<{ readonly document: VaultDocument; readonly damage: DocumentDamage }, HoltError> {
  const first = load(place);
  if (!first.ok) return first;
  return ok({ document: createVaultDocument(place, first.value), damage: first.value.damage });
}

function createVaultDocument(place: DocumentPlace, loaded: Loaded): VaultDocument {
  const { store, box, clientId, now, keepDrafts } = place;
  let { doc, uncovered } = loaded;
  let size = createVaultSize(loaded.bytes);
  /** The draft with which an earlier day ended, to be kept under that day. */
  let dayEnd: DayEnd | undefined;

  const reload = (): Result<void, HoltError> => {
    const again = load(place);
    if (!again.ok) return again;
    doc.destroy();
    ({ doc, uncovered } = again.value);
    size = createVaultSize(again.value.bytes);
    return ok(undefined);
  };

  const writeEdit = <T>({ act, along }: DocumentEdit<T>): Result<DocumentEdited<T>, HoltError> => {
    const { value: result, update, changes } = edit(doc, () => act(doc));
    if (!result.ok) return update === null ? result : undone(result, reload());
    const { value } = result;
    if (update === null) return ok({ value, changes, isStored: false });
    const tooLarge = size.refuse(update.length, () => encodeSnapshot(doc).length);
    if (tooLarge !== undefined) return undone(err(tooLarge), reload());
    const at = now();
    const stored = store.write((rows) => {
      const seq = rows.append("draft", box.seal("draft", draftToPayload({ update, at })));
      along(rows, { value, changes });
      return seq;
    });
    if (!stored.ok) return undone(stored, reload());
    if (isDayOver(uncovered, at)) dayEnd ??= { through: uncovered.lastSeq, at: uncovered.lastAt ?? at };
    const count = uncovered.count + 1;
    uncovered = { count, bytes: uncovered.bytes + update.length, lastSeq: stored.value, lastAt: at };
    return ok({ value, changes, isStored: true });
  };

  const fold = (): Result<void, HoltError> => {
    const { lastSeq: covers, lastAt } = uncovered;
    const written = store.write((rows) => {
      writeCheckpoint(rows, box, { doc, covers, at: lastAt ?? now(), keepDrafts });
    });
    if (written.ok) uncovered = { count: 0, bytes: 0, lastSeq: covers, lastAt: null };
    return written;
  };

  /** From the rows, not from memory: memory holds the new day's edits already. */
  const foldDay = ({ through, at }: DayEnd): Result<void, HoltError> => {
    const written = store.write((rows) => {
      const past = loadDocument({ rows, box, clientId, through });
      writeCheckpoint(rows, box, { doc: past.doc, covers: through, at, keepDrafts });
      past.doc.destroy();
      return rows.rows("draft", { after: through });
    });
    if (!written.ok) return written;
    const bytes = written.value.reduce((sum, { sealed }) => sum + sealed.length, 0);
    uncovered = { ...uncovered, count: written.value.length, bytes };
    return ok(undefined);
  };

  return {
    doc: () => doc,
    edit: (request) => {
      try {
        return writeEdit(request);
      } catch (thrown) {
        // A bug, but not one that may leave memory ahead of the disk.
        if (!reload().ok) throw new Error("the vault can't be read again", { cause: thrown });
        throw thrown;
      }
    },
    takeChore: () => {
      const ended = dayEnd;
      dayEnd = undefined;
      if (ended !== undefined) return () => foldDay(ended);
      return isFoldDue(uncovered) ? fold : undefined;
    },
    checkpoint: (rows) => {
      writeCheckpoint(rows, box, { doc, covers: uncovered.lastSeq, at: now(), keepDrafts });
    },
    drop: () => doc.destroy(),
  };
}

interface DayEnd {
  readonly through: number;
  readonly at: number;
}

/** What went wrong first is what people are told, unless the vault can't even be read any more. */
const undone = (failure: Err<HoltError>, again: Result<void, HoltError>): Err<HoltError> =>
  again.ok ? failure : again;

function load(place: DocumentPlace): Result<Loaded, HoltError> {
  const loaded = place.store.read((rows) => loadDocument({ rows, box: place.box, clientId: place.clientId }));
  if (loaded.ok && !loaded.value.isReadable) {
    return err({ type: "storage", reason: "damaged", file: place.databaseFile, detail: "no row opens" });
  }
  return loaded;
}
