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
import type { CryptoTools } from "../protocol/sodium.ts";
import type { ActivityEntry, ViewState } from "../protocol/view.ts";
import type { Account } from "../vault/account.ts";
import type { Making } from "../vault/accounts.ts";
import type { SearchIndex } from "../vault/search.ts";
import type { ServiceEvent } from "./service.ts";
import type { Range, Store, StoreWriter } from "./store.ts";
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
}

export interface EditRequest<T> {
  /** An error must mean that nothing was changed, or that what was changed is to be taken back. */
  readonly act: (doc: Doc) => Result<T, HoltError>;
  /** Told instead of what the changes say. */
  readonly describe?: (value: T) => Happening;
  readonly isUndoable: boolean;
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
  /** Drops the document and leaves the keyring to the caller; nothing works afterwards. */
  release(): Keyring;
  /** Drops the document and wipes the keys. */
  end(): void;
}
