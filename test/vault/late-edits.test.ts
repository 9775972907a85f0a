import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Doc } from "yjs";
import { loadSodium } from "../../src/protocol/sodium.ts";
import type { Account, AccountDraft } from "../../src/vault/account.ts";
import {
  addAccount,
  advanceCounter,
  editAccount,
  purgeAccount,
  trashAccount,
  verifyAccount,
} from "../../src/vault/accounts.ts";
import { describeChanges } from "../../src/vault/describe.ts";
import { digestOf } from "../../src/vault/digest.ts";
import { accountsOf, asMap } from "../../src/vault/document.ts";
import { moveLateEdits } from "../../src/vault/late-edits.ts";
import { readAccount, readAccounts } from "../../src/vault/read-accounts.ts";
import { restoreAccount } from "../../src/vault/restore.ts";
import { earlierIds, newestId } from "../../src/vault/restored.ts";
import { applyUndo, toUndoEntry } from "../../src/vault/undo.ts";
import { applyRandomEdit, randomEdit } from "../support/random-edits.ts";
import { createDevice, exchange, type Device } from "../support/vault-devices.ts";
import { draftOf, HOTP, TOTP } from "../support/vault-drafts.ts";

const sodium = await loadSodium();
const digestHex = (doc: Doc): string => Buffer.from(digestOf(sodium, doc)).toString("hex");

interface Pair {
  readonly laptop: Device;
  readonly phone: Device;
  readonly id: string;
}

function start(draft: Partial<AccountDraft> = {}): Pair {
  const laptop = createDevice(11);
  const phone = createDevice(22);
  const id = laptop.do((doc) => addAccount(doc, draftOf(draft), { now: 100, random: laptop.random }));
  exchange(laptop, phone);
  return { laptop, phone, id };
}

function restored(device: Device, id: string): string {
  device.do((doc) => trashAccount(doc, id, { now: 300 }));
  const result = device.do((doc) => restoreAccount(doc, id, device));
  if (!result.ok) throw new Error("not restored");
  return result.value;
}

/** Both read everything, move what is late, and read that. */
function settle(...devices: readonly Device[]): void {
  exchange(...devices);
  for (const device of devices) device.do(moveLateEdits);
  exchange(...devices);
  expect(new Set(devices.map(({ doc }) => digestHex(doc))).size).toBe(1);
  for (const device of devices) expect(device.do(moveLateEdits)).toBe(0);
}

const making = (device: Device): { now: number; random: Device["random"] } => ({
  now: 400,
  random: device.random,
});
const only = (device: Device): Account => {
  const accounts = readAccounts(device.doc);
  expect(accounts).toHaveLength(1);
  return accounts[0] as Account;
};

test("an edit of an account that was trashed and restored elsewhere meanwhile ends up in the restored one", () => {
  const { laptop, phone, id } = start({ note: "old", tags: ["kept"] });
  const newId = restored(laptop, id);
  const changes = {
    issuer: "New",
    name: "new",
    note: "new",
    recoveryCodes: "1\n2",
    pinned: true,
    addTags: ["late"],
  };
  phone.do((doc) => editAccount(doc, id, changes, making(phone)));
  settle(laptop, phone);
  expect(only(phone)).toMatchObject({
    id: newId,
    issuer: "New",
    name: "new",
    note: "new",
    recoveryCodes: "1\n2",
    pinned: true,
    tags: ["kept", "late"],
    createdAt: 100,
    trashedAt: null,
  });
});

test("one device that moves what is late is enough", () => {
  const { laptop, phone, id } = start();
  const newId = restored(laptop, id);
  phone.do((doc) => editAccount(doc, id, { name: "late" }, making(phone)));
  exchange(laptop, phone);
  expect(phone.do(moveLateEdits)).toBe(1);
  exchange(laptop, phone);
  expect(laptop.do(moveLateEdits)).toBe(0);
  expect(readAccount(laptop.doc, newId)?.name).toBe("late");
});

test("a late re-enrolment wins, is to be verified anew, and what it replaced is in the history", () => {
  const { laptop, phone, id } = start();
  laptop.do((doc) => verifyAccount(doc, id));
  exchange(laptop, phone);
  restored(laptop, id);
  const late = { ...TOTP, secret: new Uint8Array(20).fill(5) };
  phone.do((doc) => editAccount(doc, id, { otp: late }, making(phone)));
  settle(laptop, phone);
  expect(only(laptop)).toMatchObject({ otp: late, verified: null });
  expect(only(laptop).history.map(({ otp }) => otp)).toEqual([TOTP]);
});

