/**
 * The document beside its rows: what is in memory is what the store holds.
 *
 * An edit of this device counts once its draft is stored, in one transaction with whatever else belongs to it. What
 * comes from other devices is applied at once and stored soon after (`flush`), or with the next edit: the relay has it
 * meanwhile, and no row ever builds on one that isn't there. Where storing fails the document is loaded again, so that
 * memory never stays ahead of the disk. Folding runs after the answer.
 */
import type { Doc } from "yjs";
import type { HoltError } from "../protocol/errors.ts";
import { type Err, err, ok, type Result } from "../protocol/result.ts";
import { draftToPayload } from "../protocol/stored.ts";
import { clockOf, encodeSnapshot } from "../vault/document.ts";
import { edit, type FieldChange } from "../vault/edit.ts";
import { mergeMany } from "../vault/merge-updates.ts";
import type { RecordBox } from "./record-box.ts";
import type { Store, StoreWriter } from "./store.ts";
import { isDayOver, isFoldDue, writeCheckpoint, writeFreshStart } from "./vault-fold.ts";
import { type DocumentDamage, type Loaded, loadDocument } from "./vault-load.ts";
import type { OutboxDraft } from "./vault-session.ts";
import { createVaultSize } from "./vault-size.ts";

export interface DocumentPlace {
  readonly store: Store;
  readonly box: RecordBox;
  readonly clientId: number;
  readonly databaseFile: string;
  /** Epoch ms. */
  readonly now: () => number;
  /** Edits are to be sent to a relay. */
  readonly isLinked: () => boolean;
  /** A draft is durable, and has to be sent; `isFirst`: the ones before it are not to be sent any more. */
  readonly onOutbox: (draft: OutboxDraft, isFirst: boolean) => void;
  /** Memory was thrown away for what the store holds: whoever keeps something beside it has to look again. */
  readonly onReload: () => void;
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

/** This device goes on under another clientID. */
interface Renewal {
  readonly clientId: number;
  /** The document without what the log doesn't have of the old clientID, and with it made again. */
  readonly doc: Doc;
  /** What was made again; null: nothing. */
  readonly update: Uint8Array | null;
}

export interface VaultDocument {
  /** Another one after an edit that failed: not to be kept. */
  doc(): Doc;
  edit<T>(request: DocumentEdit<T>): Result<DocumentEdited<T>, HoltError>;
  /** Applies what another device wrote, which was checked. It is stored with the next `flush`. */
  receive(apply: (doc: Doc) => readonly FieldChange[]): readonly FieldChange[];
  /** To be stored with what was received: in order, in one transaction. */
  queue(along: (rows: StoreWriter) => void): void;
  hasQueued(): boolean;
  /** Stores what was received. Fails by forgetting it. */
  flush(): Result<void, HoltError>;
  /** `along` is stored in the same transaction. */
  renew(renewal: Renewal, along: (rows: StoreWriter) => void): Result<void, HoltError>;
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
  const first = load(place, place.clientId);
  if (!first.ok) return first;
  return ok({ document: createVaultDocument(place, first.value), damage: first.value.damage });
}

function createVaultDocument(place: DocumentPlace, loaded: Loaded): VaultDocument {
  const { store, box, now, isLinked, onOutbox, onReload } = place;
  let { clientId } = place;
  let { doc, uncovered } = loaded;
  let size = createVaultSize(loaded.bytes);
  /** The draft with which an earlier day ended, to be kept under that day. */
  let dayEnd: DayEnd | undefined;
  const received: Uint8Array[] = [];
  const queued: ((rows: StoreWriter) => void)[] = [];

  const reload = (): Result<void, HoltError> => {
    const again = load(place, clientId);
    if (!again.ok) return again;
    doc.destroy();
    ({ doc, uncovered } = again.value);
    size = createVaultSize(again.value.bytes);
    received.length = 0;
    queued.length = 0;
    onReload();
    return ok(undefined);
  };

  /** Appended in the caller's transaction; counted once that holds. */
  const appendDraft = (rows: StoreWriter, update: Uint8Array, at: number): Appended => {
    const seq = rows.append("draft", box.seal("draft", draftToPayload({ update, at })));
    return { seq, bytes: update.length, at };
  };
  const writeQueued = (rows: StoreWriter): readonly Appended[] => {
    const appended = received.length === 0 ? [] : [appendDraft(rows, mergeMany(received), now())];
    for (const along of queued) along(rows);
    return appended;
  };
  const settle = (appended: readonly Appended[]): void => {
    received.length = 0;
    queued.length = 0;
    for (const { seq, bytes, at } of appended) {
      if (isDayOver(uncovered, at)) dayEnd ??= { through: uncovered.lastSeq, at: uncovered.lastAt ?? at };
      const count = uncovered.count + 1;
      uncovered = { count, bytes: uncovered.bytes + bytes, lastSeq: seq, lastAt: at };
    }
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
      const appended = [...writeQueued(rows), appendDraft(rows, update, at)];
      const seq = appended.at(-1)?.seq ?? 0;
      if (isLinked()) rows.addToOutbox({ seq, clock: clockOf(doc, clientId) });
      along(rows, { value, changes });
      return appended;
    });
    if (!stored.ok) return undone(stored, reload());
    settle(stored.value);
    if (isLinked()) {
      const seq = stored.value.at(-1)?.seq ?? 0;
      onOutbox({ seq, clock: clockOf(doc, clientId), update, at }, false);
    }
    return ok({ value, changes, isStored: true });
  };

  const flush = (): Result<void, HoltError> => {
    if (received.length + queued.length === 0) return ok(undefined);
    const stored = store.write(writeQueued);
    if (!stored.ok) return undone(stored, reload());
    settle(stored.value);
    return ok(undefined);
  };

  const renew = (
    { clientId: next, doc: lifted, update }: Renewal,
    along: (rows: StoreWriter) => void,
  ): Result<void, HoltError> => {
    const at = now();
    const stored = store.write((rows) => {
      for (const queuedWrite of queued) queuedWrite(rows);
      rows.removeFromOutbox(Number.MAX_SAFE_INTEGER);
      const covers = rows.lastSeq("draft");
      rows.removeThrough("draft", covers);
      const appended = update === null ? [] : [appendDraft(rows, update, at)];
      for (const { seq } of appended) rows.addToOutbox({ seq, clock: clockOf(lifted, next) });
      writeFreshStart(rows, box, { doc: lifted, covers: appended.at(-1)?.seq ?? covers, at });
      along(rows);
      return appended.at(-1)?.seq ?? covers;
    });
    if (!stored.ok) return undone(stored, reload());
    doc.destroy();
    doc = lifted;
    clientId = next;
    received.length = 0;
    queued.length = 0;
    uncovered = { count: 0, bytes: 0, lastSeq: stored.value, lastAt: null };
    onOutbox({ seq: stored.value, clock: clockOf(doc, clientId), update: update ?? NOTHING, at }, true);
    return ok(undefined);
  };

  const fold = (): Result<void, HoltError> => {
    const flushed = flush();
    if (!flushed.ok) return flushed;
    const { lastSeq: covers, lastAt } = uncovered;
    const written = store.write((rows) => {
      writeCheckpoint(rows, box, { doc, covers, at: lastAt ?? now() });
    });
    if (written.ok) uncovered = { count: 0, bytes: 0, lastSeq: covers, lastAt: null };
    return written;
  };

  /** From the rows, not from memory: memory holds the new day's edits already. */
  const foldDay = ({ through, at }: DayEnd): Result<void, HoltError> => {
    const written = store.write((rows) => {
      const past = loadDocument({ rows, box, clientId, through });
      writeCheckpoint(rows, box, { doc: past.doc, covers: through, at });
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
    receive: (apply) => {
      // What Yjs itself says that it took: the rest was known.
      const take = (update: Uint8Array): void => void received.push(update);
      doc.on("update", take);
      try {
        return apply(doc);
      } finally {
        doc.off("update", take);
      }
    },
    queue: (along) => void queued.push(along),
    hasQueued: () => received.length + queued.length > 0,
    flush,
    renew,
    takeChore: () => {
      const ended = dayEnd;
      dayEnd = undefined;
      if (ended !== undefined) return () => foldDay(ended);
      return isFoldDue(uncovered) ? fold : undefined;
    },
    checkpoint: (rows) => {
      writeCheckpoint(rows, box, { doc, covers: uncovered.lastSeq, at: now() });
    },
    drop: () => doc.destroy(),
  };
}

const NOTHING = new Uint8Array();

interface Appended {
  readonly seq: number;
  readonly bytes: number;
  readonly at: number;
}

interface DayEnd {
  readonly through: number;
  readonly at: number;
}

/** What went wrong first is what people are told, unless the vault can't even be read any more. */
const undone = (failure: Err<HoltError>, again: Result<void, HoltError>): Err<HoltError> =>
  again.ok ? failure : again;

function load(place: DocumentPlace, clientId: number): Result<Loaded, HoltError> {
  const loaded = place.store.read((rows) => loadDocument({ rows, box: place.box, clientId }));
  if (loaded.ok && !loaded.value.isReadable) {
    return err({ type: "storage", reason: "damaged", file: place.databaseFile, detail: "no row opens" });
  }
  return loaded;
}
