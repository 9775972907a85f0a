/**
 * A member turns bad: its daemon stops, and somebody with its keys sends what no daemon would.
 */
import { ATTACKS, type AttackName } from "./attacks.ts";
import type { SimDevice } from "./device.ts";
import type { Dice } from "./dice.ts";
import { takeOver } from "./hand.ts";
import { isUnlinked } from "./unlinking.ts";
import type { World } from "./world.ts";

const NAMES = Object.keys(ATTACKS) as readonly AttackName[];

export async function turnBad(world: World, device: SimDevice): Promise<void> {
  const others = world.devices.filter(({ name }) => name !== device.name && !world.gone.has(name));
  if (world.bad.hand !== undefined || others.length === 0 || isUnlinked(device)) return;
  world.say(`${device.name} turns bad`);
  world.gone.add(device.name);
  // It may write under others' clientIDs in a snapshot: they go on under new ones.
  world.accounts.mayBeLifted = true;
  world.bad.hand = await takeOver(world, device);
  world.bad.hand.connect();
}

export function attack(world: World, dice: Dice): void {
  const { hand, attacks } = world.bad;
  if (hand === undefined) return;
  if (!hand.isLive()) return hand.connect();
  for (let count = 0; count <= dice.int(3); count++) {
    const drawn = dice.pick(NAMES) ?? "writes";
    // It ends everything: not in every world.
    const name = drawn === "an epoch of its own" && dice.chance(0.7) ? "writes" : drawn;
    world.say(`${hand.name} sends: ${name}`);
    attacks.add(name);
    ATTACKS[name]({ world, hand, dice });
  }
}
