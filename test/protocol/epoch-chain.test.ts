import { beforeEach, describe, expect, it } from "vitest";
import { encode } from "../../src/protocol/codec.ts";
import {
  areEpochKeysOf,
  extendEpochs,
  findBadBoxes,
  findBrokenLinks,
  openEpochs,
  type EpochKey,
} from "../../src/protocol/epoch-chain.ts";
import { openPreviousKey, sealPreviousKey } from "../../src/protocol/epoch-link.ts";
import { makeEpoch } from "../../src/protocol/epoch-make.ts";
import { derive } from "../../src/protocol/hash.ts";
import { formatId, type VaultId } from "../../src/protocol/ids.ts";
import type { Member } from "../../src/protocol/keys.ts";
import { PREVIOUS_KEY_BYTES, type RosterEpoch } from "../../src/protocol/roster-change.ts";
import { open } from "../../src/protocol/seal.ts";
import { Secret } from "../../src/protocol/secret.ts";
import { TAGS } from "../../src/protocol/tags.ts";
import { survivors } from "./damage.ts";
import { fixedTools } from "./fixed-random.ts";
import { valueOf, World } from "./roster-world.ts";

let world: World;
let laptop: Member;
let phone: Member;
beforeEach(async () => {
  world = new World(await fixedTools("epoch chain"));
  laptop = world.founder;
  phone = world.device(laptop);
});

const exposed = (keys: readonly EpochKey[]) => keys.map(({ epoch, key }) => ({ epoch, key: key.expose() }));
const opened = (member: Member) => {
  const { state } = world;
  return openEpochs(world.tools.sodium, { state, member });
};
/** Somebody comes and is removed: a new epoch. */
const rotate = (): void => world.remove(laptop, world.device(laptop));

/** Removes the victim as a member with a dishonest program would. */
function removeWith(victim: Member, edit: (epoch: RosterEpoch, epochKey: Secret) => RosterEpoch): void {
  const { state, epochKey, tools } = world;
  const members = new Map([...state.members].filter(([name]) => name !== formatId(victim.id)));
  const { epoch, key } = makeEpoch(tools, { state, members, epochKey });
  const change = { type: "remove", members: [victim.id], epoch: edit(epoch, key) } as const;
  world.append({ ok: true, value: { entry: world.signed(laptop, change), epochKey: key } });
}

describe("the link to the epoch before", () => {
  const place = () => ({
    vaultId: world.state.vaultId,
    number: 2,
    epochKey: new Secret(new Uint8Array(32).fill(2)),
  });
  const previousKey = new Secret(new Uint8Array(32).fill(1));

  it("[EP5] is the older key, sealed under a key derived from the newer one, for its vault and epoch", () => {
    const { sodium } = world.tools;
    const sealed = sealPreviousKey(world.tools, { ...place(), previousKey });
    expect(sealed).toHaveLength(PREVIOUS_KEY_BYTES);
    const key = derive(sodium, { key: place().epochKey, tag: TAGS.epochChain, parts: [] });
    const associatedData = encode(["holt/1 epoch chain", world.state.vaultId, 2]);
    expect(open(sodium, { key, sealed, associatedData })).toEqual({ ok: true, value: previousKey.expose() });
  });

  it("[EP5] opens in no other place, and not when damaged", () => {
    const { sodium } = world.tools;
    const previous = sealPreviousKey(world.tools, { ...place(), previousKey });
    const opens = (other: object) =>
      openPreviousKey(sodium, { ...place(), previous, ...other }) !== undefined;
    expect(opens({})).toBe(true);
    expect(opens({ number: 3 })).toBe(false);
    expect(opens({ vaultId: new Uint8Array(32) as VaultId })).toBe(false);
    expect(opens({ epochKey: previousKey })).toBe(false);
    expect(survivors(previous, (bytes) => !opens({ previous: bytes }))).toEqual([]);
  });

  it("[EP5] holds 32 bytes and nothing else", () => {
    const short = sealPreviousKey(world.tools, { ...place(), previousKey: new Secret(new Uint8Array(31)) });
    expect(openPreviousKey(world.tools.sodium, { ...place(), previous: short })).toBeUndefined();
  });
});

