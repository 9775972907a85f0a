/**
 * rpc.sock: newline-delimited JSON-RPC 2.0 between a front end and the daemon on the same machine.
 *
 * One line, one message, UTF-8, at most MAX_LINE_BYTES. The first request of a connection is `daemon.hello`
 * (it may be followed by others in the same write). A daemon of another version answers everything but
 * `daemon.hello` and `daemon.handover` with `version-mismatch`. Bytes are base64. Times are epoch seconds
 * unless a name ends in Ms.
 */
import type { AccountLabel, AccountType, Algorithm, AccountName, Code, NoCode } from "./account.ts";
import type { HoltError } from "./errors.ts";
import type { BackupMethods, Confirm } from "./backup-api.ts";
import type { OsKeyringView } from "./os-keyring-trouble.ts";
import type { ActivityEntry, BackupView, DeviceView, LinkView, Problem, RequestView } from "./view.ts";

/** An import of 10,000 accounts with icons fits; a runaway client doesn't. */
export const MAX_LINE_BYTES = 64 * 1024 * 1024;

export type RpcResponse =
  | { readonly jsonrpc: "2.0"; readonly id: number | string | null; readonly result: unknown }
  | {
      readonly jsonrpc: "2.0";
      readonly id: number | string | null;
      readonly error: { readonly code: number; readonly message: string; readonly data?: HoltError };
    };

/** JSON-RPC's own codes, and one of ours that carries a HoltError in `data`. */
export const RPC_CODES = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
  holtError: -32000,
} as const;

/** A query as CLI.md defines it (id, else best tier of issuer, name, tags). */
type Query = string;

export interface AccountFields {
  readonly issuer?: string;
  readonly name?: string;
  readonly note?: string | null;
  /** The account's own recovery codes, one per line. */
  readonly recoveryCodes?: string | null;
  readonly pinned?: boolean;
  readonly addTags?: readonly string[];
  readonly removeTags?: readonly string[];
  /** HOTP only: sets the counter by hand. */
  readonly counter?: number;
  /** Changes to the one-time password itself: all of them become one new value; the old one is kept in history. */
  readonly otp?: Partial<OtpParameters>;
}

export interface OtpParameters {
  readonly type: AccountType;
  /** As typed: base32 (mOTP: hex). */
  readonly secret: string;
  readonly algorithm: Algorithm;
  readonly digits: number;
  readonly period: number;
  readonly counter: number;
  readonly pin: string;
}

export interface NewAccount extends AccountFields {
  readonly otp: Partial<OtpParameters> & { readonly type: AccountType; readonly secret: string };
}

export interface ShownAccount extends AccountLabel {
  /** Only with reveal; null without. Base32 (mOTP too: base32 of the raw bytes). */
  readonly secret: string | null;
  readonly uri: string | null;
  readonly pin: string | null;
  readonly note: string | null;
  readonly recoveryCodes: string | null;
  /** How many replaced one-time passwords the history holds. */
  readonly replaced: number;
}

