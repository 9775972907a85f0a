import { beforeEach, describe, expect, it } from "vitest";
import { extendEpochs, openEpochs } from "../../src/protocol/epoch-chain.ts";
import { makeEpoch } from "../../src/protocol/epoch-make.ts";
import { formatId, type MemberId } from "../../src/protocol/ids.ts";
import type { Member } from "../../src/protocol/keys.ts";
import type { RemoveChange, RosterEpoch } from "../../src/protocol/roster-change.ts";
import { makeRemoval } from "../../src/protocol/roster-make.ts";
import { epochInForce } from "../../src/protocol/roster-state.ts";
import { Secret } from "../../src/protocol/secret.ts";
import { fixedTools } from "./fixed-random.ts";
import { ascending, valueOf, World } from "./roster-world.ts";

let world: World;
let laptop: Member;
let phone: Member;
let tablet: Member;
beforeEach(async () => {
  world = new World(await fixedTools("roster removal"));
  laptop = world.founder;
  phone = world.device(laptop);
  tablet = world.device(laptop);
  world.confirm(phone);
});

const standings = (...members: readonly Member[]) => members.map((member) => world.standing(member));
const opens = (member: Member) => openEpochs(world.tools.sodium, { state: world.state, member });
const breaks = (author: Member, members: readonly MemberId[], epoch: RosterEpoch | null): string =>
  world.breaks(world.signed(author, { type: "remove", members, epoch }));

/** An honest epoch for these members. */
function epochFor(...members: readonly Member[]): RosterEpoch {
  const { state, epochKey, tools } = world;
  const ids = new Set(members.map(({ id }) => formatId(id)));
  const known = [...state.members].filter(([name]) => ids.has(name));
  return makeEpoch(tools, { state, epochKey, members: new Map(known) }).epoch;
}

