/**
 * A seed → one world, from its founding to the verdict.
 */
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Sodium } from "../../src/protocol/sodium.ts";
import { backUp } from "./backing-up.ts";
import { found, pair } from "./joining.ts";
import { type Plan, planOf, type PlanChange } from "./plan.ts";
import type { RelayHost } from "./relay-host.ts";
import { runSteps } from "./steps.ts";
import { calmDown, joinLast } from "./calm.ts";
import { judge } from "./verdict.ts";
import { createWorld } from "./world.ts";

export interface Outcome {
  readonly plan: Plan;
  /** Empty: all is well. */
  readonly wrong: readonly string[];
  readonly trace: readonly string[];
  readonly messages: number;
}

/** In memory where there is such a place: thousands of small databases are made and removed. */
const BASE = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

export async function runSeed(sodium: Sodium, seed: number, change: PlanChange = {}): Promise<Outcome> {
  const plan = planOf(seed, change);
  const world = createWorld(sodium, plan, join(BASE, `holt-sim-${process.pid}-${seed}`));
  try {
    const first = await found(world, "A", world.relays[0] as RelayHost);
    if (plan.traits.has("erase")) world.backup.words = await backUp(world, first);
    for (let index = 1; index < plan.devices; index++) {
      await pair(world, first, String.fromCharCode(65 + index));
    }
    await runSteps(world);
    await calmDown(world);
    if (world.dice.child("last").chance(0.4)) await joinLast(world);
    const wrong = await judge(world);
    return { plan, wrong, trace: world.trace, messages: world.tap.messages() };
  } catch (thrown) {
    const what = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    return { plan, wrong: [...world.wrong, what], trace: world.trace, messages: world.tap.messages() };
  } finally {
    for (const device of world.devices) device.stop();
    world.end();
  }
}
