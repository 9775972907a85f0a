/**
 * What the vault keeps on this device, as rows. The contract for whoever stores them.
 *
 * A store sees sealed bytes, numbers and ids; it knows no key and no meaning. `write` is all or nothing and
 * durable when it returns; a number that `append` gave is never given again, not even after its row is gone.
 */
import type { HoltError } from "../protocol/errors.ts";
import type { Result } from "../protocol/result.ts";

/** Drafts and what people see of the past: numbered, appended, dropped from the old end. */
export const SEALED_TABLES = ["draft", "checkpoint", "activity", "undo", "redo"] as const;
export type SealedTable = (typeof SEALED_TABLES)[number];
export type JournalTable = Exclude<SealedTable, "checkpoint">;

export interface Row {
  readonly seq: number;
  readonly sealed: Uint8Array;
}
export interface CheckpointRow {
  readonly seq: number;
  /** Days since 1970-01-01 UTC. */
  readonly day: number;
  /** The newest draft that it holds. */
  readonly covers: number;
}
export interface UsageRow {
  readonly account: string;
  readonly sealed: Uint8Array;
}
/** A draft that the log doesn't hold yet. */
export interface OutboxRow {
  readonly seq: number;
  /** The own clientID's clock after it. */
  readonly clock: number;
}
/** A record of the log that came while the keys were locked away. */
export interface InboxRow {
  readonly position: number;
  readonly kind: "entry" | "envelope";
  readonly bytes: Uint8Array;
}
export interface Range {
  /** Exclusive bounds. */
  readonly after?: number;
  readonly before?: number;
  readonly limit?: number;
  readonly newestFirst?: boolean;
}

export interface StoreReader {
  /** The copies of the one keyring record; none where no vault was founded. */
  keyring(): readonly Uint8Array[];
  /** The copies of each roster entry, in the roster's order. */
  roster(): readonly (readonly Uint8Array[])[];
  rows(table: JournalTable, range?: Range): readonly Row[];
  /** The greatest number that `append` ever gave; 0 for none. */
  lastSeq(table: SealedTable): number;
  /** Newest first, without their bytes. */
  checkpoints(): readonly CheckpointRow[];
  checkpoint(seq: number): Uint8Array | undefined;
  usage(): readonly UsageRow[];
  /** The copies of a small record; none where there is none of that name. */
  fact(name: string): readonly Uint8Array[];
  /** Names that begin so. */
  factNames(prefix: string): readonly string[];
  /** Oldest first. */
  outbox(): readonly OutboxRow[];
  /** In the log's order. */
  inbox(): readonly InboxRow[];
}

export interface StoreWriter extends StoreReader {
  /** Both copies, here and in the roster. */
  putKeyring(sealed: Uint8Array): void;
  putRosterEntry(position: number, entry: Uint8Array): void;
  /** `seal` is told the row's number, which it binds into the record. */
  append(table: JournalTable, seal: (seq: number) => Uint8Array): number;
  addCheckpoint(row: Omit<CheckpointRow, "seq">, seal: (seq: number) => Uint8Array): number;
  remove(table: SealedTable, seqs: readonly number[]): void;
  removeThrough(table: SealedTable, seq: number): void;
  /** Drops the oldest until `count` are left. */
  keepNewest(table: SealedTable, count: number): void;
  putUsage(account: string, sealed: Uint8Array): void;
  removeUsage(account: string): void;
  /** Both copies. */
  putFact(name: string, sealed: Uint8Array): void;
  removeFact(name: string): void;
  addToOutbox(row: OutboxRow): void;
  removeFromOutbox(throughSeq: number): void;
  /** Drafts up to this one go, but for those in the outbox. */
  removeCoveredDrafts(throughSeq: number): void;
  putInbox(row: InboxRow): void;
  clearInbox(): void;
}

export interface Store {
  read<T>(run: (rows: StoreReader) => T): Result<T, HoltError>;
  /** Whatever `run` throws that is not about storage is thrown on, after everything was taken back. */
  write<T>(run: (rows: StoreWriter) => T): Result<T, HoltError>;
  /** Empties the journal, so that nothing of removed rows stays on the disk; false where it could not. */
  scrub(): Result<boolean, HoltError>;
  /** All rows, as they are, to a new file that only its owner can read; nothing is left where that fails. */
  copyTo(file: string): Result<void, HoltError>;
  close(): void;
}
