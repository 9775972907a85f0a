import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { createVaultDocument } from "../../src/vault/document.ts";
import { mergeWhole } from "../../src/vault/snapshot.ts";
import { checkWhole } from "../../src/vault/whole.ts";
import {
  after,
  between,
  CONTENT,
  craft,
  gone,
  inList,
  inMap,
  inRoot,
  skip,
  type Crafted,
  type Deletions,
} from "../support/crafted-update.ts";

const A = 9;
const B = 7;

/** Two clients: an account of B's with a field of A's, which B has overwritten. */
const SOUND: readonly Crafted[] = [
  { client: A, structs: [inMap([B, 0], "name", CONTENT.any()), gone(2)] },
  { client: B, structs: [inRoot("accounts", "id", CONTENT.map), after([A, 0], CONTENT.any())] },
];

const check = (bytes: Uint8Array): unknown => {
  const checked = checkWhole(bytes);
  return checked.ok ? "sound" : checked.error.reason;
};
const withStructs = (structs: Crafted["structs"], deletions?: Deletions): Uint8Array =>
  craft([...SOUND, { client: 5, structs }], deletions);

test("a whole document says how much of everyone's writing it holds, and what of it is gone", () => {
  const whole = checkWhole(craft(SOUND, [[A, [[0, 1]]]]));
  expect(whole).toEqual({
    ok: true,
    value: {
      stateByClient: new Map([
        [A, 3],
        [B, 2],
      ]),
      deletedByClient: new Map([[A, [{ clock: 0, len: 3 }]]]),
    },
  });
  expect(checkWhole(craft([]))).toMatchObject({ ok: true });
});

test("clients that refer to each other by turns are merged, whoever comes first in the bytes", () => {
  const turns = (client: number, other: number, first: number[]): Crafted => ({
    client,
    structs: [first, ...Array.from({ length: 50 }, (_, clock) => after([other, clock], CONTENT.any()))],
  });
  const even = turns(A, B, inRoot("devices", "k", CONTENT.any()));
  const odd: Crafted = {
    client: B,
    structs: Array.from({ length: 50 }, (_, clock) => after([A, clock], CONTENT.any())),
  };
  for (const runs of [
    [even, odd],
    [odd, even],
  ]) {
    expect(check(craft(runs))).toBe("sound");
    const doc = createVaultDocument(1);
    mergeWhole(doc, craft(runs));
    expect(doc.store.pendingStructs).toBe(null);
    expect([Y.getState(doc.store, A), Y.getState(doc.store, B)]).toEqual([51, 50]);
  }
});

