/**
 * A vault whose devices are connected: takes records in turn, has them made durable, and forwards them to everyone
 * (docs/SPEC.md [RD4]–[RD7]).
 *
 * Two sets of facts: `tip`, with everything taken, by which the next record is judged; `settled`, with what is durable,
 * which is all that anyone is told. What can't be made durable is refused, and the tip goes back.
 */
import { isEqualBytes } from "../protocol/bytes.ts";
import { decodeEnvelope, type Envelope, idOfEnvelope, isEnvelopeSignedBy } from "../protocol/envelope.ts";
import { formatId, type MemberId, type VaultId } from "../protocol/ids.ts";
import type { Place } from "../protocol/log.ts";
import {
  encodeRelayMessage,
  type RecordItem,
  type Refusal,
  type RelayMessage,
} from "../protocol/messages.ts";
import { decodeSignedEntry, hashEntry, type Verifying } from "../protocol/roster.ts";
import { epochInForce, extendRoster, type RosterState } from "../protocol/roster-state.ts";
import { afterEntry, afterSnapshot, erasureDue, erasureWaitMs, mergeChanges } from "./backup-changes.ts";
import type { CommitOutcome, Committer, GroupCommit } from "./group-commit.ts";
import { encodePages } from "./pages.ts";
import { isPlausibleEntry, isPlausibleEnvelope } from "./plausible.ts";
import type { BackupChanges, Dropped, LogAppend, LogStore, MemberChanges, NewRecord } from "./relay-store.ts";
import {
  changesBetween,
  follow,
  judgeAppend,
  judgePush,
  type VaultFacts,
  type VaultPolicy,
} from "./vault-facts.ts";

/** A session, as its vault sees it. */
export interface Subscriber {
  readonly memberId: MemberId;
  /** Reading is over: new records are forwarded. */
  readonly isLive: boolean;
  /** Encoded messages, in order; shared with others. */
  send(messages: readonly Uint8Array[]): void;
  /** What was pushed or appended is not taken; `what` is its id or hash. */
  refuse(what: Uint8Array, reason: Refusal, retryAfterMs: number): void;
  /** Its member was removed by the record at this position, the last one that it gets. */
  endAfter(position: number): void;
  /** The vault can't go on here. */
  drop(reason: Refusal): void;
}

/** A record on its way, and the facts once it is there. */
interface Taken {
  readonly record: NewRecord;
  readonly from: Pick<Subscriber, "refuse">;
  readonly changes: MemberChanges;
  readonly backup: BackupChanges | undefined;
  facts: VaultFacts;
}

interface Push {
  readonly id: Uint8Array;
  readonly envelope: Envelope;
  readonly bytes: Uint8Array;
}

export interface VaultTools {
  readonly sodium: Verifying;
  readonly store: LogStore;
  readonly commits: GroupCommit;
  readonly policy: VaultPolicy;
  readonly now: () => number;
  /** An erasure is in force, and owed. */
  readonly onErasure: () => void;
}

/** Ids and hashes of so many of the newest records are at hand without asking the store. */
const RECENT = 256;
const STORAGE_RETRY_MS = 5000;
const NO_CHANGES: MemberChanges = { joined: [], left: [] };

export class LiveVault implements Committer {
  readonly subscribers = new Set<Subscriber>();
  /** Epoch ms since which nobody has been here; for whoever lets unused vaults go. */
  idleSince: number;
  /** Not the vault of the store any more: to be loaded anew. */
  isLost = false;
  readonly #tools: VaultTools;
  #tip: VaultFacts;
  #settled: VaultFacts;
  #pending: Taken[] = [];
  #underWay: readonly Taken[] = [];
  readonly #recentHashes = new Map<number, Uint8Array>();
  readonly #recentIds = new Map<string, number>();

  constructor(facts: VaultFacts, tools: VaultTools) {
    this.#tip = facts;
    this.#settled = facts;
    this.#tools = tools;
    this.idleSince = tools.now();
  }

