import { describe, expect, test } from "vitest";
import * as Y from "yjs";
import { addAccount, editAccount, purgeAccount } from "../../src/vault/accounts.ts";
import { nameDevice } from "../../src/vault/devices.ts";
import { accountsOf, applyUpdate, createVaultDocument } from "../../src/vault/document.ts";
import { applyIncoming, checkUpdate } from "../../src/vault/incoming.ts";
import { readAccounts } from "../../src/vault/read-accounts.ts";
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
  varText,
  varUint,
  type Crafted,
  type Deletions,
} from "../support/crafted-update.ts";
import { createDevice } from "../support/vault-devices.ts";
import { draftOf } from "../support/vault-drafts.ts";

const MINE = 1;
const THEIRS = 7;
const OTHER = 9;

/** A document that knows an account (7:0), with one field (7:1), a device's key (7:2, 7:3), and what is gone (9:0–9:3). */
function start(): Y.Doc {
  const doc = createVaultDocument(MINE);
  const structs = [
    inRoot("accounts", "id", CONTENT.map),
    inMap([THEIRS, 0], "name", CONTENT.any()),
    inRoot("devices", "key", CONTENT.deleted(2)),
  ];
  applyUpdate(doc, craft([{ client: THEIRS, structs }]));
  applyUpdate(doc, craft([{ client: OTHER, structs: [gone(4)] }]));
  return doc;
}

const check = (doc: Y.Doc, update: Uint8Array, clientId = THEIRS): unknown => {
  const checked = checkUpdate(doc, update, { clientId });
  return checked.ok ? checked.value : checked.error.reason;
};
const next = (structs: Crafted["structs"], deletions?: Deletions): Uint8Array =>
  craft([{ client: THEIRS, clock: 4, structs }], deletions);

test("an update of another member is applied, and says what it holds", () => {
  const phone = createDevice(2);
  const doc = createVaultDocument(1);
  const added = phone.edit((phones) => addAccount(phones, draftOf({}), { now: 1, random: phone.random }));
  const update = added.update ?? new Uint8Array();
  expect(checkUpdate(doc, update, { clientId: 2 })).toEqual({
    ok: true,
    value: { structs: 5, from: 0, to: 5, isStale: false },
  });
  expect(applyIncoming(doc, update)).toEqual({ changes: added.changes, devicesChanged: false });
  expect(readAccounts(doc)).toEqual(readAccounts(phone.doc));
  const renamed = phone.edit((phones) => {
    editAccount(phones, added.value, { name: "new" }, { now: 1, random: phone.random });
    nameDevice(phones, "phone", "my phone");
  });
  expect(applyIncoming(doc, renamed.update ?? new Uint8Array())).toEqual({
    changes: renamed.changes,
    devicesChanged: true,
  });
  const purged = phone.edit((phones) => purgeAccount(phones, added.value)).update ?? new Uint8Array();
  expect(check(doc, purged, 2)).toEqual({ structs: 0, from: 7, to: 7, isStale: false });
});

test("a repeat is stale, whole or in part; and would be harmless", () => {
  const phone = createDevice(2);
  const doc = createVaultDocument(1);
  for (const [index, name] of ["a", "b", "b2", "b3"].entries()) {
    phone.do((phones) => nameDevice(phones, "phone", name));
    const all = Y.mergeUpdates(phone.sent);
    expect(check(doc, all, 2)).toMatchObject({ from: 0, to: phone.sent.length, isStale: index > 0 });
    applyIncoming(doc, all);
    expect(check(doc, all, 2)).toMatchObject({ isStale: true });
    expect(applyIncoming(doc, all)).toEqual({ changes: [], devicesChanged: false });
    expect(doc.getMap("devices").get("phone/name")).toBe(name);
  }
});

