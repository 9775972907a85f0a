import { fc } from "./seeded.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { formatHex } from "../../src/protocol/bytes.ts";
import { decode, encode, type CborValue } from "../../src/protocol/codec.ts";
import {
  decodeEnvelope,
  encodeEnvelope,
  encodeHeader,
  type Envelope,
  type EnvelopeHeader,
  idOfEnvelope,
  isEnvelopeSignedBy,
  MAX_ENVELOPE_BYTES,
  MAX_UPDATE_ENVELOPE_BYTES,
} from "../../src/protocol/envelope.ts";
import {
  envelopeKey,
  type EnvelopePayload,
  MAX_UPDATE_BYTES,
  openEnvelope,
  sealEnvelope,
} from "../../src/protocol/envelope-seal.ts";
import type { MemberId, VaultId } from "../../src/protocol/ids.ts";
import { memberFromSeed, type Member } from "../../src/protocol/keys.ts";
import { seal } from "../../src/protocol/seal.ts";
import { Secret } from "../../src/protocol/secret.ts";
import type { CryptoTools } from "../../src/protocol/sodium.ts";
import { survivors } from "./damage.ts";
import { fixedTools } from "./fixed-random.ts";
import { valueOf } from "./roster-world.ts";

let tools: CryptoTools;
let author: Member;
let key: Secret;
let header: EnvelopeHeader;
beforeAll(async () => {
  tools = await fixedTools("envelopes");
  author = memberFromSeed(tools.sodium, new Secret(tools.random(32)));
  key = envelopeKey(tools.sodium, new Secret(tools.random(32)));
  header = {
    vaultId: tools.random(32) as VaultId,
    epoch: 3,
    author: author.id,
    generation: 2,
    rosterHead: tools.random(32),
    seen: { position: 41, hash: tools.random(32) },
    kind: "update",
  };
});

const update: EnvelopePayload = { kind: "update", update: new Uint8Array([1, 2, 3]), at: 1_800_000_000_000 };
const snapshot: EnvelopePayload = {
  kind: "snapshot",
  document: new Uint8Array(500).fill(7),
  digest: new Uint8Array(32).fill(8),
  at: 1_800_000_000_001,
};
const sealed = (payload: EnvelopePayload, changed: Partial<EnvelopeHeader> = {}) =>
  sealEnvelope(tools, { header: { ...header, kind: payload.kind, ...changed }, key, author, payload });
const envelopeOf = (bytes: Uint8Array): Envelope => valueOf(decodeEnvelope(bytes));
const cannotOpen = { ok: false, error: { type: "cannot-open" } };

/** Opens, is signed by its author, and has this id: what everyone asks. */
const isIntact = (bytes: Uint8Array, id: Uint8Array): boolean => {
  const decoded = decodeEnvelope(bytes);
  if (!decoded.ok) return false;
  return (
    formatHex(idOfEnvelope(tools.sodium, decoded.value)) === formatHex(id) &&
    isEnvelopeSignedBy(tools.sodium, decoded.value, author.publicKeys.signKey) &&
    openEnvelope(tools.sodium, { envelope: decoded.value, key }).ok
  );
};

const hash32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const whole = fc.maxSafeNat();
const headers: fc.Arbitrary<EnvelopeHeader> = fc.record({
  vaultId: hash32.map((bytes) => bytes as VaultId),
  epoch: whole,
  author: fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => bytes as MemberId),
  generation: fc.integer({ min: 0, max: 2 ** 31 }),
  rosterHead: hash32,
  seen: fc.record({ position: whole, hash: hash32 }),
  kind: fc.constantFrom("update" as const, "snapshot" as const),
});