  get vaultId(): VaultId {
    return this.#settled.vaultId;
  }

  /** What is durable. */
  get facts(): VaultFacts {
    return this.#settled;
  }

  /** With what is on its way. */
  get roster(): RosterState {
    return this.#tip.roster;
  }

  get isBusy(): boolean {
    return this.#pending.length > 0 || this.#underWay.length > 0;
  }

  /** Is this a place of the log, as far as it is durable? */
  async isOnChain({ position, hash }: Place): Promise<boolean> {
    const known = this.#hashAt(position);
    if (known !== "ask") return known !== undefined && isEqualBytes(known, hash);
    const stored = await this.#tools.store.hashAt(this.vaultId, position);
    return stored.ok && stored.value !== undefined && isEqualBytes(stored.value, hash);
  }

  /** False: no envelope at all. `waitMs` above 0: its author is over its rate. */
  push(from: Subscriber, bytes: Uint8Array, waitMs: number): boolean {
    if (!isPlausibleEnvelope(bytes)) return false;
    const decoded = decodeEnvelope(bytes);
    if (!decoded.ok) return false;
    const envelope = decoded.value;
    const { header } = envelope;
    const id = idOfEnvelope(this.#tools.sodium, envelope);
    if (waitMs > 0) {
      from.refuse(id, "rate", waitMs);
      return true;
    }
    if (!isEqualBytes(header.vaultId, this.#tip.vaultId) || !isEqualBytes(header.author, from.memberId)) {
      from.refuse(id, "author", 0);
      return true;
    }
    const known = this.#hashAt(header.seen.position);
    if (known === "ask") void this.#pushWhenSeen(from, { id, envelope, bytes });
    else if (known === undefined || !isEqualBytes(known, header.seen.hash)) from.refuse(id, "not-seen", 0);
    else this.#takeEnvelope(from, { id, envelope, bytes });
    return true;
  }

  /** `isComingHome`: more entries follow, of which the last home is this relay. */
  append(
    from: Pick<Subscriber, "refuse">,
    bytes: Uint8Array,
    { waitMs = 0, isComingHome = false }: { readonly waitMs?: number; readonly isComingHome?: boolean } = {},
  ): void {
    const { sodium, now, policy } = this.#tools;
    const { roster } = this.#tip;
    const id = hashEntry(sodium, bytes);
    // Sent once more: its answer is in the log.
    if (this.isLost || this.#recentIds.has(nameOf(id)) || isEqualBytes(id, roster.head.hash)) return;
    if (waitMs > 0) {
      from.refuse(id, "rate", waitMs);
      return;
    }
    if (!isPlausibleEntry(bytes)) {
      from.refuse(id, "invalid-entry", 0);
      return;
    }
    const decoded = decodeSignedEntry(bytes);
    const { eraseDelayMs: delayMs } = policy.limits;
    const earlyMs = decoded.ok ? erasureWaitMs(this.#tip, decoded.value.entry, { nowMs: now(), delayMs }) : 0;
    if (earlyMs > 0) {
      from.refuse(id, "too-early", earlyMs);
      return;
    }
    const extended = extendRoster(sodium, roster, bytes);
    if (!extended.ok) {
      const { error } = extended;
      const isLate = error.type === "invalid-entry" && (error.rule === "index" || error.rule === "previous");
      from.refuse(id, isLate ? "conflict" : "invalid-entry", 0);
      return;
    }
    const next = extended.value;
    const refusal = judgeAppend(this.#tip, { next, size: bytes.length, isComingHome }, policy);
    if (refusal !== undefined) {
      from.refuse(id, refusal, 0);
      return;
    }
    const epoch = epochInForce(next).number;
    const record = { kind: "entry", id, epoch, covers: 0, bytes } as const;
    const nowMs = now();
    const made = follow(sodium, this.#tip, record, { nowMs, roster: next });
    const { changes: backup, facts } = afterEntry(roster, made.facts, id, nowMs);
    this.#take({ record: made.record, facts, backup, from, changes: changesBetween(roster, next) });
  }

  /** To everyone else who is here. */
  signal(from: Subscriber, message: Uint8Array): void {
    for (const subscriber of this.subscribers) {
      if (subscriber !== from && subscriber.isLive) subscriber.send([message]);
    }
  }

  /** The store dropped what a snapshot covers. */
  applyDropped(dropped: Dropped): void {
    this.#settled = withoutDropped(this.#settled, dropped);
    this.#tip = withoutDropped(this.#tip, dropped);
    for (const taken of [...this.#underWay, ...this.#pending]) {
      taken.facts = withoutDropped(taken.facts, dropped);
    }
  }

  /** What was to be erased is erased. */
  receipted(message: Extract<RelayMessage, { type: "receipt" }>): void {
    const { type: _, ...receipt } = message;
    const settle = (facts: VaultFacts): VaultFacts => ({ ...facts, receipt, isErasing: false });
    this.#settled = settle(this.#settled);
    this.#tip = settle(this.#tip);
    for (const taken of [...this.#underWay, ...this.#pending]) taken.facts = settle(taken.facts);
    this.#tell(message);
  }

  /** The store's vault is another one now, or none: sessions have to begin anew. */
  lose(reason: Refusal): void {
    this.isLost = true;
    for (const subscriber of this.subscribers) subscriber.drop(reason);
  }

  takePending(): LogAppend {
    this.#underWay = this.#pending;
    this.#pending = [];
    const backup = mergeChanges(this.#underWay.map((taken) => taken.backup));
    return {
      ...(backup && { backup }),
      vaultId: this.vaultId,
      after: this.#settled.place,
      records: this.#underWay.map(({ record }) => record),
      joined: this.#underWay.flatMap(({ changes }) => changes.joined),
      left: this.#underWay.flatMap(({ changes }) => changes.left),
    };
  }

  settle(outcome: CommitOutcome): void {
    const taken = this.#underWay;
    this.#underWay = [];
    if (outcome.status === "appended") this.#forward(taken);
    else this.#takeBack(taken, outcome.status === "conflict");
  }

  async #pushWhenSeen(from: Subscriber, push: Push): Promise<void> {
    if (await this.isOnChain(push.envelope.header.seen)) this.#takeEnvelope(from, push);
    else from.refuse(push.id, "not-seen", 0);
  }

  #takeEnvelope(from: Subscriber, { id, envelope, bytes }: Push): void {
    // Sent once more: its answer is in the log.
    if (this.isLost || this.#recentIds.has(nameOf(id))) return;
    const { sodium, now, policy } = this.#tools;
    const { header } = envelope;
    const nowMs = now();
    const refusal = judgePush(this.#tip, { header, size: bytes.length, nowMs }, policy);
    if (refusal !== undefined) {
      from.refuse(id, refusal, 0);
      return;
    }
    // What a snapshot covers will go: its author must have meant it. Updates are verified by whoever applies them.
    if (header.kind === "snapshot" && !this.#isSigned(envelope)) {
      from.refuse(id, "author", 0);
      return;
    }
    const covers = header.kind === "snapshot" ? header.seen.position : 0;
    const { kind, epoch } = header;
    const next = follow(sodium, this.#tip, { kind, id, epoch, covers, bytes }, { nowMs });
    const { changes: backup, facts } =
      header.kind === "snapshot"
        ? afterSnapshot(next.facts, { epoch, bytes }, { nowMs, policy: policy.points })
        : { changes: undefined, facts: next.facts };
    this.#take({ record: next.record, facts, backup, from, changes: NO_CHANGES });
  }

  #isSigned(envelope: Envelope): boolean {
    const publicKey = this.#tip.roster.members.get(formatId(envelope.header.author))?.signKey;
    return publicKey !== undefined && isEnvelopeSignedBy(this.#tools.sodium, envelope, publicKey);
  }

  #take(taken: Taken): void {
    this.#pending.push(taken);
    this.#tip = taken.facts;
    const { position, hash } = taken.facts.place;
    this.#recentHashes.set(position, hash);
    this.#recentIds.set(nameOf(taken.record.id), position);
    for (const [name, old] of this.#recentIds) {
      if (this.#recentIds.size <= RECENT) break;
      this.#recentIds.delete(name);
      this.#recentHashes.delete(old);
    }
    this.#tools.commits.schedule(this);
  }

  #forward(taken: readonly Taken[]): void {
    const first = this.#settled.place.position + 1;
    this.#settled = taken.at(-1)?.facts ?? this.#settled;
    const items = taken.map(({ record }) => itemOf(record));
    const pages = encodePages(first, items);
    const lastOf = new Map<Subscriber, number>();
    for (const [index, { changes }] of taken.entries()) {
      for (const id of changes.left) {
        for (const session of this.#sessionsOf(id)) lastOf.set(session, first + index);
      }
    }
    for (const subscriber of this.subscribers) {
      const last = lastOf.get(subscriber);
      if (subscriber.isLive) {
        subscriber.send(last === undefined ? pages : encodePages(first, items.slice(0, last - first + 1)));
      }
      if (last !== undefined) subscriber.endAfter(last);
    }
    if (taken.some(({ backup }) => (backup?.proposals.length ?? 0) > 0)) this.#tellErasureDue();
    // What it owes waits for nothing but this.
    const isSnapshotThere = this.#settled.isErasing && taken.some(({ record }) => record.kind === "snapshot");
    const isAsked = taken.some(({ backup }) => (backup?.erasure ?? null) !== null);
    if (isAsked || isSnapshotThere) this.#tools.onErasure();
  }

  #tellErasureDue(): void {
    const due = erasureDue(this.#settled, this.#tools.policy.limits.eraseDelayMs);
    if (due !== undefined) this.#tell({ type: "erasure-due", ...due });
  }

  #tell(message: RelayMessage): void {
    const encoded = encodeRelayMessage(message);
    for (const subscriber of this.subscribers) if (subscriber.isLive) subscriber.send([encoded]);
  }

  #sessionsOf(id: MemberId): readonly Subscriber[] {
    return [...this.subscribers].filter(({ memberId }) => isEqualBytes(memberId, id));
  }

  #takeBack(taken: readonly Taken[], isConflict: boolean): void {
    const undone = [...taken, ...this.#pending];
    this.#pending = [];
    this.#tip = this.#settled;
    for (const { from, record, facts } of undone) {
      this.#recentIds.delete(nameOf(record.id));
      this.#recentHashes.delete(facts.place.position);
      from.refuse(record.id, "storage", STORAGE_RETRY_MS);
    }
    if (isConflict) this.lose("storage");
  }

  /** Undefined: not in the log, as far as it is durable; "ask": the store knows. */
  #hashAt(position: number): Uint8Array | undefined | "ask" {
    const { place, log } = this.#settled;
    if (position > place.position) return undefined;
    if (position === place.position) return place.hash;
    return position === 0 ? log : (this.#recentHashes.get(position) ?? "ask");
  }
}

export const itemOf = ({ kind, bytes }: Pick<NewRecord, "kind" | "bytes">): RecordItem => ({
  kind: kind === "entry" ? "entry" : "envelope",
  bytes,
});

const nameOf = (id: Uint8Array): string =>
  Buffer.from(id.buffer, id.byteOffset, id.length).toString("latin1");

function withoutDropped(facts: VaultFacts, { dropped, freedByEpoch }: Dropped): VaultFacts {
  const usageByEpoch = new Map(facts.usageByEpoch);
  for (const [epoch, freed] of freedByEpoch) {
    const { records, bytes } = usageByEpoch.get(epoch) ?? freed;
    usageByEpoch.set(epoch, { records: records - freed.records, bytes: bytes - freed.bytes });
  }
  const snapshots = facts.snapshots.filter(({ position }) => position > dropped);
  return { ...facts, dropped, usageByEpoch, snapshots };
}
