/**
 * The open vault: keys, document, labels, usage, undo stacks and activity, in step with the store.
 *
 * Exists only while unlocked. Every change goes through `edit`, which stores draft, activity and undo entry in one
 * transaction and only then tells anyone. Knows no sockets and no requests.
 */
import type { Doc } from "yjs";
import type { AccountLabel } from "../protocol/account.ts";
import type { HoltError } from "../protocol/errors.ts";
import type { Keyring } from "../protocol/keyring.ts";
import type { Result } from "../protocol/result.ts";
import type { CborValue } from "../protocol/codec.ts";
import type { CryptoTools } from "../protocol/sodium.ts";
import type { RosterState } from "../protocol/roster-state.ts";
import type { SyncRecord } from "../protocol/sync-record.ts";
import type { ActivityEntry, ViewState } from "../protocol/view.ts";
import type { Account } from "../vault/account.ts";
import type { Making } from "../vault/accounts.ts";
import type { FieldChange } from "../vault/edit.ts";
import type { SearchIndex } from "../vault/search.ts";
import type { ServiceEvent } from "./service.ts";
import type { RecordBox } from "./record-box.ts";
import type { OutboxRow, Range, Store, StoreWriter } from "./store.ts";
import type { Happening } from "./vault-activity.ts";
import type { DeviceIdentity } from "./vault-identity.ts";
import type { VaultProblems } from "./vault-problems.ts";

export interface SessionOptions {
  readonly keyring: Keyring;
  readonly store: Store;
  readonly problems: VaultProblems;
  readonly tools: CryptoTools;
  readonly databaseFile: string;
  /** Epoch ms. */
  readonly now: () => number;
  readonly defer: (task: () => void) => void;
  readonly emit: (event: ServiceEvent) => void;
  /** Copies of keyring or roster that didn't hold. */
  readonly copies?: (rows: StoreWriter) => void;
  /** Tells this installation from a copied one; null: it can't be told. */
  readonly installation: Uint8Array | null;
  readonly roster: HeldRoster;
}

/** The roster as this device holds it; `state` is undefined where its rows are damaged. */
export interface HeldRoster {
  readonly state: RosterState | undefined;
  readonly entries: readonly Uint8Array[];
}

/** What another device wrote, checked and opened. */
export interface Incoming {
  /** Applies it, and tells what changed. */
  readonly apply: (doc: Doc) => readonly FieldChange[];
  /** The writing device's name. */
  readonly by: string;
  /** Epoch seconds, by its clock. */
  readonly at: number;
  /** Told instead of what the changes say; null: the caller tells it. */
  readonly summary?: Happening | null;
}

export interface EditRequest<T> {
  /** An error must mean that nothing was changed, or that what was changed is to be taken back. */
  readonly act: (doc: Doc) => Result<T, HoltError>;
  /** Told instead of what the changes say. */
  readonly describe?: (value: T) => Happening;
  readonly isUndoable: boolean;
}

/** A draft that the log doesn't have yet. */
export interface OutboxDraft extends OutboxRow {
  readonly update: Uint8Array;
  /** Epoch ms. */
  readonly at: number;
}

export interface EditDone<T> {
  readonly value: T;
  /** Null where nothing changed. */
  readonly entry: ActivityEntry | null;
}

export interface VaultSession {
  readonly identity: DeviceIdentity;
  readonly keyring: Keyring;
  doc(): Doc;
  account(id: string): Account | undefined;
  accounts(): readonly Account[];
  label(id: string): AccountLabel | undefined;
  /** Trashed ones included. */
  labels(): readonly AccountLabel[];
  /** Of what is not in the trash. */
  search(): SearchIndex;
  /** When and with whose randomness an edit is made. */
  making(): Making;
  edit<T>(request: EditRequest<T>): Result<EditDone<T>, HoltError>;
  undo(): Result<ActivityEntry, HoltError>;
  redo(): Result<ActivityEntry, HoltError>;
  /** Activity alone: something was done that changed nothing. */
  note(said: Happening): Result<ActivityEntry, HoltError>;
  /** A code was used. Never fails: the code is worth more than its count. */
  use(id: string): AccountLabel | undefined;
  activity(range: Range): Result<readonly ActivityEntry[], HoltError>;
  /** Something was added to it from outside. */
  refreshActivity(): void;
  view(): Pick<ViewState, "activity" | "undo" | "redo">;

  /** Another device may have seen what this one did. */
  isShared(): boolean;
  /** What sync remembers. */
  syncRecord(): SyncRecord;
  /** Stored with the next flush, after what was received before. */
  setSyncRecord(record: SyncRecord): void;
  roster(): HeldRoster;
  /** Entries from `from` on are stored with the next flush. */
  setRoster(roster: HeldRoster, from: number): void;
  /** In force at once, stored with the next flush. */
  receive(incoming: Incoming): void;
  /** Further rows for the next flush. */
  queue(along: (rows: StoreWriter) => void): void;
  queueActivity(said: Happening, by?: string): void;
  /** On an error everything since the last flush is forgotten: the document too. */
  flush(): Result<void, HoltError>;
  /**
   * Takes a new generation: what the log doesn't have of this device's writing is made again under it. `isTold`: as
   * something that the person should know.
   */
  renew(options: { readonly isTold: boolean }): Result<void, HoltError>;
  /** The clientID in use. */
  clientId(): number;
  /** Oldest first. */
  outbox(): readonly OutboxDraft[];
  /** The log has them up to this one; stored with the next flush. */
  acknowledge(throughSeq: number): void;
  /** Counts how often memory was thrown away for what is stored. */
  reloads(): number;
  /** Small sealed records by name. */
  facts(prefix: string): ReadonlyMap<string, CborValue>;
  openBox(): RecordBox;
  /** Drops the document and leaves the keyring to the caller; nothing works afterwards. */
  release(): Keyring;
  /** Drops the document and wipes the keys. */
  end(): void;
}
