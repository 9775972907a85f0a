import { beforeEach, describe, expect, it } from "vitest";
import { formatId } from "../../src/protocol/ids.ts";
import type { Member } from "../../src/protocol/keys.ts";
import type { AdmitChange, RosterMember } from "../../src/protocol/roster-change.ts";
import { makeDeviceAdmission, makeRecoveryAdmission } from "../../src/protocol/roster-make.ts";
import { epochInForce, MAX_PROPOSALS } from "../../src/protocol/roster-state.ts";
import { Secret } from "../../src/protocol/secret.ts";
import { sign } from "../../src/protocol/signature.ts";
import { TAGS } from "../../src/protocol/tags.ts";
import { openEpochs } from "../../src/protocol/epoch-chain.ts";
import { fixedTools } from "./fixed-random.ts";
import { valueOf, World, type Kind } from "./roster-world.ts";

let world: World;
let founder: Member;
beforeEach(async () => {
  world = new World(await fixedTools("roster admission"));
  founder = world.founder;
});

const HANDLE = new Uint8Array(32).fill(4);
const BOX = new Uint8Array(80);

/** What would admit this member as a device, but for what is said otherwise. */
const admitting = (
  guest: Member,
  other: Partial<AdmitChange> = {},
  member: Partial<RosterMember> = {},
): AdmitChange => ({
  type: "admit",
  member: { kind: "device", ...guest.publicKeys, handle: null, ...member },
  join: world.join(guest),
  box: BOX,
  replaces: null,
  epoch: null,
  ...other,
});

const breaks = (author: Member, change: AdmitChange): string => world.breaks(world.signed(author, change));

describe("admitting a device", () => {
  it("[RO10] by the only full member makes it full at once", () => {
    const guest = world.device(founder);
    expect(world.standing(guest)).toBe("full");
    expect(world.state.proposals).toEqual([]);
    expect(world.state.members.get(formatId(guest.id))).toMatchObject({
      kind: "device",
      admittedBy: founder.id,
      admittedAt: 1,
    });
  });

  it("[RO10] by one of several full members makes it provisional, and proposes to confirm it", () => {
    const second = world.device(founder);
    const third = world.device(second);
    expect(world.standing(third)).toBe("provisional");
    expect(world.state.proposals).toMatchObject([{ entry: 2, type: "join", author: second.id }]);
  });

  it.each(["words", "passphrase"] as const)(
    "[RO10] by a recovery member (%s) makes it full at once",
    (kind) => {
      const recovery = world.recovery(founder, kind);
      expect(world.standing(world.device(recovery))).toBe("full");
      expect(world.state.proposals).toEqual([]);
    },
  );

  it("[RO8] a recovery member counts as a full one", () => {
    world.recovery(founder, "words");
    expect(world.standing(world.device(founder))).toBe("provisional");
  });

  it("[RO10] lets it read, provisional or not: its box holds the key in force", () => {
    world.device(founder);
    const provisional = world.device(founder);
    const opened = valueOf(openEpochs(world.tools.sodium, { state: world.state, member: provisional }));
    expect(opened.map(({ key }) => key.expose())).toEqual([world.epochKey.expose()]);
    expect(epochInForce(world.state).boxByMember.size).toBe(3);
  });

  it("[RO9] is not for a provisional member", () => {
    world.device(founder);
    const provisional = world.device(founder);
    expect(breaks(provisional, admitting(world.newMember()))).toBe("standing");
  });

  it("[RO10] needs a box, and neither replaces anyone nor brings an epoch", () => {
    const guest = world.newMember();
    const second = world.device(founder);
    expect(breaks(founder, admitting(guest))).toBe("none");
    expect(breaks(founder, admitting(guest, { box: null }))).toBe("box");
    expect(breaks(founder, admitting(guest, { replaces: second.id }))).toBe("replaces");
    const epoch = { number: 2, commitment: HANDLE, boxes: [], previous: new Uint8Array(296) };
    expect(breaks(founder, admitting(guest, { epoch }))).toBe("epoch");
  });

  it(`[RO16] is refused where it would be the open proposal after the ${MAX_PROPOSALS}th`, () => {
    const second = world.device(founder);
    const guests = Array.from({ length: MAX_PROPOSALS }, () => world.device(founder));
    expect(() => world.device(second)).toThrow("proposal-limit");
    world.confirm(second, world.state.proposals[0]?.entry);
    const [confirmed, ...others] = guests.map((guest) => world.standing(guest));
    expect([confirmed, new Set(others)]).toEqual(["full", new Set(["provisional"])]);
    expect(world.standing(world.device(second))).toBe("provisional");
  });
});

