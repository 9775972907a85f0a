import * as fc from "fast-check";
import { expect, test } from "vitest";
import type * as Y from "yjs";
import { loadSodium } from "../../src/protocol/sodium.ts";
import { digestOf } from "../../src/vault/digest.ts";
import { applySnapshot, createVaultDocument, encodeSnapshot } from "../../src/vault/document.ts";
import { applyIncoming, checkUpdate } from "../../src/vault/incoming.ts";
import { applyRandomEdit, randomEdit } from "../support/random-edits.ts";
import { createLogDevice, type LogDevice, type LogOptions, type LogRecord } from "../support/vault-log.ts";

const sodium = await loadSodium();

const steps = fc.array(fc.record({ edit: fc.option(randomEdit), device: fc.nat(2) }), {
  minLength: 5,
  maxLength: 80,
});
type Steps = typeof steps extends fc.Arbitrary<infer T> ? T : never;

/** Three devices that edit, and now and then one of them reads the log and appends to it. */
function runSteps(sequence: Steps, onRecord?: LogOptions["onRecord"]): readonly LogDevice[] {
  const log: LogRecord[] = [];
  const devices = [101, 202, 303].map((clientId) =>
    createLogDevice({ log, clientId, ...(onRecord && { onRecord }) }),
  );
  for (const [index, { edit, device: number }] of sequence.entries()) {
    const device = devices[number] as LogDevice;
    if (edit === null) device.push();
    else device.do((doc) => applyRandomEdit(doc, edit, { now: 1000 + index, random: device.random }));
  }
  for (const device of devices) device.push();
  for (const device of devices) device.pull();
  return devices;
}

const digestHex = (doc: Y.Doc): string => Buffer.from(digestOf(sodium, doc)).toString("hex");
const isSettled = ({ store }: Y.Doc): boolean => store.pendingStructs === null && store.pendingDs === null;

test("no honest update is void, and devices that have read the same log have the same digest", () => {
  fc.assert(
    fc.property(steps, (sequence) => {
      const devices = runSteps(sequence);
      expect(new Set(devices.map(({ doc }) => digestHex(doc))).size).toBe(1);
      expect(devices.every(({ doc }) => isSettled(doc))).toBe(true);
    }),
    { numRuns: 200, seed: 20261201 },
  );
});

function copyOf(doc: Y.Doc): Y.Doc {
  const copy = createVaultDocument(doc.clientID);
  applySnapshot(copy, encodeSnapshot(doc));
  return copy;
}

test("every flipped byte of an update is void or harmless: nothing throws, nothing waits for more", () => {
  const samples: { readonly doc: Y.Doc; readonly record: LogRecord }[] = [];
  for (const sequence of fc.sample(steps, { numRuns: 12, seed: 7 })) {
    let seen = 0;
    runSteps(sequence, (doc, record) => {
      seen += 1;
      const isTaken = seen % 2 === 0 && samples.length < 16 && record.update.length < 400;
      if (isTaken) samples.push({ doc: copyOf(doc), record });
    });
  }
  const counts = { passed: 0, refused: 0 };
  for (const { doc, record } of samples) {
    for (let at = 0; at < record.update.length; at += 1) {
      for (const bits of [0xff, 0x01, 0x80]) {
        const update = record.update.slice();
        update[at] = (update[at] ?? 0) ^ bits;
        const checked = checkUpdate(doc, update, { clientId: record.clientId });
        if (!checked.ok) {
          counts.refused += 1;
          continue;
        }
        counts.passed += 1;
        if (checked.value.isStale) continue;
        const copy = copyOf(doc);
        applyIncoming(copy, update);
        expect(isSettled(copy)).toBe(true);
        expect(isSettled(copyOf(copy))).toBe(true);
        copy.destroy();
      }
    }
  }
  expect(samples.length).toBeGreaterThan(10);
  expect(counts.passed).toBeGreaterThan(100);
  expect(counts.refused).toBeGreaterThan(1000);
});

test("every truncated update is void", () => {
  const [doc, record] = (() => {
    let found: [Y.Doc, LogRecord] | undefined;
    const [sequence = []] = fc.sample(steps, { numRuns: 1, seed: 11 });
    runSteps(sequence, (before, update) => (found ??= [copyOf(before), update]));
    return found as unknown as [Y.Doc, LogRecord];
  })();
  expect(checkUpdate(doc, record.update, record).ok).toBe(true);
  for (let length = 0; length < record.update.length; length += 1) {
    expect(checkUpdate(doc, record.update.subarray(0, length), record).ok).toBe(false);
  }
});
