import { beforeEach, describe, expect, it } from "vitest";
import { openEpochs } from "../../src/protocol/epoch-chain.ts";
import { makeEpoch } from "../../src/protocol/epoch-make.ts";
import { formatId } from "../../src/protocol/ids.ts";
import type { Member } from "../../src/protocol/keys.ts";
import type { ConfirmChange, RosterEpoch } from "../../src/protocol/roster-change.ts";
import { makeConfirmation, makeRejection } from "../../src/protocol/roster-make.ts";
import { epochInForce, MAX_PROPOSALS } from "../../src/protocol/roster-state.ts";
import { Secret } from "../../src/protocol/secret.ts";
import { fixedTools } from "./fixed-random.ts";
import { valueOf, World } from "./roster-world.ts";

let world: World;
let laptop: Member;
let phone: Member;
beforeEach(async () => {
  world = new World(await fixedTools("roster decision"));
  laptop = world.founder;
  phone = world.device(laptop);
});

const BOX = new Uint8Array(80);
const head = (): number => world.state.head.index;
const open = (): readonly number[] => world.state.proposals.map(({ entry }) => entry);
const confirmation = (fields: Partial<ConfirmChange> = {}): ConfirmChange => ({
  type: "confirm",
  entry: head(),
  box: null,
  epoch: null,
  ...fields,
});
const breaks = (author: Member, fields: Partial<ConfirmChange> = {}): string =>
  world.breaks(world.signed(author, confirmation(fields)));

/** An honest epoch for these members. */
function epochFor(...members: readonly Member[]): RosterEpoch {
  const { state, epochKey, tools } = world;
  const ids = new Set(members.map(({ id }) => formatId(id)));
  const known = [...state.members].filter(([name]) => ids.has(name));
  return makeEpoch(tools, { state, epochKey, members: new Map(known) }).epoch;
}

describe("confirming a device", () => {
  it("[RO14] makes it full, and closes the proposal", () => {
    const tablet = world.device(laptop);
    world.confirm(phone);
    expect(world.standing(tablet)).toBe("full");
    expect(open()).toEqual([]);
    expect(world.state.members.get(formatId(tablet.id))).toMatchObject({
      admittedBy: laptop.id,
      admittedAt: 2,
    });
    expect(world.keys).toHaveLength(1);
  });

  it("[RO13] is not for who admitted it, nor for the device itself or another provisional one", () => {
    const tablet = world.device(laptop);
    const entry = head();
    expect(breaks(laptop)).toBe("own-proposal");
    expect(breaks(tablet)).toBe("standing");
    expect(breaks(world.device(phone), { entry })).toBe("standing");
    expect(breaks(phone, { entry })).toBe("none");
  });

  it("[RO13] names an open proposal by the entry that made it", () => {
    world.device(laptop);
    for (const entry of [0, 1, 3, 9]) expect(breaks(phone, { entry })).toBe("proposal");
    world.confirm(phone);
    expect(breaks(phone, { entry: 2 })).toBe("proposal");
    const { state, epochKey } = world;
    const made = makeConfirmation(world.tools, { state, author: phone, epochKey, entry: 2 });
    expect(made).toMatchObject({ ok: false, error: { rule: "proposal" } });
  });

  it("[RO14] brings neither box nor epoch", () => {
    const tablet = world.device(laptop);
    expect(breaks(phone, { box: BOX })).toBe("box");
    expect(breaks(phone, { epoch: epochFor(laptop, phone, tablet) })).toBe("epoch");
  });
});

