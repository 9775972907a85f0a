/**
 * What a relay keeps, and the contract for whoever stores it (test/contract/relay-store-contract.ts).
 *
 * A store knows ids, positions, sizes and opaque bytes; it verifies nothing. Every method is one transaction, all or
 * nothing, and durable when it resolves. Where something is compared, comparing and setting are one: of two that
 * start from the same place, one wins. Methods may be called at any time and concurrently. Times are epoch ms.
 */
import type { HoltError } from "../protocol/errors.ts";
import type { MemberId, VaultId } from "../protocol/ids.ts";
import type { Place } from "../protocol/log.ts";
import type { MailboxEnd } from "../protocol/messages.ts";
import type { ErasureScope } from "../protocol/roster-change.ts";
import type { Result } from "../protocol/result.ts";

export type Stored<T> = Promise<Result<T, HoltError>>;

export const RECORD_KINDS = ["entry", "update", "snapshot"] as const;
type RecordKind = (typeof RECORD_KINDS)[number];

export interface NewRecord {
  readonly kind: RecordKind;
  /** Hash of the entry, or id of the envelope: 32 bytes. */
  readonly id: Uint8Array;
  /** H(n), 32 bytes. */
  readonly hash: Uint8Array;
  /** In force once this record is there. */
  readonly epoch: number;
  /** Of a snapshot: the position up to which it holds everything; else 0. */
  readonly covers: number;
  readonly bytes: Uint8Array;
}

export interface StoredRecord {
  readonly position: number;
  readonly kind: RecordKind;
  readonly id: Uint8Array;
  /** Null: a snapshot covered it, and its time was over. */
  readonly bytes: Uint8Array | null;
}

export interface JoinedMember {
  readonly id: MemberId;
  readonly signKey: Uint8Array;
}

export interface FoundMember extends JoinedMember {
  readonly vaultId: VaultId;
  readonly isFormer: boolean;
}

/** What a roster's entries did to its members. */
export interface MemberChanges {
  readonly joined: readonly JoinedMember[];
  readonly left: readonly MemberId[];
}

/** A snapshot that is kept beyond its time. */
export interface StoredPoint {
  readonly position: number;
  readonly epoch: number;
  readonly storedAt: number;
  /** Of its envelope. */
  readonly bytes: number;
}

/** What an append does beside the log, in its transaction. */
export interface BackupChanges {
  /** Positions of snapshots among its records that become points in time. */
  readonly addPoints: readonly number[];
  readonly dropPoints: readonly number[];
  /** Roster indices of proposals to erase: when they came is kept. */
  readonly proposals: readonly number[];
  /** An erasure in force, that is to be carried out. */
  readonly erasure: NewErasure | null;
}

export interface NewErasure {
  /** Hash of the entry that brought it into force, and its position in the log. */
  readonly entry: Uint8Array;
  readonly position: number;
  readonly scope: ErasureScope;
  /** In force from then on. */
  readonly epoch: number;
}

/** Without a receipt yet. */
export interface PendingErasure {
  readonly vaultId: VaultId;
  readonly entry: Uint8Array;
  readonly scope: ErasureScope;
  /** The rows are gone; the disk was not looked at yet. */
  readonly isDone: boolean;
}

export interface StoredReceipt {
  readonly entry: Uint8Array;
  readonly scope: ErasureScope;
  readonly atMs: number;
  readonly signature: Uint8Array;
}

export interface LogAppend extends MemberChanges {
  readonly vaultId: VaultId;
  /** Where the log must end for this to be written. */
  readonly after: Place;
  readonly records: readonly NewRecord[];
  readonly backup?: BackupChanges;
}

