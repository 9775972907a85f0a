import { expect, test } from "vitest";
import { encodeStateAsUpdate, mergeUpdates } from "yjs";
import { applyUpdate, createVaultDocument } from "../../src/vault/document.ts";
import { mergeMany } from "../../src/vault/merge-updates.ts";
import { createDice } from "../sim/dice.ts";
import { createDevice, type Device, exchange } from "../support/vault-devices.ts";

/** What two devices write by turns: fields set over and over, others taken away. */
function write(count: number): readonly Uint8Array[] {
  const dice = createDice("merge");
  const devices = [createDevice(1), createDevice(2)];
  for (let made = 0; made < count; made++) {
    const device = devices[dice.int(devices.length)] as Device;
    const map = device.doc.getMap("accounts");
    const key = `field ${dice.int(7)}`;
    device.do(() => (dice.chance(0.2) && map.has(key) ? map.delete(key) : void map.set(key, made)));
    if (dice.chance(0.1)) exchange(...devices);
  }
  exchange(...devices);
  return devices.flatMap(({ sent }) => sent);
}

test.each([1, 2, 32, 33, 64, 65, 300])("%i updates become the one that Yjs makes of them", (count) => {
  const updates = write(400).slice(0, count);
  expect(updates).toHaveLength(count);
  expect(mergeMany(updates)).toEqual(mergeUpdates([...updates]));
});

test("in whatever order they come, they make the same document", () => {
  const updates = write(400);
  const whole = createVaultDocument(3);
  for (const update of updates) applyUpdate(whole, update);
  const merged = createVaultDocument(3);
  applyUpdate(merged, mergeMany(updates.toReversed()));
  expect(encodeStateAsUpdate(merged)).toEqual(encodeStateAsUpdate(whole));
});
