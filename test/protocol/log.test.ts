import { fc } from "./seeded.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { formatHex } from "../../src/protocol/bytes.ts";
import type { VaultId } from "../../src/protocol/ids.ts";
import { isSamePlace, type LogStart, nextHash, startHash } from "../../src/protocol/log.ts";
import { loadSodium, type Sodium } from "../../src/protocol/sodium.ts";

let sodium: Sodium;
beforeAll(async () => {
  sodium = await loadSodium();
});

const bytes = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const start: LogStart = { vaultId: bytes(1) as VaultId, relayKey: bytes(2), nonce: bytes(3) };

/** H(n) after these records. */
const chainOf = (from: Uint8Array, ids: readonly Uint8Array[]): Uint8Array =>
  ids.reduce((hash, id) => nextHash(sodium, hash, id), from);

describe("the log's chain", () => {
  it("[LG1] a log is named by its vault, its relay's key and a nonce: where one differs it is another log", () => {
    const names = [
      start,
      { ...start, vaultId: bytes(9) as VaultId },
      { ...start, relayKey: bytes(9) },
      { ...start, nonce: bytes(9) },
      // Each in the place of another.
      { vaultId: bytes(2) as VaultId, relayKey: bytes(1), nonce: bytes(3) },
    ].map((log) => formatHex(startHash(sodium, log)));
    expect(new Set(names).size).toBe(names.length);
    expect(startHash(sodium, start)).toEqual(startHash(sodium, { ...start }));
  });

  it("[LG2] a hash holds every record before it, in its order", () => {
    const id = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const ids = fc.array(id, { maxLength: 6 });
    const log = startHash(sodium, start);
    fc.assert(
      fc.property(ids, ids, (left, right) => {
        const isSame = JSON.stringify(left.map(formatHex)) === JSON.stringify(right.map(formatHex));
        expect(formatHex(chainOf(log, left)) === formatHex(chainOf(log, right))).toBe(isSame);
      }),
      { numRuns: 300 },
    );
  });

  it("[LG2] the start of a log is no link of a chain", () => {
    expect(formatHex(startHash(sodium, start))).not.toBe(
      formatHex(nextHash(sodium, start.vaultId, start.relayKey)),
    );
  });

  it("[LG3] two places are the same only where position and hash are", () => {
    const place = { position: 7, hash: bytes(1) };
    expect(isSamePlace(place, { position: 7, hash: bytes(1) })).toBe(true);
    expect(isSamePlace(place, { position: 8, hash: bytes(1) })).toBe(false);
    expect(isSamePlace(place, { position: 7, hash: bytes(2) })).toBe(false);
    expect(isSamePlace(place, { position: 7, hash: bytes(1).slice(1) })).toBe(false);
  });
});