export interface OpenVault {
  readonly vaultId: VaultId;
  readonly logNonce: Uint8Array;
  /** The roster, from position 1. */
  readonly records: readonly NewRecord[];
  readonly members: readonly JoinedMember[];
  readonly former: readonly JoinedMember[];
  /** Roster indices of open proposals to erase: their time begins now. */
  readonly proposals: readonly number[];
  /** In force in the roster, and owed by this relay, too: its receipt is what devices wait for. */
  readonly erasure: NewErasure | null;
  /** Hash of the token that came with it, used up by this (tokens.ts). */
  readonly token: Uint8Array | null;
  /** A token is needed even where none was ever made. */
  readonly isClosed: boolean;
  readonly mostVaults: number;
}
export type Opened = "opened" | "exists" | "token-needed" | "token-refused" | "too-many";

/** Of envelopes whose bytes are kept. */
export interface Usage {
  readonly records: number;
  readonly bytes: number;
}

export interface SnapshotPlace {
  readonly position: number;
  readonly covers: number;
  readonly epoch: number;
  readonly storedAt: number;
}

export interface StoredVault {
  readonly vaultId: VaultId;
  readonly logNonce: Uint8Array;
  readonly place: Place;
  /** Envelopes up to here that no longer have their bytes; 0: all have. */
  readonly dropped: number;
  readonly entries: readonly Uint8Array[];
  /** Position of the newest entry. */
  readonly headPosition: number;
  readonly usageByEpoch: ReadonlyMap<number, Usage>;
  /** In the order of their positions. */
  readonly snapshots: readonly SnapshotPlace[];
  /** Oldest first. */
  readonly points: readonly StoredPoint[];
  /** When proposals to erase came, by roster index. */
  readonly proposedAt: ReadonlyMap<number, number>;
  readonly receipt: StoredReceipt | null;
  /** An erasure is owed. */
  readonly isErasing: boolean;
}

export interface VaultSummary {
  readonly vaultId: VaultId;
  readonly records: number;
  readonly bytes: number;
  readonly members: number;
  /** Points in time that are kept. */
  readonly points: number;
  readonly openedAt: number;
  readonly writtenAt: number;
}

export interface Totals {
  readonly vaults: number;
  readonly records: number;
  readonly bytes: number;
  /** Points in time, which are not among these. */
  readonly points: number;
  readonly pointBytes: number;
}

export interface LogStore {
  /** Where it is a member rather than a former one; of several, the vault that came last. */
  findMember(id: MemberId): Stored<FoundMember | undefined>;
  loadVault(vaultId: VaultId): Stored<StoredVault | undefined>;
  openVault(vault: OpenVault, atMs: number): Stored<Opened>;
  /** All in one transaction; each vault's part is written whole where its log ends as said, or not at all. */
  append(appends: readonly LogAppend[], atMs: number): Stored<readonly ("appended" | "conflict")[]>;
  /** H(position), for 1 and above; undefined beyond the log's end. */
  hashAt(vaultId: VaultId, position: number): Stored<Uint8Array | undefined>;
  /** From `first` on, until `mostBytes` would be passed; at least one record where there is one. */
  readPage(page: {
    readonly vaultId: VaultId;
    readonly first: number;
    readonly last: number;
    readonly mostBytes: number;
  }): Stored<readonly StoredRecord[]>;
  /** The envelope of a point in time. */
  readPoint(vaultId: VaultId, position: number): Stored<Uint8Array | undefined>;
  /** The entries at positions up to `last`, in order. */
  readRoster(vaultId: VaultId, last: number): Stored<readonly Uint8Array[]>;
}

export interface Dropped {
  readonly vaultId: VaultId;
  /** Up to here. */
  readonly dropped: number;
  readonly freedByEpoch: ReadonlyMap<number, Usage>;
}