test("re-enrolments at once, one of them late, lose no secret", () => {
  const { laptop, phone, id } = start();
  const newId = restored(laptop, id);
  const otps = [5, 6].map((byte) => ({ ...TOTP, secret: new Uint8Array(20).fill(byte) }));
  laptop.do((doc) => editAccount(doc, newId, { otp: otps[0] ?? TOTP }, making(laptop)));
  phone.do((doc) => editAccount(doc, id, { otp: otps[1] ?? TOTP }, making(phone)));
  settle(laptop, phone);
  const { otp, history } = only(laptop);
  const held = [otp, ...history.map((entry) => entry.otp)];
  for (const expected of [TOTP, ...otps]) expect(held).toContainEqual(expected);
  expect(held).toHaveLength(3);
});

test("[VD4] a code used late is counted, and no device shows a code twice", () => {
  const { laptop, phone, id } = start({ otp: HOTP, counter: 5 });
  const shown: number[] = [];
  const take = (device: Device, account: string): void => {
    const counter = device.do((doc) => advanceCounter(doc, account));
    if (counter.ok) shown.push(counter.value);
  };
  const newId = restored(laptop, id);
  for (let count = 0; count < 3; count += 1) take(phone, id);
  exchange(laptop, phone);
  laptop.do(moveLateEdits);
  phone.do(moveLateEdits);
  take(phone, newId);
  take(phone, newId);
  settle(laptop, phone);
  take(phone, newId);
  settle(laptop, phone);
  expect(shown).toEqual([5, 6, 7, 8, 9, 10]);
  expect(only(laptop).counter).toBe(11);
});

test("an account that was put into the trash late stays restored", () => {
  const { laptop, phone, id } = start();
  const newId = restored(laptop, id);
  phone.do((doc) => trashAccount(doc, id, { now: 350 }));
  settle(laptop, phone);
  expect(only(laptop)).toMatchObject({ id: newId, trashedAt: null });
});

test("an account that was restored several times meanwhile gets what is late, under its newest id", () => {
  const { laptop, phone, id } = start();
  const second = restored(laptop, id);
  const third = restored(laptop, second);
  phone.do((doc) => editAccount(doc, id, { name: "late" }, making(phone)));
  settle(laptop, phone);
  expect(only(phone)).toMatchObject({ id: third, name: "late" });
  expect(newestId(phone.doc, id)).toBe(third);
  expect(earlierIds(phone.doc, third)).toEqual([second, id]);
});

test("emptying the trash takes what is left of the account under its earlier ids along", () => {
  const { laptop, phone, id } = start();
  const newId = restored(laptop, restored(laptop, id));
  exchange(laptop, phone);
  phone.do((doc) => purgeAccount(doc, newId));
  settle(laptop, phone);
  expect(accountsOf(laptop.doc).size).toBe(0);
});

test("what is late for an account that is gone for good stays where it is", () => {
  const { laptop, phone, id } = start();
  const newId = restored(laptop, id);
  laptop.do((doc) => accountsOf(doc).delete(newId));
  phone.do((doc) => editAccount(doc, id, { name: "late" }, making(phone)));
  settle(laptop, phone);
  expect(readAccounts(laptop.doc)).toEqual([]);
});

test("a key of a newer holt, and a value that it alone understands, are moved too", () => {
  const { laptop, phone, id } = start();
  const newId = restored(laptop, id);
  phone.do((doc) => {
    asMap(accountsOf(doc).get(id))?.set("newer", 7n);
    asMap(accountsOf(doc).get(id))?.set("list", [1, { a: new Uint8Array(2) }]);
  });
  settle(laptop, phone);
  const map = asMap(accountsOf(laptop.doc).get(newId));
  expect([map?.get("newer"), map?.get("list")]).toEqual([7n, [1, { a: new Uint8Array(2) }]]);
});

test("the map that stays behind holds no secret, and is no account for anyone", () => {
  const { laptop, phone, id } = start({ note: "hush", otp: HOTP });
  const newId = restored(laptop, id);
  exchange(laptop, phone);
  expect(asMap(accountsOf(phone.doc).get(id))?.toJSON()).toEqual({ restoredAs: newId });
  expect(readAccount(phone.doc, id)).toBe(undefined);
  for (const device of [laptop, phone]) {
    const refused = [
      device.do((doc) => editAccount(doc, id, { name: "x" }, making(device))),
      device.do((doc) => trashAccount(doc, id, { now: 1 })),
      device.do((doc) => restoreAccount(doc, id, device)),
      device.do((doc) => purgeAccount(doc, id)),
      device.do((doc) => advanceCounter(doc, id)),
    ];
    for (const result of refused)
      expect(result).toEqual({ ok: false, error: { type: "not-found", query: id } });
  }
});

