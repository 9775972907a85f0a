/**
 * Vaults, their logs, rosters and members, as rows. Synchronous, inside the transactions of sqlite-relay-store.ts.
 */
import type { Database } from "better-sqlite3";
import { isEqualBytes } from "../protocol/bytes.ts";
import type { MemberId, VaultId } from "../protocol/ids.ts";
import type { BackupRows } from "./sqlite-backups.ts";
import {
  type Dropped,
  type FoundMember,
  type LogAppend,
  type MemberChanges,
  type NewRecord,
  type OpenVault,
  RECORD_KINDS,
  type SnapshotPlace,
  type StoredRecord,
  type StoredVault,
  type Totals,
  type Usage,
  type VaultSummary,
} from "./relay-store.ts";

interface VaultRow {
  readonly number: number;
  readonly id: VaultId;
  readonly log_nonce: Uint8Array;
  readonly position: number;
  readonly hash: Uint8Array;
  readonly dropped: number;
}
interface RecordRow {
  readonly position: number;
  readonly kind: number;
  readonly id: Uint8Array;
  readonly bytes: Uint8Array | null;
}

export function createLogRows(database: Database, backups: BackupRows) {
  const vaultById = database.prepare<[Uint8Array], VaultRow>(
    "SELECT number, id, log_nonce, position, hash, dropped FROM vault WHERE id = ?",
  );
  const countVaults = database.prepare<[], number>("SELECT count(*) FROM vault").pluck();
  const addVault = database.prepare<[Uint8Array, Uint8Array, Uint8Array, number, number]>(
    "INSERT INTO vault (id, log_nonce, position, hash, opened_at, written_at) VALUES (?, ?, 0, ?, ?, ?)",
  );
  const moveEnd = database.prepare<[number, Uint8Array, number, number]>(
    "UPDATE vault SET position = ?, hash = ?, written_at = ? WHERE number = ?",
  );
  const removeVault = database.prepare<[Uint8Array]>("DELETE FROM vault WHERE id = ?");
  const addRecord = database.prepare<
    [number, number, number, number, Uint8Array, Uint8Array, Uint8Array | null]
  >("INSERT INTO record (vault, position, kind, epoch, id, hash, envelope) VALUES (?, ?, ?, ?, ?, ?, ?)");
  const addEntry = database.prepare<[number, number, Uint8Array]>(
    "INSERT INTO roster (vault, position, entry) VALUES (?, ?, ?)",
  );
  const addSnapshot = database.prepare<[number, number, number, number, number]>(
    "INSERT INTO snapshot (vault, position, covers, epoch, stored_at) VALUES (?, ?, ?, ?, ?)",
  );
  const addUsage = database.prepare<[number, number, number, number]>(
    `INSERT INTO usage (vault, epoch, records, bytes) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET records = records + excluded.records, bytes = bytes + excluded.bytes`,
  );
  const putMember = database.prepare<[Uint8Array, number, Uint8Array, number]>(
    "INSERT INTO member (id, vault, sign_key, is_former) VALUES (?, ?, ?, ?)",
  );
  const endMember = database.prepare<[Uint8Array, number]>(
    "UPDATE member SET is_former = 1 WHERE id = ? AND vault = ?",
  );
  const memberById = database.prepare<
    [Uint8Array],
    { id: MemberId; sign_key: Uint8Array; is_former: number; vault_id: VaultId }
  >(
    `SELECT member.id, sign_key, is_former, vault.id AS vault_id FROM member JOIN vault ON number = vault
     WHERE member.id = ? ORDER BY is_former, number DESC LIMIT 1`,
  );
  const rosterUpTo = database
    .prepare<[number, number], Uint8Array>(
      "SELECT entry FROM roster WHERE vault = ? AND position <= ? ORDER BY position",
    )
    .pluck();
  const headPosition = database
    .prepare<[number], number>("SELECT max(position) FROM roster WHERE vault = ?")
    .pluck();
  const usageOf = database.prepare<[number], Usage & { epoch: number }>(
    "SELECT epoch, records, bytes FROM usage WHERE vault = ?",
  );
  const snapshotsOf = database.prepare<[number], SnapshotPlace>(
    "SELECT position, covers, epoch, stored_at AS storedAt FROM snapshot WHERE vault = ? ORDER BY position",
  );
  const hashAt = database
    .prepare<[number, number], Uint8Array>("SELECT hash FROM record WHERE vault = ? AND position = ?")
    .pluck();
  const recordsFrom = database.prepare<[number, number, number], RecordRow>(
    `SELECT record.position, kind, id, ifnull(envelope, entry) AS bytes
     FROM record LEFT JOIN roster ON roster.vault = record.vault AND roster.position = record.position
     WHERE record.vault = ? AND record.position >= ? AND record.position <= ? ORDER BY record.position`,
  );
  const summaries = database.prepare<[], VaultSummary>(
    `SELECT id AS vaultId, opened_at AS openedAt, written_at AS writtenAt, position AS records,
       (SELECT ifnull(sum(bytes), 0) FROM usage WHERE vault = number)
         + (SELECT ifnull(sum(length(entry)), 0) FROM roster WHERE vault = number)
         + (SELECT ifnull(sum(length(envelope)), 0) FROM point WHERE vault = number) AS bytes,
       (SELECT count(*) FROM member WHERE vault = number AND is_former = 0) AS members,
       (SELECT count(*) FROM point WHERE vault = number) AS points
     FROM vault ORDER BY number`,
  );
  const totals = database.prepare<[], Usage>(
    "SELECT ifnull(sum(records), 0) AS records, ifnull(sum(bytes), 0) AS bytes FROM usage",
  );
  const droppable = database.prepare<
    [number],
    { number: number; id: VaultId; covers: number; dropped: number }
  >(
    `SELECT number, vault.id, max(covers) AS covers, dropped FROM snapshot JOIN vault ON number = vault
     WHERE stored_at <= ? GROUP BY number HAVING max(covers) > dropped LIMIT 1`,
  );
  const usageIn = database.prepare<[number, number, number], Usage & { epoch: number }>(
    `SELECT epoch, count(*) AS records, sum(length(envelope)) AS bytes FROM record
     WHERE vault = ? AND position > ? AND position <= ? AND envelope IS NOT NULL GROUP BY epoch`,
  );
  const dropEnvelopes = database.prepare<[number, number, number]>(
    "UPDATE record SET envelope = NULL WHERE vault = ? AND position > ? AND position <= ?",
  );
  const dropSnapshots = database.prepare<[number, number]>(
    "DELETE FROM snapshot WHERE vault = ? AND position <= ?",
  );
  const setDropped = database.prepare<[number, number]>("UPDATE vault SET dropped = ? WHERE number = ?");

  const clearing = ["record", "roster", "snapshot", "usage", "mailbox"].map((table) =>
    database.prepare<[number]>(`DELETE FROM ${table} WHERE vault = ?`),
  );
  const beginAnew = database.prepare<[Uint8Array, number]>(
    "UPDATE vault SET log_nonce = ?, position = 0, dropped = 0 WHERE number = ?",
  );

  const usageByEpoch = (vault: number): ReadonlyMap<number, Usage> =>
    new Map(usageOf.all(vault).map(({ epoch, records, bytes }) => [epoch, { records, bytes }]));

  function write(vault: number, records: readonly NewRecord[], first: number, atMs: number): void {
    let position = first;
    const used = new Map<number, { records: number; bytes: number }>();
    for (const record of records) {
      const { kind, epoch, id, hash, bytes, covers } = record;
      const isEntry = kind === "entry";
      addRecord.run(vault, position, RECORD_KINDS.indexOf(kind), epoch, id, hash, isEntry ? null : bytes);
      if (isEntry) addEntry.run(vault, position, bytes);
      else {
        const usage = used.get(epoch) ?? { records: 0, bytes: 0 };
        used.set(epoch, { records: usage.records + 1, bytes: usage.bytes + bytes.length });
      }
      if (kind === "snapshot") addSnapshot.run(vault, position, covers, epoch, atMs);
      position++;
    }
    for (const [epoch, usage] of used) addUsage.run(vault, epoch, usage.records, usage.bytes);
    const last = records.at(-1);
    if (last !== undefined) moveEnd.run(position - 1, last.hash, atMs, vault);
  }

  function changeMembers(vault: number, { joined, left }: MemberChanges): void {
    for (const { id, signKey } of joined) putMember.run(id, vault, signKey, 0);
    for (const id of left) endMember.run(id, vault);
  }

  /** What lies at and before this position loses its bytes. */
  function dropThrough(
    { number, id, dropped }: Pick<VaultRow, "number" | "id" | "dropped">,
    covers: number,
  ): Dropped {
    const freed = usageIn.all(number, dropped, covers);
    for (const { epoch, records, bytes } of freed) addUsage.run(number, epoch, -records, -bytes);
    dropEnvelopes.run(number, dropped, covers);
    dropSnapshots.run(number, covers);
    setDropped.run(covers, number);
    const freedByEpoch = new Map(freed.map(({ epoch, records, bytes }) => [epoch, { records, bytes }]));
    return { vaultId: id, dropped: covers, freedByEpoch };
  }

  return {
    findMember(memberId: MemberId): FoundMember | undefined {
      const row = memberById.get(memberId);
      if (row === undefined) return undefined;
      return { id: row.id, signKey: row.sign_key, vaultId: row.vault_id, isFormer: row.is_former === 1 };
    },

    loadVault(vaultId: VaultId): StoredVault | undefined {
      const row = vaultById.get(vaultId);
      if (row === undefined) return undefined;
      return {
        vaultId: row.id,
        logNonce: row.log_nonce,
        place: { position: row.position, hash: row.hash },
        dropped: row.dropped,
        entries: rosterUpTo.all(row.number, row.position),
        headPosition: headPosition.get(row.number) ?? 0,
        usageByEpoch: usageByEpoch(row.number),
        snapshots: snapshotsOf.all(row.number),
        ...backups.load(row.number),
      };
    },

    countVaults: () => countVaults.get() ?? 0,
    hasVault: (vaultId: VaultId) => vaultById.get(vaultId) !== undefined,

    /** The caller knows that there is none. */
    addVault(vault: Omit<OpenVault, "token" | "isClosed" | "mostVaults">, atMs: number): void {
      const { vaultId, logNonce, records, members, former, proposals, erasure } = vault;
      const added = addVault.run(vaultId, logNonce, new Uint8Array(), atMs, atMs);
      const number = Number(added.lastInsertRowid);
      write(number, records, 1, atMs);
      for (const { id, signKey } of members) putMember.run(id, number, signKey, 0);
      for (const { id, signKey } of former) putMember.run(id, number, signKey, 1);
      backups.propose(number, proposals, atMs);
      if (erasure !== null) backups.owe(number, erasure);
    },

    append(append: LogAppend, atMs: number): "appended" | "conflict" {
      const row = vaultById.get(append.vaultId);
      const { position, hash } = append.after;
      if (row === undefined || row.position !== position || !isEqualBytes(row.hash, hash)) return "conflict";
      write(row.number, append.records, position + 1, atMs);
      changeMembers(row.number, append);
      if (append.backup !== undefined) backups.change(row.number, append.backup, atMs);
      return "appended";
    },

    hashAt(vaultId: VaultId, position: number): Uint8Array | undefined {
      const row = vaultById.get(vaultId);
      return row === undefined ? undefined : hashAt.get(row.number, position);
    },

    readPage(vaultId: VaultId, range: { first: number; last: number; mostBytes: number }): StoredRecord[] {
      const row = vaultById.get(vaultId);
      const page: StoredRecord[] = [];
      if (row === undefined) return page;
      let size = 0;
      for (const { position, kind, id, bytes } of recordsFrom.iterate(row.number, range.first, range.last)) {
        size += bytes?.length ?? 0;
        if (size > range.mostBytes && page.length > 0) break;
        page.push({ position, kind: RECORD_KINDS[kind] ?? "update", id, bytes });
        if (page.length === MOST_IN_PAGE) break;
      }
      return page;
    },

    readRoster(vaultId: VaultId, last: number): readonly Uint8Array[] {
      const row = vaultById.get(vaultId);
      return row === undefined ? [] : rosterUpTo.all(row.number, last);
    },

    listVaults: (): readonly VaultSummary[] => summaries.all(),
    totals: (): Totals => ({
      vaults: countVaults.get() ?? 0,
      ...(totals.get() ?? { records: 0, bytes: 0 }),
      ...backups.totals(),
    }),
    removeVault: (vaultId: VaultId): boolean => removeVault.run(vaultId).changes > 0,

    dropCovered(storedBefore: number): Dropped | undefined {
      const vault = droppable.get(storedBefore);
      if (vault === undefined) return undefined;
      return dropThrough(vault, vault.covers);
    },

    /** In force, and nothing but the roster stays: laid out as the log's first records. */
    eraseAll(
      { vaultId, logNonce, records }: Pick<OpenVault, "vaultId" | "logNonce" | "records">,
      atMs: number,
    ): void {
      const row = vaultById.get(vaultId);
      if (row === undefined) return;
      for (const clear of clearing) clear.run(row.number);
      beginAnew.run(logNonce, row.number);
      write(row.number, records, 1, atMs);
      backups.finish(row.number);
    },

    eraseBackup(vaultId: VaultId): Dropped | undefined {
      const row = vaultById.get(vaultId);
      const covers = row && backups.coveredAfter(row.number);
      if (row === undefined || covers === undefined) return undefined;
      backups.finish(row.number);
      return dropThrough(row, Math.max(covers, row.dropped));
    },
  };
}

/** So many records are read and encoded without a pause. */
const MOST_IN_PAGE = 512;
