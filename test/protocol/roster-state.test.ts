import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { encode } from "../../src/protocol/codec.ts";
import { formatId } from "../../src/protocol/ids.ts";
import type { Member } from "../../src/protocol/keys.ts";
import { decodeSignedEntry, encodeSignedEntry, hashEntry } from "../../src/protocol/roster.ts";
import { makeHome } from "../../src/protocol/roster-make.ts";
import { foldRoster, MAX_MEMBERS, startRoster } from "../../src/protocol/roster-state.ts";
import type { HomeChange } from "../../src/protocol/roster-change.ts";
import { sign } from "../../src/protocol/signature.ts";
import type { CryptoTools } from "../../src/protocol/sodium.ts";
import { TAGS } from "../../src/protocol/tags.ts";
import { fixedTools } from "./fixed-random.ts";
import { valueOf, World } from "./roster-world.ts";

let tools: CryptoTools;
let world: World;
let founder: Member;
beforeEach(async () => {
  tools = await fixedTools("roster state");
  world = new World(tools);
  founder = world.founder;
});

const home: HomeChange = {
  type: "home",
  url: "wss://relay.example.org",
  relayKey: new Uint8Array(32).fill(7),
};

describe("the roster's beginning", () => {
  it("[RO8] knows the founder as its one full member, and epoch 1", () => {
    const { members, former, proposals, epochs, head, vaultId } = world.state;
    expect([...members.values()]).toEqual([
      {
        id: founder.id,
        kind: "device",
        ...founder.publicKeys,
        handle: null,
        standing: "full",
        admittedBy: founder.id,
        admittedAt: 0,
      },
    ]);
    expect([former.size, proposals.length, head.index]).toEqual([0, 0, 0]);
    expect(head.hash).toEqual(vaultId);
    expect(epochs).toMatchObject([{ number: 1, previous: null }]);
    expect([...(epochs[0]?.boxByMember.keys() ?? [])]).toEqual([formatId(founder.id)]);
  });

  it("[RO7] no roster begins with another change, or with nothing", () => {
    const other = world.signed(founder, home, { index: 0, previous: null });
    expect(startRoster(tools.sodium, other)).toEqual({
      ok: false,
      error: { type: "invalid-entry", rule: "first" },
    });
    expect(foldRoster(tools.sodium, [])).toMatchObject({ ok: false, error: { type: "malformed" } });
  });
});

describe("an entry that follows", () => {
  it("[RO7] moves the head to its index and hash", () => {
    const entry = world.signed(founder, home);
    world.append({ ok: true, value: entry });
    expect(world.state.head).toEqual({ index: 1, hash: hashEntry(tools.sodium, entry) });
  });

  it.each([
    ["index", "the index of the newest entry", { index: 0 }],
    ["index", "an index that is skipped to", { index: 2 }],
    ["previous", "no predecessor", { previous: null }],
    ["previous", "another predecessor", { previous: new Uint8Array(32) }],
  ] as const)("[RO7] breaks the rule %s with %s", (rule, _what, other) => {
    expect(world.breaks(world.signed(founder, home, other))).toBe(rule);
  });

  it("[RO7] breaks the rule author where a stranger, or a former member, wrote it", () => {
    expect(world.breaks(world.signed(world.newMember(), home))).toBe("author");
    const removed = world.device(founder);
    world.remove(founder, removed);
    expect(world.breaks(world.signed(removed, home))).toBe("author");
  });

  it("[RO7] breaks the rule signature where another member signed, or for another purpose", () => {
    const other = world.device(founder);
    expect(world.breaks(world.signed(other, home, { author: founder.id }))).toBe("signature");
    const decoded = valueOf(decodeSignedEntry(world.signed(founder, home)));
    const accepted = Object.values(TAGS).filter((tag) => {
      const signature = sign(tools.sodium, { tag, message: decoded.body, secretKey: founder.signSecret });
      return world.breaks(encodeSignedEntry(decoded.body, signature)) === "none";
    });
    expect(accepted).toEqual([TAGS.rosterEntry]);
  });

  it("[RO7] can't found again", () => {
    const { entry } = valueOf(decodeSignedEntry(world.entries[0] ?? new Uint8Array()));
    expect(world.breaks(world.signed(founder, entry.change))).toBe("first");
  });

  it("[RO7] of another vault doesn't fit, though the same device founded both", () => {
    const other = new World(tools, founder);
    const entry = world.signed(founder, home);
    expect(other.breaks(entry)).toBe("previous");
  });

  it("[RO7] that broke a rule leaves the state as it was, and the fold stops at it", () => {
    const before = structuredClone(world.state);
    const bad = world.signed(world.newMember(), home);
    expect(world.breaks(bad)).toBe("author");
    expect(world.state).toEqual(before);
    expect(foldRoster(tools.sodium, [...world.entries, bad, bad])).toMatchObject({
      error: { rule: "author" },
    });
  });

  it("[RO7] the fold of all entries is the state to which they led one by one", () => {
    world.device(founder);
    const words = world.recovery(founder, "words");
    expect(world.standing(words)).toBe("unknown");
    world.remove(founder, world.device(founder));
    expect(foldRoster(tools.sodium, world.entries)).toEqual({ ok: true, value: world.state });
  });
});

