import { beforeEach, describe, expect, it } from "vitest";
import { openEpochs } from "../../src/protocol/epoch-chain.ts";
import { makeEpoch } from "../../src/protocol/epoch-make.ts";
import { formatId } from "../../src/protocol/ids.ts";
import type { Member } from "../../src/protocol/keys.ts";
import { decodeSignedEntry } from "../../src/protocol/roster.ts";
import type { EraseChange } from "../../src/protocol/roster-change.ts";
import { ownErasure } from "../../src/protocol/roster-decision.ts";
import { withoutRecovery } from "../../src/protocol/roster-erasure.ts";
import { makeErasure, makeHome } from "../../src/protocol/roster-make.ts";
import type { RosterState } from "../../src/protocol/roster-state.ts";
import { fixedTools } from "./fixed-random.ts";
import { valueOf, World } from "./roster-world.ts";

let world: World;
let laptop: Member;
beforeEach(async () => {
  world = new World(await fixedTools("roster erasure"));
  laptop = world.founder;
});

const HOME = { url: "wss://relay.example.org", relayKey: new Uint8Array(32).fill(7) };
const goHome = (author: Member): number =>
  world.append(makeHome(world.tools, { state: world.state, author, ...HOME }));
const making = (author: Member, scope: EraseChange["scope"]) =>
  makeErasure(world.tools, { state: world.state, author, scope });
const erase = (author: Member, scope: EraseChange["scope"] = "backup"): number =>
  world.append(making(author, scope));
const ruleOf = (author: Member, scope: EraseChange["scope"]): unknown => {
  const made = making(author, scope);
  return made.ok ? "none" : "rule" in made.error ? made.error.rule : made.error.type;
};
const kinds = (): readonly string[] => [...world.state.members.values()].map(({ kind }) => kind);
const open = (): readonly string[] => world.state.proposals.map(({ type }) => type);