describe("whoever is new", () => {
  it("[RO9] has signed itself that it joins this vault, and for nothing else", () => {
    const guest = world.newMember();
    const { sodium } = world.tools;
    const accepted = Object.values(TAGS).filter((tag) => {
      const join = sign(sodium, { tag, message: world.state.vaultId, secretKey: guest.signSecret });
      return breaks(founder, admitting(guest, { join })) === "none";
    });
    expect(accepted).toEqual([TAGS.join]);
    expect(breaks(founder, admitting(guest, { join: world.join(world.newMember()) }))).toBe("join");
    expect(breaks(founder, admitting(guest, { join: new World(world.tools).join(guest) }))).toBe("join");
  });

  it("[RO9] is neither a member, nor was one, nor is proposed", () => {
    const member = world.device(founder);
    const { boxKey } = world.newMember().publicKeys;
    expect(breaks(founder, admitting(member))).toBe("member-known");
    expect(breaks(founder, admitting(founder))).toBe("member-known");
    // Another box key makes another member.
    expect(breaks(founder, admitting(member, {}, { boxKey }))).toBe("none");
    world.remove(founder, member);
    expect(breaks(founder, admitting(member))).toBe("member-known");
    world.device(founder);
    const proposed = world.recovery(founder, "words");
    expect(breaks(founder, admitting(proposed))).toBe("member-known");
    world.reject(founder);
    expect(breaks(founder, admitting(proposed))).toBe("none");
  });

  it("[RO9] has a box key to which something can be sealed", () => {
    const boxKey = new Uint8Array(32);
    const guest = world.newMember();
    expect(breaks(founder, admitting(guest, {}, { boxKey }))).toBe("box-key");
    const { state, epochKey } = world;
    const keys = { signKey: guest.publicKeys.signKey, boxKey };
    const input = { state, author: founder, epochKey, guest: keys, join: world.join(guest) };
    expect(makeDeviceAdmission(world.tools, input)).toMatchObject({ ok: false, error: { rule: "box-key" } });
  });

  it.each([
    ["device", HANDLE, "handle"],
    ["words", HANDLE, "handle"],
    ["passphrase", null, "handle"],
    ["passphrase", HANDLE, "none"],
    ["words", null, "none"],
    ["device", null, "none"],
  ] as const)("[RO9] of kind %s with the handle %s breaks: %s", (kind, handle, rule) => {
    expect(breaks(founder, admitting(world.newMember(), {}, { kind, handle }))).toBe(rule);
  });

  it("[RO3] of another kind, or with a handle of another length, is malformed", () => {
    const guest = world.newMember();
    expect(breaks(founder, admitting(guest, {}, { kind: "relay" as Kind }))).toBe("malformed");
    expect(breaks(founder, admitting(guest, {}, { handle: new Uint8Array(31) }))).toBe("malformed");
    expect(breaks(founder, admitting(guest, { join: new Uint8Array(63) }))).toBe("malformed");
    expect(breaks(founder, admitting(guest, { box: new Uint8Array(81) }))).toBe("malformed");
  });
});

describe("admitting a recovery member", () => {
  it.each(["words", "passphrase"] as const)(
    "[RO12] (%s) takes effect at once by the only full member",
    (kind) => {
      const recovery = world.recovery(founder, kind);
      expect(world.standing(recovery)).toBe("full");
      expect(world.state.proposals).toEqual([]);
      expect(valueOf(openEpochs(world.tools.sodium, { state: world.state, member: recovery }))).toHaveLength(
        1,
      );
    },
  );

  it("[RO12] is a proposal where another full member is there, and lets nobody in yet", () => {
    world.device(founder);
    const words = world.recovery(founder, "words");
    expect(world.standing(words)).toBe("unknown");
    expect(world.state.proposals).toMatchObject([{ entry: 2, type: "recovery-change", author: founder.id }]);
    expect(openEpochs(world.tools.sodium, { state: world.state, member: words }).ok).toBe(false);
  });

  it("[RO12] by a recovery member is a proposal too, but for the only full member", () => {
    const words = world.recovery(founder, "words");
    const passphrase = world.recovery(words, "passphrase");
    expect(world.standing(passphrase)).toBe("unknown");
    world.reject(words);
    world.remove(words, founder);
    expect(world.standing(world.recovery(words, "passphrase"))).toBe("full");
  });

  it("[RO12] has a box exactly where it takes effect at once", () => {
    const words = (box: Uint8Array | null) => admitting(world.newMember(), { box }, { kind: "words" });
    expect(breaks(founder, words(null))).toBe("box");
    expect(breaks(founder, words(BOX))).toBe("none");
    world.device(founder);
    expect(breaks(founder, words(BOX))).toBe("box");
    expect(breaks(founder, words(null))).toBe("none");
  });

  it("[RO11] there is one of each kind: a second one names the one that it replaces", () => {
    const words = world.recovery(founder, "words");
    const other = (replaces: AdmitChange["replaces"], kind: Kind = "words") =>
      breaks(
        founder,
        admitting(
          world.newMember(),
          { box: null, replaces },
          { kind, handle: kind === "words" ? null : HANDLE },
        ),
      );
    expect(other(null)).toBe("replaces");
    expect(other(founder.id)).toBe("replaces");
    expect(other(words.id)).toBe("none");
    expect(other(words.id, "passphrase")).toBe("replaces");
    expect(other(null, "passphrase")).toBe("none");
  });

  it("[RO12] in place of the only full member is a proposal: somebody else must confirm it", () => {
    const words = world.recovery(founder, "words");
    world.remove(words, founder);
    const other = world.recovery(words, "words", { replaces: words });
    expect([words, other].map((member) => world.standing(member))).toEqual(["full", "unknown"]);
    const device = world.device(words);
    world.confirm(device, world.state.proposals[0]?.entry);
    expect([words, other].map((member) => world.standing(member))).toEqual(["former", "full"]);
  });
});

describe("making an admission", () => {
  it("[RO9] with another key than that of the epoch in force fails: nobody could open the box", () => {
    const guest = world.newMember();
    const input = { state: world.state, author: founder, epochKey: new Secret(new Uint8Array(32)) };
    const join = world.join(guest);
    const failed = { ok: false, error: { type: "wrong-epoch-key" } };
    expect(makeDeviceAdmission(world.tools, { ...input, guest: guest.publicKeys, join })).toEqual(failed);
    const member = { kind: "words", keys: guest.publicKeys, handle: null } as const;
    expect(makeRecoveryAdmission(world.tools, { ...input, member, join, replaces: null })).toEqual(failed);
  });

  it("[RO9] by a stranger fails", () => {
    const author = world.newMember();
    expect(() => world.device(author)).toThrow("author");
    expect(() => world.recovery(author, "words")).toThrow("author");
    expect(() => world.remove(author, founder)).toThrow("author");
  });
});
