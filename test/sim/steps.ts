/**
 * One thing after the other: what happens in a world is drawn from its plan, each step with dice of its own.
 */
import { HoltFailure } from "../../src/protocol/errors.ts";
import { attack, turnBad } from "./bad-member.ts";
import { ask, type SimDevice } from "./device.ts";
import type { Dice } from "./dice.ts";
import { passDays, turnOff, turnOn } from "./erasing.ts";
import * as faults from "./faults.ts";
import { link, pair } from "./joining.ts";
import * as people from "./people.ts";
import type { Plan, Trait } from "./plan.ts";
import type { RelayHost, RelayImage } from "./relay-host.ts";
import { isUnlinked, relink, unlink } from "./unlinking.ts";
import { pass, start, type World } from "./world.ts";

interface Scene {
  readonly world: World;
  readonly device: SimDevice;
  readonly dice: Dice;
  /** The vault's home, as far as the world knows. */
  readonly home: RelayHost;
  readonly images: RelayImage[];
}

type Act = (scene: Scene) => unknown;

const PEOPLE: readonly (readonly [Act, number])[] = [
  [({ world, device, dice }) => people.addAccount(world, device, dice), 4],
  [({ world, device, dice }) => people.editField(world, device, dice), 9],
  [({ world, device, dice }) => people.editHidden(world, device, dice), 3],
  [({ world, device, dice }) => people.editTags(world, device, dice), 3],
  [({ world, device, dice }) => people.showCode(world, device, dice), 4],
  [({ world, device, dice }) => people.trash(world, device, dice), 2],
  [({ world, device, dice }) => people.restore(world, device, dice), 3],
  [({ world, device }) => people.emptyTrash(world, device), 1],
  [({ world, device, dice }) => people.undo(world, device, dice), 2],
  [({ world, device, dice }) => people.rename(world, device, dice), 1],
  [({ world, device }) => people.syncNow(world, device), 1],
  [({ world, device }) => approve(world, device), 2],
];

const FAULTS: readonly (readonly [Trait | undefined, Act, number])[] = [
  [undefined, ({ world, device }) => faults.toggleNetwork(world, device), 4],
  ["outage", ({ world, dice }) => faults.dropConnections(world, dice), 2],
  ["outage", ({ world, home }) => breakRelay(world, home), 2],
  ["crash", ({ world, device }) => faults.crash(world, device), 3],
  ["crash", ({ world, device, dice }) => faults.crashSoon(world, device, dice), 5],
  ["restore", ({ world, device }) => faults.backUp(world, device), 3],
  ["restore", ({ world, device, dice }) => faults.goBack(world, device, dice.chance(0.5)), 2],
  ["clone", ({ world, device }) => faults.backUp(world, device), 2],
  ["clone", ({ world, device, dice }) => faults.clone(world, device, dice.chance(0.5)), 2],
  ["disk", ({ world, device, dice }) => faults.refuseWrites(world, device, dice), 4],
  ["lock", ({ world, device }) => faults.toggleLock(world, device), 4],
  ["skew", ({ world, device, dice }) => faults.moveClock(world, device, dice), 2],
  ["sleep", ({ world, dice }) => faults.sleep(world, dice), 2],
  ["rollback", ({ home, images }) => keepImage(home, images), 3],
  ["rollback", ({ world, home, images, dice }) => faults.setBack(world, home, dice.pick(images) ?? null), 1],
  ["wipe", ({ world, home }) => faults.setBack(world, home, null), 1],
  ["fork", ({ world, home, dice }) => faults.toggleFork(world, home, dice), 3],
  ["tampering", ({ world }) => faults.toggleLiar(world), 4],
  ["echo", ({ world }) => faults.toggleLiar(world), 3],
  ["bad-member", ({ world, device }) => turnBad(world, device), 3],
  ["bad-member", ({ world, dice }) => attack(world, dice), 8],
  ["revoke", ({ world, device, dice }) => revoke(world, device, dice), 1],
  ["admit", ({ world, device }) => admit(world, device), 1],
  ["move", ({ world, device, home }) => move(world, device, home), 1],
  ["unlink", ({ world, device }) => unlink(world, device), 3],
  ["erase", ({ world, device }) => turnOn(world, device), 2],
  ["erase", ({ world, device, dice, home }) => turnOff(world, device, dice, home), 5],
  ["erase", ({ world, dice }) => passDays(world, dice), 1],
];

