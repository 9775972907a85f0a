import { describe, expect, it } from "vitest";
import { decode, encode, type CborMap, type CborValue } from "../../src/protocol/codec.ts";
import { bytesOf, isMap, listOf, mapOf, textOf, wholeOf } from "../../src/protocol/shape.ts";

const everything: readonly CborValue[] = [
  null,
  true,
  0,
  7,
  -1,
  "",
  "text",
  new Uint8Array(2),
  [],
  [1],
  {},
  { a: 1 },
];
const taken = (isTaken: (value: CborValue) => boolean): readonly CborValue[] => everything.filter(isTaken);

describe("readers of decoded records", () => {
  it("take their own kind and nothing else", () => {
    expect(taken((value) => textOf(value) !== undefined)).toEqual(["", "text"]);
    expect(taken((value) => wholeOf(value) !== undefined)).toEqual([0, 7]);
    expect(taken((value) => bytesOf(value) !== undefined)).toEqual([new Uint8Array(2)]);
    expect(taken((value) => listOf(value) !== undefined)).toEqual([[], [1]]);
    expect(taken(isMap)).toEqual([{}, { a: 1 }]);
    expect([textOf, wholeOf, bytesOf, listOf, mapOf].map((read) => read(undefined))).toEqual(
      Array.from({ length: 5 }, () => undefined),
    );
  });

  it("[CB4] take a map with exactly its keys", () => {
    expect(mapOf({ a: 1, b: 2 }, "b", "a")).toEqual({ a: 1, b: 2 });
    expect(mapOf({ a: 1 }, "a", "b")).toBeUndefined();
    expect(mapOf({ a: 1, b: 2, c: 3 }, "a", "b")).toBeUndefined();
    expect(mapOf([1], "0")).toBeUndefined();
  });

  it("[CB4] don't take what every object inherits for a key", () => {
    expect(mapOf({ a: 1 }, "toString")).toBeUndefined();
    const hostile = decode(encode(JSON.parse('{"__proto__": {"a": 1}}') as CborMap), "test");
    expect(hostile.ok && mapOf(hostile.value, "a")).toBeUndefined();
    expect(hostile.ok && Object.getPrototypeOf(hostile.value)).toBe(Object.prototype);
  });

  it("take bytes of the asked length only", () => {
    expect([1, 2, 3].map((length) => bytesOf(new Uint8Array(2), length)?.length)).toEqual([
      undefined,
      2,
      undefined,
    ]);
  });
});
