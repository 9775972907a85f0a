/**
 * What a relay knows of one vault, and what follows from it for a record that someone wants to add (docs/SPEC.md
 * [RD4], [RD5]).
 *
 * Pure: facts are never changed, only followed by others, so that what turns out not to be durable is taken back by
 * returning to the facts before. Sees no content: an envelope is its header, its size and its id.
 */
import { isEqualBytes } from "../protocol/bytes.ts";
import { type EnvelopeHeader, MAX_ENVELOPE_BYTES, MAX_UPDATE_ENVELOPE_BYTES } from "../protocol/envelope.ts";
import { formatId, type MemberId, type VaultId } from "../protocol/ids.ts";
import { nextHash, type Place } from "../protocol/log.ts";
import { MAX_MESSAGE_BYTES, type Refusal } from "../protocol/messages.ts";
import { epochInForce, type RosterState } from "../protocol/roster-state.ts";
import type { Hashing } from "../protocol/sodium.ts";
import { DAY_MS, type RelayLimits } from "./limits.ts";
import type { PointPolicy } from "./points.ts";
import type {
  MemberChanges,
  NewRecord,
  SnapshotPlace,
  StoredPoint,
  StoredReceipt,
  Usage,
} from "./relay-store.ts";

export interface VaultFacts {
  readonly vaultId: VaultId;
  readonly logNonce: Uint8Array;
  /** H(0). */
  readonly log: Uint8Array;
  /** The log's end. */
  readonly place: Place;
  readonly roster: RosterState;
  /** Position of the roster's newest entry. */
  readonly headPosition: number;
  readonly rosterBytes: number;
  readonly usageByEpoch: ReadonlyMap<number, Usage>;
  readonly snapshots: readonly SnapshotPlace[];
  /** Envelopes up to here have lost their bytes. */
  readonly dropped: number;
  /** Oldest first. */
  readonly points: readonly StoredPoint[];
  /** When proposals to erase came, by roster index; epoch ms. */
  readonly proposedAt: ReadonlyMap<number, number>;
  readonly receipt: StoredReceipt | null;
  /** An erasure is in force, and not receipted yet. */
  readonly isErasing: boolean;
}

export interface VaultPolicy {
  readonly limits: RelayLimits;
  readonly relayKey: Uint8Array;
  /** Whether vaults may have recovery members here. */
  readonly allowsBackups: boolean;
  readonly points: PointPolicy;
}

const NO_USAGE: Usage = { records: 0, bytes: 0 };
/** What a message says beside the bytes that it carries. */
const MESSAGE_OVERHEAD_BYTES = 64 * 1024;
/** Beyond this part of the roster's room only removals are taken: a thief must not shut the door behind itself. */
const ROOM_BUT_FOR_REMOVALS = 0.9;

/** Another relay is the vault's home now: nothing more is taken here. */
export const hasMoved = ({ home }: RosterState, relayKey: Uint8Array): boolean =>
  home !== null && !isEqualBytes(home.relayKey, relayKey);

export const newestSnapshot = ({ snapshots }: Pick<VaultFacts, "snapshots">): SnapshotPlace | undefined =>
  snapshots.reduce<SnapshotPlace | undefined>(
    (newest, snapshot) => (newest === undefined || snapshot.covers >= newest.covers ? snapshot : newest),
    undefined,
  );

/** Whether the envelope may follow; that its `seen` is on the chain, and rates, are the caller's matter. */
export function judgePush(
  facts: VaultFacts,
  { header, size, nowMs }: { readonly header: EnvelopeHeader; readonly size: number; readonly nowMs: number },
  { limits, relayKey }: VaultPolicy,
): Refusal | undefined {
  const { roster } = facts;
  if (hasMoved(roster, relayKey)) return "moved";
  if (roster.isErased) return "erased";
  if (!roster.members.has(formatId(header.author))) return "removed";
  const epoch = epochInForce(roster).number;
  if (header.epoch !== epoch) return "epoch";
  if (header.kind === "update") {
    if (size > MAX_UPDATE_ENVELOPE_BYTES) return "too-large";
  } else {
    // Who begins with it gets the roster up to what its author had seen.
    const hasSeenRoster = header.seen.position >= facts.headPosition;
    if (!hasSeenRoster || !isEqualBytes(header.rosterHead, roster.head.hash)) return "not-seen";
    // Who reads from it gets the roster in the same message.
    const room = MAX_MESSAGE_BYTES - MESSAGE_OVERHEAD_BYTES - facts.rosterBytes;
    if (size > Math.min(MAX_ENVELOPE_BYTES, room)) return "too-large";
    // The first one under a new epoch has room of its own.
    if (!facts.snapshots.some((snapshot) => snapshot.epoch === epoch)) return undefined;
    const today = facts.snapshots.filter(({ storedAt }) => storedAt > nowMs - DAY_MS);
    if (today.length >= limits.snapshotsPerDay) return "quota";
  }
  return isWithinQuota(facts, epoch, size, limits) ? undefined : "quota";
}

