/**
 * A person's devices, their relays, and everything that may happen to them: one seeded world.
 *
 * Here is what it consists of, how time passes in it, and what is noted meanwhile. What people do, what goes wrong, and
 * what must hold in the end stands in files of their own.
 */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { AccountLabel } from "../../src/protocol/account.ts";
import type { CryptoTools, Sodium } from "../../src/protocol/sodium.ts";
import type { RelayLimits } from "../../src/relay/limits.ts";
import { createSimClock, type SimClock } from "./clock.ts";
import { type Counters, createCounters } from "./counters.ts";
import { createDevice, type SimDevice } from "./device.ts";
import { createDice, type Dice } from "./dice.ts";
import type { Files } from "./files.ts";
import type { Hand } from "./hand.ts";
import { createLedger, type Ledger, type Write } from "./ledger.ts";
import { createLiar, type Liar } from "./liar.ts";
import { isRelayHonest, type Plan } from "./plan.ts";
import { createRelayHost, type RelayHost, turn } from "./relay-host.ts";
import { recordsOfStranger } from "./stranger.ts";
import { MARK, VOID } from "./marks.ts";
import { createTap, type Tap } from "./tap.ts";
import { createWires, type Wires } from "./wire.ts";

export interface World {
  readonly plan: Plan;
  readonly tools: CryptoTools;
  readonly clock: SimClock;
  readonly dice: Dice;
  readonly tap: Tap;
  readonly liar: Liar;
  readonly wires: Wires;
  readonly ledger: Ledger;
  readonly counters: Counters;
  readonly directory: string;
  /** All that ever were, in the order in which they came. */
  readonly devices: SimDevice[];
  readonly relays: readonly RelayHost[];
  /** Device names → the other history that they are shown. */
  readonly forks: Map<string, RelayHost>;
  readonly accounts: AccountFacts;
  /** Devices that may have done something before they died: what they showed then. */
  readonly unsure: Map<string, ReadonlyMap<string, AccountLabel>>;
  readonly backups: Map<string, Backup>;
  /** Names of devices that aren't driven by the daemon any more, or were taken out of the vault. */
  readonly gone: Set<string>;
  /** By memberId, copies included: the relay that a device used before people unlinked it. */
  readonly usedRelays: Map<string, RelayHost>;
  /** Devices that are being linked again, with the number of the run that does it. */
  readonly linking: Map<string, number>;
  /** Words that were let in last; and whether somebody has wanted everything erased. */
  readonly backup: { words: string | undefined; isErasing: boolean };
  /** A member that keeps no rules any more, and what it sent. */
  readonly bad: { hand: Hand | undefined; readonly attacks: Set<string> };
  /** What must not be, as it is found. */
  readonly wrong: string[];
  readonly trace: string[];
  readonly say: (text: string) => void;
  /** A number that was not drawn before. */
  count(): number;
  end(): void;
}

/** What may have become of accounts. */
interface AccountFacts {
  /** Ids that somebody may have purged. */
  readonly purged: Set<string>;
  /** Their roots. */
  readonly purgedRoots: Set<string>;
  /** Ids that may have come back from the trash as others. */
  readonly restored: Set<string>;
  /** "root|tag" */
  readonly tagsTaken: Set<string>;
  /** Ids may have changed: what a device hadn't sent was made again under another. */
  mayBeLifted: boolean;
  /** Roots whose note and secret may have been undone. */
  readonly hiddenUnsure: Set<string>;
}

/** A device's disk as it was, and what was on it. */
interface Backup {
  readonly files: Files;
  readonly held: ReadonlySet<Write>;
  readonly counters: ReturnType<Counters["copyOf"]>;
}

/** 2026-01-01T12:00:00Z. */
const START_MS = 1_767_268_800_000;
/** So that retention happens within hours. */
const SOON: Partial<RelayLimits> = { retainMs: 2 * 60 * 60 * 1000 };
/** More than people need in a world, and less than a flood. */
const SMALL: Partial<RelayLimits> = { recordsPerVault: 200 };
const TICK_MS = 20 * 60 * 1000;

