import { fc } from "./seeded.ts";
import { beforeAll, describe, expect, it } from "vitest";
import { decodeSignedEntry, encodeEntryBody, encodeSignedEntry } from "../../src/protocol/roster.ts";
import { ERASURE_SCOPES, type EraseChange, type RosterChange } from "../../src/protocol/roster-change.ts";
import { changeToCbor, readChange } from "../../src/protocol/roster-change-cbor.ts";
import { isEqualBytes } from "../../src/protocol/bytes.ts";
import { encode } from "../../src/protocol/codec.ts";
import { asMemberId, formatId, type MemberId } from "../../src/protocol/ids.ts";
import { isErasable } from "../../src/protocol/roster-erasure.ts";
import { makeErasure, makeHome } from "../../src/protocol/roster-make.ts";
import { extendRoster, foldRoster, type RosterState } from "../../src/protocol/roster-state.ts";
import { sign } from "../../src/protocol/signature.ts";
import type { CryptoTools } from "../../src/protocol/sodium.ts";
import { TAGS } from "../../src/protocol/tags.ts";
import { survivors } from "./damage.ts";
import { fixedTools } from "./fixed-random.ts";
import { valueOf, World } from "./roster-world.ts";

let tools: CryptoTools;
let world: World;
/** Each entry, with the state before it. */
let steps: readonly { type: string; state: RosterState; entry: Uint8Array }[];
beforeAll(async () => {
  tools = await fixedTools("roster damage");
  world = new World(tools);
  const laptop = world.founder;
  const phone = world.device(laptop);
  world.device(laptop);
  const words = world.recovery(laptop, "words");
  world.confirm(phone);
  world.recovery(laptop, "words", { replaces: words });
  world.confirm(phone);
  world.recovery(laptop, "passphrase");
  world.reject(phone);
  world.append(makeErasure(tools, { state: world.state, author: laptop, scope: "backup" }));
  world.confirm(phone);
  world.remove(phone, laptop);
  const home = { url: "wss://relay.example.org", relayKey: new Uint8Array(32) };
  world.append(makeHome(tools, { state: world.state, author: phone, ...home }));
  world.device(phone);
  world.remove(phone, phone);
  steps = world.entries.slice(1).map((entry, index) => ({
    type: valueOf(decodeSignedEntry(entry)).entry.change.type,
    state: valueOf(foldRoster(tools.sodium, world.entries.slice(0, index + 1))),
    entry,
  }));
});

const takes = (state: RosterState, entry: Uint8Array): boolean => extendRoster(tools.sodium, state, entry).ok;

describe("damage", () => {
  it("[RO7] of any kind to any entry is refused: every truncation, every flipped byte and every addition", () => {
    expect(new Set(steps.map(({ type }) => type))).toEqual(
      new Set(["admit", "confirm", "reject", "remove", "home", "erase"]),
    );
    for (const { state, entry } of steps) {
      expect(takes(state, entry)).toBe(true);
      expect(survivors(entry, (bytes) => !takes(state, bytes))).toEqual([]);
    }
  });

  it("[RO7] that its author signed anew is never a throw", () => {
    for (const { state, entry } of steps) {
      const { body, entry: read } = valueOf(decodeSignedEntry(entry));
      if (!isEqualBytes(read.author, world.founder.id)) continue;
      const resigned = (message: Uint8Array): Uint8Array => {
        const secretKey = world.founder.signSecret;
        return encodeSignedEntry(message, sign(tools.sodium, { tag: TAGS.rosterEntry, message, secretKey }));
      };
      // What still holds is an entry like another, such as one with another box, which only a member can judge.
      const taken = survivors(body, (bytes) => !takes(state, resigned(bytes)));
      expect(taken.filter((how) => !how.startsWith("bit"))).toEqual([]);
    }
  });

  it("[RO7] an entry out of its place is refused, whichever it is", () => {
    for (const [at, { state }] of steps.entries()) {
      const others = world.entries.filter((_entry, index) => index !== at + 1);
      expect(others.filter((entry) => takes(state, entry))).toEqual([]);
    }
  });
});

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const memberId = bytes(16).map((id) => asMemberId(id) as MemberId);
const ascending = <T>(items: readonly T[], idOf: (item: T) => Uint8Array): T[] =>
  [...new Map(items.map((item) => [Buffer.from(idOf(item)).toString("hex"), item])).values()].toSorted(
    (a, b) => Buffer.compare(idOf(a), idOf(b)),
  );