export interface ImportFile {
  /** Shown in messages; never used to find the format. */
  readonly name: string;
  readonly bytes: string;
}
export interface SkippedEntry {
  readonly where: string;
  readonly reason: string;
  /** Import: an account whose secret its app keeps to itself; it can be kept by name, to be enrolled again. */
  readonly enrolAgain?: { readonly issuer: string; readonly name: string };
  /** Export: the account is in the file, without these. Names of fields, and "replaced" for replaced secrets. */
  readonly fields?: readonly string[];
}
export interface ImportParams {
  readonly files: readonly ImportFile[];
  /** A format's name: not found by content then. */
  readonly format?: string;
  readonly password?: string;
  /** The content of a key file, base64. */
  readonly keyFile?: string;
  /** Nothing is stored. */
  readonly dryRun?: boolean;
  readonly onDuplicate?: "skip" | "add";
  /** Tags that every imported account gets. */
  readonly tags?: readonly string[];
  /** Accounts that can't give codes here are kept by name, to be enrolled again: beside the others, or they alone. */
  readonly enrolAgain?: "also" | "only";
  /** `accounts` stays empty: ten thousand labels take longer than all else. */
  readonly countsOnly?: boolean;
}
export interface ImportResult {
  readonly format: string;
  readonly imported: number;
  readonly duplicates: number;
  /** Accounts that came by name, to be enrolled again; not among `imported`. Absent: none. */
  readonly enrolAgain?: number;
  readonly skipped: readonly SkippedEntry[];
  /** With dryRun: what would come. */
  readonly accounts: readonly AccountLabel[];
  /** Things worth saying that lose nothing ("part 2 of 3 is missing"). */
  readonly notices: readonly string[];
}
interface ExportParams {
  readonly format: string;
  readonly query?: Query;
  readonly password?: string;
  readonly plaintext?: boolean;
  /** A series of QR codes is wanted. */
  readonly asCodes?: boolean;
  /** Nothing leaves: only what would, and what wouldn't. */
  readonly dryRun?: boolean;
}
export interface ExportResult {
  readonly format: string;
  /** One for most formats. `name` is a suggestion. None with dryRun or asCodes. */
  readonly files: readonly { readonly name: string; readonly bytes: string }[];
  /** With asCodes: what each QR code says, and which accounts ("GitHub (sven)") are in it. */
  readonly codes?: readonly { readonly text: string; readonly accounts: readonly string[] }[];
  readonly exported: number;
  /** Accounts and fields that the target can't hold. */
  readonly skipped: readonly SkippedEntry[];
}
export interface FormatInfo {
  readonly name: string;
  readonly import: boolean;
  readonly export: boolean;
  /** Where the format can be encrypted. */
  readonly encrypted: boolean;
}

export interface SearchHit {
  readonly id: string;
  /** Indices of matched UTF-16 units, ascending. */
  readonly issuer: readonly number[];
  readonly name: readonly number[];
}

export interface StatusResult {
  /** null where there is no vault. */
  readonly vaultId: string | null;
  readonly device: { readonly name: string; readonly memberId: string } | null;
  readonly locked: boolean;
  /** null while locked. */
  readonly accounts: number | null;
  readonly daemon: { readonly pid: number; readonly version: string; readonly uptimeSeconds: number };
  readonly link: LinkView;
  readonly backup: BackupView;
  readonly clockSkewSeconds: number | null;
  readonly hasPassphrase: boolean;
  readonly osKeyring: OsKeyringView;
  readonly locksAtMs: number | null;
  readonly problems: readonly Problem[];
}

export interface AuditFinding {
  readonly type: "duplicate" | "short-secret" | "odd-parameters" | "clock-skew" | "replaced-type";
  readonly account: AccountName | null;
  /** Facts for the sentence: bits, digits, period, the other account's id. */
  readonly details: Readonly<Record<string, string | number>>;
}

/** What a relay is reached by: ws://, wss://, http://, https:// or host:port; `fingerprint` as formatFingerprint makes it. */
export interface RelayChoice {
  readonly url: string;
  readonly fingerprint?: string;
  readonly token?: string;
}
export interface Linked {
  readonly relay: string;
  readonly fingerprint: string;
  /** No fingerprint was given: the first key seen is pinned now. */
  readonly isFirstSeen: boolean;
}

/** What happens to a join link that this device made; in the order in which it happens. */
export type PairEvent =
  /** A device opened the link: do its fingerprint words agree? Answer with pair.answer. */
  | {
      readonly type: "request";
      readonly requestId: string;
      readonly fingerprint: string;
      readonly name: string;
    }
  /** `provisional`: another full member has to confirm it. */
  | {
      readonly type: "joined";
      readonly requestId: string;
      readonly memberId: string;
      readonly name: string;
      readonly fingerprint: string;
      readonly provisional: boolean;
    }
  | { readonly type: "rejected"; readonly requestId: string }
  | { readonly type: "expired" }
  /** It can't be used any more. */
  | { readonly type: "failed"; readonly error: HoltError };

export type JoinEvent =
  /** The other device shows the same words, if nobody sits between. */
  | { readonly type: "waiting"; readonly fingerprint: string }
  /** This device holds accounts, which would go into the other vault: answer with join.answer. */
  | {
      readonly type: "merge";
      readonly vaultId: string;
      readonly devices: readonly string[];
      /** Accounts in the vault that is joined; null: not told. */
      readonly theirs: number | null;
      /** Accounts of this device, outside the trash. */
      readonly ours: number;
    }
  | { readonly type: "syncing" }
  | {
      readonly type: "joined";
      readonly vaultId: string;
      readonly memberId: string;
      readonly accounts: number;
      readonly provisional: boolean;
    }
  | { readonly type: "failed"; readonly error: HoltError };

