import { fc } from "./seeded.ts";
import { describe, expect, it } from "vitest";
import {
  bytesToUtf8,
  concatBytes,
  formatBase32,
  formatBase64,
  formatHex,
  isEqualBytes,
  parseBase32,
  parseBase64,
  parseHex,
  utf8ToBytes,
} from "../../src/protocol/bytes.ts";

const bytes = fc.uint8Array({ maxLength: 100 });

describe("texts of bytes", () => {
  it.each([
    ["hex", formatHex, parseHex],
    ["base64", formatBase64, parseBase64],
    ["base32", formatBase32, parseBase32],
  ] as const)("any bytes come back from %s", (_name, format, parse) => {
    fc.assert(
      fc.property(bytes, (value) => {
        expect(parse(format(value))).toEqual(value);
      }),
    );
  });

  // RFC 4648 §10.
  it.each([
    ["", "", ""],
    ["f", "MY", "Zg=="],
    ["fo", "MZXQ", "Zm8="],
    ["foo", "MZXW6", "Zm9v"],
    ["foob", "MZXW6YQ", "Zm9vYg=="],
    ["fooba", "MZXW6YTB", "Zm9vYmE="],
    ["foobar", "MZXW6YTBOI", "Zm9vYmFy"],
  ])("%j is what RFC 4648 says", (text, base32, base64) => {
    expect(formatBase32(utf8ToBytes(text))).toBe(base32);
    expect(formatBase64(utf8ToBytes(text))).toBe(base64);
    expect(parseBase32(base32)).toEqual(utf8ToBytes(text));
    expect(parseBase64(base64)).toEqual(utf8ToBytes(text));
  });

  it("base32 is read as people write it", () => {
    const expected = parseBase32("JBSWY3DPEHPK3PXP");
    for (const text of [
      "jbswy3dpehpk3pxp",
      "JBSW Y3DP EHPK 3PXP",
      "jbsw-y3dp_ehpk-3pxp",
      "JBSWY3DPEHPK3PXP======",
      "\u200bJBSWY3DP\u00a0EHPK3PXP\ufeff",
    ]) {
      expect(parseBase32(text)).toEqual(expected);
    }
  });

  it.each(["0", "1", "8", "JBSWY3DP!", "Ä", "🔑", "ß", "\u0131"])("base32 doesn't guess at %j", (text) => {
    expect(parseBase32(text)).toBeUndefined();
  });

  it.each(["a", "abc", "0g", "0x00", " 00", "00 "])("hex doesn't guess at %j", (text) => {
    expect(parseHex(text)).toBeUndefined();
  });

  it.each(["a", "Zm9v!", "Zm 9v", "Zm9vY", "=Zm9v", "Zg==="])("base64 doesn't guess at %j", (text) => {
    expect(parseBase64(text)).toBeUndefined();
  });

  it("base64 reads both alphabets, with padding or without", () => {
    for (const text of ["+/8=", "-_8=", "+/8", "-_8"])
      expect(parseBase64(text)).toEqual(new Uint8Array([251, 255]));
  });
});

describe("UTF-8", () => {
  it("keeps what text is made of, a byte order mark included", () => {
    for (const text of ["", "åäö", "\ufefftext", "👩‍💻", "a\u0000b"])
      expect(bytesToUtf8(utf8ToBytes(text))).toBe(text);
  });

  it("is undefined for bytes that are no UTF-8", () => {
    for (const bad of [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xe2, 0x82]]) {
      expect(bytesToUtf8(new Uint8Array(bad))).toBeUndefined();
    }
  });
});

describe("bytes", () => {
  it("are joined in order, and equal where each is", () => {
    fc.assert(
      fc.property(bytes, bytes, (left, right) => {
        const joined = concatBytes(left, right);
        expect([...joined]).toEqual([...left, ...right]);
        expect(isEqualBytes(joined, new Uint8Array([...left, ...right]))).toBe(true);
        expect(isEqualBytes(left, right)).toBe(String(left) === String(right));
      }),
    );
    expect(isEqualBytes(new Uint8Array([1]), new Uint8Array([1, 0]))).toBe(false);
  });
});