describe("the keys of all epochs", () => {
  it("[EP6] open from the box in the newest one, for whoever came in whichever epoch", () => {
    rotate();
    rotate();
    const late = world.device(laptop);
    rotate();
    const words = world.recovery(laptop, "words");
    world.confirm(phone);
    expect(world.keys).toHaveLength(4);
    for (const member of [laptop, phone, late, words]) {
      expect(exposed(valueOf(opened(member)))).toEqual(exposed(world.keys));
    }
  });

  it("[EP6] are not for a stranger or a removed member", () => {
    rotate();
    expect(opened(world.newMember())).toEqual({ ok: false, error: { type: "cannot-open" } });
    world.remove(laptop, phone);
    expect(opened(phone)).toEqual({ ok: false, error: { type: "cannot-open" } });
  });

  it("[EP6] that are new come alone, after those that are known", () => {
    const { sodium } = world.tools;
    rotate();
    const known = valueOf(opened(phone));
    const extend = () => extendEpochs(sodium, { state: world.state, member: phone, known });
    expect(extend()).toEqual({ ok: true, value: [] });
    rotate();
    rotate();
    expect(exposed(valueOf(extend()))).toEqual(exposed(world.keys.slice(2)));
  });

  it("[EP4] a box whose key doesn't meet the commitment is refused", () => {
    const victim = world.device(laptop);
    removeWith(victim, (epoch) => ({ ...epoch, commitment: new Uint8Array(32) }));
    expect(opened(phone)).toEqual({ ok: false, error: { type: "cannot-open" } });
  });

  it("[EP6] are reached by an own box where a link leads nowhere, and else named as lost", () => {
    rotate();
    const victim = world.device(laptop);
    removeWith(victim, (epoch) => ({ ...epoch, previous: new Uint8Array(PREVIOUS_KEY_BYTES) }));
    rotate();
    const late = world.device(laptop);
    expect(exposed(valueOf(opened(phone)))).toEqual(exposed(world.keys));
    expect(opened(late)).toEqual({ ok: false, error: { type: "broken-chain", epoch: 2 } });
    const keys = valueOf(opened(laptop));
    expect(findBrokenLinks(world.tools.sodium, { state: world.state, keys })).toEqual([3]);
    const known = keys.slice(0, 3);
    const extended = extendEpochs(world.tools.sodium, { state: world.state, member: late, known });
    expect(exposed(valueOf(extended))).toEqual(exposed(world.keys.slice(3)));
  });

  it("[EP6] must meet the commitments, also one out of a link that opens", () => {
    const { tools } = world;
    removeWith(world.device(laptop), (epoch, epochKey) => {
      const place = { vaultId: world.state.vaultId, number: 2, epochKey };
      const previousKey = new Secret(new Uint8Array(32));
      return { ...epoch, previous: sealPreviousKey(tools, { ...place, previousKey }) };
    });
    const keys = valueOf(opened(laptop));
    expect(exposed(keys)).toEqual(exposed(world.keys));
    expect(findBrokenLinks(tools.sodium, { state: world.state, keys })).toEqual([2]);
    expect(opened(world.device(laptop))).toEqual({ ok: false, error: { type: "broken-chain", epoch: 1 } });
  });
});

describe("holding the keys", () => {
  it("[RO6] a device sees whether they are those of the roster", () => {
    rotate();
    const { state, keys } = world;
    const { sodium } = world.tools;
    const [first, second] = keys as [EpochKey, EpochKey];
    const areThose = (keys: readonly EpochKey[]) => areEpochKeysOf(sodium, { state, keys });
    expect(areThose(keys)).toBe(true);
    expect(areThose([first])).toBe(false);
    expect(areThose([...keys, second])).toBe(false);
    expect(areThose([second, first])).toBe(false);
    expect(areThose([first, { epoch: 2, key: first.key }])).toBe(false);
    expect(areThose([{ ...first, epoch: 2 }, second])).toBe(false);
  });

  it("[EP7] a device finds the links that are honest to be so", () => {
    rotate();
    rotate();
    const { state, keys } = world;
    expect(findBrokenLinks(world.tools.sodium, { state, keys })).toEqual([]);
    expect(findBrokenLinks(world.tools.sodium, { state, keys: keys.slice(0, 2) })).toEqual([3]);
  });

  it("[EP7] a device finds every box that its owner could not open", () => {
    const bad = () => findBadBoxes(world.tools.sodium, { state: world.state, epochKey: world.epochKey });
    const words = world.recovery(laptop, "words");
    world.confirm(phone);
    expect(bad()).toEqual([]);
    const victim = world.device(laptop);
    removeWith(victim, (epoch) => ({
      ...epoch,
      boxes: epoch.boxes.map(({ member, box }) => ({
        member,
        box: formatId(member) === formatId(words.id) ? new Uint8Array(80) : box,
      })),
    }));
    expect(bad()).toEqual([words.id]);
    expect(opened(words)).toEqual({ ok: false, error: { type: "cannot-open" } });
    // A removal by somebody honest gives everyone a box that opens.
    const { state, epochKey, tools } = world;
    expect(state.members.size).toBe(3);
    world.remove(phone, laptop);
    expect(bad()).toEqual([]);
    expect(exposed(valueOf(opened(words)))).toEqual(exposed(world.keys));
    expect(findBadBoxes(tools.sodium, { state: world.state, epochKey })).toHaveLength(2);
  });

  it("[EP7] a device finds the bad box of an admission", () => {
    const guest = world.newMember();
    const member = { kind: "device", ...guest.publicKeys, handle: null } as const;
    const join = world.join(guest);
    const change = {
      type: "admit",
      member,
      join,
      box: new Uint8Array(80),
      replaces: null,
      epoch: null,
    } as const;
    world.append({ ok: true, value: world.signed(laptop, change) });
    const { state, epochKey } = world;
    expect(findBadBoxes(world.tools.sodium, { state, epochKey })).toEqual([guest.id]);
  });
});