function isWithinQuota(facts: VaultFacts, epoch: number, size: number, limits: RelayLimits): boolean {
  const { bytesPerVault, recordsPerVault, epochsPerVault } = limits;
  const current = facts.usageByEpoch.get(epoch) ?? NO_USAGE;
  let { records, bytes } = NO_USAGE;
  for (const usage of facts.usageByEpoch.values()) {
    records += usage.records;
    bytes += usage.bytes;
  }
  return (
    current.bytes + size <= bytesPerVault &&
    current.records < recordsPerVault &&
    bytes + size <= bytesPerVault * epochsPerVault &&
    records < recordsPerVault * epochsPerVault
  );
}

/** Whether an entry that leads from the roster to `next` may follow; that it is valid is known. */
export function judgeAppend(
  facts: VaultFacts,
  {
    next,
    size,
    isComingHome,
  }: { readonly next: RosterState; readonly size: number; readonly isComingHome: boolean },
  { limits, relayKey, allowsBackups }: VaultPolicy,
): Refusal | undefined {
  if (!isComingHome && hasMoved(facts.roster, relayKey)) return "moved";
  // In a moment the log begins anew: what came in between would be lost.
  if (facts.isErasing && facts.roster.isErased) return "storage";
  if (!allowsBackups && hasRecovery(next) && !hasRecovery(facts.roster)) return "other";
  const isRemoval = [...facts.roster.members.keys()].some((id) => !next.members.has(id));
  const part = isRemoval ? 1 : ROOM_BUT_FOR_REMOVALS;
  const hasRoom =
    next.head.index < limits.entriesPerVault * part &&
    facts.rosterBytes + size <= limits.rosterBytesPerVault * part;
  return hasRoom ? undefined : "quota";
}

export const hasRecovery = ({ members }: RosterState): boolean =>
  [...members.values()].some(({ kind }) => kind !== "device");

/** The record as it will stand after the log's present end, and the facts once it does. */
export function follow(
  sodium: Hashing,
  facts: VaultFacts,
  record: Omit<NewRecord, "hash">,
  { nowMs, roster = facts.roster }: { readonly nowMs: number; readonly roster?: RosterState },
): { readonly record: NewRecord; readonly facts: VaultFacts } {
  const { kind, id, epoch, covers, bytes } = record;
  const position = facts.place.position + 1;
  const hash = nextHash(sodium, facts.place.hash, id);
  const next = { ...facts, place: { position, hash }, roster };
  if (kind === "entry") {
    const rosterBytes = facts.rosterBytes + bytes.length;
    return { record: { ...record, hash }, facts: { ...next, headPosition: position, rosterBytes } };
  }
  const used = facts.usageByEpoch.get(epoch) ?? NO_USAGE;
  const usage = { records: used.records + 1, bytes: used.bytes + bytes.length };
  const usageByEpoch = new Map(facts.usageByEpoch).set(epoch, usage);
  const snapshots =
    kind === "snapshot"
      ? [...facts.snapshots, { position, covers, epoch, storedAt: nowMs }]
      : facts.snapshots;
  return { record: { ...record, hash }, facts: { ...next, usageByEpoch, snapshots } };
}

/** Who came and who went between two states of a roster. */
export function changesBetween(before: RosterState | null, after: RosterState): MemberChanges {
  const joined = [...after.members.values()].filter(({ id }) => !before?.members.has(formatId(id)));
  const left = [...(before?.members.values() ?? [])].filter(({ id }) => !after.members.has(formatId(id)));
  return {
    joined: joined.map(({ id, signKey }) => ({ id, signKey })),
    left: left.map(({ id }): MemberId => id),
  };
}
