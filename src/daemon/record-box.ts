/**
 * The local key at work: payloads of this device's rows, sealed and opened in their places.
 *
 * Who holds a RecordBox can read the vault; it is wiped on lock and throws from then on.
 */
import type { CborValue } from "../protocol/codec.ts";
import type { Secret } from "../protocol/secret.ts";
import type { CryptoTools } from "../protocol/sodium.ts";
import { openRecord, type RecordKind, sealRecord } from "../protocol/stored.ts";
import type { Row, SealedTable } from "./store.ts";

export interface RecordBox {
  seal(table: SealedTable, payload: CborValue): (seq: number) => Uint8Array;
  /** Undefined where it doesn't open. */
  open(table: SealedTable, row: Row): CborValue | undefined;
  sealUsage(account: string, payload: CborValue): Uint8Array;
  openUsage(account: string, sealed: Uint8Array): CborValue | undefined;
  sealFact(name: string, payload: CborValue): Uint8Array;
  openFact(name: string, sealed: Uint8Array): CborValue | undefined;
}

export function createRecordBox(tools: CryptoTools, localKey: Secret): RecordBox {
  const open = (kind: RecordKind, row: number | string, sealed: Uint8Array): CborValue | undefined => {
    const payload = openRecord(tools.sodium, { kind, row, key: localKey, sealed });
    return payload.ok ? payload.value : undefined;
  };
  return {
    seal: (table, payload) => (seq) => sealRecord(tools, { ...placeOf(table, seq), key: localKey, payload }),
    open: (table, { seq, sealed }) => {
      const { kind, row } = placeOf(table, seq);
      return open(kind, row, sealed);
    },
    sealUsage: (account, payload) =>
      sealRecord(tools, { kind: "usage", row: account, key: localKey, payload }),
    openUsage: (account, sealed) => open("usage", account, sealed),
    sealFact: (name, payload) => sealRecord(tools, { kind: "fact", row: name, key: localKey, payload }),
    openFact: (name, sealed) => open("fact", name, sealed),
  };
}

/** Undo and redo hold records of one kind in two tables: the row says which. */
function placeOf(table: SealedTable, seq: number): { kind: RecordKind; row: number | string } {
  return table === "redo" ? { kind: "undo", row: `redo/${seq}` } : { kind: table, row: seq };
}
