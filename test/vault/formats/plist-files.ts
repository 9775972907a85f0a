/**
 * Writes binary property lists and keyed archives for tests, as Apple's do: bytes that holt never writes itself.
 */
import { concatBytes, utf8ToBytes } from "../../../src/protocol/bytes.ts";
import type { PlistObject } from "../../../src/vault/formats/plist.ts";

const uint = (value: number, size: number): Uint8Array => {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntBE(value, 0, size);
  return new Uint8Array(bytes);
};

const head = (kind: number, length: number): Uint8Array =>
  length < 15
    ? Uint8Array.of((kind << 4) | length)
    : concatBytes(Uint8Array.of((kind << 4) | 15, 0x12), uint(length, 4));

const refsOf = (refs: readonly number[]): Uint8Array[] => refs.map((ref) => uint(ref, 2));

function encodeObject(object: PlistObject): Uint8Array {
  if (object.type === "uid") return concatBytes(Uint8Array.of(0x81), uint(object.uid, 2));
  if (object.type === "array") return concatBytes(head(10, object.items.length), ...refsOf(object.items));
  if (object.type === "dictionary") {
    return concatBytes(head(13, object.keys.length), ...refsOf([...object.keys, ...object.values]));
  }
  const { value } = object;
  if (value === null) return Uint8Array.of(0);
  if (typeof value === "boolean") return Uint8Array.of(value ? 9 : 8);
  if (value instanceof Uint8Array) return concatBytes(head(4, value.length), value);
  if (typeof value === "string") {
    const isAscii = /^[\x20-\x7e]*$/.test(value);
    return isAscii
      ? concatBytes(head(5, value.length), utf8ToBytes(value))
      : concatBytes(head(6, value.length), new Uint8Array(Buffer.from(value, "utf16le").swap16()));
  }
  const number = Buffer.alloc(9);
  number[0] = Number.isInteger(value) ? 0x13 : 0x23;
  if (Number.isInteger(value)) number.writeBigInt64BE(BigInt(value), 1);
  else number.writeDoubleBE(value, 1);
  return new Uint8Array(number);
}

export function encodePlist(objects: readonly PlistObject[], top: number): Uint8Array {
  const parts = objects.map(encodeObject);
  const offsets: number[] = [];
  let at = 8;
  for (const part of parts) {
    offsets.push(at);
    at += part.length;
  }
  const trailer = Buffer.alloc(32);
  trailer[6] = 4;
  trailer[7] = 2;
  trailer.writeBigUInt64BE(BigInt(objects.length), 8);
  trailer.writeBigUInt64BE(BigInt(top), 16);
  trailer.writeBigUInt64BE(BigInt(at), 24);
  const table = offsets.map((offset) => uint(offset, 4));
  return concatBytes(utf8ToBytes("bplist00"), ...parts, ...table, new Uint8Array(trailer));
}

/** An object with a class, whose fields lie open in it (others are stored as dictionaries). */
export interface OwnObject {
  readonly ownFields: Readonly<Record<string, unknown>>;
}

/** What NSKeyedArchiver makes of plain values. */
export function encodeArchive(root: unknown): Uint8Array {
  const objects: PlistObject[] = [];
  const add = (object: PlistObject): number => objects.push(object) - 1;
  const text = (value: string): number => add({ type: "value", value });
  const table: number[] = [text("$null")];
  const store = (value: unknown): number => {
    // Its place is taken before what it holds.
    const uid = table.push(0) - 1;
    table[uid] = make(value);
    return uid;
  };
  const refer = (value: unknown): number => add({ type: "uid", uid: store(value) });
  const dictionary = (fields: readonly (readonly [string, number])[]): number =>
    add({ type: "dictionary", keys: fields.map(([key]) => text(key)), values: fields.map(([, ref]) => ref) });
  const list = (values: readonly unknown[]): number => add({ type: "array", items: values.map(refer) });
  const make = (value: unknown): number => {
    if (value instanceof Uint8Array) return dictionary([["NS.data", add({ type: "value", value })]]);
    if (Array.isArray(value)) return dictionary([["NS.objects", list(value)]]);
    if (typeof value !== "object" || value === null) return add({ type: "value", value: value as string });
    if ("ownFields" in value) {
      const fields = Object.entries((value as OwnObject).ownFields);
      return dictionary(
        fields.map(([key, field]) => [
          key,
          typeof field === "number" ? add({ type: "value", value: field }) : refer(field),
        ]),
      );
    }
    return dictionary([
      ["NS.keys", list(Object.keys(value))],
      ["NS.objects", list(Object.values(value))],
    ]);
  };
  const top = dictionary([["root", refer(root)]]);
  const stored = add({ type: "array", items: table });
  const outer = dictionary([
    ["$archiver", text("NSKeyedArchiver")],
    ["$top", top],
    ["$objects", stored],
  ]);
  return encodePlist(objects, outer);
}