describe("an update that is void", () => {
  test.each<[string, Uint8Array]>([
    ["too-large", new Uint8Array(64 * 1024 + 1)],
    ["undecodable", new Uint8Array()],
    ["undecodable", new Uint8Array([1, 2, 3])],
    ["undecodable", Uint8Array.from([...next([]), 0])],
    ["undecodable", Uint8Array.from([...varUint(2 ** 50), THEIRS, 4])],
    ["undecodable", Uint8Array.from([1, ...varUint(2 ** 30), THEIRS, 4, 0])],
    ["wrong-client", craft([{ client: OTHER, clock: 4, structs: [gone(1)] }])],
    ["wrong-client", craft([{ client: THEIRS, clock: 4, structs: [] }])],
    ["gap", craft([{ client: THEIRS, clock: 5, structs: [gone(1)] }])],
  ])("as %s (%#)", (reason, update) => {
    expect(check(start(), update)).toBe(reason);
  });

  test("holds structs of two clients, or two runs of one, of which Yjs would apply the second", () => {
    const runs = [4, 5].map((clock) => ({ client: THEIRS, clock, structs: [gone(1)] }));
    expect(check(start(), craft(runs))).toBe("wrong-client");
    const others = [THEIRS, OTHER].map((client) => ({ client, clock: 4, structs: [gone(1)] }));
    expect(check(start(), craft(others))).toBe("wrong-client");
  });

  test.each([
    ["a gap inside", skip(1)],
    ["a subdocument", inRoot("devices", "x", CONTENT.document)],
    ["text", inRoot("devices", "x", CONTENT.string)],
    ["an embed", inRoot("devices", "x", CONTENT.embed)],
    ["a format", inRoot("devices", "x", CONTENT.format)],
    ["JSON", inRoot("devices", "x", CONTENT.json)],
    ["a list as an account", inRoot("accounts", "x", CONTENT.list)],
    ["a text type as an account", inRoot("accounts", "x", CONTENT.text)],
    ["a value as an account", inRoot("accounts", "x", CONTENT.any())],
    ["a value instead of an account", after([THEIRS, 0], CONTENT.any())],
    ["a map among the devices", inRoot("devices", "x", CONTENT.map)],
    ["a map in an account", inMap([THEIRS, 0], "x", CONTENT.map)],
    ["a map instead of a field", after([THEIRS, 1], CONTENT.map)],
    ["a map on what is gone", after([OTHER, 0], CONTENT.map)],
    ["another root", inRoot("settings", "x", CONTENT.any())],
    ["a list item", inList("devices", CONTENT.any())],
    ["something to the left of something", between([THEIRS, 0], [THEIRS, 1], CONTENT.any())],
    ["several values as one", [...inRoot("devices", "x", { kind: 8, bytes: [2, 126, 126] })]],
    ["no value", [...inRoot("devices", "x", { kind: 8, bytes: [0] })]],
    ["nothing deleted", inRoot("devices", "x", CONTENT.deleted(0))],
    ["nothing gone", gone(0)],
    ["clocks without end", gone(2 ** 40)],
    ["a value too deep", inRoot("devices", "x", CONTENT.any([...list(65), 126]))],
    ["a value with a parent", inRoot("devices", "x", CONTENT.any([118, 1, ...varText("__proto__"), 118, 0]))],
  ])("holds %s", (_, struct) => {
    expect(check(start(), next([struct]))).toBe("foreign-content");
  });

  test("holds a value so deep that reading it exhausts the stack", () => {
    const deep = inRoot("devices", "x", CONTENT.any([...list(30_000), 126]));
    expect(check(start(), next([deep]))).toBe("undecodable");
  });

  test.each([
    ["an item of nobody", after([55, 0], CONTENT.any())],
    ["an item that another hasn't written yet", after([OTHER, 4], CONTENT.any())],
    ["itself", after([THEIRS, 4], CONTENT.any())],
    ["a later one of its own", after([THEIRS, 5], CONTENT.any())],
    ["an unknown parent", inMap([OTHER, 4], "x", CONTENT.any())],
    ["a later parent", inMap([THEIRS, 5], "x", CONTENT.any())],
  ])("refers to %s", (_, struct) => {
    const update = next([struct, inRoot("accounts", "later", CONTENT.map)]);
    expect(check(start(), update)).toBe("unknown-reference");
  });

  test.each<[string, Deletions]>([
    ["what isn't known", [[OTHER, [[4, 1]]]]],
    ["more than what is known", [[OTHER, [[3, 2]]]]],
    ["what is of nobody", [[55, [[0, 1]]]]],
    ["what it doesn't hold itself", [[THEIRS, [[5, 1]]]]],
    ["nothing", [[OTHER, [[1, 0]]]]],
    [
      "anything twice",
      [
        [
          OTHER,
          [
            [0, 3],
            [2, 1],
          ],
        ],
      ],
    ],
    [
      "backwards",
      [
        [
          OTHER,
          [
            [2, 1],
            [0, 1],
          ],
        ],
      ],
    ],
  ])("deletes %s", (_, deletions) => {
    expect(check(start(), next([gone(1)], deletions))).toBe("bad-deletions");
  });
});

const list = (levels: number): number[] => Array.from({ length: levels }, () => [117, 1]).flat();

test.each([
  ["a field of an account", inMap([THEIRS, 0], "x", CONTENT.any())],
  ["bytes", inMap([THEIRS, 0], "x", CONTENT.binary)],
  ["an account", inRoot("accounts", "x", CONTENT.map)],
  ["an account instead of another", after([THEIRS, 0], CONTENT.map)],
  ["a value 64 levels deep", inMap([THEIRS, 0], "x", CONTENT.any([...list(64), 126]))],
  ["a field of an account that is gone", inMap([OTHER, 0], "x", CONTENT.any())],
  ["a field of a field, which becomes nothing", inMap([THEIRS, 1], "x", CONTENT.any())],
  ["what comes after the middle of what is gone", after([OTHER, 2], CONTENT.any())],
  ["what comes after the middle of a deleted run", after([THEIRS, 2], CONTENT.any())],
])("%s is applied, and nothing waits for more", (_, struct) => {
  const doc = start();
  expect(check(doc, next([struct]))).toMatchObject({ structs: 1, from: 4, to: 5 });
  applyIncoming(doc, next([struct]));
  expect(Y.getState(doc.store, THEIRS)).toBe(5);
  expect(isSettled(doc)).toBe(true);
});