describe("envelopes", () => {
  it("[EN1] header, body and signature come back as they were", () => {
    const body = fc.uint8Array();
    const signature = fc.uint8Array({ minLength: 64, maxLength: 64 });
    fc.assert(
      fc.property(headers, body, signature, (header, body, signature) => {
        const headerBytes = encodeHeader(header);
        const decoded = envelopeOf(encodeEnvelope({ headerBytes, body, signature }));
        expect(decoded).toEqual({ header, headerBytes, body, signature });
      }),
    );
  });

  it("[EN1] a header with a field more or less, of another version, kind or length, is refused", () => {
    const good = valueOf(decode(encodeHeader(header), "header")) as readonly CborValue[];
    const changed = (place: number, value: CborValue): readonly CborValue[] =>
      good.map((field, index) => (index === place ? value : field));
    const wrong: readonly CborValue[] = [
      null,
      {},
      [],
      good.slice(0, -1),
      [...good, 0],
      changed(0, 2),
      changed(1, new Uint8Array(31)),
      changed(2, -1),
      changed(4, 2 ** 31 + 1),
      changed(2, "1"),
      changed(3, new Uint8Array(32)),
      changed(4, null),
      changed(5, new Uint8Array(33)),
      changed(6, -1),
      changed(7, new Uint8Array(16)),
      changed(8, 2),
      changed(8, "update"),
    ];
    const isTaken = (value: CborValue): boolean => {
      const headerBytes = encode(value);
      return decodeEnvelope(
        encodeEnvelope({ headerBytes, body: new Uint8Array(), signature: new Uint8Array(64) }),
      ).ok;
    };
    expect(isTaken(good)).toBe(true);
    expect(wrong.filter(isTaken)).toEqual([]);
  });

  it("[EN1] anything but three byte strings, the last of 64 bytes, is refused", () => {
    const { headerBytes, body, signature } = envelopeOf(sealed(update).bytes);
    const wrong: readonly CborValue[] = [
      [headerBytes, body],
      [headerBytes, body, signature, null],
      [headerBytes, body, signature.slice(1)],
      [headerBytes, "body", signature],
      { headerBytes, body, signature },
    ];
    expect(wrong.filter((value) => decodeEnvelope(encode(value)).ok)).toEqual([]);
  });

  it("[EN2] both kinds open with the epoch's key, to what was sealed", () => {
    for (const payload of [update, snapshot]) {
      const { bytes } = sealed(payload);
      expect(openEnvelope(tools.sodium, { envelope: envelopeOf(bytes), key })).toEqual({
        ok: true,
        value: payload,
      });
    }
  });

  it("[EN2] another epoch's key opens nothing, and neither does the epoch's key itself", () => {
    const epochKey = new Secret(tools.random(32));
    const derived = envelopeKey(tools.sodium, epochKey);
    const { bytes } = sealEnvelope(tools, { header, key: derived, author, payload: update });
    const envelope = envelopeOf(bytes);
    expect(openEnvelope(tools.sodium, { envelope, key: derived }).ok).toBe(true);
    expect(openEnvelope(tools.sodium, { envelope, key: epochKey })).toEqual(cannotOpen);
    expect(openEnvelope(tools.sodium, { envelope, key })).toEqual(cannotOpen);
  });

  it("[EN2] a body does not open under another header", () => {
    const { body, signature } = envelopeOf(sealed(update).bytes);
    const others: Partial<EnvelopeHeader>[] = [
      { vaultId: new Uint8Array(32) as VaultId },
      { epoch: 4 },
      { author: new Uint8Array(16) as MemberId },
      { generation: 3 },
      { rosterHead: new Uint8Array(32) },
      { seen: { ...header.seen, position: 42 } },
      { seen: { ...header.seen, hash: new Uint8Array(32) } },
      { kind: "snapshot" },
    ];
    for (const other of others) {
      const headerBytes = encodeHeader({ ...header, ...other });
      const envelope = envelopeOf(encodeEnvelope({ headerBytes, body, signature }));
      expect(openEnvelope(tools.sodium, { envelope, key })).toEqual(cannotOpen);
    }
  });

  it("[EN3] its id holds the signature, and another's key or another content does not verify", () => {
    const { bytes, id } = sealed(update);
    const envelope = envelopeOf(bytes);
    const publicKey = author.publicKeys.signKey;
    const other = memberFromSeed(tools.sodium, new Secret(tools.random(32))).publicKeys.signKey;
    expect(idOfEnvelope(tools.sodium, envelope)).toEqual(id);
    expect(isEnvelopeSignedBy(tools.sodium, envelope, publicKey)).toBe(true);
    expect(isEnvelopeSignedBy(tools.sodium, envelope, other)).toBe(false);
    expect(isEnvelopeSignedBy(tools.sodium, { ...envelope, body: new Uint8Array(300) }, publicKey)).toBe(
      false,
    );
    const spoilt = { ...envelope, signature: new Uint8Array(64) };
    expect(idOfEnvelope(tools.sodium, spoilt)).not.toEqual(id);
  });

  it("[EN3] the same edit sealed twice has two ids: nobody can tell that it is the same", () => {
    expect(formatHex(sealed(update).id)).not.toBe(formatHex(sealed(update).id));
  });

  it("[EN3] every truncation and every flipped byte is found, never thrown on", () => {
    const { bytes, id } = sealed(update);
    expect(isIntact(bytes, id)).toBe(true);
    expect(survivors(bytes, (damaged) => !isIntact(damaged, id))).toEqual([]);
  });

  it("[EN4] an update of 64 KiB fits into what a relay takes as an update", () => {
    const { bytes } = sealed({ kind: "update", update: new Uint8Array(MAX_UPDATE_BYTES), at: 2 ** 52 });
    expect(bytes.length).toBeLessThanOrEqual(MAX_UPDATE_ENVELOPE_BYTES);
  });

  it("[EN4] what is longer than an envelope may be is refused before it is read", () => {
    expect(decodeEnvelope(new Uint8Array(MAX_ENVELOPE_BYTES + 1))).toMatchObject({
      ok: false,
      error: { type: "malformed", reason: "longer than an envelope may be" },
    });
  });

  it("[EN4] small edits are all of one size", () => {
    const sizes = [1, 50, 150].map((length) => {
      const payload = { kind: "update", update: new Uint8Array(length), at: 1_800_000_000_000 } as const;
      return sealed(payload).bytes.length;
    });
    expect(new Set(sizes).size).toBe(1);
  });

  it("[EN5] a payload of another form than its header says does not open", () => {
    const wrong: readonly CborValue[] = [
      null,
      { update: new Uint8Array(1) },
      { update: new Uint8Array(1), at: -1 },
      { update: "update", at: 1 },
      { update: new Uint8Array(1), at: 1, more: null },
      { document: new Uint8Array(1), digest: new Uint8Array(32), at: 1 },
    ];
    const open = (kind: EnvelopeHeader["kind"], value: CborValue): boolean => {
      const headerBytes = encodeHeader({ ...header, kind });
      const body = seal(tools, { key, content: encode(value), associatedData: headerBytes });
      const envelope = envelopeOf(encodeEnvelope({ headerBytes, body, signature: new Uint8Array(64) }));
      return openEnvelope(tools.sodium, { envelope, key }).ok;
    };
    expect(open("update", { update: new Uint8Array(1), at: 1 })).toBe(true);
    expect(wrong.filter((value) => open("update", value))).toEqual([]);
    const document = new Uint8Array(1);
    expect(open("snapshot", { document, digest: new Uint8Array(32), at: 1 })).toBe(true);
    expect(open("snapshot", { document, digest: new Uint8Array(31), at: 1 })).toBe(false);
    expect(open("snapshot", { update: document, at: 1 })).toBe(false);
  });
});
