import { fc } from "./seeded.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { utf8ToBytes } from "../../src/protocol/bytes.ts";
import { pad, paddedLength, padmeLength, unpad } from "../../src/protocol/padding.ts";
import { CANNOT_OPEN, open, seal } from "../../src/protocol/seal.ts";
import { Secret } from "../../src/protocol/secret.ts";
import type { CryptoTools } from "../../src/protocol/sodium.ts";
import { survivors } from "./damage.ts";
import { fixedTools } from "./fixed-random.ts";

describe("padding", () => {
  it.each([
    [2, 2],
    [8, 8],
    [9, 10],
    [100, 104],
    [257, 272],
    [1000, 1024],
    [1_000_000, 1_015_808],
  ])("[SE2] PADMÉ makes %i bytes %i", (length, padded) => {
    expect(padmeLength(length)).toBe(padded);
  });

  it("[SE2] what is padded comes back, is at least 256 bytes, and costs at most 12 %", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (content) => {
        const padded = pad(content);
        expect(unpad(padded)).toEqual(content);
        expect(padded.length).toBeGreaterThanOrEqual(256);
        expect(padded.length).toBeLessThanOrEqual(Math.max(256, (content.length + 1) * 1.12));
      }),
    );
  });

  it("[SE2] content that ends like padding comes back whole", () => {
    for (const tail of [[0x80], [0x80, 0, 0], [0, 0, 0], [0x80, 0x80]]) {
      const content = new Uint8Array([1, ...tail]);
      expect(unpad(pad(content))).toEqual(content);
    }
  });

  it("[SE2] padded lengths tell few lengths apart: 10,000 lengths make fewer than 100", () => {
    const lengths = new Set(Array.from({ length: 10_000 }, (_, length) => paddedLength(length)));
    expect(lengths.size).toBeLessThan(100);
  });

  it("[SE2] padding of any other length, or none, is refused", () => {
    expect(unpad(new Uint8Array())).toBeUndefined();
    expect(unpad(new Uint8Array(256))).toBeUndefined();
    expect(unpad(new Uint8Array([1, 0x80]))).toBeUndefined();
    expect(unpad(pad(new Uint8Array(10)).subarray(0, 255))).toBeUndefined();
    const longer = new Uint8Array(257);
    longer.set(pad(new Uint8Array(10)));
    expect(unpad(longer)).toBeUndefined();
    const wrongMarker = pad(new Uint8Array(10));
    wrongMarker[10] = 0x81;
    expect(unpad(wrongMarker)).toBeUndefined();
  });
});

describe("sealing", () => {
  let tools: CryptoTools;
  let key: Secret;
  const associatedData = utf8ToBytes("place");
  beforeAll(async () => {
    tools = await fixedTools("sealing");
    key = new Secret(tools.random(32));
  });

  it("[SE1] what is sealed opens with the same key and place", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.uint8Array(), (content, associatedData) => {
        const sealed = seal(tools, { key, content, associatedData });
        expect(sealed.length).toBe(24 + paddedLength(content.length) + 16);
        expect(open(tools.sodium, { key, sealed, associatedData })).toEqual({ ok: true, value: content });
      }),
    );
  });

  it("[SE1] the same content sealed twice gives different bytes", () => {
    const content = utf8ToBytes("same");
    const [one, two] = [1, 2].map(() => seal(tools, { key, content, associatedData }));
    expect(one).not.toEqual(two);
  });

  it("[SE3] every truncation, every flipped byte and every addition is an error", () => {
    const sealed = seal(tools, { key, content: utf8ToBytes("JBSWY3DPEHPK3PXP"), associatedData });
    const isRefused = (sealed: Uint8Array): boolean =>
      !open(tools.sodium, { key, sealed, associatedData }).ok;
    expect(survivors(sealed, isRefused)).toEqual([]);
  });

  it("[SE3] another key, another place and bad padding are the same error", () => {
    const content = utf8ToBytes("content");
    const sealed = seal(tools, { key, content, associatedData });
    const otherKey = new Secret(tools.random(32));
    expect(open(tools.sodium, { key: otherKey, sealed, associatedData })).toEqual({
      ok: false,
      error: CANNOT_OPEN,
    });
    const elsewhere = utf8ToBytes("other place");
    expect(open(tools.sodium, { key, sealed, associatedData: elsewhere })).toEqual({
      ok: false,
      error: CANNOT_OPEN,
    });
    const nonce = tools.random(24);
    const unpadded = tools.sodium.aeadSeal({ message: content, associatedData, nonce, key: key.expose() });
    const withoutPadding = new Uint8Array([...nonce, ...unpadded]);
    expect(open(tools.sodium, { key, sealed: withoutPadding, associatedData })).toEqual({
      ok: false,
      error: CANNOT_OPEN,
    });
  });

  it("[SE1] the content is nowhere in the sealed bytes", () => {
    const content = utf8ToBytes("a text that would be easily found");
    const sealed = seal(tools, { key, content, associatedData });
    expect(Buffer.from(sealed).includes(Buffer.from(content))).toBe(false);
  });
});
