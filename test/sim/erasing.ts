/**
 * People who turn backup on and off again, in the midst of everything else. What has been erased everywhere may be
 * linked again.
 */
import { HoltFailure } from "../../src/protocol/errors.ts";
import { drawWords, isErasedHere, runJob } from "./backing-up.ts";
import type { SimDevice } from "./device.ts";
import type { Dice } from "./dice.ts";
import { isRelayHonest } from "./plan.ts";
import { envelopesIn } from "./relay-bytes.ts";
import type { RelayHost } from "./relay-host.ts";
import type { World } from "./world.ts";

/** As long as people wait for each other. */
const WAIT_SECONDS = 200;

export function turnOn(world: World, device: SimDevice): void {
  const words = drawWords(world);
  world.say(`${device.name} turns backup on`);
  const params = { words, passphrase: null, waitSeconds: WAIT_SECONDS };
  const enable = async (): Promise<void> => {
    await runJob(device, "backup.enable", params);
    world.backup.words = words;
  };
  go(world, device, enable());
}

export function turnOff(world: World, device: SimDevice, dice: Dice, home: RelayHost): void {
  const keepSync = dice.chance(0.5);
  const { words } = world.backup;
  const confirm = words !== undefined && dice.chance(0.7) ? { words } : undefined;
  const later = confirm === undefined && dice.chance(0.3);
  world.say(
    `${device.name} turns backup off${keepSync ? "" : ", and sync"}${confirm ? ", with the words" : ""}${later ? ", later" : ""}`,
  );
  if (!keepSync) world.backup.isErasing = true;
  for (const { memberId } of world.devices) world.usedRelays.set(memberId, home);
  const params = { keepSync, later, waitSeconds: WAIT_SECONDS, ...(confirm && { confirm }) };
  go(world, device, runJob(device, "backup.disable", params));
}

/** Its time has come, or will soon. */
export function passDays({ say, clock, wires }: World, dice: Dice): void {
  const days = 1 + dice.int(8);
  say(`${days} days pass`);
  for (const line of wires.lines()) line.cut();
  clock.jump(days * 24 * 60 * 60 * 1000);
}

/** Nobody uses a relay any more: then no relay has anything. */
export async function judgeErased(world: World, states: readonly string[]): Promise<readonly string[]> {
  const { plan, relays } = world;
  const isOver = states.includes("erased") && states.every((state) => state === "erased");
  if (!isOver || !isRelayHonest(plan) || plan.traits.has("move")) return [];
  const images = await Promise.all(relays.map((relay) => relay.image()));
  const left = images.reduce((count, image) => count + envelopesIn(image).length, 0);
  return left === 0 ? [] : [`${left} envelopes are left at a relay`];
}

/** Somebody uses the vault's relay, and this one was told to stop: people link it again. */
export const isLeftBehind = (world: World, device: SimDevice): boolean =>
  isErasedHere(device) && world.devices.some((other) => other.service()?.status().link.state === "online");

function go(world: World, { name }: SimDevice, work: Promise<unknown>): void {
  work.catch((thrown: unknown) => {
    if (thrown instanceof HoltFailure) world.say(`${name}   refused: ${JSON.stringify(thrown.error)}`);
    else world.wrong.push(`${name} threw ${String(thrown)}`);
  });
}