describe("confirming that a recovery member comes", () => {
  it("[RO14] lets it in, with a box for the epoch in force", () => {
    const words = world.recovery(laptop, "words");
    const entry = head();
    world.remove(laptop, world.device(phone));
    world.confirm(phone, entry);
    expect(world.standing(words)).toBe("full");
    expect(open()).toEqual([]);
    expect(world.state.members.get(formatId(words.id))).toMatchObject({
      kind: "words",
      admittedBy: laptop.id,
      admittedAt: 5,
    });
    const opened = valueOf(openEpochs(world.tools.sodium, { state: world.state, member: words }));
    expect(opened.map(({ key }) => key.expose())).toEqual(world.keys.map(({ key }) => key.expose()));
  });

  it("[RO14] needs the box and brings no epoch", () => {
    world.recovery(laptop, "words");
    expect(breaks(phone)).toBe("box");
    expect(breaks(phone, { box: BOX })).toBe("none");
    expect(breaks(phone, { box: BOX, epoch: epochFor(laptop, phone) })).toBe("epoch");
    expect(breaks(phone, { epoch: epochFor(laptop, phone) })).toBe("box");
  });

  it("[RO13] is not for who proposed it", () => {
    world.recovery(laptop, "words");
    expect(breaks(laptop, { box: BOX })).toBe("own-proposal");
    const { state, epochKey } = world;
    const made = makeConfirmation(world.tools, { state, author: laptop, epochKey, entry: head() });
    expect(made).toMatchObject({ ok: false, error: { rule: "own-proposal" } });
  });

  it("[RO16] closes the other proposals for its place, and leaves those for the other kind", () => {
    const first = world.recovery(laptop, "words");
    const second = world.recovery(phone, "words");
    const passphrase = world.recovery(phone, "passphrase");
    world.confirm(laptop, 3);
    expect([first, second, passphrase].map((one) => world.standing(one))).toEqual([
      "unknown",
      "full",
      "unknown",
    ]);
    expect(open()).toEqual([4]);
  });

  it("[RO14] fails for a key that is not the one in force", () => {
    world.recovery(laptop, "words");
    const epochKey = new Secret(new Uint8Array(32));
    const made = makeConfirmation(world.tools, {
      state: world.state,
      author: phone,
      epochKey,
      entry: head(),
    });
    expect(made).toEqual({ ok: false, error: { type: "wrong-epoch-key" } });
  });
});

describe("confirming that a recovery member is replaced", () => {
  let old: Member;
  let fresh: Member;
  beforeEach(() => {
    old = world.recovery(laptop, "words");
    world.confirm(phone);
    fresh = world.recovery(laptop, "words", { replaces: old });
  });

  it("[RO14] lets the old one go and the new one come, in a new epoch", () => {
    world.confirm(phone);
    expect([old, fresh].map((member) => world.standing(member))).toEqual(["former", "full"]);
    expect(world.state.former.get(formatId(old.id))).toMatchObject({
      kind: "words",
      removedAt: 5,
      removedBy: phone.id,
    });
    const { number, boxByMember } = epochInForce(world.state);
    const names = [laptop, phone, fresh].map(({ id }) => formatId(id));
    expect([number, new Set(boxByMember.keys())]).toEqual([2, new Set(names)]);
    const opened = valueOf(openEpochs(world.tools.sodium, { state: world.state, member: fresh }));
    expect(opened.map(({ key }) => key.expose())).toEqual(world.keys.map(({ key }) => key.expose()));
  });

  it("[RO14] needs an epoch for exactly the members there afterwards, and no box", () => {
    expect(breaks(phone)).toBe("epoch");
    expect(breaks(phone, { box: BOX })).toBe("box");
    expect(breaks(phone, { epoch: epochFor(laptop, phone) })).toBe("epoch-boxes");
    expect(breaks(phone, { epoch: epochFor(laptop, phone, old) })).toBe("epoch-boxes");
  });
});

