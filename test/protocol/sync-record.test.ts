import { fc } from "./seeded.ts";
import { describe, expect, it } from "vitest";
import { decode, encode, type CborMap, type CborValue } from "../../src/protocol/codec.ts";
import { Secret } from "../../src/protocol/secret.ts";
import { payloadToSyncRecord, type SyncRecord, syncRecordToPayload } from "../../src/protocol/sync-record.ts";
import { survivors } from "./damage.ts";

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
const whole = fc.maxSafeNat();
const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null });
const records: fc.Arbitrary<SyncRecord> = fc.record({
  home: orNull(
    fc.record({
      url: fc.string(),
      relayKey: hash,
      otherUrls: fc.array(fc.string(), { maxLength: 3 }),
      isEmbedded: fc.boolean(),
    }),
  ),
  cursor: orNull(fc.record({ log: hash, position: whole, hash })),
  rosterHead: fc.record({ index: whole, hash }),
  generation: whole,
  ownClock: whole,
  installation: orNull(hash),
  epochs: fc.array(fc.record({ epoch: whole, key: hash.map((bytes) => new Secret(bytes)) }), {
    maxLength: 3,
  }),
  revoked: orNull(fc.record({ by: fc.string(), at: whole })),
  lastSyncAt: orNull(whole),
  need: fc.record({ envelopes: whole, bytes: whole, epoch: whole, at: whole }),
});

/** With the keys as bytes: two secrets are equal only by what they expose. */
const shown = (record: SyncRecord | undefined) =>
  record && {
    ...record,
    epochs: record.epochs.map(({ epoch, key }) => ({ epoch, key: key.expose() })),
  };

const filled = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
const FULL: SyncRecord = {
  home: {
    url: "ws://127.0.0.1:8650",
    relayKey: filled(1),
    otherUrls: ["ws://10.0.0.2:8650"],
    isEmbedded: true,
  },
  cursor: { log: filled(2), position: 3, hash: filled(4) },
  rosterHead: { index: 5, hash: filled(6) },
  generation: 7,
  ownClock: 8,
  installation: filled(9),
  epochs: [{ epoch: 2, key: new Secret(filled(10)) }],
  revoked: { by: "laptop", at: 11 },
  lastSyncAt: 12,
  need: { envelopes: 13, bytes: 14, epoch: 15, at: 16 },
};
const payload = (): CborMap => syncRecordToPayload(FULL) as CborMap;

describe("the sync record", () => {
  it("[SR1] comes back as it was", () => {
    fc.assert(
      fc.property(records, (record) => {
        const decoded = decode(encode(syncRecordToPayload(record)), "sync record");
        expect(shown(decoded.ok ? payloadToSyncRecord(decoded.value) : undefined)).toEqual(shown(record));
      }),
    );
  });

  it("[SR1] with a field more, or any one less, it is none", () => {
    expect(shown(payloadToSyncRecord(payload()))).toEqual(shown(FULL));
    expect(payloadToSyncRecord({ ...payload(), more: null })).toBeUndefined();
    for (const name of Object.keys(payload())) {
      const { [name]: _gone, ...rest } = payload();
      expect(payloadToSyncRecord(rest)).toBeUndefined();
    }
  });

  it("[SR1] with a field of another form it is none", () => {
    const { home, cursor, revoked } = payload() as Record<string, CborMap>;
    const wrong: readonly CborMap[] = [
      { home: {} },
      { home: { ...home, relayKey: filled(1).slice(1) } },
      { home: { ...home, isEmbedded: 1 } },
      { home: { ...home, more: 1 } },
      { cursor: { ...cursor, position: -1 } },
      { cursor: [filled(2), 3, filled(4)] },
      { rosterHead: null },
      { rosterHead: { index: 5, hash: filled(6), more: 1 } },
      { generation: -1 },
      { generation: null },
      { ownClock: "8" },
      { installation: new Uint8Array(16) },
      { epochs: null },
      { epochs: [{ epoch: 2, key: new Uint8Array(31) }] },
      { epochs: [{ epoch: -2, key: filled(10) }] },
      { revoked: { ...revoked, at: null } },
      { lastSyncAt: -1 },
      { need: null },
      { need: { envelopes: 13, bytes: 14, epoch: 15 } },
    ];
    const taken = wrong.filter((change) => payloadToSyncRecord({ ...payload(), ...change }) !== undefined);
    expect(taken).toEqual([]);
  });

  it("[SR1] what is no map is none", () => {
    const values: readonly CborValue[] = [null, [], "record", 0, new Uint8Array(3)];
    expect(values.map(payloadToSyncRecord)).toEqual(values.map(() => undefined));
  });

  it("[SR1] no damage is thrown on, and what passes says the same in one way only", () => {
    const { home } = payload() as Record<string, CborMap>;
    const bytes = encode({ ...payload(), home: { ...home, otherUrls: [] } });
    const taken = survivors(bytes, (damaged) => {
      const decoded = decode(damaged, "sync record");
      const record = decoded.ok ? payloadToSyncRecord(decoded.value) : undefined;
      return record === undefined || Buffer.compare(encode(syncRecordToPayload(record)), damaged) === 0;
    });
    expect(taken).toEqual([]);
  });
});