const epoch = fc.record({
  number: fc.nat(),
  commitment: bytes(32),
  boxes: fc
    .array(fc.record({ member: memberId, box: bytes(80) }), { maxLength: 4 })
    .map((boxes) => ascending(boxes, ({ member }) => member)),
  previous: bytes(296),
});
const change: fc.Arbitrary<RosterChange> = fc.oneof(
  fc.record({
    type: fc.constant("admit" as const),
    member: fc.record({
      kind: fc.constantFrom("device", "words", "passphrase"),
      signKey: bytes(32),
      boxKey: bytes(32),
      handle: fc.option(bytes(32)),
    }),
    join: bytes(64),
    box: fc.option(bytes(80)),
    replaces: fc.option(memberId),
    epoch: fc.option(epoch),
  }),
  fc.record({
    type: fc.constant("confirm" as const),
    entry: fc.nat(),
    box: fc.option(bytes(80)),
    epoch: fc.option(epoch),
  }),
  fc.record({ type: fc.constant("reject" as const), entry: fc.nat() }),
  fc.record({
    type: fc.constant("remove" as const),
    members: fc.array(memberId, { maxLength: 4 }).map((ids) => ascending(ids, (id) => id)),
    epoch: fc.option(epoch),
  }),
  fc.record({
    type: fc.constant("home" as const),
    url: fc.webUrl().filter((url) => url.length <= 512),
    relayKey: bytes(32),
  }),
  fc.record({
    type: fc.constant("erase" as const),
    scope: fc.constantFrom(...ERASURE_SCOPES),
    epoch: fc.option(epoch),
  }),
);

const mayErase = (state: RosterState, { scope, epoch: brought }: EraseChange): boolean =>
  brought === null && isErasable(state, scope) && state.proposals.every(({ type }) => type !== "erase");

describe("a change", () => {
  it("[RO3] reads as what was written", () => {
    fc.assert(
      fc.property(change, (written) => {
        expect(readChange(changeToCbor(written))).toEqual(written);
        const entry = { index: 1, previous: new Uint8Array(32), author: world.founder.id, change: written };
        const read = decodeSignedEntry(encodeSignedEntry(encodeEntryBody(entry), new Uint8Array(64)));
        expect(read).toMatchObject({ ok: true, value: { entry } });
      }),
    );
  });

  it("[RO7] that nobody thought through is judged, never thrown on, though a member signed it", () => {
    fc.assert(
      fc.property(change, (written) => {
        expect(world.breaks(world.signed(world.founder, written))).toMatch(/^[a-z-]+$/);
        for (const { state } of steps) {
          const { index, hash: previous } = state.head;
          const body = encodeEntryBody({
            index: index + 1,
            previous,
            author: world.founder.id,
            change: written,
          });
          const secretKey = world.founder.signSecret;
          const signature = sign(tools.sodium, { tag: TAGS.rosterEntry, message: body, secretKey });
          const isTaken = takes(state, encodeSignedEntry(body, signature));
          // Random keys have signed nothing and random ids name nobody: these are all that they can give.
          const isFounderThere = state.members.has(formatId(world.founder.id));
          const isExpected =
            isFounderThere &&
            (written.type === "home" || (written.type === "erase" && mayErase(state, written)));
          expect(isTaken === isExpected || written.type === "reject").toBe(true);
        }
      }),
    );
  });

  it("[RO3] of random form is refused", () => {
    const value = fc.oneof(fc.nat(), fc.constant(null), fc.string(), fc.uint8Array());
    const field = fc.constantFrom(
      "type",
      "member",
      "join",
      "box",
      "epoch",
      "entry",
      "members",
      "url",
      "scope",
    );
    fc.assert(
      fc.property(
        fc.dictionary(field, value),
        fc.constantFrom("admit", "confirm", "remove", "erase"),
        (map, type) => {
          expect(readChange({ ...map, type })).toBeUndefined();
          expect(decodeSignedEntry(encode([encode({ ...map, type }), new Uint8Array(64)])).ok).toBe(false);
        },
      ),
    );
  });
});