describe("confirming that a recovery member goes", () => {
  it("[RO14] removes it, in a new epoch", () => {
    const words = world.recovery(laptop, "words");
    world.confirm(phone);
    world.remove(laptop, words);
    expect(world.standing(words)).toBe("full");
    expect(breaks(phone)).toBe("epoch");
    expect(breaks(phone, { box: BOX })).toBe("box");
    expect(breaks(phone, { epoch: epochFor(laptop, phone, words) })).toBe("epoch-boxes");
    world.confirm(phone);
    expect(world.standing(words)).toBe("former");
    expect(epochInForce(world.state).number).toBe(2);
    expect(openEpochs(world.tools.sodium, { state: world.state, member: words }).ok).toBe(false);
  });

  it("[RO13] is for the recovery member too: typing the words confirms", () => {
    const words = world.recovery(laptop, "words");
    world.confirm(phone);
    world.remove(laptop, words);
    world.confirm(words);
    expect(world.standing(words)).toBe("former");
    expect(open()).toEqual([]);
  });

  it("[RO13] is for the words where a passphrase is to come", () => {
    const words = world.recovery(laptop, "words");
    world.confirm(phone);
    const passphrase = world.recovery(laptop, "passphrase");
    world.confirm(words);
    expect(world.standing(passphrase)).toBe("full");
    expect(open()).toEqual([]);
    const { tools, state } = world;
    expect(valueOf(openEpochs(tools.sodium, { state, member: passphrase }))).toHaveLength(1);
  });

  it("[RO16] closes what was proposed in its place, and what it proposed", () => {
    const words = world.recovery(laptop, "words");
    world.confirm(phone);
    const removal = head() + 1;
    world.remove(laptop, words);
    world.recovery(phone, "words", { replaces: words });
    world.remove(phone, words);
    world.recovery(words, "passphrase");
    expect(open()).toHaveLength(4);
    world.confirm(phone, removal);
    expect(world.standing(words)).toBe("former");
    expect(open()).toEqual([]);
  });
});

describe("rejecting", () => {
  it("[RO15] closes a proposal, by another full member or by who made it", () => {
    for (const author of [phone, laptop]) {
      const words = world.recovery(laptop, "words");
      world.reject(author);
      expect(open()).toEqual([]);
      expect(world.standing(words)).toBe("unknown");
    }
    expect(breaks(phone, { entry: 2, box: BOX })).toBe("proposal");
  });

  it("[RO15] keeps a recovery member that was to go", () => {
    const words = world.recovery(laptop, "words");
    world.confirm(phone);
    world.remove(laptop, words);
    world.reject(phone);
    expect(world.standing(words)).toBe("full");
    expect(open()).toEqual([]);
  });

  it("[RO15] is for full members, of an open proposal, and not of a device, which is removed instead", () => {
    const rejected = (author: Member, entry: number) => {
      const made = makeRejection(world.tools, { state: world.state, author, entry });
      return made.ok ? "none" : "rule" in made.error ? made.error.rule : made.error.type;
    };
    const tablet = world.device(laptop);
    const joining = head();
    world.recovery(laptop, "words");
    expect(rejected(tablet, head())).toBe("standing");
    expect(rejected(phone, 0)).toBe("proposal");
    expect(rejected(phone, joining)).toBe("join-proposal");
    expect(rejected(phone, head())).toBe("none");
  });
});

describe("proposals", () => {
  it(`[RO16] of which ${MAX_PROPOSALS} are open leave no room for another, until one is closed`, () => {
    const words = world.recovery(laptop, "words");
    world.confirm(phone);
    for (let open = 0; open < MAX_PROPOSALS; open++) world.recovery(laptop, "passphrase");
    expect(() => world.recovery(laptop, "passphrase")).toThrow("proposal-limit");
    expect(() => world.device(laptop)).toThrow("proposal-limit");
    expect(() => world.remove(laptop, words)).toThrow("proposal-limit");
    // What proposes nothing is not held up.
    expect(world.standing(world.device(words))).toBe("full");
    world.reject(phone, open()[0]);
    world.remove(laptop, words);
    expect(open()).toHaveLength(MAX_PROPOSALS);
  });

  it("[RO16] close with the removal of who made them", () => {
    world.recovery(laptop, "words");
    world.recovery(phone, "passphrase");
    world.remove(phone, laptop);
    expect(world.state.proposals).toMatchObject([{ entry: 3, author: phone.id }]);
  });

  it("[RO16] for a device close with the device, and stay when its admitter goes but it remains", () => {
    const removed = world.device(laptop);
    world.remove(phone, removed);
    expect(open()).toEqual([]);
    const words = world.recovery(laptop, "words");
    world.confirm(phone);
    const tablet = world.device(laptop);
    const joining = head();
    // The tablet removes the laptop that admitted it, and may still be confirmed.
    world.remove(tablet, laptop);
    expect(world.standing(tablet)).toBe("provisional");
    expect(open()).toEqual([joining]);
    world.confirm(words, joining);
    expect(world.standing(tablet)).toBe("full");
  });
});
