import { fc } from "./seeded.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { decode, encode, type CborValue } from "../../src/protocol/codec.ts";
import type { VaultId } from "../../src/protocol/ids.ts";
import { memberFromSeed, type Member } from "../../src/protocol/keys.ts";
import { MAX_SIGNAL_BYTES } from "../../src/protocol/messages.ts";
import {
  authorOfSignal,
  openPresence,
  type Presence,
  sealPresence,
  signalKey,
} from "../../src/protocol/presence.ts";
import { envelopeKey } from "../../src/protocol/envelope-seal.ts";
import { seal } from "../../src/protocol/seal.ts";
import { Secret } from "../../src/protocol/secret.ts";
import { sign } from "../../src/protocol/signature.ts";
import type { CryptoTools } from "../../src/protocol/sodium.ts";
import { TAGS } from "../../src/protocol/tags.ts";
import { survivors } from "./damage.ts";
import { fixedTools } from "./fixed-random.ts";
import { valueOf } from "./roster-world.ts";

let tools: CryptoTools;
let author: Member;
let other: Member;
let epochKey: Secret;
let key: Secret;
beforeAll(async () => {
  tools = await fixedTools("presence");
  author = memberFromSeed(tools.sodium, new Secret(tools.random(32)));
  other = memberFromSeed(tools.sodium, new Secret(tools.random(32)));
  epochKey = new Secret(tools.random(32));
  key = signalKey(tools.sodium, epochKey);
});

const vaultId = new Uint8Array(32).fill(1) as VaultId;
const place = { vaultId, epoch: 3 };
const presence: Presence = {
  position: 17,
  hash: new Uint8Array(32).fill(2),
  digest: new Uint8Array(32).fill(3),
  isAsking: false,
};
const sealed = (said = presence): Uint8Array => sealPresence(tools, { place, key, author, presence: said });
const open = (bytes: Uint8Array, changed: Partial<Parameters<typeof openPresence>[1]> = {}) =>
  openPresence(tools.sodium, { bytes, vaultId, key, publicKey: author.publicKeys.signKey, ...changed });
const cannotOpen = { ok: false, error: { type: "cannot-open" } };

/** Signed by the author, and saying what no device says. */
function odd(content: CborValue): Uint8Array {
  const header = encode([TAGS.signal, vaultId, place.epoch, author.id]);
  const body = seal(tools, { key, content: encode(content), associatedData: header });
  const message = encode([header, body]);
  const signature = sign(tools.sodium, { tag: TAGS.signal, message, secretKey: author.signSecret });
  return encode([place.epoch, author.id, body, signature]);
}

describe("presence signals", () => {
  it("[PR1] say where their sender stands, to whoever has the epoch's key", () => {
    const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const any: fc.Arbitrary<Presence> = fc.record({
      position: fc.maxSafeNat(),
      hash,
      digest: fc.option(hash, { nil: null }),
      isAsking: fc.boolean(),
    });
    fc.assert(
      fc.property(any, (said) => {
        expect(open(sealed(said))).toEqual({ ok: true, value: said });
      }),
      { numRuns: 50 },
    );
  });

  it("[PR1] name their author and epoch before they are opened", () => {
    expect(authorOfSignal(sealed())).toEqual({ author: author.id, epoch: 3 });
    expect(authorOfSignal(new Uint8Array([0]))).toBeUndefined();
  });

  it("[PR1] are of one size, whatever they say, and fit into what a relay forwards", () => {
    const sizes = [presence, { ...presence, digest: null, position: 2 ** 40, isAsking: true }].map(
      (said) => sealed(said).length,
    );
    expect(new Set(sizes).size).toBe(1);
    expect(sizes[0]).toBeLessThanOrEqual(MAX_SIGNAL_BYTES);
  });

  it("[PR2] of another vault, another author or another key do not open", () => {
    const bytes = sealed();
    expect(open(bytes, { vaultId: new Uint8Array(32) as VaultId })).toEqual(cannotOpen);
    expect(open(bytes, { publicKey: other.publicKeys.signKey })).toEqual(cannotOpen);
    expect(open(bytes, { key: new Secret(tools.random(32)) })).toEqual(cannotOpen);
    expect(open(bytes, { key: epochKey })).toEqual(cannotOpen);
    expect(open(bytes, { key: envelopeKey(tools.sodium, epochKey) })).toEqual(cannotOpen);
  });

  it("[PR2] that claim another epoch or another author do not open", () => {
    const [, , body, signature] = valueOf(decode(sealed(), "signal")) as readonly CborValue[];
    const claims: readonly CborValue[] = [
      [4, author.id, body ?? null, signature ?? null],
      [3, other.id, body ?? null, signature ?? null],
    ];
    for (const claim of claims) {
      expect(open(encode(claim))).toEqual(cannotOpen);
      expect(open(encode(claim), { publicKey: other.publicKeys.signKey })).toEqual(cannotOpen);
    }
  });

  it("[PR2] every truncation and every flipped byte is one error", () => {
    expect(survivors(sealed(), (damaged) => !open(damaged).ok)).toEqual([]);
  });

  it("[PR1] that say something else do not count", () => {
    const { position, hash, digest, isAsking } = presence;
    expect(open(odd({ position, hash, digest, isAsking })).ok).toBe(true);
    const wrong: readonly CborValue[] = [
      null,
      { position, hash, digest },
      { position, hash, digest, isAsking, more: 1 },
      { position: -1, hash, digest, isAsking },
      { position, hash: hash.slice(1), digest, isAsking },
      { position, hash, digest: new Uint8Array(16), isAsking },
      { position, hash, digest, isAsking: null },
    ];
    expect(wrong.map((content) => open(odd(content)))).toEqual(wrong.map(() => cannotOpen));
  });

  it("[PR2] bytes from a stranger are refused, never thrown on", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(open(bytes)).toEqual(cannotOpen);
      }),
      { numRuns: 500 },
    );
  });
});
