/**
 * One stolen, unlocked, full device: everything that it can do with entries of its own and of the devices that it
 * admits. Searched, not sampled: states in which the same roles stand in the same places count as one.
 */
import { describe, expect, it } from "vitest";
import { formatId, type MemberId } from "../../src/protocol/ids.ts";
import type { Member } from "../../src/protocol/keys.ts";
import type { AdmitChange } from "../../src/protocol/roster-change.ts";
import type { Result } from "../../src/protocol/result.ts";
import {
  makeConfirmation,
  makeDeviceAdmission,
  makeErasure,
  makeHome,
  makeRecoveryAdmission,
  makeRejection,
  makeRemoval,
  type CannotMake,
  type MadeEntry,
} from "../../src/protocol/roster-make.ts";
import { extendRoster, type RosterState } from "../../src/protocol/roster-state.ts";
import { fixedTools } from "./fixed-random.ts";
import { World } from "./roster-world.ts";

const DEPTH = 4;
const BOX = new Uint8Array(80);

interface Situation {
  readonly world: World;
  readonly thief: Member;
  /** Everybody whose keys the thief has. */
  readonly stolen: readonly Member[];
}

const VAULTS: Record<string, (world: World) => Member> = {
  "two devices": (world) => world.device(world.founder),
  "three devices": (world) => {
    const thief = world.device(world.founder);
    world.fullDevice(world.founder, thief);
    return thief;
  },
  "a device and words": (world) => {
    world.recovery(world.founder, "words");
    return world.founder;
  },
  "two devices and words": (world) => {
    const thief = world.device(world.founder);
    world.recovery(world.founder, "words");
    world.confirm(thief);
    return thief;
  },
};

const stolenIds = ({ stolen }: Situation) => new Set(stolen.map(({ id }) => formatId(id)));

/** All that it can put its, or its devices', signature to. Many of these are refused. */
function* moves({ world, stolen }: Situation): Generator<{ made: Made; guest?: Member }> {
  const { state, epochKey, tools } = world;
  const ids = [...state.members.values()].map(({ id }) => id);
  for (const author of stolen) {
    const making = { state, author, epochKey };
    const guest = world.newMember();
    const join = world.join(guest);
    yield { made: makeDeviceAdmission(tools, { ...making, guest: guest.publicKeys, join }), guest };
    for (const kind of ["words", "passphrase"] as const) {
      const handle = kind === "words" ? null : new Uint8Array(32);
      const present = [...state.members.values()].find((member) => member.kind === kind);
      for (const replaces of new Set([null, present?.id ?? null])) {
        const keys = guest.publicKeys;
        const input = { ...making, member: { kind, keys, handle }, join, replaces };
        yield { made: makeRecoveryAdmission(tools, input), guest };
        yield { made: forced(world, author, { kind, ...keys, handle }, { join, replaces }), guest };
      }
    }
    for (const { entry, type, author: proposer } of state.proposals) {
      // An erasure by its author alone waits seven days at the relay, in which the owner says no.
      const isHeldBack = type === "erase" && formatId(proposer) === formatId(author.id);
      if (!isHeldBack) yield { made: makeConfirmation(tools, { ...making, entry }) };
      yield { made: makeRejection(tools, { ...making, entry }) };
    }
    const others = ids.filter((id) => formatId(id) !== formatId(author.id));
    const crowds: (readonly MemberId[])[] = [[], others, ids, ...ids.map((id) => [id])];
    for (const members of crowds) yield { made: makeRemoval(tools, { ...making, members }) };
    for (const scope of ["backup", "all"] as const) {
      yield { made: makeErasure(tools, { ...making, scope }) };
    }
    const home = { url: "wss://thief.example", relayKey: new Uint8Array(32) };
    yield { made: makeHome(tools, { ...making, ...home }) };
  }
}
type Made = Result<Uint8Array | MadeEntry, CannotMake>;

/** As if the recovery member came at once, which an honest program wouldn't make. */
function forced(
  world: World,
  author: Member,
  member: AdmitChange["member"],
  { join, replaces }: Pick<AdmitChange, "join" | "replaces">,
): Made {
  const change = { type: "admit", member, join, box: BOX, replaces, epoch: null } as const;
  const entry = world.signed(author, change);
  const read = extendRoster(world.tools.sodium, world.state, entry);
  return read.ok ? { ok: true, value: entry } : read;
}

/** The same for situations that differ only in which of its devices is which. */
function shapeOf(situation: Situation): string {
  const { members, proposals, isEpochDue, home } = situation.world.state;
  const mine = stolenIds(situation);
  const thief = formatId(situation.thief.id);
  const role = (id: MemberId): string => {
    const name = formatId(id);
    return name === thief ? "thief" : mine.has(name) ? "stolen" : name;
  };
  const people = [...members.values()].map((one) =>
    [role(one.id), one.kind, one.standing, role(one.admittedBy)].join(" "),
  );
  const open = proposals.map(({ type, author, change }) =>
    [
      type,
      role(author),
      change.type === "admit"
        ? change.member.kind
        : change.type === "erase"
          ? change.scope
          : change.members.map(role),
    ].join(" "),
  );
  return JSON.stringify([people.toSorted(), open.toSorted(), isEpochDue, home !== null]);
}

function* reachable(start: Situation): Generator<Situation> {
  const seen = new Set<string>([shapeOf(start)]);
  let level: readonly Situation[] = [start];
  for (let depth = 0; depth < DEPTH; depth++) {
    const next: Situation[] = [];
    for (const situation of level) {
      for (const { made, guest } of moves(situation)) {
        if (!made.ok) continue;
        const world = situation.world.fork();
        world.append(made);
        const stolen = guest === undefined ? situation.stolen : [...situation.stolen, guest];
        const reached = { ...situation, world, stolen };
        const shape = shapeOf(reached);
        if (seen.has(shape)) continue;
        seen.add(shape);
        next.push(reached);
        yield reached;
      }
    }
    level = next;
  }
}

const recoveryIn = ({ members }: RosterState) =>
  [...members].filter(([, { kind }]) => kind !== "device").map(([name]) => name);
const othersIn = (situation: Situation) =>
  [...situation.world.state.members].filter(
    ([name, { standing }]) => standing === "full" && !stolenIds(situation).has(name),
  );

describe.each(Object.entries(VAULTS))("a thief with one full device of %s", (name, found) => {
  it("[RO12] [RO14] [RO20] puts no recovery member in or out while another full member is there", async () => {
    const world = new World(await fixedTools(`roster theft ${name}`));
    const thief = found(world);
    const start: Situation = { world, thief, stolen: [thief] };
    const before = recoveryIn(world.state);
    let count = 0;
    for (const situation of reachable(start)) {
      count++;
      const isAlone = othersIn(situation).length === 0;
      expect(isAlone ? before : recoveryIn(situation.world.state)).toEqual(before);
      // Words are full members, and so never let it be alone.
      expect(isAlone && before.length > 0).toBe(false);
    }
    expect(count).toBeGreaterThan(100);
  });
});
