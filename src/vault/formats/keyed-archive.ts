/**
 * What Apple's NSKeyedArchiver wrote, as plain values: dictionaries and an app's own objects as objects, arrays, texts,
 * numbers, bytes. No class is made: an object is the fields that it was stored with.
 *
 * Each stored object becomes one value, however often it is referred to; one that holds itself is refused.
 */
import { decodePlist, type Plist, type PlistObject } from "./plist.ts";

/** Real archives nest less than 10 deep. */
const MOST_DEPTH = 64;

/** What collections and values of Apple's own are stored in. */
const CONTENTS = ["NS.objects", "NS.data", "NS.bytes", "NS.string", "NS.time"];

/** Undefined where the bytes are no such archive. */
export function decodeArchive(bytes: Uint8Array): unknown {
  const plist = decodePlist(bytes);
  const top = plist?.objects[plist.top];
  if (plist === undefined || top?.type !== "dictionary") return undefined;
  const objects = fieldRef(plist, top, "$objects");
  const root =
    plist.objects[fieldRef(plist, plist.objects[fieldRef(plist, top, "$top") ?? -1], "root") ?? -1];
  const table = plist.objects[objects ?? -1];
  if (table?.type !== "array" || root?.type !== "uid") return undefined;
  return new Unarchiver(plist, table.items).valueAt(root.uid, 0);
}

/** Index of the value under a key. */
function fieldRef(plist: Plist, object: PlistObject | undefined, key: string): number | undefined {
  if (object?.type !== "dictionary") return undefined;
  const at = object.keys.findIndex((ref) => {
    const name = plist.objects[ref];
    return name?.type === "value" && name.value === key;
  });
  return at < 0 ? undefined : object.values[at];
}

class Unarchiver {
  readonly #plist: Plist;
  /** Where each stored object is in the list. */
  readonly #table: readonly number[];
  /** By place in the list. */
  readonly #valueByIndex = new Map<number, unknown>();
  /** Items of arrays that may still be read: no honest archive stores one array for several objects. */
  #left: number;

  constructor(plist: Plist, table: readonly number[]) {
    this.#plist = plist;
    this.#table = table;
    this.#left = plist.objects.reduce((sum, one) => sum + (one.type === "array" ? one.items.length : 0), 0);
  }

  valueAt(uid: number, depth: number): unknown {
    const index = this.#table[uid];
    if (uid === 0 || index === undefined || depth > MOST_DEPTH) return undefined;
    if (this.#valueByIndex.has(index)) return this.#valueByIndex.get(index);
    // Whoever asks for it while it is being made is inside it.
    this.#valueByIndex.set(index, undefined);
    const value = this.#decodeStored(this.#plist.objects[index], depth);
    this.#valueByIndex.set(index, value);
    return value;
  }

  #decodeStored(object: PlistObject | undefined, depth: number): unknown {
    if (object?.type === "value") return object.value;
    if (object?.type !== "dictionary") return undefined;
    const refByKey = new Map(object.keys.map((key, at) => [this.#keyAt(key), object.values[at]] as const));
    const field = (name: string): unknown => this.#decodeField(refByKey.get(name), depth + 1);
    if (refByKey.has("NS.keys")) return dictionaryOf(field("NS.keys"), field("NS.objects"));
    const content = CONTENTS.find((name) => refByKey.has(name));
    if (content !== undefined) return field(content);
    const names = [...refByKey.keys()].filter((name) => name !== "$class");
    return Object.fromEntries(names.map((name) => [name, field(name)]));
  }

  /** A value, a stored object, or an array of these: fields hold nothing else. */
  #decodeField(ref: number | undefined, depth: number): unknown {
    const object = this.#plist.objects[ref ?? -1];
    if (object?.type === "value") return object.value;
    if (object?.type === "uid") return this.valueAt(object.uid, depth);
    if (object?.type !== "array") return undefined;
    this.#left -= object.items.length;
    if (this.#left < 0) return undefined;
    return object.items.map((item) => {
      const one = this.#plist.objects[item];
      return one?.type === "value"
        ? one.value
        : one?.type === "uid"
          ? this.valueAt(one.uid, depth)
          : undefined;
    });
  }

  #keyAt(ref: number): string {
    const key = this.#plist.objects[ref];
    return key?.type === "value" && typeof key.value === "string" ? key.value : "";
  }
}

function dictionaryOf(keys: unknown, values: unknown): unknown {
  if (!Array.isArray(keys) || !Array.isArray(values)) return undefined;
  const names = keys.map((key) => (typeof key === "string" ? key : ""));
  return Object.fromEntries(names.map((name, index) => [name, values[index] as unknown]));
}
