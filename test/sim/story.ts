/**
 * A world in which a test says what happens: the honest part of a simulation, for races that were found once.
 */
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadSodium } from "../../src/protocol/sodium.ts";
import type { SimDevice } from "./device.ts";
import { found, pair } from "./joining.ts";
import type { Trait } from "./plan.ts";
import type { RelayHost } from "./relay-host.ts";
import { calmDown } from "./calm.ts";
import { judge } from "./verdict.ts";
import { createWorld, pass, type World } from "./world.ts";

export interface Story {
  readonly world: World;
  readonly relay: RelayHost;
  readonly device: (name: string) => SimDevice;
  /** Until the relay holds so many records more than now, or so much time has passed. */
  readonly untilStored: (records: number) => Promise<void>;
}

const sodium = await loadSodium();
const BASE = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const LONGEST_MS = 5_000;

/** One device for each letter, all of them full members who are in step. Empty where all is well in the end. */
export async function tell(
  {
    names,
    seed = 1,
    traits = [],
  }: { readonly names: string; readonly seed?: number; readonly traits?: readonly Trait[] },
  happens: (story: Story) => Promise<void>,
): Promise<readonly string[]> {
  const plan = { seed, steps: 0, devices: names.length, traits: new Set(traits) };
  const world = createWorld(sodium, plan, join(BASE, `holt-story-${process.pid}-${seed}`));
  const [relay] = world.relays as readonly [RelayHost];
  try {
    const [first = "A", ...others] = names;
    const founder = await found(world, first, relay);
    for (const name of others) await pair(world, founder, name);
    await pass(world, LONGEST_MS);
    await happens({
      world,
      relay,
      device: (name) => world.devices.find((device) => device.name === name) as SimDevice,
      untilStored: async (records) => {
        const wanted = (await countOf(relay)) + records;
        const untilMs = world.clock.now() + LONGEST_MS;
        while (world.clock.now() < untilMs && (await countOf(relay)) < wanted) await pass(world, 1);
      },
    });
    await calmDown(world);
    return await judge(world);
  } finally {
    for (const device of world.devices) device.stop();
    world.end();
  }
}

async function countOf(relay: RelayHost): Promise<number> {
  const totals = await relay.store().totals();
  return totals.ok ? totals.value.records : 0;
}