interface UpkeepStore {
  listVaults(): Stored<readonly VaultSummary[]>;
  totals(): Stored<Totals>;
  removeVault(vaultId: VaultId): Stored<boolean>;
  hasVault(vaultId: VaultId): Stored<boolean>;
  /**
   * In one vault where there is something to drop: the bytes of envelopes that a snapshot covers which was stored at
   * `storedBefore` or earlier. Undefined: nowhere is there anything left.
   */
  dropCovered(storedBefore: number): Stored<Dropped | undefined>;
  pendingErasures(): Stored<readonly PendingErasure[]>;
  /** Everything of the vault but its roster and members is replaced by this log, in which the roster stands alone. */
  eraseAll(log: Pick<OpenVault, "vaultId" | "logNonce" | "records">, atMs: number): Stored<void>;
  /** Points, and all that the newest snapshot of after the erasure covers. Undefined: there is no such snapshot yet. */
  eraseBackup(vaultId: VaultId): Stored<Dropped | undefined>;
  putReceipt(vaultId: VaultId, receipt: Omit<StoredReceipt, "scope">): Stored<void>;
  /**
   * What was deleted is gone from the disk; false where a reader kept it from going. For so long it is waited for, during
   * which nothing else is answered.
   */
  scrub(patienceMs: number): Stored<boolean>;
  /** Another number than before, where another process has written meanwhile. */
  outsideChanges(): Stored<number>;
  /** Writes something, durably. */
  probe(atMs: number): Stored<void>;
  /** The public key under which this store's logs begin. */
  boundKey(): Stored<Uint8Array | undefined>;
  /** Sets it, once for ever; the one that is bound. */
  bindKey(relayKey: Uint8Array): Stored<Uint8Array>;
  close(): void;
}

export interface TokenSummary {
  /** The first characters of its hash. */
  readonly id: string;
  readonly madeAt: number;
  readonly usedAt: number | null;
}

interface TokenStore {
  /** Since the first token was made: without one no vault is opened. */
  isClosed(): Stored<boolean>;
  /** One that is known already, used or not, stays as it is. Closes the relay. */
  addTokens(hashes: readonly Uint8Array[], atMs: number): Stored<void>;
  listTokens(): Stored<readonly TokenSummary[]>;
  /** How many unused ones had this id. */
  revokeToken(id: string): Stored<number>;
  /** Anyone may open vaults again. */
  reopen(): Stored<void>;
}

export interface MailboxMessage {
  readonly slot: number;
  readonly bytes: Uint8Array;
}

export interface NewMailbox {
  readonly id: Uint8Array;
  readonly vaultId: VaultId;
  readonly host: MemberId;
  readonly expiresAt: number;
  readonly most: number;
  readonly mostPerVault: number;
}

export type MailboxSide = "host" | "guest";
export type MailboxMade =
  | { readonly status: "made"; readonly messages: readonly MailboxMessage[] }
  | { readonly status: "gone"; readonly reason: MailboxEnd }
  | { readonly status: "taken" | "too-many" };
export type MailboxJoined =
  | { readonly status: "joined"; readonly messages: readonly MailboxMessage[] }
  | { readonly status: "gone"; readonly reason: MailboxEnd }
  /** By this call. */
  | { readonly status: "burnt" | "none" };
export type MailboxPosted = "posted" | "repeated" | "conflict" | "none";

export interface MailboxStore {
  /** Again by the same host: what the guest has posted. */
  makeMailbox(mailbox: NewMailbox, nowMs: number): Stored<MailboxMade>;
  /** The first guest is bound; another one burns it. What the host has posted. */
  joinMailbox(id: Uint8Array, guest: Uint8Array, nowMs: number): Stored<MailboxJoined>;
  /** `by`: the member that hosts, or the guest's 16 bytes. */
  postMailbox(
    post: MailboxMessage & { readonly id: Uint8Array; readonly side: MailboxSide; readonly by: Uint8Array },
    nowMs: number,
  ): Stored<MailboxPosted>;
  /** Only its host; what was in it is deleted, and that it ended is remembered until it would have expired. */
  closeMailbox(id: Uint8Array, host: MemberId, nowMs: number): Stored<boolean>;
  /** Deletes what has expired: the ids. */
  expireMailboxes(nowMs: number): Stored<readonly Uint8Array[]>;
}

export interface RelayStore extends LogStore, UpkeepStore, TokenStore, MailboxStore {}
