/**
 * A member's snapshot that isn't what it says it is: whoever was in step notices, and a device that joins next, and
 * reads nothing older, gets what the others have.
 */
import { expect, test } from "vitest";
import { type AttackName, ATTACKS } from "./attacks.ts";
import { turnBad } from "./bad-member.ts";
import type { SimDevice } from "./device.ts";
import { createDice } from "./dice.ts";
import { toggleNetwork } from "./faults.ts";
import { pair } from "./joining.ts";
import { addAccount } from "./people.ts";
import { tell } from "./story.ts";
import { pass, type World } from "./world.ts";

const dice = createDice("snapshot lies");
const NOTHING = "a snapshot of nothing that says it is all";
const TAKES = "a snapshot that takes an account away and doesn't say so";

const labelsOf = (device: SimDevice | undefined) => device?.service()?.labels().length;

async function lie(world: World, bad: SimDevice, what: AttackName): Promise<void> {
  await turnBad(world, bad);
  await pass(world, 1_000);
  const { hand, attacks } = world.bad;
  if (hand === undefined) throw new Error("nobody turned bad");
  attacks.add(what);
  ATTACKS[what]({ world, hand, dice });
  await pass(world, 1_000);
}

/** It has everything at once, without the word of anyone beside the relay. */
async function expectJoinerHasAll(world: World, host: SimDevice): Promise<void> {
  expect(await pair(world, host, "Z")).toBe(true);
  expect(labelsOf(world.devices.find(({ name }) => name === "Z"))).toBe(labelsOf(host));
}

const isTold = ({ alarms }: SimDevice): boolean =>
  [...alarms.values()].some(({ type }) => type === "devices-differ");

test("who is in step notices one of nothing", async () => {
  const wrong = await tell({ names: "AB", traits: ["bad-member"] }, async ({ world, device }) => {
    const a = device("A");
    for (let count = 0; count < 3; count++) await addAccount(world, a, dice);
    await pass(world, 5_000);
    await lie(world, device("B"), NOTHING);
    expect(isTold(a)).toBe(true);
    await expectJoinerHasAll(world, a);
  });
  expect(wrong).toEqual([]);
});

test("who comes back with edits of its own notices one of nothing", async () => {
  const wrong = await tell({ names: "AB", traits: ["bad-member"] }, async ({ world, device }) => {
    const a = device("A");
    for (let count = 0; count < 3; count++) await addAccount(world, a, dice);
    await pass(world, 5_000);
    toggleNetwork(world, a);
    await addAccount(world, a, dice);
    await lie(world, device("B"), NOTHING);
    toggleNetwork(world, a);
    await pass(world, 15_000);
    expect(isTold(a)).toBe(true);
    await expectJoinerHasAll(world, a);
  });
  expect(wrong).toEqual([]);
});

test("one that takes an account away takes it away for all alike", async () => {
  const wrong = await tell({ names: "AB", traits: ["bad-member"] }, async ({ world, device }) => {
    const a = device("A");
    for (let count = 0; count < 3; count++) await addAccount(world, a, dice);
    await pass(world, 5_000);
    await lie(world, device("B"), TAKES);
    expect(isTold(a)).toBe(true);
    expect(labelsOf(a)).toBe(2);
    await expectJoinerHasAll(world, a);
  });
  expect(wrong).toEqual([]);
});
