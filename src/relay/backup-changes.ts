/**
 * What a record does to a vault's backup at this relay: points in time that come and go, proposals to erase whose time
 * runs, erasures that are owed (docs/SPEC.md [RD14]–[RD17]). Pure.
 */
import { formatId } from "../protocol/ids.ts";
import type { RosterEntry } from "../protocol/roster.ts";
import { epochInForce, ownErasure, type RosterState } from "../protocol/roster-state.ts";
import { planPoint, type PointPolicy } from "./points.ts";
import type { BackupChanges, NewRecord, StoredPoint } from "./relay-store.ts";
import { hasRecovery, type VaultFacts } from "./vault-facts.ts";

export interface BackupStep {
  readonly changes: BackupChanges | undefined;
  readonly facts: VaultFacts;
}

const NONE: BackupChanges = { addPoints: [], dropPoints: [], proposals: [], erasure: null };

/** `facts`: as they are with the snapshot in them. */
export function afterSnapshot(
  facts: VaultFacts,
  { epoch, bytes }: Pick<NewRecord, "epoch" | "bytes">,
  { nowMs, policy }: { readonly nowMs: number; readonly policy: PointPolicy },
): BackupStep {
  if (!hasRecovery(facts.roster)) return { changes: undefined, facts };
  const { position } = facts.place;
  const point: StoredPoint = { position, epoch, storedAt: nowMs, bytes: bytes.length };
  const { isKept, freed } = planPoint(facts.points, point, policy);
  if (!isKept) return { changes: undefined, facts };
  const dropPoints = freed === undefined ? [] : [freed];
  const points = [...facts.points.filter((kept) => kept.position !== freed), point];
  return { changes: { ...NONE, addPoints: [position], dropPoints }, facts: { ...facts, points } };
}

/** `facts`: as they are with the entry in them. */
export function afterEntry(
  before: RosterState,
  facts: VaultFacts,
  entry: Uint8Array,
  nowMs: number,
): BackupStep {
  const { roster, place } = facts;
  const { erasure, head, proposals } = roster;
  const proposed = proposals.filter(({ type, entry: index }) => type === "erase" && index === head.index);
  const isNew = erasure !== null && erasure.entry === head.index;
  const isEnding = hasRecovery(before) && !hasRecovery(roster);
  if (proposed.length === 0 && !isNew && !isEnding) return { changes: undefined, facts };
  const epoch = epochInForce(roster).number;
  return {
    changes: {
      addPoints: [],
      dropPoints: isEnding ? facts.points.map(({ position }) => position) : [],
      proposals: proposed.map(({ entry: index }) => index),
      erasure: isNew ? { entry, position: place.position, scope: erasure.scope, epoch } : null,
    },
    facts: {
      ...facts,
      points: isEnding ? [] : facts.points,
      proposedAt: new Map([
        ...facts.proposedAt,
        ...proposed.map(({ entry: index }) => [index, nowMs] as const),
      ]),
      isErasing: facts.isErasing || isNew,
      receipt: isNew ? null : facts.receipt,
    },
  };
}

/** How long an erasure by one signature alone has to wait; 0: it isn't one, or its time has come. */
export function erasureWaitMs(
  { roster, proposedAt }: Pick<VaultFacts, "roster" | "proposedAt">,
  entry: Pick<RosterEntry, "author" | "change">,
  { nowMs, delayMs }: { readonly nowMs: number; readonly delayMs: number },
): number {
  const proposal = ownErasure(roster, entry);
  if (proposal === undefined) return 0;
  return Math.max(0, (proposedAt.get(proposal.entry) ?? nowMs) + delayMs - nowMs);
}

/** The open proposal to erase, and when its author alone may carry it out; epoch ms. */
export function erasureDue(
  { roster, proposedAt }: Pick<VaultFacts, "roster" | "proposedAt">,
  delayMs: number,
): { readonly index: number; readonly atMs: number } | undefined {
  const proposal = roster.proposals.find(({ type }) => type === "erase");
  if (proposal === undefined || !roster.members.has(formatId(proposal.author))) return undefined;
  const at = proposedAt.get(proposal.entry);
  return at === undefined ? undefined : { index: proposal.entry, atMs: at + delayMs };
}

/** Of several records, as one. */
export function mergeChanges(all: readonly (BackupChanges | undefined)[]): BackupChanges | undefined {
  const some = all.filter((changes) => changes !== undefined);
  if (some.length === 0) return undefined;
  return {
    addPoints: some.flatMap(({ addPoints }) => addPoints),
    dropPoints: some.flatMap(({ dropPoints }) => dropPoints),
    proposals: some.flatMap(({ proposals }) => proposals),
    erasure: some.findLast(({ erasure }) => erasure !== null)?.erasure ?? null,
  };
}
