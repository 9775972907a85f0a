import { fc } from "./seeded.ts";
import { describe, expect, it } from "vitest";
import { formatHex, parseHex } from "../../src/protocol/bytes.ts";
import { decode, encode, MAX_BYTES, MAX_DEPTH, type CborValue } from "../../src/protocol/codec.ts";

const hex = (text: string): Uint8Array => parseHex(text) ?? new Uint8Array();
const isRefused = (bytes: Uint8Array): boolean => !decode(bytes, "test").ok;

const cborValues = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger().map((whole) => whole + 0),
    fc.string({ unit: "grapheme" }),
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tie("value"), { maxLength: 5 }),
    fc.dictionary(fc.string({ unit: "grapheme" }), tie("value"), { maxKeys: 5 }),
  ),
})).value;

describe("what is written", () => {
  it.each([
    [0, "00"],
    [23, "17"],
    [24, "1818"],
    [1_000_000, "1a000f4240"],
    [-1, "20"],
    [-1000, "3903e7"],
    [Number.MAX_SAFE_INTEGER, "1b001fffffffffffff"],
    [false, "f4"],
    [true, "f5"],
    [null, "f6"],
    ["", "60"],
    ["ü", "62c3bc"],
    ["水", "63e6b0b4"],
    [hex("01020304"), "4401020304"],
    [[], "80"],
    [[1, [2, 3], [4, 5]], "8301820203820405"],
    [{}, "a0"],
    [{ a: 1, b: [2, 3] }, "a26161016162820203"],
  ] as const)("[CB1] %j is what RFC 8949, appendix A, says", (value, bytes) => {
    expect(formatHex(encode(value))).toBe(bytes);
    expect(decode(hex(bytes), "test")).toEqual({ ok: true, value });
  });

  it("[CB1] map keys are in the bytewise order of their encodings, however they were put in", () => {
    expect(formatHex(encode({ bb: 0, a: 1, B: 2, "": 3 }))).toBe(
      "a460036142026161016262620 0".replace(" ", ""),
    );
  });

  it("[CB1] maps are in the order of RFC 8949, whatever their keys", () => {
    // From texts whose lengths in characters and in bytes are in another order, and across lengths' own encodings.
    const key = fc.oneof(
      fc.string({ unit: "grapheme" }),
      fc.string({ unit: fc.constantFrom("a", "z", "\u{80}", "水", "\u{10ffff}"), maxLength: 300 }),
    );
    fc.assert(
      fc.property(fc.dictionary(key, fc.boolean(), { maxKeys: 8 }), (map) => {
        const members = Object.entries(map)
          .map(([text, value]) => ({ key: encode(text), value: encode(value) }))
          .toSorted((a, b) => Buffer.compare(a.key, b.key));
        const head = Uint8Array.of(0xa0 + members.length);
        const expected = Buffer.concat([head, ...members.flatMap((member) => [member.key, member.value])]);
        expect(formatHex(encode(map))).toBe(formatHex(expected));
      }),
    );
  });

  it("[CB1] any value comes back as it was", () => {
    fc.assert(
      fc.property(cborValues, (value) => {
        const decoded = decode(encode(value), "test");
        expect(decoded).toEqual({ ok: true, value });
      }),
    );
  });

  it.each(["\uFEFFbyte order mark", "a\u0000b", "__proto__", "\u{1F600}".repeat(20)])(
    "[CB1] the text %j comes back whole, as a value and as a key",
    (text) => {
      const decoded = decode(encode([text, { [text]: 1 }]), "test");
      expect(decoded.ok && (decoded.value as CborValue[])[0]).toBe(text);
      expect(decoded.ok && Object.keys((decoded.value as CborValue[])[1] ?? {})).toEqual([text]);
    },
  );

  it("[CB1] half a surrogate pair becomes a replacement character rather than unreadable bytes", () => {
    expect(decode(encode("a\uD800b"), "test")).toEqual({ ok: true, value: "a\uFFFDb" });
  });

  it.each([1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, undefined, 1n, Symbol("s"), () => 0])(
    "[CB2] %s is a bug of the caller",
    (value) => {
      expect(() => encode({ value: value as unknown as CborValue })).toThrow(/CBOR/);
    },
  );
});

describe("what is read", () => {
  it.each([
    ["nothing at all", ""],
    ["a number longer than needed", "1817"],
    ["a length longer than needed", "5800"],
    ["an indefinite array", "9fff"],
    ["indefinite text", "7f6161ff"],
    ["a break by itself", "ff"],
    ["a half float that is whole", "f93c00"],
    ["a half float that isn't", "f93800"],
    ["a double", "fb3ff8000000000000"],
    ["not a number", "f97e00"],
    ["undefined", "f7"],
    ["an unknown simple value", "f0"],
    ["a tag", "c074"],
    ["a date", "c11a514b67b0"],
    ["a big number", "c249010000000000000000"],
    ["an integer beyond the safe ones", "1b0020000000000000"],
    ["a key twice", "a2616101616102"],
    ["keys in another order", "a2616201616101"],
    ["a key that is a number", "a10101"],
    ["text that isn't UTF-8", "61ff"],
    ["overlong UTF-8", "62c080"],
    ["a surrogate in UTF-8", "63eda080"],
    ["two values", "0000"],
    ["an array of more items than there are bytes", "9bffffffffffffffff00"],
    ["a map of more items than there are bytes", "ba7fffffff6100"],
    ["bytes of more length than there is", "5b00000000ffffffff00"],
  ])("[CB2] %s is refused", (_name, bytes) => {
    expect(decode(hex(bytes), "test")).toMatchObject({
      ok: false,
      error: { type: "malformed", what: "test" },
    });
  });

  it("[CB3] nesting is bounded, and the bound itself can be used", () => {
    const nested = (depth: number): Uint8Array => hex(`${"81".repeat(depth)}00`);
    expect(isRefused(nested(MAX_DEPTH))).toBe(false);
    expect(isRefused(nested(MAX_DEPTH + 1))).toBe(true);
    expect(isRefused(nested(1_000_000))).toBe(true);
    const value = Array.from({ length: MAX_DEPTH }).reduce<CborValue>((inner) => [inner], 0);
    expect(isRefused(encode(value))).toBe(false);
    expect(() => encode([value])).toThrow(/deep/);
  });

  it("[CB3] siblings don't count as nesting", () => {
    expect(isRefused(encode(Array.from({ length: 100 }, () => [[], { a: [] }])))).toBe(false);
  });

  it("[CB3] something larger than holt ever writes is refused unread", () => {
    expect(decode(new Uint8Array(MAX_BYTES + 1), "vault")).toMatchObject({ error: { reason: /larger/ } });
    expect(() => encode(new Uint8Array(MAX_BYTES))).toThrow("larger");
  });

  it("[CB2] every truncation is refused", () => {
    fc.assert(
      fc.property(cborValues, (value) => {
        const bytes = encode(value);
        for (let length = 0; length < bytes.length; length++)
          expect(isRefused(bytes.subarray(0, length))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it("[CB2] whatever bytes come, they are refused or are the one encoding of their value", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const decoded = decode(bytes, "test");
        expect(decoded.ok ? encode(decoded.value) : decoded.error.what).toEqual(decoded.ok ? bytes : "test");
      }),
      { numRuns: 2000 },
    );
  });

  it("bytes are copies, so that wiping the input leaves them alone", () => {
    for (const bytes of [encode([hex("0102")]), Buffer.from(encode([hex("0102")]))]) {
      const decoded = decode(bytes, "test");
      bytes.fill(0);
      expect(decoded).toEqual({ ok: true, value: [hex("0102")] });
    }
  });
});