export interface Revocation {
  readonly revoked: readonly DeviceView[];
  /** Full members that a revoked device admitted: the person decides about them. */
  readonly admittedByIt: readonly DeviceView[];
}

export type SortOrder = "name" | "used" | "added";

/** method → parameters and result. The daemon's request table has one row for each. */
interface RpcMethods extends BackupMethods {
  "daemon.hello": {
    params: { version: string };
    result: { version: string; pid: number; uptimeSeconds: number; hasVault: boolean; locked: boolean };
  };
  /** Accepted from any version: the daemon stops so that a newer one can take over. */
  "daemon.handover": { params: { version: string }; result: { stopping: true } };
  "daemon.stop": { params: Record<string, never>; result: { stopping: true } };
  "daemon.status": { params: Record<string, never>; result: StatusResult };
  /** The person is at the keyboard: resets the idle timer. */
  "daemon.touch": { params: Record<string, never>; result: { locksAtMs: number | null } };

  "vault.init": {
    params: { device: string; passphrase: string | null };
    result: { vaultId: string; memberId: string };
  };
  /** `passphrase` null: with the key that the desktop's keyring holds, which may ask for its own password. */
  "vault.unlock": { params: { passphrase: string | null }; result: { accounts: number } };
  "vault.lock": { params: Record<string, never>; result: { locked: true } };
  /** `current` is null where the vault has no passphrase; `next` null takes it away. */
  "vault.passwd": {
    params: { current: string | null; next: string | null };
    result: { changed: true; osKeyring: OsKeyringView };
  };
  /** The desktop's keyring unlocks the vault from now on, beside the passphrase, which proves who asks. */
  "keyring.enable": { params: { passphrase: string }; result: OsKeyringView };
  "keyring.disable": { params: Record<string, never>; result: { wasOn: boolean } };
  /** Asks the desktop's keyring, without disturbing anyone: is it on, and does it work (off: could it)? */
  "keyring.status": { params: Record<string, never>; result: OsKeyringView };

  "accounts.list": {
    params: { query?: Query; tag?: string; trash?: boolean; unverified?: boolean; sort?: SortOrder };
    result: { accounts: readonly AccountLabel[] };
  };
  /** Fuzzy search as one types, best first; an empty text gives no hits. */
  "accounts.search": { params: { text: string; limit?: number }; result: { hits: readonly SearchHit[] } };
  "accounts.add": { params: NewAccount; result: { account: AccountLabel } };
  /** One otpauth:, motp: or steam: URI. `preview`: nothing is stored. */
  "accounts.addUri": {
    params: { uri: string; preview?: boolean; tags?: readonly string[] };
    result: { account: AccountLabel; duplicate: boolean };
  };
  "accounts.edit": { params: { query: Query; changes: AccountFields }; result: { account: AccountLabel } };
  "accounts.show": { params: { query: Query; reveal?: boolean }; result: { account: ShownAccount } };
  "accounts.trash": { params: { query: Query }; result: { account: AccountLabel } };
  /** From the trash; the account gets a new id where another device may purge the old one. */
  "accounts.restore": { params: { query: Query }; result: { account: AccountLabel } };
  "accounts.verify": { params: { query: Query }; result: { account: AccountLabel } };
  "accounts.qr": {
    params: { query: Query; as: "png" | "modules" };
    /** png: base64 of the file. modules: rows of "0"/"1", no quiet zone. */
    result: { account: AccountLabel; png: string | null; modules: readonly string[] | null };
  };
  "trash.empty": { params: Record<string, never>; result: { purged: number } };