describe("the home", () => {
  const { url, relayKey } = home;

  it("[RO22] is where the newest such entry says", () => {
    expect(world.state.home).toBeNull();
    world.append(makeHome(tools, { state: world.state, author: founder, url, relayKey }));
    expect(world.state.home).toEqual({ url, relayKey });
    world.append(makeHome(tools, { state: world.state, author: founder, url: "ws://127.0.0.1:1", relayKey }));
    expect(world.state.home).toEqual({ url: "ws://127.0.0.1:1", relayKey });
  });

  it("[RO22] is not for a provisional member to say", () => {
    world.device(founder);
    const provisional = world.device(founder);
    expect(world.standing(provisional)).toBe("provisional");
    const made = makeHome(tools, { state: world.state, author: provisional, url, relayKey });
    expect(made).toMatchObject({ ok: false, error: { rule: "standing" } });
  });

  it.each([
    ["empty", ""],
    ["longer than 512 characters", `wss://${"a".repeat(507)}`],
    ["not printable", "wss://relay\u001B[2J"],
    ["not ASCII", "wss://räksmörgås.example"],
  ])("[RO3] whose address is %s is malformed", (_name, url) => {
    expect(world.breaks(world.signed(founder, { ...home, url }))).toBe("malformed");
  });

  it("[RO3] may have an address of 512 characters", () => {
    const url = `wss://${"a".repeat(506)}`;
    expect(world.breaks(world.signed(founder, { ...home, url }))).toBe("none");
  });
});

describe("how many members", () => {
  it("[RO23] a vault has is bounded, and they can still be removed all at once", () => {
    // The words admit full devices, of which any number may come.
    const words = world.recovery(founder, "words");
    const devices = [founder];
    while (world.state.members.size < MAX_MEMBERS) devices.push(world.device(words));
    expect(() => world.device(words)).toThrow("member-limit");
    world.remove(words, ...devices);
    expect(world.state.members.size).toBe(1);
    const others = devices.map(({ id }) => formatId(id));
    expect(others.every((name) => world.state.former.has(name))).toBe(true);
  });
});

describe("what verifies the roster", () => {
  it("[RO7] reaches no module that seals, opens or derives keys: the relay uses it", () => {
    const reached = new Set<string>();
    const folder = join(import.meta.dirname, "../../src/protocol");
    const visit = (file: string): void => {
      if (reached.has(file)) return;
      reached.add(file);
      const source = readFileSync(join(folder, file), "utf8");
      for (const [, name] of source.matchAll(
        /^(?:import|export|\}) (?!type).*?from "\.\/([a-z-]+\.ts)";$/gm,
      )) {
        if (name !== undefined) visit(name);
      }
    };
    visit("roster-state.ts");
    expect(reached).toContain("roster-decision.ts");
    const secretBearing = ["seal.ts", "keys.ts", "epoch.ts", "epoch-chain.ts", "epoch-link.ts", "keyring.ts"];
    expect(secretBearing.filter((file) => reached.has(file))).toEqual([]);
  });

  it("[RO3] refuses a change of an unknown type, and one with a key more or less", () => {
    const changes = [
      { type: "erase" },
      { ...home, note: "x" },
      { type: "home", url: home.url },
      { type: "reject", entry: -1 },
      { type: "toString" },
      [],
      null,
    ];
    for (const change of changes) {
      const { index, hash: previous } = world.state.head;
      const message = encode({ version: 1, index: index + 1, previous, author: founder.id, change });
      const signature = sign(tools.sodium, {
        tag: TAGS.rosterEntry,
        message,
        secretKey: founder.signSecret,
      });
      expect(world.breaks(encodeSignedEntry(message, signature))).toBe("malformed");
    }
  });
});