describe("an erasure", () => {
  it("[RO24] by the only full member is in force at once", () => {
    goHome(laptop);
    const entry = erase(laptop, "all");
    expect(world.state).toMatchObject({
      isErased: true,
      home: null,
      erasure: { entry, scope: "all", author: laptop.id },
      proposals: [],
    });
    expect(world.keys).toHaveLength(1);
  });

  it("[RO24] of another full member is a proposal that changes nothing", () => {
    world.recovery(laptop, "words");
    goHome(laptop);
    erase(laptop);
    expect(open()).toEqual(["erase"]);
    expect(kinds()).toEqual(["device", "words"]);
    expect(world.state).toMatchObject({ erasure: null, isErased: false });
  });

  it("[RO25] that is confirmed takes all recovery members, and starts an epoch that they can't open", () => {
    const words = world.recovery(laptop, "words");
    world.recovery(laptop, "passphrase");
    world.confirm(words);
    const phone = world.device(words);
    goHome(laptop);
    const proposed = erase(laptop);
    world.confirm(phone);
    const entry = world.state.head.index;
    expect(kinds()).toEqual(["device", "device"]);
    expect(world.state).toMatchObject({
      erasure: { entry, scope: "backup", author: laptop.id },
      isErased: false,
      home: HOME,
      proposals: [],
    });
    expect(entry).toBeGreaterThan(proposed);
    const { sodium } = world.tools;
    expect(openEpochs(sodium, { state: world.state, member: words }).ok).toBe(false);
    expect(valueOf(openEpochs(sodium, { state: world.state, member: phone }))).toHaveLength(2);
  });

  it("[RO25] is confirmed by the words themselves, at once", () => {
    const words = world.recovery(laptop, "words");
    goHome(laptop);
    erase(laptop, "all");
    world.confirm(words);
    expect(kinds()).toEqual(["device"]);
    expect(world.state.isErased).toBe(true);
  });

  it("[RO25] is confirmed by the passphrase, which goes itself", () => {
    const words = world.recovery(laptop, "words");
    const passphrase = world.recovery(laptop, "passphrase");
    world.confirm(words);
    goHome(laptop);
    erase(laptop);
    world.confirm(passphrase);
    expect([laptop, words, passphrase].map((member) => world.standing(member))).toEqual([
      "full",
      "former",
      "former",
    ]);
    const { removedBy, removedAt } = world.state.former.get(formatId(words.id)) ?? {};
    expect({ removedBy, removedAt }).toEqual({ removedBy: passphrase.id, removedAt: world.state.head.index });
  });

  it("[RO25] that is confirmed brings exactly the epoch that the members who stay need", () => {
    const words = world.recovery(laptop, "words");
    goHome(laptop);
    const entry = erase(laptop, "all");
    const { state, epochKey, tools } = world;
    const confirm = { type: "confirm", entry, box: null, epoch: null } as const;
    const epochOf = (members: RosterState["members"]) => makeEpoch(tools, { state, members, epochKey }).epoch;
    const epoch = epochOf(withoutRecovery(state.members));
    const rules = [
      confirm,
      { ...confirm, epoch: epochOf(state.members) },
      { ...confirm, epoch: { ...epoch, number: 3 } },
      { ...confirm, epoch, box: new Uint8Array(80) },
      { ...confirm, epoch },
    ].map((change) => world.breaks(world.signed(words, change)));
    expect(rules).toEqual(["epoch", "epoch-boxes", "epoch-number", "box", "none"]);
  });

  it("[RO25] brings no epoch where no recovery member goes", () => {
    const phone = world.device(laptop);
    goHome(laptop);
    const entry = erase(phone, "all");
    const { state, epochKey, tools } = world;
    const { epoch } = makeEpoch(tools, { state, members: state.members, epochKey });
    expect(world.breaks(world.signed(laptop, { type: "confirm", entry, box: null, epoch }))).toBe("epoch");
    world.confirm(laptop);
    expect(world.keys).toHaveLength(1);
    expect(world.state).toMatchObject({ isErased: true, erasure: { author: phone.id } });
  });

  it("[RO24] itself never brings an epoch", () => {
    goHome(laptop);
    const { state, epochKey, tools } = world;
    const { epoch } = makeEpoch(tools, { state, members: state.members, epochKey });
    const change = { type: "erase", scope: "all", epoch } as const;
    expect(world.breaks(world.signed(laptop, change))).toBe("epoch");
    world.recovery(laptop, "words");
    expect(world.breaks(world.signed(laptop, change))).toBe("epoch");
  });

  it("[RO25] leaves nothing open that is for a recovery member's place, and clears an epoch that was due", () => {
    const words = world.recovery(laptop, "words");
    const phone = world.device(words);
    const tablet = world.device(words);
    erase(laptop);
    const entry = world.state.head.index;
    world.recovery(laptop, "words", { replaces: words });
    world.recovery(words, "passphrase");
    world.remove(tablet, tablet);
    expect(world.state.isEpochDue).toBe(true);
    world.confirm(phone, entry);
    expect(world.state).toMatchObject({ proposals: [], isEpochDue: false });
  });

  it("[RO26] may be confirmed by its author, which is told apart", () => {
    world.recovery(laptop, "words");
    erase(laptop);
    const before = world.state;
    world.confirm(laptop);
    expect(kinds()).toEqual(["device"]);
    const { entry } = valueOf(decodeSignedEntry(world.entries.at(-1) ?? new Uint8Array()));
    expect(ownErasure(before, entry)?.entry).toBe(2);
    expect(ownErasure(before, { ...entry, author: world.newMember().id })).toBeUndefined();
  });

  it("[RO26] is no right of a provisional device", () => {
    const words = world.recovery(laptop, "words");
    world.device(words);
    const tablet = world.device(laptop);
    expect(ruleOf(tablet, "backup")).toBe("standing");
    erase(laptop);
    expect(() => world.confirm(tablet)).toThrow("standing");
  });

  it("[RO27] is rejected by the words, and by its author", () => {
    const words = world.recovery(laptop, "words");
    erase(laptop);
    world.reject(words);
    expect(open()).toEqual([]);
    erase(laptop);
    world.reject(laptop);
    expect(open()).toEqual([]);
    expect(kinds()).toEqual(["device", "words"]);
  });

  it("[RO27] is rejected by a passphrase, and by another device, but by no provisional one", () => {
    const words = world.recovery(laptop, "words");
    const passphrase = world.recovery(laptop, "passphrase");
    world.confirm(words);
    const phone = world.device(words);
    const tablet = world.device(laptop);
    const entry = erase(laptop);
    expect(world.breaks(world.signed(tablet, { type: "reject", entry }))).toBe("standing");
    for (const member of [passphrase, phone]) {
      const there = world.fork();
      there.reject(member, entry);
      expect(there.state.proposals.map(({ type }) => type)).toEqual(["join"]);
    }
  });

  it("[RO27] closes when nothing is left that it would take", () => {
    const words = world.recovery(laptop, "words");
    const phone = world.device(words);
    erase(phone);
    world.remove(laptop, words);
    world.confirm(phone);
    expect(world.state.proposals).toEqual([]);
    expect(world.state.erasure).toBeNull();
  });

  it("[RO27] closes when its author goes", () => {
    const words = world.recovery(laptop, "words");
    const phone = world.device(words);
    erase(phone);
    expect(open()).toEqual(["erase"]);
    world.remove(laptop, phone);
    expect(open()).toEqual([]);
  });

  it("[RO28] needs something to erase, and is proposed once", () => {
    expect(ruleOf(laptop, "backup")).toBe("erase-nothing");
    expect(ruleOf(laptop, "all")).toBe("erase-nothing");
    goHome(laptop);
    expect(ruleOf(laptop, "backup")).toBe("erase-nothing");
    world.recovery(laptop, "words");
    erase(laptop);
    expect(ruleOf(laptop, "all")).toBe("erase-proposed");
  });

  it("[RO28] of everything ends with the next home", () => {
    goHome(laptop);
    erase(laptop, "all");
    goHome(laptop);
    expect(world.state).toMatchObject({ isErased: false, home: HOME, erasure: { scope: "all" } });
  });

  it("[RO25] leaves a full member behind", () => {
    const words = world.recovery(laptop, "words");
    const phone = world.device(laptop);
    world.remove(words, laptop);
    expect(world.standing(phone)).toBe("former");
    expect(ruleOf(words, "backup")).toBe("last-full");
  });
});
