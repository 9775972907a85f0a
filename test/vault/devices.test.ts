import { expect, test } from "vitest";
import * as Y from "yjs";
import { formatId, asMemberId } from "../../src/protocol/ids.ts";
import { describeChanges } from "../../src/vault/describe.ts";
import { nameDevice, nameOfDevice, noteAdded, readDevices } from "../../src/vault/devices.ts";
import { applyUpdate, createVaultDocument, devicesOf } from "../../src/vault/document.ts";
import { edit } from "../../src/vault/edit.ts";
import { createDevice, exchange } from "../support/vault-devices.ts";

const idOf = (byte: number): string => {
  const id = asMemberId(new Uint8Array(16).fill(byte));
  return id === undefined ? "" : formatId(id);
};
const LAPTOP = idOf(1);
const PHONE = idOf(2);

test("names and times that two devices write at once both stay", () => {
  const laptop = createDevice(1);
  const phone = createDevice(2);
  laptop.do((doc) => {
    nameDevice(doc, LAPTOP, "laptop");
    noteAdded(doc, LAPTOP, 100);
  });
  phone.do((doc) => nameDevice(doc, PHONE, " phone "));
  exchange(laptop, phone);
  const both = new Map([
    [LAPTOP, { name: "laptop", addedAt: 100 }],
    [PHONE, { name: "phone", addedAt: null }],
  ]);
  expect(readDevices(laptop.doc)).toEqual(both);
  expect(readDevices(phone.doc)).toEqual(both);
});

test("an edit of devices alone has an update that others can apply, and nothing that activity would tell", () => {
  const doc = createVaultDocument(1);
  const { update, changes } = edit(doc, () => nameDevice(doc, LAPTOP, "laptop"));
  expect(describeChanges(changes, () => undefined)).toEqual([]);
  const other = createVaultDocument(2);
  applyUpdate(other, update ?? new Uint8Array());
  expect(readDevices(other).get(LAPTOP)?.name).toBe("laptop");
});

test("a name that is there already is not written again, and an empty one takes it away", () => {
  const doc = createVaultDocument(1);
  edit(doc, () => nameDevice(doc, LAPTOP, "laptop"));
  expect(edit(doc, () => nameDevice(doc, LAPTOP, "laptop ")).update).toBe(null);
  expect(edit(doc, () => nameDevice(doc, LAPTOP, " ")).update).not.toBe(null);
  expect(readDevices(doc)).toEqual(new Map());
});

test("the time at which a device was added stays the first one", () => {
  const doc = createVaultDocument(1);
  edit(doc, () => noteAdded(doc, LAPTOP, 100));
  edit(doc, () => noteAdded(doc, LAPTOP, 200));
  expect(readDevices(doc).get(LAPTOP)?.addedAt).toBe(100);
});

test("a long name is cut between characters", () => {
  const doc = createVaultDocument(1);
  edit(doc, () => nameDevice(doc, LAPTOP, "🔑".repeat(150)));
  expect(readDevices(doc).get(LAPTOP)?.name).toBe("🔑".repeat(100));
  edit(doc, () => devicesOf(doc).set(`${LAPTOP}/name`, "x".repeat(1000)));
  expect(readDevices(doc).get(LAPTOP)?.name).toBe("x".repeat(100));
});

test("values of a wrong kind, unknown facts and ids that are none read as absent", () => {
  const doc = createVaultDocument(1);
  edit(doc, () => {
    const map = devicesOf(doc);
    for (const [index, value] of [7, null, [], {}, true, new Uint8Array(2)].entries()) {
      map.set(`${idOf(10 + index)}/name`, value);
      map.set(`${idOf(10 + index)}/colour`, "red");
    }
    for (const [index, value] of ["1", -1, 0.5, NaN, null, 2 ** 60].entries()) {
      map.set(`${idOf(20 + index)}/addedAt`, value);
    }
    map.set(`${PHONE}/name/more`, "no");
    map.set(PHONE, "no");
    map.set("", "no");
    map.set("short/name", "no");
    map.set(`${PHONE.toUpperCase()}/name`, "no");
    map.set(`${PHONE}/map`, new Y.Map());
  });
  expect(readDevices(doc)).toEqual(new Map());
});

test("one device's name is the one that all of them have it by", () => {
  const doc = createVaultDocument(1);
  edit(doc, () => {
    nameDevice(doc, LAPTOP, "  laptop  ");
    devicesOf(doc).set(`${PHONE}/name`, 7);
  });
  expect(nameOfDevice(doc, LAPTOP)).toBe(readDevices(doc).get(LAPTOP)?.name);
  expect(nameOfDevice(doc, LAPTOP)).toBe("laptop");
  expect(nameOfDevice(doc, PHONE)).toBe("");
});
