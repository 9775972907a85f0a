/**
 * The view: the secret-free picture of the vault that front ends see, as one Yjs document over view.sock.
 *
 * Y.Map `accounts`: id → AccountLabel (plain value, replaced as a whole; trashed ones included).
 * Y.Map `state`: the keys of ViewState, each a plain value. Read-only for clients. No secrets, no codes.
 */
import type { AccountLabel } from "./account.ts";

export const VIEW_ROOM = "view";
export const VIEW_ACCOUNTS = "accounts";
export const VIEW_STATE = "state";
/** The close code that y-websocket treats as final: the vault was locked. */
export const VIEW_CLOSED_LOCKED = 4401;

type LinkStateName = "off" | "connecting" | "online" | "offline" | "refused" | "revoked";
export type BackupStateName = "off" | "waiting" | "on" | "failing" | "deleting";

export interface ViewState {
  readonly vaultId: string;
  readonly device: { readonly name: string; readonly memberId: string };
  /** Epoch ms at which the vault locks by itself; null: never. */
  readonly locksAt: number | null;
  readonly link: LinkView;
  readonly backup: { readonly state: BackupStateName };
  /** Against the relay; null when unknown. */
  readonly clockSkewSeconds: number | null;
  /** Number of the newest activity entry: a change means that `activity.list` has more. */
  readonly activity: number;
  /** Labels of what undo and redo would do now; null: nothing. */
  readonly undo: UndoView | null;
  readonly redo: UndoView | null;
  /** Troubles that the person should know of. */
  readonly problems: readonly Problem[];
}

export interface LinkView {
  readonly relay: string | null;
  readonly state: LinkStateName;
  readonly pending: number;
  /** Epoch seconds. */
  readonly lastSyncAt: number | null;
  readonly error: string | null;
}

export interface UndoView {
  readonly action: ActivityType;
  /** "GitHub (sven)", or the number of accounts. */
  readonly text: string;
}

export type Problem =
  | { readonly type: "no-passphrase" }
  | { readonly type: "storage-damaged"; readonly copy: string; readonly lost: number }
  | { readonly type: "storage-failing"; readonly reason: string };

/** `holt log`: sentences are made by the front end from these facts. */
export interface ActivityEntry {
  readonly seq: number;
  /** Epoch seconds. */
  readonly at: number;
  readonly type: ActivityType;
  /** The name of the device that did it. */
  readonly by: string;
  /** "GitHub (sven)" as it was then; null when no single account is meant. */
  readonly account: string | null;
  readonly accountId: string | null;
  /** Names of changed fields, never values of secret ones. */
  readonly fields: readonly string[];
  /** Further facts for the sentence: numbers, format names, paths. */
  readonly details: Readonly<Record<string, string | number>>;
}

export const ACTIVITY_TYPES = [
  "vault-created",
  "unlocked",
  "locked",
  "passphrase-changed",
  "account-added",
  "account-edited",
  "account-trashed",
  "account-restored",
  "account-purged",
  "accounts-imported",
  "accounts-exported",
  "secret-revealed",
  "code-advanced",
  "account-verified",
  "undone",
  "redone",
  "storage-damaged",
] as const;
export type ActivityType = (typeof ACTIVITY_TYPES)[number];

export type ViewAccounts = Readonly<Record<string, AccountLabel>>;
