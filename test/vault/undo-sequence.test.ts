import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Doc } from "yjs";
import type { Account } from "../../src/vault/account.ts";
import {
  addAccount,
  editAccount,
  trashAccount,
  verifyAccount,
  type Making,
} from "../../src/vault/accounts.ts";
import { readAccounts } from "../../src/vault/read-accounts.ts";
import { untrashAccount } from "../../src/vault/restore.ts";
import { applyUndo, toUndoEntry, type UndoEntry } from "../../src/vault/undo.ts";
import { createDevice, type Device } from "../support/vault-devices.ts";
import { draftOf, HOTP, TOTP } from "../support/vault-drafts.ts";

type Change = (doc: Doc, id: string, making: Making, number: number) => unknown;

const CHANGES: readonly Change[] = [
  (doc, id, making, number) => editAccount(doc, id, { issuer: `i${number % 4}` }, making),
  (doc, id, making, number) => editAccount(doc, id, { note: number % 3 ? `n${number}` : null }, making),
  (doc, id, making, number) => editAccount(doc, id, { addTags: [`t${number % 3}`] }, making),
  (doc, id, making, number) => editAccount(doc, id, { removeTags: [`t${number % 3}`] }, making),
  (doc, id, making, number) => editAccount(doc, id, { pinned: number % 2 === 0 }, making),
  (doc, id, making, number) => editAccount(doc, id, { otp: otpOf(number) }, making),
  (doc, id, making) => trashAccount(doc, id, making),
  (doc, id) => untrashAccount(doc, id),
  (doc, id) => verifyAccount(doc, id),
];

const otpOf = (number: number): typeof TOTP => ({
  ...(number % 2 ? TOTP : HOTP),
  secret: new Uint8Array(20).fill(number % 5),
});

/** Without what undo leaves alone on purpose: counters and history. */
const visible = (doc: Doc): readonly Omit<Account, "history" | "counter">[] =>
  readAccounts(doc)
    .map(({ history: _history, counter: _counter, ...rest }) => rest)
    .sort((a, b) => (a.id < b.id ? -1 : 1));

function undoAll(device: Device, entries: readonly UndoEntry[]): UndoEntry[] {
  const redo: UndoEntry[] = [];
  for (const entry of entries.toReversed()) {
    const { value, changes } = device.edit((doc) =>
      applyUndo(doc, entry, { now: 5000, random: device.random, shared: false }),
    );
    expect(value.conflicts).toEqual([]);
    const back = toUndoEntry({ ...entry, changes });
    if (back !== null) redo.push(back);
  }
  return redo;
}

test("undoing everything leads back to the beginning, and redoing everything to the end", () => {
  const step = fc.record({ kind: fc.nat(CHANGES.length - 1), account: fc.nat(1), number: fc.nat(100) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const device = createDevice(1);
      const making = { now: 1, random: device.random };
      const ids = [TOTP, HOTP].map((otp) => device.do((doc) => addAccount(doc, draftOf({ otp }), making)));
      const beginning = visible(device.doc);
      const entries = steps.flatMap(({ kind, account, number }, index) => {
        const { changes } = device.edit((doc) =>
          CHANGES[kind]?.(doc, ids[account] ?? "", { ...making, now: 10 + index }, number),
        );
        return toUndoEntry({ action: "account-edited", text: "", changes }) ?? [];
      });
      const end = visible(device.doc);
      const redo = undoAll(device, entries);
      expect(visible(device.doc)).toEqual(beginning);
      undoAll(device, redo);
      expect(visible(device.doc)).toEqual(end);
    }),
    { numRuns: 200, seed: 12 },
  );
});