  /** For a person: counts as use. Without query: all accounts; HOTP is not advanced, its code is null. */
  "codes.get": {
    params: { query?: Query; at?: number; copied?: boolean };
    /** For HOTP with a query: the code of the stored counter; counter+1 is durable before the answer. */
    result: { codes: readonly (Code | NoCode)[] };
  };
  /** For a screen: no use counted, no idle reset, HOTP left alone (not in the answer). Unknown ids are left out. */
  "codes.peek": { params: { ids: readonly string[] }; result: { codes: readonly Code[] } };
  /**
   * For a list of codes that stands on a screen: as codes.get, or the one account with that id, but no use counted, no
   * idle reset, HOTP left alone.
   */
  "codes.watch": { params: { id?: string }; result: { codes: readonly (Code | NoCode)[] } };
  /** A code was copied: counts as use (for sorting), on this device only. */
  "codes.used": { params: { id: string }; result: { usedCount: number } };

  "import.run": { params: ImportParams; result: ImportResult };
  "export.run": {
    params: ExportParams;
    result: ExportResult;
  };
  "formats.list": { params: Record<string, never>; result: { formats: readonly FormatInfo[] } };
  /** What a QR code in a PNG or JPEG says. */
  "qr.read": { params: { file: ImportFile }; result: { texts: readonly string[] } };

  undo: { params: Record<string, never>; result: { entry: ActivityEntry } };
  redo: { params: Record<string, never>; result: { entry: ActivityEntry } };
  /** Newest first; `before` is a seq. */
  "activity.list": {
    params: { before?: number; limit?: number };
    result: { entries: readonly ActivityEntry[] };
  };

  /** Makes the relay this vault's home, or moves it there. Ends when the vault is in step with it. */
  "link.set": { params: RelayChoice; result: Linked };
  "link.clear": { params: Record<string, never>; result: { wasLinked: boolean } };
  /** Tries now, whatever the back-off. `wait`: until nothing is pending either way, at most `timeoutSeconds`. */
  "sync.now": { params: { wait?: boolean; timeoutSeconds?: number }; result: { link: LinkView } };

  /** `lan`: a relay embedded in this daemon becomes the vault's home if it has none. One pairing at a time. */
  "pair.start": {
    params: { lan?: boolean; timeoutSeconds?: number };
    result: { pairingId: string; link: string; expiresAt: number };
  };
  /** Long poll: the first event after `after` events; waits until there is one. */
  "pair.wait": { params: { pairingId: string; after: number }; result: { event: PairEvent } };
  "pair.answer": { params: { requestId: string; accept: boolean }; result: { accepted: boolean } };
  "pair.cancel": { params: { pairingId: string }; result: { cancelled: boolean } };

  /** `device` and `passphrase` as for vault.init. Where this device has a vault: a new name or null, and null. */
  "join.start": {
    params: { link: string; device: string | null; passphrase: string | null };
    result: { joinId: string };
  };
  "join.wait": { params: { joinId: string; after: number }; result: { event: JoinEvent } };
  "join.answer": { params: { joinId: string; merge: boolean }; result: { accepted: boolean } };
  "join.cancel": { params: { joinId: string }; result: { cancelled: boolean } };

  "devices.list": { params: Record<string, never>; result: { devices: readonly DeviceView[] } };
  /** `member`: an id, a unique prefix of one, or a name. */
  "devices.rename": { params: { member: string; name: string }; result: { device: DeviceView } };
  /** What it would take along, without doing it: `dryRun`. */
  "devices.revoke": { params: { member: string; dryRun?: boolean }; result: Revocation };

  "requests.list": { params: Record<string, never>; result: { requests: readonly RequestView[] } };
  /** `confirm`: that recovery member signs instead of this device. */
  "requests.approve": { params: { id: string; confirm?: Confirm }; result: { request: RequestView } };
  "requests.reject": { params: { id: string }; result: { request: RequestView } };

  /** This device leaves the vault and wipes its data. `left`: the relay took the leaving in. */
  "vault.forget": { params: Record<string, never>; result: { forgotten: true; left: boolean } };
  /** A new vault with the accounts held here; the old one's database is kept beside it, sealed. */
  "vault.refound": {
    params: { device: string | null };
    result: { vaultId: string; memberId: string; accounts: number };
  };

  "audit.run": { params: Record<string, never>; result: { findings: readonly AuditFinding[] } };
}
export type RpcMethod = keyof RpcMethods;
export type RpcParams<M extends RpcMethod> = RpcMethods[M]["params"];
export type RpcResult<M extends RpcMethod> = RpcMethods[M]["result"];
