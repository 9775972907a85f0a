/**
 * What this device alone remembers of the backup: one sealed row, in step with what else is stored.
 *
 * Losing it loses no account: dates, receipts and wishes, which are told again or asked for again.
 */
import type { CborValue } from "../../protocol/codec.ts";
import { bytesOf, isMap, listOf, mapOf, textOf, wholeOf } from "../../protocol/shape.ts";
import { ERASURE_SCOPES, type ErasureScope } from "../../protocol/roster-change.ts";
import { BACKUP_PROBLEMS, type BackupProblem } from "../../protocol/view.ts";
import type { VaultSession } from "../vault-session.ts";

export interface KeptReceipt {
  readonly relay: string;
  readonly relayKey: Uint8Array;
  readonly entry: Uint8Array;
  readonly scope: ErasureScope;
  /** Epoch ms, by the relay's clock. */
  readonly atMs: number;
  readonly signature: Uint8Array;
}

/** To be asked of the relay as soon as it is there. */
export interface ErasureWish {
  readonly scope: ErasureScope;
  /** Epoch seconds. */
  readonly at: number;
  /**
   * The erasure, and its confirmation by what a person typed: signed then, because what was typed isn't kept. They fit
   * as long as the roster has not grown. Empty: nothing was typed.
   */
  readonly entries: readonly Uint8Array[];
}

export interface BackupFacts {
  /** Epoch seconds. */
  readonly checkedAt: number | null;
  readonly problem: BackupProblem | null;
  readonly since: number | null;
  /** The problem that the activity speaks of already. */
  readonly told: BackupProblem | null;
  readonly receipts: readonly KeptReceipt[];
  readonly wish: ErasureWish | null;
  /** Index of this device's own proposal to erase that is to be carried out by it alone when its time has come. */
  readonly later: number | null;
  /** As the relay told last. */
  readonly points: number | null;
  readonly bytes: number | null;
}

export const NO_FACTS: BackupFacts = {
  checkedAt: null,
  problem: null,
  since: null,
  told: null,
  receipts: [],
  wish: null,
  later: null,
  points: null,
  bytes: null,
};

const NAME = "backup";
const MOST_RECEIPTS = 20;

export function readBackupFacts(session: VaultSession): BackupFacts {
  const map = mapOf(session.facts(NAME).get(""), ...KEYS);
  if (map === undefined) return NO_FACTS;
  return {
    checkedAt: wholeOf(map.checkedAt) ?? null,
    problem: problemOf(map.problem),
    since: wholeOf(map.since) ?? null,
    told: problemOf(map.told),
    receipts: (listOf(map.receipts) ?? []).flatMap((value) => receiptOf(value) ?? []),
    wish: wishOf(map.wish),
    later: wholeOf(map.later) ?? null,
    points: wholeOf(map.points) ?? null,
    bytes: wholeOf(map.bytes) ?? null,
  };
}

/** Stored with the session's next flush. */
export function writeBackupFacts(session: VaultSession, facts: BackupFacts): void {
  const receipts = facts.receipts.slice(-MOST_RECEIPTS).map((receipt): CborValue => ({ ...receipt }));
  const wish: CborValue = facts.wish && { ...facts.wish };
  const payload: CborValue = { ...facts, receipts, wish };
  session.queue((rows) => rows.putFact(NAME, session.openBox().sealFact(NAME, payload)));
}

const KEYS = [
  "checkedAt",
  "problem",
  "since",
  "told",
  "receipts",
  "wish",
  "later",
  "points",
  "bytes",
] as const;

const problemOf = (value: CborValue | undefined): BackupProblem | null =>
  BACKUP_PROBLEMS.find((known) => known === value) ?? null;

function receiptOf(value: CborValue): KeptReceipt | undefined {
  const map = mapOf(value, "relay", "relayKey", "entry", "scope", "atMs", "signature");
  const relay = textOf(map?.relay);
  const relayKey = bytesOf(map?.relayKey, 32);
  const entry = bytesOf(map?.entry, 32);
  const scope = ERASURE_SCOPES.find((known) => known === map?.scope);
  const atMs = wholeOf(map?.atMs);
  const signature = bytesOf(map?.signature, 64);
  if (relay === undefined || !relayKey || !entry || scope === undefined) return undefined;
  return atMs === undefined || !signature ? undefined : { relay, relayKey, entry, scope, atMs, signature };
}

function wishOf(value: CborValue | undefined): ErasureWish | null {
  if (value === undefined || !isMap(value)) return null;
  const scope = ERASURE_SCOPES.find((known) => known === value["scope"]);
  const at = wholeOf(value["at"]);
  const entries = (listOf(value["entries"]) ?? []).flatMap((entry) => bytesOf(entry) ?? []);
  return scope === undefined || at === undefined ? null : { scope, at, entries };
}