describe("removing devices", () => {
  it("[RO17] starts an epoch that they can't open, and the others can", () => {
    world.remove(laptop, phone);
    expect(standings(laptop, phone, tablet)).toEqual(["full", "former", "full"]);
    expect(world.state.former.get(formatId(phone.id))).toEqual({
      id: phone.id,
      kind: "device",
      signKey: phone.publicKeys.signKey,
      removedAt: 4,
      removedBy: laptop.id,
    });
    expect(epochInForce(world.state).number).toBe(2);
    expect(opens(phone)).toEqual({ ok: false, error: { type: "cannot-open" } });
    for (const member of [laptop, tablet]) {
      expect(valueOf(opens(member)).map(({ key }) => key.expose())).toEqual(
        world.keys.map(({ key }) => key.expose()),
      );
    }
  });

  it("[RO17] takes several at once, in whatever order they are given", () => {
    world.remove(tablet, phone, laptop, phone);
    expect(standings(laptop, phone, tablet)).toEqual(["former", "former", "full"]);
  });

  it("[RO17] is for provisional and recovery members too", () => {
    const provisional = world.device(laptop);
    world.remove(provisional, phone);
    expect(world.standing(phone)).toBe("former");
    const words = world.recovery(laptop, "words");
    world.confirm(tablet);
    world.remove(words, tablet);
    expect(world.standing(tablet)).toBe("former");
  });

  it("[RO17] takes with it the provisional devices that it had admitted, and nobody else", () => {
    const [own, others] = [world.device(laptop), world.device(phone)];
    const confirmed = world.fullDevice(laptop, phone);
    world.remove(phone, laptop);
    expect(standings(own, others, confirmed)).toEqual(["former", "provisional", "full"]);
    expect(epochInForce(world.state).boxByMember.size).toBe(4);
  });

  it("[RO17] leaves its author, though the removed device had admitted it", () => {
    const [author, sibling] = [world.device(laptop), world.device(laptop)];
    world.remove(author, laptop);
    expect(standings(laptop, author, sibling)).toEqual(["former", "provisional", "former"]);
  });

  it("[RO17] makes its author full where no full member would remain", () => {
    const author = world.device(laptop);
    world.remove(author, laptop, phone, tablet);
    expect(standings(author)).toEqual(["full"]);
    expect(world.state.proposals).toEqual([]);
    // As the only full member it needs nobody.
    expect(world.standing(world.recovery(author, "words"))).toBe("full");
  });

  it("[RO17] leaves its author provisional where a recovery member remains", () => {
    const words = world.recovery(laptop, "words");
    world.confirm(phone);
    const author = world.device(laptop);
    world.remove(author, laptop, phone, tablet);
    expect(standings(author, words)).toEqual(["provisional", "full"]);
  });

  it.each<[string, () => [readonly MemberId[], RosterEpoch | null]]>([
    ["epoch", () => [[phone.id], null]],
    ["epoch-boxes", () => [[phone.id], epochFor(laptop)]],
    ["epoch-boxes", () => [[phone.id], epochFor(laptop, phone, tablet)]],
    ["epoch-number", () => [[phone.id], { ...epochFor(laptop, tablet), number: 1 }]],
    ["epoch-number", () => [[phone.id], { ...epochFor(laptop, tablet), number: 3 }]],
    ["remove-unknown", () => [[world.newMember().id], epochFor(laptop, phone, tablet)]],
    ["remove-unknown", () => [ascending(phone, world.newMember()), epochFor(laptop, tablet)]],
    ["remove-nobody", () => [[], epochFor(laptop, phone, tablet)]],
    ["remove-and-leave", () => [ascending(laptop, phone), epochFor(tablet)]],
    ["malformed", () => [[phone.id, phone.id], epochFor(laptop, tablet)]],
    ["malformed", () => [ascending(phone, tablet).toReversed(), epochFor(laptop)]],
    [
      "malformed",
      () => {
        const epoch = epochFor(laptop, tablet);
        return [[phone.id], { ...epoch, boxes: epoch.boxes.toReversed() }];
      },
    ],
    ["malformed", () => [[phone.id], { ...epochFor(laptop, tablet), previous: new Uint8Array(295) }]],
    ["none", () => [[phone.id], epochFor(laptop, tablet)]],
  ])("[RO17] [RO21] breaks the rule %s (case %#)", (rule, make) => {
    const [members, epoch] = make();
    expect(breaks(laptop, members, epoch)).toBe(rule);
  });

  it("[RO17] can't be done twice", () => {
    const { state, epochKey } = world;
    world.remove(laptop, phone);
    const again = { type: "remove", members: [phone.id], epoch: null } satisfies RemoveChange;
    expect(world.breaks(world.signed(laptop, again))).toBe("remove-unknown");
    // Made before the first one came: a loser of the race re-reads.
    const late = valueOf(makeRemoval(world.tools, { state, author: tablet, epochKey, members: [phone.id] }));
    expect(world.breaks(late.entry)).toBe("index");
  });

  it("[RO17] fails for a key that is not the one in force", () => {
    const { state, tools } = world;
    const epochKey = new Secret(new Uint8Array(32));
    const made = makeRemoval(tools, { state, author: laptop, epochKey, members: [phone.id] });
    expect(made).toEqual({ ok: false, error: { type: "wrong-epoch-key" } });
  });
});