describe("a whole document is void", () => {
  test.each<[string, string, Uint8Array]>([
    ["undecodable", "no update", new Uint8Array([1])],
    ["undecodable", "something behind it", Uint8Array.from([...craft(SOUND), 0])],
    ["gap", "a client that doesn't begin at 0", craft([{ client: A, clock: 1, structs: [gone(1)] }])],
    ["wrong-client", "a client twice", craft([...SOUND, { client: A, structs: [gone(1)] }])],
    ["wrong-client", "a client with nothing", craft([...SOUND, { client: 3, structs: [] }])],
    ["foreign-content", "a gap inside", withStructs([gone(1), skip(1)])],
    ["foreign-content", "another root", withStructs([inRoot("settings", "x", CONTENT.any())])],
    ["foreign-content", "a list item", withStructs([inList("devices", CONTENT.any())])],
    ["foreign-content", "a position", withStructs([between([B, 0], [A, 0], CONTENT.any())])],
    ["foreign-content", "a map in an account", withStructs([inMap([B, 0], "x", CONTENT.map)])],
    ["foreign-content", "a map instead of a field", withStructs([after([A, 0], CONTENT.map)])],
    ["foreign-content", "a map on what is gone", withStructs([after([A, 1], CONTENT.map)])],
    ["foreign-content", "a value as an account", withStructs([inRoot("accounts", "x", CONTENT.any())])],
    ["foreign-content", "text", withStructs([inRoot("devices", "x", CONTENT.string)])],
    ["unknown-reference", "an item of nobody", withStructs([after([55, 0], CONTENT.any())])],
    ["unknown-reference", "an item that isn't in it", withStructs([after([A, 3], CONTENT.any())])],
    ["unknown-reference", "a parent that isn't in it", withStructs([inMap([B, 2], "x", CONTENT.any())])],
    ["unknown-reference", "itself", withStructs([after([5, 0], CONTENT.any())])],
    ["unknown-reference", "a later one", withStructs([after([5, 1], CONTENT.any()), gone(1)])],
    ["bad-deletions", "deletes what isn't in it", craft(SOUND, [[A, [[3, 1]]]])],
    ["bad-deletions", "deletes of nobody", craft(SOUND, [[55, [[0, 1]]]])],
    [
      "bad-deletions",
      "deletes twice",
      craft(SOUND, [
        [
          A,
          [
            [0, 2],
            [1, 1],
          ],
        ],
      ]),
    ],
  ])("as %s for %s", (reason, _, bytes) => {
    expect(check(bytes)).toBe(reason);
  });

  test("for clients each of which waits for the other", () => {
    const waits = (client: number, other: number): Crafted => ({
      client,
      structs: [after([other, 0], CONTENT.any()), gone(1)],
    });
    expect(check(craft([waits(A, B), waits(B, A)]))).toBe("unknown-reference");
    expect(check(craft([waits(A, B), waits(B, 5), waits(5, A)]))).toBe("unknown-reference");
  });

  test("beyond its limits", () => {
    const limits = { mostBytes: 1000, mostStructs: 10, mostSteps: 1000 };
    const many = Array.from({ length: 11 }, () => gone(1));
    expect(checkWhole(new Uint8Array(1001), limits)).toMatchObject({ error: { reason: "too-large" } });
    expect(checkWhole(craft([{ client: A, structs: many }]), limits).ok).toBe(false);
    expect(checkWhole(craft([{ client: A, structs: many.slice(1) }]), limits).ok).toBe(true);
  });
});

describe("a whole document that would take minutes is void", () => {
  const rivals = (client: number, count: number, struct: () => number[]): Crafted => ({
    client,
    structs: Array.from({ length: count }, struct),
  });

  test("because one key was written very often by many who didn't know of each other", () => {
    const first = (): number[] => inRoot("devices", "k", CONTENT.any());
    const many = Array.from({ length: 100 }, (_, index) => rivals(1000 + index, 100, first));
    expect(check(craft(many))).toBe("too-costly");
    expect(check(craft(many.slice(0, 10)))).toBe("sound");
    const start = { client: 1, structs: [first()] };
    const follow = (): number[] => after([1, 0], CONTENT.any());
    const following = Array.from({ length: 100 }, (_, index) => rivals(1000 + index, 100, follow));
    expect(check(craft([start, ...following]))).toBe("too-costly");
  });

  test("because a run is split very often", () => {
    const run = { client: 1, structs: [inRoot("devices", "k", CONTENT.deleted(2 ** 30))] };
    const at = (index: number): number[] => after([1, index * 2], CONTENT.any());
    const splitting = { client: 2, structs: Array.from({ length: 20_000 }, (_, index) => at(index)) };
    expect(check(craft([run, splitting]))).toBe("too-costly");
  });

  test("but not because much was written", () => {
    const chain = Array.from({ length: 50_000 }, (_, clock) =>
      clock === 0 ? inRoot("devices", "k", CONTENT.any()) : after([A, clock - 1], CONTENT.any()),
    );
    const keys = Array.from({ length: 50_000 }, (_, index) => inRoot("devices", `${index}`, CONTENT.any()));
    expect(
      check(
        craft([
          { client: A, structs: chain },
          { client: B, structs: keys },
        ]),
      ),
    ).toBe("sound");
  });
});
