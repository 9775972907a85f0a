/**
 * What goes wrong with devices, relays and the network between them.
 */
import { ask, type SimDevice } from "./device.ts";
import type { Dice } from "./dice.ts";
import { writeFiles } from "./files.ts";
import type { RelayHost, RelayImage } from "./relay-host.ts";
import { addDevice, bury, isUsable, note, start, type World } from "./world.ts";

const HOUR_MS = 60 * 60 * 1000;

/** Pulled out between two moments. */
export async function crash(world: World, device: SimDevice): Promise<void> {
  bury(world, device);
}

/** In the midst of whatever it does next. */
export function crashSoon(world: World, device: SimDevice, dice: Dice): void {
  const draws = 1 + dice.int(14);
  world.say(`${device.name} will die after ${draws} draws`);
  device.lightFuse(draws);
}

export function refuseWrites(world: World, device: SimDevice, dice: Dice): void {
  world.say(`${device.name}'s disk refuses writes`);
  device.refuseWrites(1 + dice.int(3));
}

export function toggleNetwork(world: World, device: SimDevice): void {
  device.isOnline = !device.isOnline;
  world.say(`${device.name} is ${device.isOnline ? "online" : "offline"}`);
  if (device.isOnline) return;
  for (const line of world.wires.lines()) if (line.station.name === device.name) line.cut();
}

export async function toggleLock(world: World, device: SimDevice): Promise<void> {
  const service = device.service();
  if (service === undefined) return;
  const isLocked = service.status().locked;
  world.say(`${device.name} ${isLocked ? "unlocks" : "locks"}`);
  if (isLocked) await ask(service, "vault.unlock", { passphrase: "" });
  else await ask(service, "vault.lock", {});
  note(world, device);
}

export function moveClock(world: World, device: SimDevice, dice: Dice): void {
  device.skewMs = (dice.int(2001) - 1000) * 60_000;
  world.say(`${device.name}'s clock is wrong by ${device.skewMs / 60_000} min`);
}

/** The disk as it is now, to go back to or to be copied later. */
export function backUp(world: World, device: SimDevice): void {
  const { name } = device;
  world.say(`${name} is backed up`);
  const { ledger, counters } = world;
  // What others wrote may not be on the disk yet.
  world.backups.set(name, {
    files: device.files(),
    held: ledger.ownOf(name),
    counters: counters.copyOf(name),
  });
}

/** `isInPlace`: nothing but the log tells that it is not as it was. */
export async function goBack(world: World, device: SimDevice, isInPlace: boolean): Promise<void> {
  const backup = world.backups.get(device.name);
  if (backup === undefined) return backUp(world, device);
  world.say(`${device.name} goes back to its backup${isInPlace ? ", in place" : ""}`);
  device.die(backup.files);
  world.accounts.mayBeLifted = true;
  if (!isInPlace) device.installation = `${device.name} ${world.count()}`;
  world.ledger.keepOnly(device.name, backup.held);
  world.counters.become(device.name, backup.counters);
  world.unsure.delete(device.name);
  await start(world, device);
}

/** `isWhole`: of the whole machine. Nothing but the log tells it from its original. */
export async function clone(world: World, device: SimDevice, isWhole: boolean): Promise<void> {
  const backup = world.backups.get(device.name);
  if (backup === undefined) return backUp(world, device);
  const copies = world.devices.filter(({ memberId }) => memberId === device.memberId).length;
  const copy = addDevice(world, `${device.name.slice(0, 1)}${"'".repeat(copies)}`);
  world.say(`${copy.name} is a copy of ${device.name}${isWhole ? ", as a whole" : ""}`);
  world.accounts.mayBeLifted = true;
  if (isWhole) copy.installation = device.installation;
  copy.memberId = device.memberId;
  writeFiles(copy.directory, backup.files);
  world.ledger.alsoHeldBy(copy.name, backup.held);
  world.counters.become(copy.name, { ...backup.counters, shown: [] });
  await start(world, copy);
}

export function dropConnections(world: World, dice: Dice): void {
  for (const line of world.wires.lines()) if (dice.chance(0.6)) line.cut();
  world.say("connections drop");
}

export function toggleRelay(world: World, relay: RelayHost): void {
  relay.isUp = !relay.isUp;
  world.say(`${relay.name} is ${relay.isUp ? "up" : "down"}`);
  if (!relay.isUp) relay.cutAll();
}

export function toggleLiar({ liar, say }: World): void {
  liar.isOn = !liar.isOn;
  say(liar.isOn ? "lies are told" : "no more lies");
}

export async function setBack(world: World, relay: RelayHost, image: RelayImage | null): Promise<void> {
  world.say(`${relay.name} ${image === null ? "is wiped" : "is set back"}`);
  await relay.become(image);
}

/** From now on some devices are shown another history; or all the same again. */
export async function toggleFork(world: World, relay: RelayHost, dice: Dice): Promise<void> {
  const { forks, devices } = world;
  if (forks.size > 0) {
    const [other] = forks.values();
    forks.clear();
    world.say(`${relay.name} shows one history again`);
    other?.end();
    return;
  }
  const shown = devices.filter(() => dice.chance(0.5));
  if (shown.length === 0) return;
  const other = await relay.double(`${relay.name} for some`);
  world.say(`${relay.name} shows another history to ${shown.map(({ name }) => name).join(", ")}`);
  for (const { name } of shown) forks.set(name, other);
  for (const line of world.wires.lines()) if (forks.has(line.station.name)) line.cut();
}

/** Every machine sleeps: nothing is done meanwhile. */
export function sleep(world: World, dice: Dice): void {
  const hours = dice.pick([1, 3, 9, 26, 40]) ?? 1;
  world.say(`${hours} h pass`);
  for (const line of world.wires.lines()) line.cut();
  world.clock.jump(hours * HOUR_MS);
}

export const isOff = (world: World, device: SimDevice): boolean =>
  device.service() === undefined && !world.gone.has(device.name);

export const usable = (world: World): readonly SimDevice[] =>
  world.devices.filter((device) => isUsable(world, device));
