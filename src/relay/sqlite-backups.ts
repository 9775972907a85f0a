/**
 * Points in time, erasures and their receipts, as rows. Synchronous, inside the transactions of sqlite-relay-store.ts.
 */
import type { Database } from "better-sqlite3";
import type { VaultId } from "../protocol/ids.ts";
import { ERASURE_SCOPES } from "../protocol/roster-change.ts";
import type {
  BackupChanges,
  NewErasure,
  PendingErasure,
  StoredPoint,
  StoredReceipt,
  Totals,
} from "./relay-store.ts";

interface ErasureRow {
  readonly entry: Uint8Array;
  readonly position: number;
  readonly scope: number;
  readonly epoch: number;
  readonly is_done: number;
  readonly receipt_at: number | null;
  readonly signature: Uint8Array | null;
}

export interface StoredBackup {
  readonly points: readonly StoredPoint[];
  readonly proposedAt: ReadonlyMap<number, number>;
  readonly receipt: StoredReceipt | null;
  readonly isErasing: boolean;
}

export function createBackupRows(database: Database) {
  const addPoint = database.prepare<[number, number, number]>(
    `INSERT INTO point (vault, position, epoch, stored_at, envelope)
     SELECT vault, position, epoch, ?, envelope FROM record WHERE vault = ? AND position = ?`,
  );
  const dropPoint = database.prepare<[number, number]>("DELETE FROM point WHERE vault = ? AND position = ?");
  const dropPoints = database.prepare<[number]>("DELETE FROM point WHERE vault = ?");
  const pointsOf = database.prepare<[number], StoredPoint>(
    `SELECT position, epoch, stored_at AS storedAt, length(envelope) AS bytes FROM point
     WHERE vault = ? ORDER BY stored_at, position`,
  );
  const envelopeOf = database
    .prepare<[Uint8Array, number], Uint8Array>(
      "SELECT envelope FROM point JOIN vault ON number = vault WHERE vault.id = ? AND point.position = ?",
    )
    .pluck();
  const totals = database.prepare<[], Pick<Totals, "points" | "pointBytes">>(
    "SELECT count(*) AS points, ifnull(sum(length(envelope)), 0) AS pointBytes FROM point",
  );
  const addProposal = database.prepare<[number, number, number]>(
    "INSERT INTO erase_proposal (vault, entry, stored_at) VALUES (?, ?, ?)",
  );
  const proposalsOf = database.prepare<[number], { entry: number; stored_at: number }>(
    "SELECT entry, stored_at FROM erase_proposal WHERE vault = ?",
  );
  const putErasure = database.prepare<[number, Uint8Array, number, number, number]>(
    `INSERT OR REPLACE INTO erasure (vault, entry, position, scope, epoch) VALUES (?, ?, ?, ?, ?)`,
  );
  const erasureOf = database.prepare<[number], ErasureRow>("SELECT * FROM erasure WHERE vault = ?");
  const owed = database.prepare<[], ErasureRow & { id: VaultId }>(
    `SELECT erasure.*, vault.id AS id FROM erasure JOIN vault ON number = vault WHERE signature IS NULL
     ORDER BY vault`,
  );
  const finish = database.prepare<[number]>("UPDATE erasure SET is_done = 1 WHERE vault = ?");
  const putReceipt = database.prepare<[number, Uint8Array, Uint8Array, Uint8Array]>(
    `UPDATE erasure SET receipt_at = ?, signature = ? WHERE entry = ?
     AND vault = (SELECT number FROM vault WHERE id = ?)`,
  );
  /** Of the epoch of the erasure or a later one, and by somebody who had read it. */
  const snapshotAfter = database
    .prepare<[number, number, number], number>(
      "SELECT max(covers) FROM snapshot WHERE vault = ? AND epoch >= ? AND covers >= ?",
    )
    .pluck();

  function propose(vault: number, proposals: readonly number[], atMs: number): void {
    for (const entry of proposals) addProposal.run(vault, entry, atMs);
  }

  function owe(vault: number, { entry, position, scope, epoch }: NewErasure): void {
    putErasure.run(vault, entry, position, ERASURE_SCOPES.indexOf(scope), epoch);
  }

  return {
    propose,
    owe,
    change(vault: number, { addPoints, dropPoints, proposals, erasure }: BackupChanges, atMs: number): void {
      for (const position of addPoints) addPoint.run(atMs, vault, position);
      for (const position of dropPoints) dropPoint.run(vault, position);
      propose(vault, proposals, atMs);
      if (erasure !== null) owe(vault, erasure);
    },

    load(vault: number): StoredBackup {
      const row = erasureOf.get(vault);
      const proposals = proposalsOf.all(vault).map(({ entry, stored_at }) => [entry, stored_at] as const);
      return {
        points: pointsOf.all(vault),
        proposedAt: new Map(proposals),
        receipt: row === undefined ? null : receiptOf(row),
        isErasing: row !== undefined && row.signature === null,
      };
    },

    totals: () => totals.get() ?? { points: 0, pointBytes: 0 },
    readPoint: (vaultId: VaultId, position: number) => envelopeOf.get(vaultId, position),

    pending: (): readonly PendingErasure[] =>
      owed.all().map(({ id, entry, scope, is_done }) => ({
        vaultId: id,
        entry,
        scope: scopeOf(scope),
        isDone: is_done === 1,
      })),

    /** Up to where everything is to go; undefined: the snapshot that is to stay isn't there yet. */
    coveredAfter(vault: number): number | undefined {
      const row = erasureOf.get(vault);
      return row && (snapshotAfter.get(vault, row.epoch, row.position) ?? undefined);
    },
    finish(vault: number): void {
      dropPoints.run(vault);
      finish.run(vault);
    },
    putReceipt: (vaultId: VaultId, { entry, atMs, signature }: Omit<StoredReceipt, "scope">): void =>
      void putReceipt.run(atMs, signature, entry, vaultId),
  };
}

export type BackupRows = ReturnType<typeof createBackupRows>;

const scopeOf = (index: number) => ERASURE_SCOPES[index] ?? "backup";

const receiptOf = ({ entry, scope, receipt_at, signature }: ErasureRow): StoredReceipt | null =>
  signature === null || receipt_at === null
    ? null
    : { entry, scope: scopeOf(scope), atMs: receipt_at, signature };