test("what is known in part stays where it is, whatever the update says of its place", () => {
  const doc = start();
  const runs = [gone(3), inRoot("accounts", "elsewhere", CONTENT.deleted(4))];
  for (const run of runs) {
    applyIncoming(doc, craft([{ client: 20 + run.length, structs: [run] }]));
    const update = craft([
      { client: 20 + run.length, structs: [inRoot("devices", "x", CONTENT.deleted(6))] },
    ]);
    expect(check(doc, update, 20 + run.length)).toMatchObject({ from: 0, to: 6 });
    applyIncoming(doc, update);
    expect(isSettled(doc)).toBe(true);
  }
  expect(doc.getMap("devices")._map.has("x")).toBe(false);
});

test("an update that refers to own writing which the log hasn't seen is void here, as it is elsewhere", () => {
  const doc = start();
  applyUpdate(doc, craft([{ client: MINE, structs: [inRoot("devices", "mine", CONTENT.any())] }]));
  const referring = next([after([MINE, 0], CONTENT.any())]);
  const deleting = craft([], [[MINE, [[0, 1]]]]);
  const checkWith = (update: Uint8Array, ownClock: number): boolean =>
    checkUpdate(doc, update, { clientId: THEIRS, ownClock }).ok;
  expect([checkWith(referring, 0), checkWith(referring, 1)]).toEqual([false, true]);
  expect([checkWith(deleting, 0), checkWith(deleting, 1)]).toEqual([false, true]);
  const own = craft([{ client: MINE, structs: [inRoot("devices", "mine", CONTENT.any())] }]);
  const checkOwn = (ownClock: number): unknown => checkUpdate(doc, own, { clientId: MINE, ownClock });
  expect(checkOwn(0)).toMatchObject({ ok: true, value: { isStale: false } });
  expect(checkOwn(1)).toMatchObject({ ok: true, value: { isStale: true } });
});

test("a copy that goes on from the same place deletes nothing of what its original wrote there", () => {
  const doc = start();
  const original = next([inRoot("devices", "x", CONTENT.any()), inRoot("devices", "y", CONTENT.any())]);
  const copy = next([inRoot("devices", "z", CONTENT.any())], [[THEIRS, [[4, 1]]]]);
  const longer = next(
    [1, 2, 3].map((number) => inRoot("devices", `z${number}`, CONTENT.any())),
    [[THEIRS, [[4, 1]]]],
  );
  applyIncoming(doc, original);
  for (const update of [copy, longer]) expect(check(doc, update)).toMatchObject({ isStale: true });
});

describe("an update that would take minutes is void", () => {
  const LOW = 5;
  const HIGH = 100;

  test("because it writes one key very often without knowing of itself", () => {
    const many = (client: number, count: number): Uint8Array =>
      craft([
        { client, structs: Array.from({ length: count }, () => inRoot("devices", "k", CONTENT.any())) },
      ]);
    const doc = createVaultDocument(MINE);
    expect(check(doc, many(LOW, 4000), LOW)).toBe("too-costly");
    applyIncoming(doc, many(LOW, 900));
    expect(check(doc, many(HIGH, 900), HIGH)).toBe("too-costly");
    expect(check(doc, many(HIGH, 200), HIGH)).toMatchObject({ structs: 200 });
  });

  test("because it splits a run very often", () => {
    const doc = createVaultDocument(MINE);
    applyIncoming(doc, craft([{ client: LOW, structs: [inRoot("devices", "k", CONTENT.deleted(2 ** 30))] }]));
    const at = (index: number): number[] => after([LOW, 20_000 - 2 * index], CONTENT.any());
    const splitting = (count: number): Uint8Array =>
      craft([{ client: HIGH, structs: Array.from({ length: count }, (_, index) => at(index)) }]);
    expect(check(doc, splitting(8000), HIGH)).toBe("too-costly");
    expect(check(doc, splitting(100), HIGH)).toMatchObject({ structs: 100 });
  });

  test("but not because it holds as much as an update can hold", () => {
    const doc = createVaultDocument(MINE);
    const keys = Array.from({ length: 3500 }, (_, index) => inRoot("devices", `${index}`, CONTENT.any()));
    const chain = Array.from({ length: 4000 }, (_, index) =>
      index === 0 ? inRoot("devices", "c", CONTENT.any()) : after([HIGH, index - 1], CONTENT.any()),
    );
    expect(check(doc, craft([{ client: LOW, structs: keys }]), LOW)).toMatchObject({ structs: 3500 });
    expect(check(doc, craft([{ client: HIGH, structs: chain }]), HIGH)).toMatchObject({ structs: 4000 });
  });
});

test("an account under a name that every object has is as good as any", () => {
  const doc = start();
  const update = next([
    inRoot("accounts", "__proto__", CONTENT.map),
    inMap([THEIRS, 4], "constructor", CONTENT.any()),
  ]);
  expect(check(doc, update)).toMatchObject({ structs: 2 });
  applyIncoming(doc, update);
  expect(accountsOf(doc).has("__proto__")).toBe(true);
});

const isSettled = ({ store }: Y.Doc): boolean => store.pendingStructs === null && store.pendingDs === null;
