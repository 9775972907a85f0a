import { describe, expect, it } from "vitest";
import { listZip } from "../../../src/vault/formats/zip-directory.ts";
import { openZipEntry } from "../../../src/vault/formats/zip.ts";
import { zipFile } from "./zip-files.ts";

const open = async (bytes: Uint8Array, name: string, password: string | null = null) =>
  openZipEntry({ bytes, file: "a.zip", what: "zip", name, password });
const TEXT = "åäö ".repeat(500);

describe("a zip file", () => {
  it("lists its entries without opening them", async () => {
    const { bytes } = await zipFile({ "a.txt": "1", "b/ö.json": "{}" }, { password: "p" });
    expect(listZip(bytes)).toMatchObject([
      { name: "a.txt", bytes: 1, isEncrypted: true },
      { name: "b/ö.json", bytes: 2, isEncrypted: true },
    ]);
  });

  it("is none when it only looks a little like one", () => {
    for (const bytes of [[], [0x50, 0x4b, 3, 4], Array.from({ length: 100 }, () => 0x50)]) {
      expect(listZip(new Uint8Array(bytes))).toBeUndefined();
    }
  });

  it("gives an entry's bytes", async () => {
    const { bytes } = await zipFile({ "a.txt": TEXT });
    const opened = await open(bytes, "a.txt");
    expect(opened.ok && new TextDecoder().decode(opened.value)).toBe(TEXT);
  });

  for (const isAes of [false, true]) {
    it(`opens with its password alone, under ${isAes ? "AES" : "ZipCrypto"}`, async () => {
      const { bytes } = await zipFile({ "a.txt": TEXT }, { password: "påss", isAes });
      const opened = await open(bytes, "a.txt", "påss");
      expect(opened.ok && new TextDecoder().decode(opened.value)).toBe(TEXT);
      expect(await open(bytes, "a.txt")).toMatchObject({ error: { reason: "password-needed" } });
      for (let n = 0; n < 300; n += isAes ? 100 : 1) {
        expect(await open(bytes, "a.txt", `wrong ${n}`)).toMatchObject({ error: { type: "wrong-key" } });
      }
    });
  }

  it("that would be absurdly large when unpacked is refused before it is", async () => {
    const { bytes } = await zipFile({ "a.txt": "\0".repeat(8_000_000) });
    expect(await open(bytes, "a.txt")).toMatchObject({
      error: { type: "malformed", reason: "would be absurdly large when unpacked" },
    });
  });

  it("that lies about its size is not unpacked beyond what it says", async () => {
    const { bytes } = await zipFile({ "a.txt": "\0".repeat(8_000_000) });
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at + 4 <= bytes.length; at++) {
      if (view.getUint32(at, true) === 8_000_000) view.setUint32(at, 8000, true);
    }
    expect(listZip(bytes)).toMatchObject([{ bytes: 8000 }]);
    expect(await open(bytes, "a.txt")).toMatchObject({ error: { type: "malformed", reason: "is damaged" } });
  });

  it("gives its own content or an error, cut off anywhere or with any byte changed", async () => {
    const texts = new Set<string>();
    for (const isAes of [false, true]) {
      const { bytes } = await zipFile({ "a.txt": "content" }, { password: "p", isAes });
      for (let at = 0; at < bytes.length; at++) {
        const flipped = bytes.slice();
        flipped[at] = (flipped[at] ?? 0) ^ 0x55;
        for (const damaged of [bytes.slice(0, at), flipped]) {
          const opened = await open(damaged, "a.txt", "p");
          texts.add(opened.ok ? new TextDecoder().decode(opened.value) : "");
        }
      }
    }
    expect(texts).toEqual(new Set(["", "content"]));
  });
});
