/**
 * Seeded walks: after each entry that some member thought of, everything that a roster promises holds.
 */
import { expect, it } from "vitest";
import { isEqualBytes } from "../../src/protocol/bytes.ts";
import { unwrapEpochKey } from "../../src/protocol/epoch.ts";
import { areEpochKeysOf, findBadBoxes, findBrokenLinks, openEpochs } from "../../src/protocol/epoch-chain.ts";
import { formatId } from "../../src/protocol/ids.ts";
import { decodeSignedEntry } from "../../src/protocol/roster.ts";
import { foldRoster, MAX_PROPOSALS, type RosterState } from "../../src/protocol/roster-state.ts";
import { fixedTools } from "./fixed-random.ts";
import { Wanderer } from "./roster-wanderer.ts";
import { valueOf, World } from "./roster-world.ts";

const STEPS = 250;
/** Among what each walk comes by: one that stood still would show nothing. */
const EVERYTHING = [
  "device",
  "recovery",
  "replace",
  "remove recovery",
  "confirm",
  "reject",
  "remove",
  "leave",
  "rotate",
  "home",
  "erase",
  "confirm: own-proposal",
  "rotate: remove-nobody",
];

/** One of each recovery kind, always full; somebody full; who is provisional can be confirmed, and nobody else. */
function expectOrder({ members, former, proposals }: RosterState): void {
  const all = [...members.values()];
  expect(all.some(({ standing }) => standing === "full")).toBe(true);
  const recovery = all.filter(({ kind }) => kind !== "device");
  expect(new Set(recovery.map(({ kind }) => kind)).size).toBe(recovery.length);
  expect(recovery.filter(({ standing }) => standing !== "full")).toEqual([]);
  expect([...members.keys()].filter((name) => former.has(name))).toEqual([]);
  const joins = proposals.filter(({ type }) => type === "join").map(({ entry }) => entry);
  const waiting = all
    .filter(({ standing }) => standing === "provisional")
    .map(({ admittedAt }) => admittedAt);
  expect(joins).toEqual(waiting.toSorted((a, b) => a - b));
  expect(proposals.length).toBeLessThanOrEqual(MAX_PROPOSALS);
}

/** Nobody is there to recover an erased vault but who came later; it has no home. */
function expectErased({ members, home, erasure, isErased, head }: RosterState): void {
  expect(isErased && (home !== null || erasure === null)).toBe(false);
  const isNew = erasure?.entry === head.index;
  expect(isNew && [...members.values()].some(({ kind }) => kind !== "device")).toBe(false);
}

/** Every member opens every key, and whoever holds the newest one finds nothing wrong with the boxes. */
function expectOpenToMembers(walk: Wanderer): void {
  const { state, epochKey, keys, tools } = walk.world;
  for (const member of walk.present()) {
    const opened = valueOf(openEpochs(tools.sodium, { state, member }));
    const isSame = opened.map(({ epoch, key }, index) => {
      const made = keys[index];
      return made?.epoch === epoch && isEqualBytes(made.key.expose(), key.expose());
    });
    expect(isSame).toEqual(keys.map(() => true));
  }
  expect(findBadBoxes(tools.sodium, { state, epochKey })).toEqual([]);
}

/** No former member opens any box, its own or another's, of an epoch after its time. */
function expectClosedToFormer({ people, world }: Wanderer): void {
  const { state, tools } = world;
  for (const { member, until } of people.values()) {
    for (const { boxByMember, commitment } of state.epochs.filter(({ number }) => number > until)) {
      const boxes = [...boxByMember.values()];
      expect(boxes.filter((box) => unwrapEpochKey(tools.sodium, { box, commitment, member }).ok)).toEqual([]);
    }
  }
}

/**
 * No recovery member came or went but by the only full member, or by a full one after another's proposal; only an
 * erasure its author may confirm alone, and then all of them go.
 */
function isRightlySigned(before: RosterState, after: RosterState, bytes: Uint8Array): boolean {
  const recovery = ({ members }: RosterState) =>
    [...members].filter(([, { kind }]) => kind !== "device").map(([name]) => name);
  if (recovery(before).join() === recovery(after).join()) return true;
  const { author, change } = valueOf(decodeSignedEntry(bytes)).entry;
  const full = [...before.members].filter(([, { standing }]) => standing === "full").map(([name]) => name);
  if (change.type !== "confirm") return full.join() === formatId(author);
  const proposal = before.proposals.find(({ entry }) => entry === change.entry);
  if (proposal?.type === "erase") return full.includes(formatId(author)) && recovery(after).length === 0;
  return (
    proposal?.type === "recovery-change" &&
    !isEqualBytes(proposal.author, author) &&
    full.includes(formatId(author))
  );
}

it.each(["ash", "birch", "cedar", "elm"])(
  "[RO8] [RO12] [RO14] [RO25] [EP6] whatever members do, a roster keeps its promises (%s)",
  async (label) => {
    const walk = new Wanderer(new World(await fixedTools(`roster walk ${label}`)));
    const { world } = walk;
    for (let step = 0; step < STEPS; step++) {
      const before = world.state;
      if (!walk.act()) continue;
      const entry = world.entries.at(-1) ?? new Uint8Array();
      expect(isRightlySigned(before, world.state, entry)).toBe(true);
      expectOrder(world.state);
      expectErased(world.state);
      expectOpenToMembers(walk);
    }
    expectClosedToFormer(walk);
    const { tools, state, keys, entries } = world;
    expect(areEpochKeysOf(tools.sodium, { state, keys })).toBe(true);
    expect(findBrokenLinks(tools.sodium, { state, keys })).toEqual([]);
    expect(foldRoster(tools.sodium, entries)).toEqual({ ok: true, value: state });
    expect(EVERYTHING.filter((what) => !walk.done.has(what))).toEqual([]);
  },
);
