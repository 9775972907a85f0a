/**
 * Registration tokens as rows: their hashes, when they were made, when they were used.
 */
import type { Database } from "better-sqlite3";
import { timingSafeEqual } from "node:crypto";
import { formatHex } from "../protocol/bytes.ts";
import type { TokenSummary } from "./relay-store.ts";

const CLOSED = "closed";
const ID_LENGTH = 12;
const idOf = (hash: Uint8Array): string => formatHex(hash).slice(0, ID_LENGTH);

export function createTokenRows(database: Database) {
  const isClosed = database.prepare<[string], number>("SELECT 1 FROM setting WHERE name = ?").pluck();
  const close = database.prepare<[string, Uint8Array]>(
    "INSERT OR IGNORE INTO setting (name, value) VALUES (?, ?)",
  );
  const reopen = database.prepare<[string]>("DELETE FROM setting WHERE name = ?");
  const add = database.prepare<[Uint8Array, number]>(
    "INSERT OR IGNORE INTO token (hash, made_at) VALUES (?, ?)",
  );
  const unused = database.prepare<[], Uint8Array>("SELECT hash FROM token WHERE used_at IS NULL").pluck();
  const markUsed = database.prepare<[number, Uint8Array]>(
    "UPDATE token SET used_at = ? WHERE hash = ? AND used_at IS NULL",
  );
  const all = database.prepare<[], { hash: Uint8Array; madeAt: number; usedAt: number | null }>(
    "SELECT hash, made_at AS madeAt, used_at AS usedAt FROM token ORDER BY made_at, hash",
  );
  const remove = database.prepare<[Uint8Array]>("DELETE FROM token WHERE hash = ?");

  return {
    isClosed: () => isClosed.get(CLOSED) === 1,
    reopen: () => void reopen.run(CLOSED),
    add(hashes: readonly Uint8Array[], atMs: number): void {
      for (const hash of hashes) add.run(hash, atMs);
      close.run(CLOSED, new Uint8Array([1]));
    },
    /** Each one is compared, in a time that doesn't tell how much of it is right. */
    use(hash: Uint8Array, atMs: number): boolean {
      const matching = unused.all().filter((one) => one.length === hash.length && timingSafeEqual(one, hash));
      return matching.length === 1 && markUsed.run(atMs, hash).changes === 1;
    },
    list: (): readonly TokenSummary[] =>
      all.all().map(({ hash, madeAt, usedAt }) => ({ id: idOf(hash), madeAt, usedAt })),
    revoke: (id: string): number =>
      unused.all().filter((hash) => idOf(hash) === id && remove.run(hash).changes === 1).length,
  };
}