describe("leaving", () => {
  it("[RO18] ends the membership, brings no epoch, and makes one due", () => {
    world.remove(laptop, laptop);
    expect(standings(laptop, phone, tablet)).toEqual(["former", "full", "full"]);
    expect(world.state.isEpochDue).toBe(true);
    expect(epochInForce(world.state).number).toBe(1);
    expect(world.state.former.get(formatId(laptop.id))).toMatchObject({ removedBy: laptop.id });
  });

  it("[RO18] can't bring an epoch: the leaver would know its key", () => {
    expect(breaks(laptop, [laptop.id], epochFor(phone, tablet))).toBe("epoch");
  });

  it("[RO18] takes along the provisional devices that the leaver had admitted", () => {
    const [own, others] = [world.device(laptop), world.device(phone)];
    world.remove(laptop, laptop);
    expect(standings(own, others)).toEqual(["former", "provisional"]);
    expect(world.state.proposals).toHaveLength(1);
  });

  it("[RO18] is open to a provisional device", () => {
    const guest = world.device(laptop);
    world.remove(guest, guest);
    expect(standings(guest)).toEqual(["former"]);
    expect(world.state.isEpochDue).toBe(true);
  });

  it("[RO18] is refused to the last full member while others remain, and to the last member", () => {
    const provisional = world.device(phone);
    world.remove(provisional, phone, tablet);
    expect(() => world.remove(laptop, laptop)).toThrow("last-full");
    world.remove(laptop, provisional);
    expect(() => world.remove(laptop, laptop)).toThrow("last-member");
  });

  it("[RO18] is open to the last device where recovery members remain", () => {
    world.remove(laptop, phone, tablet);
    const words = world.recovery(laptop, "words");
    world.remove(laptop, laptop);
    expect(standings(laptop, words)).toEqual(["former", "full"]);
  });
});

describe("an epoch that is due", () => {
  beforeEach(() => {
    world.remove(laptop, laptop);
  });

  it("[RO19] is brought by an entry that removes nobody, and the leaver can't open it", () => {
    world.remove(phone);
    expect(world.state.isEpochDue).toBe(false);
    expect(epochInForce(world.state).number).toBe(2);
    const known = world.keys.slice(0, 1);
    const { sodium } = world.tools;
    expect(extendEpochs(sodium, { state: world.state, member: laptop, known }).ok).toBe(false);
    expect(valueOf(opens(tablet))).toHaveLength(2);
    expect(() => world.remove(phone)).toThrow("remove-nobody");
  });

  it("[RO19] can be brought by a provisional device", () => {
    world.remove(world.device(phone));
    expect(world.state.isEpochDue).toBe(false);
  });

  it("[RO19] comes too with any entry that brings one", () => {
    world.remove(phone, tablet);
    expect(world.state.isEpochDue).toBe(false);
  });

  it("[RO19] stays due when somebody is admitted, and when another leaves", () => {
    const guest = world.device(phone);
    expect(world.state.isEpochDue).toBe(true);
    world.confirm(tablet);
    world.remove(guest, guest);
    expect(world.state.isEpochDue).toBe(true);
  });

  it("[RO19] needs the epoch, with a box for everybody", () => {
    expect(breaks(phone, [], null)).toBe("epoch");
    expect(breaks(phone, [], epochFor(phone))).toBe("epoch-boxes");
    expect(breaks(phone, [], epochFor(phone, tablet))).toBe("none");
  });
});

describe("removing a recovery member", () => {
  it("[RO20] is always a proposal: it is full itself, so nobody else is the only full member", () => {
    world.remove(laptop, phone, tablet);
    const words = world.recovery(laptop, "words");
    world.remove(laptop, words);
    expect(world.standing(words)).toBe("full");
    expect(world.state.proposals).toMatchObject([{ type: "recovery-change", author: laptop.id }]);
    expect(world.state.isEpochDue).toBe(false);
  });

  it("[RO20] is one at a time, without devices, without an epoch, by a full member", () => {
    const words = world.recovery(laptop, "words");
    world.confirm(phone);
    const passphrase = world.recovery(laptop, "passphrase");
    world.confirm(phone);
    const provisional = world.device(laptop);
    expect(breaks(laptop, ascending(words, passphrase), null)).toBe("remove-mixed");
    expect(breaks(laptop, ascending(words, phone), null)).toBe("remove-mixed");
    expect(breaks(laptop, [words.id], epochFor(laptop, phone, tablet))).toBe("epoch");
    expect(breaks(provisional, [words.id], null)).toBe("standing");
    expect(breaks(laptop, [words.id], null)).toBe("none");
  });

  it("[RO20] by itself is a proposal too", () => {
    const words = world.recovery(laptop, "words");
    world.confirm(phone);
    world.remove(words, words);
    expect(world.standing(words)).toBe("full");
    world.confirm(phone);
    expect(world.standing(words)).toBe("former");
  });
});