const PAUSES: readonly (readonly [number, number])[] = [
  [0, 3],
  [15, 3],
  [150, 3],
  [1_500, 3],
  [10_000, 1],
  [70_000, 1],
];

export async function runSteps(world: World): Promise<void> {
  const { plan, dice } = world;
  const images: RelayImage[] = [];
  for (let index = 0; index < plan.steps; index++) {
    const mine = dice.child(`step ${index}`);
    await wakeSome(world, mine);
    const device = mine.pick(faults.usable(world));
    const act = draw(plan, mine);
    const home = world.relays.find(({ url }) => url === homeOf(world)) ?? firstOf(world);
    if (device !== undefined) await act({ world, device, dice: mine, home, images });
    await pass(world, mine.weighted(PAUSES));
  }
}

/** Where a fault is not to happen, people do something instead: all other steps stay the same. */
function draw({ traits }: Plan, dice: Dice): Act {
  const usual = dice.weighted(PEOPLE);
  const [trait, fault] = dice.weighted(FAULTS.map((row) => [row, row[2]] as const));
  const isFault = dice.chance(0.5) && (trait === undefined || traits.has(trait));
  return isFault ? fault : usual;
}

/** What is off or locked doesn't stay so for ever. */
async function wakeSome(world: World, dice: Dice): Promise<void> {
  for (const device of world.devices) {
    if (faults.isOff(world, device) && dice.chance(0.35)) await start(world, device);
    else if (device.service()?.status().locked === true && dice.chance(0.25)) {
      await faults.toggleLock(world, device);
    } else if (isUnlinked(device) && dice.chance(0.2)) relink(world, device);
  }
}

const firstOf = ({ relays }: World): RelayHost => relays[0] as RelayHost;

/** As the first device that knows it says. */
function homeOf(world: World): string | undefined {
  for (const device of faults.usable(world)) {
    const relay = device.service()?.status().link.relay;
    if (relay !== undefined && relay !== null) return relay;
  }
  return undefined;
}

/** A home that is away when the vault moves counts as lost: people have to tell the others. */
function breakRelay(world: World, home: RelayHost): void {
  if (!world.plan.traits.has("move")) faults.toggleRelay(world, home);
}

async function keepImage(home: RelayHost, images: RelayImage[]): Promise<void> {
  images.push(await home.image());
  if (images.length > 4) images.shift();
}

function approve(world: World, device: SimDevice): void {
  const service = device.service();
  const [request] = service?.viewState()?.requests ?? [];
  if (service === undefined || request === undefined) return;
  world.say(`${device.name} confirms ${request.name.slice(-8)}`);
  go(world, device, ask(service, "requests.approve", { id: request.id }));
}

function revoke(world: World, device: SimDevice, dice: Dice): void {
  const service = device.service();
  const others = service?.viewState()?.devices.filter(({ self }) => !self) ?? [];
  const target = dice.pick(others);
  if (service === undefined || target === undefined) return;
  world.say(`${device.name} removes ${target.name.slice(-8)}`);
  go(world, device, ask(service, "devices.revoke", { member: target.memberId }));
}

async function admit(world: World, host: SimDevice): Promise<void> {
  if (world.devices.length >= 7 || isUnlinked(host)) return;
  const lying = world.liar.isOn;
  world.liar.isOn = false;
  await pair(world, host, String.fromCharCode(65 + world.devices.length));
  world.liar.isOn = lying;
}

function move(world: World, device: SimDevice, home: RelayHost): void {
  const other = world.relays.find((relay) => relay !== home);
  // Where the old home can't be reached, the others have to be told by people.
  if (other === undefined || device.service()?.status().link.state !== "online") return;
  world.say(`${device.name} moves the vault to ${other.name}`);
  go(world, device, link(world, device, other));
}

/** Nobody waits for it. */
function go(world: World, { name }: SimDevice, work: Promise<unknown>): void {
  work.catch((thrown: unknown) => {
    if (thrown instanceof HoltFailure) world.say(`${name}   refused: ${JSON.stringify(thrown.error)}`);
    else world.wrong.push(`${name} threw ${String(thrown)}`);
  });
}
