/**
 * The view: the secret-free picture of the vault that front ends see, as one Yjs document over view.sock.
 *
 * Y.Map `accounts`: id → AccountLabel (plain value, replaced as a whole; trashed ones included).
 * Y.Map `state`: the keys of ViewState, each a plain value. Read-only for clients. No secrets, no codes.
 */
import type { AccountLabel } from "./account.ts";
import type { OsKeyringTrouble } from "./os-keyring-trouble.ts";

export const VIEW_ROOM = "view";
export const VIEW_ACCOUNTS = "accounts";
export const VIEW_STATE = "state";
/** The close code that y-websocket treats as final: the vault was locked. */
export const VIEW_CLOSED_LOCKED = 4401;

/**
 * off: no relay. connecting: on the way to being in step. online: in step, or sending. offline: not reached, tried
 * again. waiting: reached, but a login needs the vault unlocked. refused: the relay takes nothing (error says why).
 * held: what the relay shows can't be right, and nothing is taken or sent. revoked: removed from the vault.
 */
export type LinkStateName =
  | "off"
  | "connecting"
  | "online"
  | "offline"
  | "waiting"
  | "refused"
  | "held"
  | "revoked";
/**
 * off: none. waiting: for another member's word. on: recovery members are there, and nothing is wrong. failing:
 * `problem` says why, and `since` since when. deleting: asked for, and no receipt yet.
 */
export type BackupStateName = "off" | "waiting" | "on" | "failing" | "deleting";

export type RecoveryKind = "words" | "passphrase";

/** The backup as this device knows it (CLI.md, `backup status`). Times in epoch seconds. */
export interface BackupView {
  readonly state: BackupStateName;
  readonly relay: string | null;
  /** The relay key's. */
  readonly fingerprint: string | null;
  /** `name@host`; null: there is no recovery passphrase, or nobody told it. */
  readonly handle: string | null;
  /** When the relay last had everything that this device holds. */
  readonly lastBackupAt: number | null;
  /** Edits of this device that the relay doesn't have yet. */
  readonly pendingChanges: number;
  /** All that the relay keeps of the vault; null: not asked yet. */
  readonly bytes: number | null;
  /** Points in time at the relay; null: not asked yet. */
  readonly snapshots: number | null;
  readonly recovery: readonly { readonly kind: RecoveryKind; readonly since: number | null }[];
  /** This device's own daily look at what the relay would give. */
  readonly checkedAt: number | null;
  /** The last full recovery with typed words or passphrase. */
  readonly lastVerifiedAt: number | null;
  /** deleting by one signature: when it happens. */
  readonly deletesAt: number | null;
  /** deleting, and asked for by this device: its request, which `requests.reject` takes back. */
  readonly erasureRequest: string | null;
  readonly problem: BackupProblem | null;
  /** Since when the problem is there. */
  readonly since: number | null;
  /** What the person should do some time: nothing is wrong. */
  readonly reminder: "prove" | "type-passphrase" | null;
  /** How it ended, where it was turned off. */
  readonly ended: BackupEnd | null;
}

interface BackupEnd {
  readonly by: string;
  readonly at: number;
  readonly scope: "backup" | "all";
}

export const BACKUP_PROBLEMS = [
  /** There are ways in, but nobody has read the vault back by one of them. */
  "unproven",
  /** Not everything is at the relay, for longer than a day. */
  "stale",
  "unreachable",
  "refused",
  "quota",
  "held",
  /** What the relay would give is not what is here. */
  "differs",
  /** Words or passphrase would not open what the relay has. */
  "bad-box",
  /** The vault has no link. */
  "no-link",
  "relay-lost-data",
] as const;
export type BackupProblem = (typeof BACKUP_PROBLEMS)[number];

export interface ViewState {
  readonly vaultId: string;
  readonly device: { readonly name: string; readonly memberId: string };
  /** Epoch ms at which the vault locks by itself; null: never. */
  readonly locksAt: number | null;
  readonly link: LinkView;
  readonly backup: BackupView;
  /** Against the relay; null when unknown. */
  readonly clockSkewSeconds: number | null;
  /** Number of the newest activity entry: a change means that `activity.list` has more. */
  readonly activity: number;
  /** Labels of what undo and redo would do now; null: nothing. */
  readonly undo: UndoView | null;
  readonly redo: UndoView | null;
  /** Troubles that the person should know of. */
  readonly problems: readonly Problem[];
  /** This device first, then by name. */
  readonly devices: readonly DeviceView[];
  /** What waits for this device's word. */
  readonly requests: readonly RequestView[];
}

export interface LinkView {
  /** The relay's address. */
  readonly relay: string | null;
  /** The relay key's fingerprint; null without a link. */
  readonly fingerprint: string | null;
  readonly state: LinkStateName;
  /** Edits of this device that the relay doesn't have yet. */
  readonly pending: number;
  /** Epoch seconds: when this device was last in step with the relay. */
  readonly lastSyncAt: number | null;
  /** Epoch seconds since when it is not in step; null while it is. */
  readonly since: number | null;
  /** What is wrong, as a key of the link-error sentences; null: nothing. */
  readonly error: LinkError | null;
}

