/**
 * Drills, and the daemon's own daily look: what they find, and what is no finding.
 */
import { expect, test } from "vitest";
import { decodeClientMessage, decodeRelayMessage } from "../../../src/protocol/messages.ts";
import { backupOf, backUp, runJob } from "../../sim/backing-up.ts";
import type { SimDevice } from "../../sim/device.ts";
import { createDice } from "../../sim/dice.ts";
import { addAccount, editField } from "../../sim/people.ts";
import { failure } from "../../sim/recovering.ts";
import { tell } from "../../sim/story.ts";
import { pass, until } from "../../sim/world.ts";

const dice = createDice("proof");
const DAY_MS = 24 * 60 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;

const verify = (device: SimDevice, words: string, onEvent?: Parameters<typeof runJob>[3]) =>
  runJob(device, "backup.verify", { words }, onEvent);

test("[BK6] a drill finds everything as it is, and all devices know when", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const [a, b] = [device("A"), device("B")];
    await addAccount(world, a, dice);
    await addAccount(world, b, dice);
    const words = await backUp(world, a);
    const before = backupOf(a).lastVerifiedAt ?? 0;
    await pass(world, 10_000);
    const result = await until(world, verify(b, words));
    expect(result).toMatchObject({ type: "verified", accounts: 2, differences: [] });
    await pass(world, 5_000);
    for (const one of [a, b]) expect(backupOf(one).lastVerifiedAt).toBeGreaterThan(before);
  });
  expect(wrong).toEqual([]);
});

test("[BK6] what is written while the drill reads is no difference", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const [a, b] = [device("A"), device("B")];
    await addAccount(world, a, dice);
    const words = await backUp(world, a);
    await pass(world, 5_000);
    let edits = 0;
    const result = await until(
      world,
      verify(a, words, async (event) => {
        if (event.type !== "step" || event.step !== "reading-back" || edits > 0) return;
        edits += 1;
        await editField(world, b, dice);
        await editField(world, a, dice);
      }),
    );
    expect(edits).toBe(1);
    expect(result).toMatchObject({ type: "verified", differences: [] });
  });
  expect(wrong).toEqual([]);
});

test("[BK6] a vault that is written all the time isn't proven, and isn't said to differ", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device }) => {
    const a = device("A");
    await addAccount(world, a, dice);
    const words = await backUp(world, a);
    await pass(world, 5_000);
    const { liar } = world;
    const [up, down] = [liar.up.bind(liar), liar.down.bind(liar)];
    const drills = new Set<unknown>();
    liar.up = (line, bytes) => {
      const decoded = decodeClientMessage(bytes);
      if (decoded.ok && decoded.value.type === "recover") drills.add(line);
      return up(line, bytes);
    };
    // Each time as soon as all was sent, and before it is compared.
    liar.down = (line, bytes) => {
      const decoded = decodeRelayMessage(bytes);
      const isAll = drills.has(line) && decoded.ok && decoded.value.type === "synced";
      if (isAll) void editField(world, a, dice);
      return down(line, bytes);
    };
    const told = await until(world, failure(verify(a, words)));
    Object.assign(liar, { up, down });
    expect(drills.size).toBe(3);
    expect(told).toEqual({ type: "timeout", what: "sync" });
    await pass(world, 10_000);
    expect(backupOf(a)).toMatchObject({ state: "on", problem: null });
  });
  expect(wrong).toEqual([]);
});

test("[BK6] an older state of the log is no proof, and an alarm", async () => {
  const wrong = await tell({ names: "A", traits: ["fork"] }, async ({ world, device, relay }) => {
    const a = device("A");
    await addAccount(world, a, dice);
    const words = await backUp(world, a);
    await pass(world, 5_000);
    const older = await relay.double("older");
    await addAccount(world, a, dice);
    await pass(world, 5_000);
    const verifiedAt = backupOf(a).lastVerifiedAt;
    // New connections alone: the one that sync has goes on.
    world.forks.set("A", older);
    const told = await until(world, failure(verify(a, words)));
    world.forks.delete("A");
    older.end();
    expect(told).toEqual({ type: "backup-unhealthy", reason: "relay-lost-data" });
    expect(backupOf(a)).toMatchObject({
      state: "failing",
      problem: "relay-lost-data",
      lastVerifiedAt: verifiedAt,
    });
    const again = await until(world, verify(a, words));
    expect(again).toMatchObject({ type: "verified", differences: [] });
    expect(backupOf(a)).toMatchObject({ state: "on", problem: null });
  });
  expect(wrong).toEqual([]);
});

test("[BK12] once a day a device looks by itself, and an older state is found", async () => {
  const wrong = await tell({ names: "A", traits: ["fork"] }, async ({ world, device, relay }) => {
    const a = device("A");
    await addAccount(world, a, dice);
    await backUp(world, a);
    await pass(world, 5_000);
    const checkedAt = backupOf(a).checkedAt ?? 0;
    const older = await relay.double("older");
    await addAccount(world, a, dice);
    await pass(world, DAY_MS + 2 * HOUR_MS);
    expect(backupOf(a).checkedAt).toBeGreaterThan(checkedAt);
    expect(backupOf(a)).toMatchObject({ state: "on", problem: null });
    world.forks.set("A", older);
    await pass(world, DAY_MS + 2 * HOUR_MS);
    expect(backupOf(a)).toMatchObject({ state: "failing", problem: "relay-lost-data" });
    world.forks.delete("A");
    older.end();
  });
  expect(wrong).toEqual([]);
});

test("[BK12] a relay that can't be asked is asked again after an hour, not every minute", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device }) => {
    const a = device("A");
    await addAccount(world, a, dice);
    await backUp(world, a);
    await pass(world, 5_000);
    const down = world.liar.down.bind(world.liar);
    // The connection of sync goes on; each new one hears nothing.
    const known = new Set(world.wires.lines());
    world.liar.down = (line, bytes) => (known.has(line) ? down(line, bytes) : []);
    await pass(world, DAY_MS + HOUR_MS);
    let attempts = 0;
    const seen = new Set<unknown>();
    const untilMs = world.clock.now() + 6 * HOUR_MS;
    while (world.clock.now() < untilMs) {
      await pass(world, 10_000);
      for (const line of world.wires.lines()) {
        if (known.has(line) || seen.has(line)) continue;
        seen.add(line);
        attempts += 1;
      }
    }
    expect(attempts).toBeGreaterThanOrEqual(2);
    expect(attempts).toBeLessThanOrEqual(6);
    world.liar.down = down;
    await pass(world, 3 * HOUR_MS);
    expect(backupOf(a)).toMatchObject({ state: "on", problem: null });
  });
  expect(wrong).toEqual([]);
});
