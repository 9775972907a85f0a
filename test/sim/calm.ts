/**
 * The end of a world: the lies are over, every device is on, and time passes until nothing happens any more.
 */
import { HoltFailure } from "../../src/protocol/errors.ts";
import { formatId } from "../../src/protocol/ids.ts";
import { isErasedHere } from "./backing-up.ts";
import { ask, type SimDevice } from "./device.ts";
import { isLeftBehind } from "./erasing.ts";
import { pair } from "./joining.ts";
import { isUnlinked, relink } from "./unlinking.ts";
import { isUsable, pass, start, type World } from "./world.ts";

const ROUNDS = 30;
const ROUND_MS = 10_000;
/** Beats, snapshots that are due, and what follows from them. */
const REST_MS = 80_000;

export async function calmDown(world: World): Promise<void> {
  world.say("---- calm ----");
  world.liar.isOn = false;
  for (const other of new Set(world.forks.values())) other.end();
  world.forks.clear();
  for (const relay of world.relays) {
    relay.isUp = true;
    relay.cutAll();
  }
  for (const device of world.devices) if (!world.gone.has(device.name)) await comeBack(world, device);
  await restore(world);
  await removeBad(world);
  world.bad.hand?.end();
  await restore(world);
  await pass(world, REST_MS);
  await restore(world);
}

async function comeBack(world: World, device: SimDevice): Promise<void> {
  device.isOnline = true;
  device.skewMs = 0;
  device.lightFuse(0);
  device.refuseWrites(0);
  if (device.service() === undefined) await start(world, device);
  const service = device.service();
  if (service?.status().locked === true) await ask(service, "vault.unlock", { passphrase: "" });
}

/** People see that a device isn't in step, and say so. */
async function restore(world: World): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const restless = world.devices.filter((device) => !isQuiet(world, device));
    if (restless.length === 0) return;
    for (const device of restless) nudge(world, device);
    await pass(world, ROUND_MS);
  }
}

function isQuiet(world: World, device: SimDevice): boolean {
  const link = device.service()?.status().link;
  if (isErasedHere(device)) return !isLeftBehind(world, device);
  return link === undefined || link.state === "revoked" || (link.state === "online" && link.pending === 0);
}

function nudge(world: World, device: SimDevice): void {
  const service = device.service();
  if (service === undefined) return;
  if (isUnlinked(device)) return relink(world, device);
  ask(service, "sync.now", { wait: false, timeoutSeconds: 8 }).catch(ignoreFailure);
}

function ignoreFailure(thrown: unknown): void {
  if (!(thrown instanceof HoltFailure)) throw thrown;
}

const online = (world: World): readonly SimDevice[] =>
  world.devices.filter(
    (device) => isUsable(world, device) && device.service()?.status().link.state === "online",
  );

/** Whoever has filled the vault's room goes, and with it what it takes up. */
async function removeBad(world: World): Promise<void> {
  const { hand } = world.bad;
  if (hand === undefined || !world.plan.traits.has("quota")) return;
  for (const device of online(world)) {
    const service = device.service();
    const member = formatId(hand.member.id);
    const isThere = service?.viewState()?.devices.some(({ memberId }) => memberId === member) ?? false;
    if (service === undefined || !isThere) continue;
    world.say(`${device.name} removes ${hand.name}`);
    ask(service, "devices.revoke", { member }).catch(ignoreFailure);
    await pass(world, ROUND_MS);
  }
}

/** A new device reads what the relay has; nothing else tells it. */
export async function joinLast(world: World): Promise<void> {
  for (const host of online(world)) {
    if (!(await pair(world, host, `Z${host.name}`))) continue;
    await pass(world, REST_MS);
    await restore(world);
    return;
  }
}
