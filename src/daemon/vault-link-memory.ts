/**
 * What the open vault remembers of its link, in memory beside its rows: the sync record, and what waits to be sent.
 *
 * Memory runs ahead of the rows between two flushes; `reload` takes it back to what they hold.
 */
import type { CborValue } from "../protocol/codec.ts";
import type { HoltError } from "../protocol/errors.ts";
import type { Keyring } from "../protocol/keyring.ts";
import { err, ok, type Result } from "../protocol/result.ts";
import { payloadToDraft } from "../protocol/stored.ts";
import type { Sodium } from "../protocol/sodium.ts";
import type { SyncRecord } from "../protocol/sync-record.ts";
import type { RecordBox } from "./record-box.ts";
import type { Store, StoreWriter } from "./store.ts";
import type { DeviceIdentity } from "./vault-identity.ts";
import { readRoster } from "./vault-roster.ts";
import type { HeldRoster, OutboxDraft } from "./vault-session.ts";
import { type ReadSyncRecord, readSyncRecord, writeSyncRecord } from "./vault-sync-record.ts";

export interface LinkMemory {
  readonly record: () => SyncRecord;
  /** In memory alone: who sets it writes it, too. */
  set(record: SyncRecord): void;
  write(rows: StoreWriter, record: SyncRecord): void;
  /** No copy of the record opened. */
  readonly isDamaged: boolean;
  readonly isLinked: () => boolean;
  /** Other devices may have seen what this one did. */
  readonly isShared: () => boolean;
  readonly roster: () => HeldRoster;
  setRoster(roster: HeldRoster): void;
  readonly outbox: () => readonly OutboxDraft[];
  /** `isFirst`: the ones before it are not to be sent any more; an empty update is nothing to send. */
  readonly addToOutbox: (draft: OutboxDraft, isFirst: boolean) => void;
  acknowledge(throughSeq: number): void;
  readonly reload: () => void;
  readonly reloads: () => number;
  clientId(identity: DeviceIdentity): number;
  noteClientId(clientId: number | undefined): void;
  facts(prefix: string): ReadonlyMap<string, CborValue>;
}

export function createLinkMemory({
  store,
  box,
  keyring,
  sodium,
  roster: firstRoster,
}: {
  readonly store: Store;
  readonly box: RecordBox;
  readonly keyring: Keyring;
  readonly sodium: Sodium;
  readonly roster: HeldRoster;
}): Result<LinkMemory, HoltError> {
  const read = store.read((rows) => readSyncRecord(rows, box, keyring));
  if (!read.ok) return read;
  let record = withKnownHome(read.value, firstRoster);
  let roster = firstRoster;
  const waiting = readOutbox(store, box);
  if (!waiting.ok) return waiting;
  let outbox = [...waiting.value];
  let reloads = 0;
  let clientId: number | undefined;
  return ok({
    record: () => record,
    set: (next) => {
      record = next;
    },
    write: (rows, next) => writeSyncRecord(rows, box, next),
    isDamaged: read.value.isDamaged,
    isLinked: () => record.home !== null,
    isShared: () => record.home !== null || record.rosterHead.index > 0,
    roster: () => roster,
    setRoster: (next) => {
      roster = next;
    },
    outbox: () => outbox,
    addToOutbox: (draft, isFirst) => {
      if (isFirst) outbox = [];
      if (draft.update.length > 0) outbox.push(draft);
    },
    acknowledge: (throughSeq) => {
      outbox = outbox.filter(({ seq }) => seq > throughSeq);
    },
    reload: () => {
      const drafts = readOutbox(store, box);
      if (drafts.ok) outbox = [...drafts.value];
      const stored = store.read((rows) => readRoster(sodium, rows));
      if (stored.ok) roster = stored.value;
      const again = store.read((rows) => readSyncRecord(rows, box, keyring));
      if (again.ok) ({ record } = again.value);
      reloads++;
    },
    reloads: () => reloads,
    clientId: (identity) => clientId ?? identity.clientId,
    noteClientId: (next) => {
      clientId = next ?? clientId;
    },
    facts: (prefix) => {
      const found = new Map<string, CborValue>();
      store.read((rows) => {
        for (const name of rows.factNames(prefix)) {
          const opened = rows.fact(name).map((sealed) => box.openFact(name, sealed));
          const payload = opened.find((copy) => copy !== undefined);
          if (payload !== undefined) found.set(name.slice(prefix.length), payload);
        }
      });
      return found;
    },
  });
}

/** The record is lost, the roster isn't: it says where the vault's home is. */
function withKnownHome({ record, isDamaged }: ReadSyncRecord, { state }: HeldRoster): SyncRecord {
  if (!isDamaged || state === undefined) return record;
  const { home, head } = state;
  return {
    ...record,
    rosterHead: head,
    home: home && { url: home.url, relayKey: home.relayKey, otherUrls: [], isEmbedded: false },
  };
}

/** Oldest first, with what each says. A draft that is gone can't be sent: its row is skipped. */
function readOutbox(store: Store, box: RecordBox): Result<readonly OutboxDraft[], HoltError> {
  const read = store.read((rows) => {
    const waiting = rows.outbox();
    const first = waiting[0]?.seq;
    if (first === undefined) return [];
    const sealedBySeq = new Map(
      rows.rows("draft", { after: first - 1 }).map((row) => [row.seq, row.sealed] as const),
    );
    return waiting.flatMap(({ seq, clock }) => {
      const sealed = sealedBySeq.get(seq);
      const payload = sealed && box.open("draft", { seq, sealed });
      const draft = payload === undefined ? undefined : payloadToDraft(payload);
      return draft === undefined ? [] : [{ seq, clock, update: draft.update, at: draft.at }];
    });
  });
  return read.ok ? ok(read.value) : err(read.error);
}
