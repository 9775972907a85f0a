import { fc } from "./seeded.ts";
import { describe, expect, it } from "vitest";
import { hasFewItems } from "../../src/protocol/cbor-items.ts";
import { encode, type CborValue } from "../../src/protocol/codec.ts";
import { decodeClientMessage, decodeRelayMessage } from "../../src/protocol/messages.ts";

/** Itself, and all that is in it; a key of a map is an item, too. */
function itemsIn(value: CborValue): number {
  if (Array.isArray(value)) {
    return (value as readonly CborValue[]).reduce<number>((sum, inner) => sum + itemsIn(inner), 1);
  }
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return 1;
  return Object.values(value).reduce<number>((sum, inner) => sum + 1 + itemsIn(inner), 1);
}

const { value: values } = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(null, true, false),
    fc.maxSafeInteger(),
    fc.string(),
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie("value"), { maxKeys: 4 }),
  ),
}));

/** An array of so many nulls: a byte each, and slow to decode. */
const nulls = (count: number): Uint8Array => {
  const bytes = new Uint8Array(5 + count).fill(0xf6);
  bytes.set([0x9a, count >>> 24, count >>> 16, count >>> 8, count]);
  return bytes;
};

describe("a look at CBOR before it is decoded", () => {
  it("[RM4] counts what is in it, to the item", () => {
    fc.assert(
      fc.property(values, (value) => {
        const bytes = encode(value);
        const count = itemsIn(value);
        expect(hasFewItems(bytes, count)).toBe(true);
        expect(hasFewItems(bytes, count - 1)).toBe(false);
      }),
    );
  });

  it("[RM4] is no more than a look: bytes of any kind are not thrown on", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat({ max: 50 }), (bytes, most) => {
        expect(typeof hasFewItems(bytes, most)).toBe("boolean");
      }),
      { numRuns: 2000 },
    );
  });

  it("[RM4] doesn't follow a length beyond the end, or take one that is not definite", () => {
    expect(hasFewItems(new Uint8Array([0x5b, 255, 255, 255, 255, 255, 255, 255, 255]), 1)).toBe(true);
    expect(hasFewItems(new Uint8Array([0x5f, 0x41, 0, 0xff]), 10)).toBe(false);
    expect(hasFewItems(new Uint8Array([0x9f, 0xff]), 10)).toBe(false);
    expect(hasFewItems(new Uint8Array([0x59, 1]), 10)).toBe(false);
  });

  it("[RM4] keeps millions of nothings from a message's decoder", () => {
    const bytes = nulls(4_000_000);
    const reasons = [decodeClientMessage, decodeRelayMessage].map((read) => {
      const refused = read(bytes);
      return refused.ok ? "taken" : refused.error.reason;
    });
    expect(reasons).toEqual(["more than a message holds", "more than a message holds"]);
  });
});
