import { deflateSync, crc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { concatBytes } from "../../src/protocol/bytes.ts";
import { createQrReader, drawQr, drawQrPng } from "../../src/vault/qr.ts";
import { foreignFile, hasForeign, readQr } from "./formats/files.ts";
import { drawJpeg, frame, withQuietZone } from "./jpeg.ts";

const LONG_URI = `otpauth-migration://offline?data=${"Aa%2B9/".repeat(300)}`;

function png(width: number, height: number, raw: Uint8Array): Uint8Array {
  const chunk = (type: string, body: Uint8Array): Uint8Array => {
    const content = concatBytes(new TextEncoder().encode(type), body);
    const bytes = new Uint8Array(content.length + 8);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, body.length);
    bytes.set(content, 4);
    view.setUint32(content.length + 4, crc32(content));
    return bytes;
  };
  const header = new Uint8Array(13);
  new DataView(header.buffer).setUint32(0, width);
  new DataView(header.buffer).setUint32(4, height);
  header.set([8, 0, 0, 0, 0], 8);
  const signature = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return concatBytes(
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(raw)),
    chunk("IEND", new Uint8Array()),
  );
}

/** Grey pixels of a picture with cells of `scale` pixels; a filter byte before each line. */
function pngOf(rows: readonly string[], scale: number): Uint8Array {
  const width = (rows[0]?.length ?? 0) * scale;
  const lines = rows.flatMap((row) => {
    const line = Uint8Array.from([
      0,
      ...Array.from(row).flatMap((cell) => Array.from({ length: scale }, () => (cell === "1" ? 0 : 255))),
    ]);
    return Array.from({ length: scale }, () => line);
  });
  return png(width, rows.length * scale, concatBytes(...lines));
}

/**
 * Four pixels for each cell, two colours, and no compression: a clear code before the table of codes would grow past
 * three bits.
 */
function gifOf(rows: readonly string[], scale = 4): Uint8Array {
  const side = rows.length * scale;
  const bits: number[] = [];
  const put = (code: number): void => {
    for (let bit = 0; bit < 3; bit++) bits.push((code >> bit) & 1);
  };
  const pixels = rows.flatMap((row) => {
    const line = Array.from(row).flatMap((cell) =>
      Array.from({ length: scale }, () => (cell === "1" ? 0 : 1)),
    );
    return Array.from({ length: scale }, () => line).flat();
  });
  for (const [index, pixel] of pixels.entries()) {
    if (index % 2 === 0) put(4);
    put(pixel);
  }
  put(5);
  const data = Array.from({ length: Math.ceil(bits.length / 8) }, (_, at) =>
    bits.slice(at * 8, at * 8 + 8).reduce((byte, bit, place) => byte | (bit << place), 0),
  );
  const blocks: number[] = [];
  for (let at = 0; at < data.length; at += 255) {
    const block = data.slice(at, at + 255);
    blocks.push(block.length, ...block);
  }
  const size = [side & 0xff, side >> 8, side & 0xff, side >> 8];
  const head = [...new TextEncoder().encode("GIF89a"), ...size, 0x80, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff];
  return Uint8Array.from([...head, 0x2c, 0, 0, 0, 0, ...size, 0, 2, ...blocks, 0, 0x3b]);
}

const codeOf = async (text: string): Promise<string[]> => withQuietZone((await drawQr(text)) ?? []);

describe("a QR code", () => {
  it.each(["x", "otpauth://totp/Älg:åsa?secret=JBSWY3DPEHPK3PXP", "橡皮鸭 😀", LONG_URI])(
    "that was drawn is read back from PNG and JPEG",
    async (text) => {
      expect(await readQr(await drawQrPng(text))).toEqual({ ok: true, value: [text] });
      expect(await readQr(drawJpeg(await codeOf(text)))).toEqual({ ok: true, value: [text] });
    },
  );

  it("is read from a GIF", async () => {
    expect(await readQr(gifOf(await codeOf("otpauth://totp/x?secret=AAAA")))).toEqual({
      ok: true,
      value: ["otpauth://totp/x?secret=AAAA"],
    });
  });

  it("is drawn as square rows of modules", async () => {
    const rows = await drawQr("otpauth://totp/x?secret=AAAA");
    expect(rows?.every((row) => row.length === rows.length && /^[01]+$/.test(row))).toBe(true);
    expect(rows?.[0]?.startsWith("11111110")).toBe(true);
  });

  it("holds at most 2,953 bytes", async () => {
    expect(await drawQr("a".repeat(2953))).toHaveLength(177);
    expect(await drawQr("a".repeat(2954))).toBeUndefined();
  });

  it("is found with others in one picture", async () => {
    const [first, second] = [await codeOf("one of two codes"), await codeOf("two of two codes")];
    const both = first.map((row, index) => `${row}${second[index] ?? ""}`);
    const result = await readQr(pngOf(both, 4));
    expect(result.ok && result.value.toSorted()).toEqual(["one of two codes", "two of two codes"]);
  });

  it("that is in a picture twice counts once", async () => {
    const code = await codeOf("the same code");
    const both = code.map((row) => row + row);
    expect(await readQr(pngOf(both, 3))).toEqual({ ok: true, value: ["the same code"] });
  });

  it.runIf(hasForeign)("is found in a screenshot of a phone", async () => {
    const result = await readQr(foreignFile("google-migration", "test_googleauth_export.png").bytes);
    expect(result.ok && result.value).toEqual([expect.stringMatching(/^otpauth-migration:/)]);
  });
});