export const LINK_ERRORS = [
  /** Name not found, connection refused or broken, no answer in time. */
  "unreachable",
  /** TLS could not be agreed on. */
  "tls",
  /** It speaks, but not this protocol or version. */
  "not-a-relay",
  /** Its key is not the one that was pinned. */
  "wrong-relay-key",
  /** It doesn't know the vault and opens none without a token. */
  "token-needed",
  "token-refused",
  /** The vault's room is used up. */
  "quota",
  /** Too much in a short time. */
  "rate",
  /** Something larger than the relay takes. */
  "too-large",
  "relay-storage",
  /** Two entries at one place of the roster: join again. */
  "roster-fork",
  /** Two histories at one place of the log. */
  "log-fork",
  /** The roster that it shows is older than what this device has seen. */
  "roster-rolled-back",
  /** What the relay sent broke the protocol, twice. */
  "broken-stream",
  /** This device's key doesn't fit the roster: nothing was sent. */
  "wrong-key",
  "storage",
] as const;
export type LinkError = (typeof LINK_ERRORS)[number];

export interface DeviceView {
  readonly memberId: string;
  readonly kind: "device" | "words" | "passphrase";
  /** "" where nobody has named it yet. */
  readonly name: string;
  /** Six words that stand for its public keys. */
  readonly fingerprint: string;
  readonly self: boolean;
  /** Admitted by one device alone, and not confirmed by another yet. */
  readonly provisional: boolean;
  readonly online: boolean;
  /** Epoch seconds; null: never seen by this device. */
  readonly lastSeenAt: number | null;
  /** Records that it hadn't read when last seen; null: unknown. */
  readonly behind: number | null;
  /** Epoch seconds; null: unknown. */
  readonly addedAt: number | null;
  /** Name of the device that admitted it; null: it founded the vault. */
  readonly addedBy: string | null;
}

export interface RequestView {
  readonly id: string;
  readonly type: "join" | "recovery-change" | "erase";
  /** join: the new device; else what it is about. */
  readonly name: string;
  /** Who asks. */
  readonly by: string;
  readonly fingerprint: string;
  /** Epoch seconds; null: it waits as long as it takes. erase: when it happens unless somebody rejects it. */
  readonly expiresAt: number | null;
  /** Asked for by this device itself: recovery words or passphrase may confirm it. In `requests.list` alone. */
  readonly own?: true;
  /** recovery-change: which way in, and what becomes of it. */
  readonly change?: { readonly kind: RecoveryKind; readonly what: "add" | "replace" | "remove" };
}

export interface UndoView {
  readonly action: ActivityType;
  /** "GitHub (sven)", or the number of accounts. */
  readonly text: string;
}

export type Problem =
  | { readonly type: "no-passphrase" }
  /** It was to unlock the vault, and didn't. */
  | { readonly type: "os-keyring"; readonly reason: OsKeyringTrouble }
  | { readonly type: "storage-damaged"; readonly copy: string; readonly lost: number }
  | { readonly type: "storage-failing"; readonly reason: string }
  /** The relay had acknowledged what it doesn't have any more; this device put back what it held. */
  | { readonly type: "relay-lost-data"; readonly at: number }
  /** The relay shows two histories: one of roster or log at one place. */
  | { readonly type: "relay-fork"; readonly what: "roster" | "log"; readonly at: number }
  /** Two devices that had read the same hold different accounts. */
  | { readonly type: "devices-differ"; readonly device: string; readonly at: number }
  /** Records that a member wrote against the rules: not taken. */
  | {
      readonly type: "void-records";
      readonly device: string;
      readonly count: number;
      readonly reason: string;
    }
  /** A key in the roster that would not open for this member. */
  | { readonly type: "bad-box"; readonly member: string }
  /** This device was removed from the vault by `by`. */
  | { readonly type: "revoked"; readonly by: string; readonly at: number };

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
  "os-keyring-on",
  "os-keyring-off",
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
  "linked",
  "unlinked",
  "relay-moved",
  "relay-lost-data",
  "relay-fork",
  "devices-differ",
  "record-void",
  "member-admitted",
  "member-confirmed",
  "member-revoked",
  "member-left",
  "device-renamed",
  "vault-joined",
  "accounts-merged",
  "generation-renewed",
  "revoked-here",
  "backup-on",
  "backup-off",
  "backup-failing",
  "backup-recovered",
  "backup-verified",
  "backup-restored",
  "backup-asked",
  "backup-deletion-asked",
  "backup-receipt",
  "recovery-added",
  "recovery-replaced",
  "recovery-removed",
  "recovered",
  "request-rejected",
] as const;
export type ActivityType = (typeof ACTIVITY_TYPES)[number];

export type ViewAccounts = Readonly<Record<string, AccountLabel>>;
