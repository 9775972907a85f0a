import { describe, expect, it } from "vitest";
import { decodeArchive } from "../../../src/vault/formats/keyed-archive.ts";
import { decodePlist, type PlistObject } from "../../../src/vault/formats/plist.ts";
import { encodeArchive, encodePlist } from "./plist-files.ts";

const text = (value: string): PlistObject => ({ type: "value", value });
const array = (...items: readonly number[]): PlistObject => ({ type: "array", items });

describe("a binary property list", () => {
  it("gives its objects, with what they hold as indices", () => {
    const objects: PlistObject[] = [
      text("plain"),
      text("Åre 🏔"),
      { type: "value", value: new Uint8Array(300) },
      { type: "value", value: -5 },
      { type: "value", value: 1.5 },
      { type: "value", value: true },
      { type: "value", value: null },
      array(0, 1, 2),
      { type: "dictionary", keys: [0], values: [7] },
      { type: "uid", uid: 300 },
    ];
    expect(decodePlist(encodePlist(objects, 8))).toEqual({ objects, top: 8 });
  });

  it("is refused when its objects claim more bytes than there are", () => {
    const bytes = encodePlist(
      [array(0, 0, 0, 0, 0, 0, 0, 0, 0, 0), ...Array.from({ length: 50 }, () => text(""))],
      0,
    );
    const table = Number(Buffer.from(bytes).readBigUInt64BE(bytes.length - 8));
    // Every object is where the first one is.
    for (let at = table; at < bytes.length - 32; at++) bytes[at] = bytes[table + ((at - table) % 4)] ?? 0;
    expect(decodePlist(bytes)).toBeUndefined();
  });

  it("gives a list or nothing, with any byte changed or cut off anywhere", () => {
    const bytes = encodeArchive({ a: [1, "two", new Uint8Array(20)], b: { c: 1.5 } });
    for (let at = 0; at < bytes.length; at++) {
      for (const mask of [1, 0x80, 0xff]) {
        const changed = bytes.slice();
        changed[at] = (changed[at] ?? 0) ^ mask;
        expect(() => decodeArchive(changed)).not.toThrow();
      }
      expect(decodeArchive(bytes.slice(0, at))).toBeUndefined();
    }
  });
});

describe("a keyed archive", () => {
  it("gives plain values", () => {
    const value = { a: [1, "två", new Uint8Array([1, 2])], b: { c: 1.5, __proto__x: "d" } };
    expect(decodeArchive(encodeArchive(value))).toEqual(value);
  });

  it("that holds itself, or one thing a million times, comes to an end", () => {
    // $objects = [null, array of 16 times the next, …]: 16 to the power of 40 when written out.
    const objects: PlistObject[] = [
      text("$null"),
      text("NS.objects"),
      text("$top"),
      text("$objects"),
      text("root"),
    ];
    const push = (object: PlistObject): number => objects.push(object) - 1;
    const table = [0];
    for (let uid = 1; uid <= 40; uid++) {
      const next = push({ type: "uid", uid: uid === 40 ? 1 : uid + 1 });
      const items = push(array(...Array.from({ length: 16 }, () => next)));
      table.push(push({ type: "dictionary", keys: [1], values: [items] }));
    }
    const root = push({ type: "uid", uid: 1 });
    const top = push({ type: "dictionary", keys: [4], values: [root] });
    const stored = push(array(...table));
    const outer = push({ type: "dictionary", keys: [2, 3], values: [top, stored] });
    expect(decodeArchive(encodePlist(objects, outer))).toHaveLength(16);
  });
});