describe("a picture that can't be read", () => {
  const blank = (size: number): Uint8Array => png(size, size, new Uint8Array((size + 1) * size).fill(255));

  it("without a code says so", async () => {
    expect(await readQr(blank(64))).toEqual({ ok: false, error: "no-code" });
  });

  it("is told from other files by its content", async () => {
    for (const bytes of [
      new Uint8Array(),
      new TextEncoder().encode("RIFF1234WEBPVP8 "),
      new Uint8Array(100),
    ]) {
      expect(await readQr(bytes)).toEqual({ ok: false, error: "not-a-picture" });
    }
  });

  it("of more than 64 megapixels is refused by its header", async () => {
    expect(await readQr(png(65_536, 65_536, new Uint8Array(10)))).toEqual({ ok: false, error: "too-large" });
    const jpeg = concatBytes(
      Uint8Array.from([0xff, 0xd8]),
      frame(65_535, 65_535),
      Uint8Array.from([0xff, 0xda, 0, 2, 0]),
    );
    expect(await readQr(jpeg)).toEqual({ ok: false, error: "too-large" });
  });

  it("that is a GIF of 65,535 pixels square, or cut off, is refused before it is decoded", async () => {
    const gif = gifOf(await codeOf("x"));
    const huge = gif.slice();
    huge.set([0xff, 0xff, 0xff, 0xff], 6);
    expect(await readQr(huge)).toEqual({ ok: false, error: "too-large" });
    expect(await readQr(gif.subarray(0, 12))).toEqual({ ok: false, error: "damaged" });
    for (let end = 13; end < gif.length; end += 97)
      expect(typeof (await readQr(gif.slice(0, end))).ok).toBe("boolean");
    expect((await readQr(gif)).ok).toBe(true);
  });

  it("that unpacks to more than its size is refused", async () => {
    expect(await readQr(png(8, 8, new Uint8Array(50_000_000)))).toEqual({ ok: false, error: "too-large" });
  });

  it("with a thousand scans is refused", async () => {
    const scans = Array.from({ length: 1000 }, () => Uint8Array.from([0xff, 0xda, 0, 2, 0]));
    const jpeg = concatBytes(Uint8Array.from([0xff, 0xd8]), frame(800, 800), ...scans);
    expect(await readQr(jpeg)).toEqual({ ok: false, error: "too-large" });
  });

  it("cut off or changed anywhere gives a result, never a throw", async () => {
    const rows = await codeOf("otpauth://totp/x?secret=JBSWY3DPEHPK3PXP");
    for (const whole of [await drawQrPng("otpauth://totp/x?secret=AAAA"), drawJpeg(rows)]) {
      for (let at = 0; at < whole.length; at += 97) {
        const flipped = whole.slice();
        flipped[at] = (flipped[at] ?? 0) ^ 0xff;
        for (const bytes of [whole.slice(0, at), flipped]) {
          expect(await readQr(bytes)).toHaveProperty("ok");
        }
      }
    }
  });

  it("does not spoil the reader for the next one", async () => {
    let loads = 0;
    const reader = createQrReader(async () => {
      loads++;
      const { readFileSync } = await import("node:fs");
      const { createRequire } = await import("node:module");
      return readFileSync(createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm"));
    });
    const picture = await drawQrPng("still there");
    await reader(picture.slice(0, 900));
    expect(await reader(picture)).toEqual({ ok: true, value: ["still there"] });
    expect(await reader(picture)).toEqual({ ok: true, value: ["still there"] });
    expect(loads).toBeLessThanOrEqual(2);
  });
});