test("a restored account is one event, on every device, and what stays behind is never told of", () => {
  const { laptop, phone, id } = start();
  const tell = (device: Device, change: (doc: Doc) => unknown): unknown => {
    const { changes } = device.edit(change);
    return describeChanges(changes, (account) => {
      const found = readAccount(device.doc, account);
      return found && { id: account, issuer: found.issuer, name: found.name };
    }).map(({ type, account }) => [type, account.id]);
  };
  laptop.do((doc) => trashAccount(doc, id, { now: 300 }));
  const { value, changes } = laptop.edit((doc) => restoreAccount(doc, id, laptop));
  const newId = value.ok ? value.value : "";
  expect(describeChanges(changes, () => undefined).map(({ type }) => type)).toEqual(["account-restored"]);
  expect(changes).toContainEqual({ accountId: id, key: "", before: true });
  phone.do((doc) => editAccount(doc, id, { name: "late" }, making(phone)));
  exchange(laptop, phone);
  expect(tell(laptop, moveLateEdits)).toEqual([["account-edited", newId]]);
  expect(tell(laptop, (doc) => purgeAccount(doc, newId))).toEqual([["account-purged", newId]]);
});

test("undoing the restoring puts the account into the trash again", () => {
  const { laptop, id } = start();
  laptop.do((doc) => trashAccount(doc, id, { now: 300 }));
  const { value, changes } = laptop.edit((doc) => restoreAccount(doc, id, laptop));
  const entry = toUndoEntry({ action: "account-restored", text: "", changes });
  if (entry === null) throw new Error("nothing to undo");
  laptop.do((doc) => applyUndo(doc, entry, { ...making(laptop), shared: true }));
  expect(only(laptop)).toMatchObject({ id: value.ok ? value.value : "", trashedAt: 400 });
});

test("marks that lead nowhere or round in a circle are followed no further", () => {
  const { laptop, id } = start();
  const other = laptop.do((doc) => addAccount(doc, draftOf({}), making(laptop)));
  laptop.do((doc) => {
    asMap(accountsOf(doc).get(id))?.set("restoredAs", other);
    asMap(accountsOf(doc).get(other))?.set("restoredAs", id);
    asMap(accountsOf(doc).get(other))?.set("restoredFrom", id);
    asMap(accountsOf(doc).get(id))?.set("restoredFrom", other);
  });
  expect(laptop.do(moveLateEdits)).toBe(0);
  expect(newestId(laptop.doc, id)).toBe(other);
  expect(earlierIds(laptop.doc, id)).toEqual([other]);
  laptop.do((doc) => asMap(accountsOf(doc).get(id))?.set("restoredAs", 5));
  expect(readAccount(laptop.doc, id)?.id).toBe(id);
});

test("devices that edit, trash, restore and purge at random agree after what is late was moved", () => {
  const steps = fc.array(fc.record({ edit: fc.option(randomEdit), device: fc.nat(2) }), {
    minLength: 10,
    maxLength: 80,
  });
  fc.assert(
    fc.property(steps, (sequence) => {
      const devices = [11, 22, 33].map(createDevice);
      for (const [index, { edit, device: number }] of sequence.entries()) {
        const device = devices[number] as Device;
        if (edit !== null)
          device.do((doc) => applyRandomEdit(doc, edit, { now: index, random: device.random }));
        else {
          exchange(...devices);
          device.do(moveLateEdits);
        }
      }
      exchange(...devices);
      for (const device of devices) device.do(moveLateEdits);
      exchange(...devices);
      expect(new Set(devices.map(({ doc }) => digestHex(doc))).size).toBe(1);
      const late = [...accountsOf((devices[0] as Device).doc).entries()].filter(([id, value]) => {
        const map = asMap(value);
        const isAlive = readAccount((devices[0] as Device).doc, newestId((devices[0] as Device).doc, id));
        return isAlive && map?.has("restoredAs") && Object.keys(map.toJSON()).length > 2;
      });
      expect(late).toEqual([]);
    }),
    { numRuns: 150, seed: 20261204 },
  );
});