export function createWorld(sodium: Sodium, plan: Plan, directory: string): World {
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const dice = createDice(`world ${plan.seed}`);
  const clock = createSimClock(START_MS);
  const tap = createTap();
  const wrong: string[] = [];
  const trace: string[] = [];
  const forks = new Map<string, RelayHost>();
  const tools = { sodium, random: dice.child("tools").bytes };
  const liar = createLiar({
    dice: dice.child("liar"),
    traits: plan.traits,
    foreign: recordsOfStranger({ sodium, random: dice.child("stranger").bytes }, VOID),
  });
  const relays = ["relay-1", "relay-2"].map((name) =>
    createRelayHost(
      {
        sodium,
        dice,
        now: clock.now,
        limits: { ...(plan.traits.has("retention") && SOON), ...(plan.traits.has("quota") && SMALL) },
        onBug: (facts) => void wrong.push(`a relay has a bug: ${JSON.stringify(facts)}`),
      },
      { name },
    ),
  );
  const wires = createWires({
    clock,
    dice: dice.child("wires"),
    tap,
    between: liar,
    route: ({ name }, url) => {
      const host = relays.find((relay) => relay.url === url);
      if (host?.isUp !== true) return undefined;
      const other = forks.get(name);
      return other?.url === url ? other : host;
    },
  });
  let counter = 0;
  const tick = (): void => {
    clock.schedule(tick, TICK_MS);
    for (const relay of relays) void relay.tick();
  };
  tick();
  return {
    plan,
    tools,
    clock,
    dice,
    tap,
    liar,
    wires,
    ledger: createLedger(),
    counters: createCounters(),
    directory,
    devices: [],
    relays,
    forks,
    accounts: {
      purged: new Set(),
      purgedRoots: new Set(),
      restored: new Set(),
      tagsTaken: new Set(),
      hiddenUnsure: new Set(),
      mayBeLifted: false,
    },
    unsure: new Map(),
    backups: new Map(),
    gone: new Set(),
    usedRelays: new Map(),
    linking: new Map(),
    backup: { words: undefined, isErasing: false },
    bad: { hand: undefined, attacks: new Set() },
    wrong,
    trace,
    say: (text) => void trace.push(`${((clock.now() - START_MS) / 1000).toFixed(2).padStart(9)} s  ${text}`),
    count: () => (counter += 1),
    end: () => {
      for (const relay of new Set([...relays, ...forks.values()])) relay.end();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

export function addDevice(world: World, name: string): SimDevice {
  const { tools, clock, dice, wires } = world;
  const device = createDevice(
    { sodium: tools.sodium, clock, dice, wires },
    name,
    join(world.directory, name),
  );
  world.devices.push(device);
  return device;
}

/** Lets so much time pass, and everything happen that is due. */
export async function pass(world: World, ms: number): Promise<void> {
  const untilMs = world.clock.now() + ms;
  for (let task = world.clock.next(untilMs); task !== undefined; task = world.clock.next(untilMs)) {
    task();
    await settle(world);
  }
}

/** Until it has come to an end; throws where it doesn't within so much time. */
export async function until<T>(world: World, promise: Promise<T>, mostMs = 120_000): Promise<T> {
  const wait = { isOver: false };
  void over(promise, wait);
  const untilMs = world.clock.now() + mostMs;
  await settle(world);
  while (!wait.isOver) {
    const task = world.clock.next(untilMs);
    if (task === undefined) throw new Error("it didn't come to an end");
    task();
    await settle(world);
  }
  return promise;
}

async function over(promise: Promise<unknown>, wait: { isOver: boolean }): Promise<void> {
  try {
    await promise;
  } catch {
    // Whoever asked is told.
  } finally {
    wait.isOver = true;
  }
}

/** What was set going is done, and noted. */
async function settle(world: World): Promise<void> {
  await turn();
  await Promise.all([...world.relays, ...world.forks.values()].map((relay) => relay.settle()));
  for (const device of world.devices) {
    if (device.died() !== undefined) bury(world, device);
    if (device.takeLoss()) forgetReceived(world, device);
    if (device.takeNews()) note(world, device);
  }
}

/** A root's mark is a tag that an account never loses. */
const ROOT = `${MARK} root `;
export const rootTag = (number: number): string => ROOT + number;
export const rootOf = ({ tags }: Pick<AccountLabel, "tags">): string | undefined =>
  tags.find((tag) => tag.startsWith(ROOT));

export const FIELDS = ["issuer", "name"] as const;
export const EXISTS = "exists";

/** What the device shows now. */
export function note(world: World, device: SimDevice): void {
  const service = device.service();
  if (service === undefined) return;
  const { ledger, counters } = world;
  const labels = service.labels();
  const view = device.view();
  if (labels.length !== view.size || labels.some((label) => view.get(label.id) !== label)) {
    world.wrong.push(`${device.name} shows something else than what it holds`);
  }
  for (const label of labels) {
    const root = rootOf(label);
    if (root === undefined) continue;
    const { id } = label;
    ledger.observe(device.name, { root, id, field: EXISTS }, id);
    for (const field of FIELDS) ledger.observe(device.name, { root, id, field }, label[field]);
    for (const tag of label.tags) ledger.observe(device.name, { root, id: root, field: "tag" }, tag);
    if (label.counter !== null) counters.see(device.name, id, label.counter);
  }
  const { problems, link } = service.status();
  for (const problem of problems) {
    const { at: _at, count: _count, ...kind } = { at: 0, count: 0, ...problem };
    const name = JSON.stringify(kind);
    if (!device.alarms.has(name) && problem.type !== "no-passphrase")
      world.say(`${device.name} ALARM ${name}`);
    device.alarms.set(name, problem);
  }
  if (isRelayHonest(world.plan) && link.state === "online" && link.pending === 0)
    ledger.relayHas(device.name);
}

/** After it died, or was pulled out: what was only in memory is gone. */
export function bury(world: World, device: SimDevice): void {
  const files = device.died() ?? device.files();
  world.say(`${device.name} dies`);
  device.die(files);
  forgetReceived(world, device);
}

/** What others wrote may have been in its memory alone. */
export function forgetReceived({ ledger, counters }: World, { name }: SimDevice): void {
  ledger.keepOnly(name, ledger.ownOf(name));
  counters.crashed(name);
}

export async function start(world: World, device: SimDevice): Promise<void> {
  await device.start();
  world.say(`${device.name} starts`);
  const before = world.unsure.get(device.name);
  world.unsure.delete(device.name);
  if (before !== undefined) noteUnsure(world, device, before);
  note(world, device);
}

/** What it undid in its last moment may stand there now. */
function noteUnsure(world: World, device: SimDevice, before: ReadonlyMap<string, AccountLabel>): void {
  for (const label of device.service()?.labels() ?? []) {
    const root = rootOf(label);
    const past = before.get(label.id);
    if (root === undefined || past === undefined) continue;
    for (const field of FIELDS) {
      if (label[field] !== past[field]) {
        world.ledger.intend(device.name, { root, id: label.id, field }, label[field]);
      }
    }
    for (const tag of past.tags)
      if (!label.tags.includes(tag)) world.accounts.tagsTaken.add(`${root}|${tag}`);
  }
}

/** On, open, and the daemon's own. */
export const isUsable = (world: World, device: SimDevice): boolean =>
  !world.gone.has(device.name) && device.service()?.status().locked === false;
