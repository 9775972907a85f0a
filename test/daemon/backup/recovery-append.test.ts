/**
 * The roster over a recovery's connection: what comes is taken, whoever waits for it.
 */
import { expect, test } from "vitest";
import type { OpenReading } from "../../../src/daemon/backup/read-vault.ts";
import { followRoster, type RosterFollower } from "../../../src/daemon/backup/recovery-append.ts";
import type { ClientMessage, RelayMessage } from "../../../src/protocol/messages.ts";
import { err, ok } from "../../../src/protocol/result.ts";
import { hashEntry } from "../../../src/protocol/roster.ts";
import { makeDeviceAdmission } from "../../../src/protocol/roster-make.ts";
import type { RosterState } from "../../../src/protocol/roster-state.ts";
import { loadSodium } from "../../../src/protocol/sodium.ts";
import { World } from "../../protocol/roster-world.ts";
import { seededRandom } from "../../support/vault-drafts.ts";

const sodium = await loadSodium();
const GONE = { type: "unreachable", what: "relay" };

/** A vault with words that recover, and the relay's end of their connection. */
function begin() {
  const world = new World({ sodium, random: seededRandom(5) });
  const words = world.recovery(world.founder, "words");
  const sent: Uint8Array[] = [];
  let say: (message: RelayMessage | undefined) => void = () => {};
  let giveUp = (): void => {};
  const connection: OpenReading = {
    send: (message: ClientMessage) => {
      if (message.type === "append") sent.push(message.entry);
    },
    listen: (listener) => {
      say = listener;
    },
    close: () => {},
  };
  const network = {
    schedule: (task: () => void) => {
      giveUp = task;
      return () => {};
    },
  };
  const { entries, state: roster } = world;
  const follower = followRoster({ sodium, network, connection, entries: [...entries], roster });
  const guest = world.newMember();
  const append = () =>
    follower.append((state: RosterState) => {
      const made = makeDeviceAdmission(world.tools, {
        state,
        author: words,
        epochKey: world.epochKey,
        guest: guest.publicKeys,
        join: world.join(guest),
      });
      return made.ok ? made : err({ type: "internal", detail: "not made" });
    });
  return {
    world,
    follower,
    sent,
    append,
    giveUp: () => giveUp(),
    lose: () => say(undefined),
    comes: (...bytes: readonly Uint8Array[]) =>
      say({ type: "records", first: 1, items: bytes.map((entry) => ({ kind: "entry", bytes: entry })) }),
    refuses: (what: Uint8Array | null, reason: "conflict" | "other" | "rate" = "other") =>
      say({ type: "refused", what, reason, retryAfterMs: 2_000 }),
  };
}

/** As the relay has it once this entry is in. */
const grow = (world: World, entry: Uint8Array): World => {
  const grown = world.fork();
  grown.append(ok(entry));
  return grown;
};
const indexOf = (follower: RosterFollower): number => follower.now().roster.head.index;

test("[BK9] what follows the own entry in one message is taken, too", async () => {
  const { world, follower, sent, append, comes } = begin();
  const appended = append();
  const own = sent[0] as Uint8Array;
  const grown = grow(world, own);
  grown.device(grown.founder);
  comes(own, grown.entries.at(-1) as Uint8Array);
  expect(await appended).toEqual({ ok: true, value: undefined });
  expect(indexOf(follower)).toBe(grown.state.head.index);
  expect(follower.now().entries).toEqual(grown.entries);
});

test("[BK9] entries that come while nobody appends are what the next one stands on", async () => {
  const { world, follower, sent, append, comes } = begin();
  world.device(world.founder);
  comes(world.entries.at(-1) as Uint8Array);
  expect(indexOf(follower)).toBe(world.state.head.index);
  const appended = append();
  comes(sent[0] as Uint8Array);
  expect((await appended).ok).toBe(true);
  expect(sent).toHaveLength(1);
});

test("[BK9] whoever comes first is taken, and the own entry made anew; the refusal of the old one means nothing", async () => {
  const { world, follower, sent, append, comes, refuses } = begin();
  const appended = append();
  const first = sent[0] as Uint8Array;
  refuses(hashEntry(sodium, first), "conflict");
  world.device(world.founder);
  comes(world.entries.at(-1) as Uint8Array);
  expect(sent).toHaveLength(2);
  refuses(hashEntry(sodium, first), "other");
  comes(sent[1] as Uint8Array);
  expect((await appended).ok).toBe(true);
  expect(indexOf(follower)).toBe(world.state.head.index + 1);
});

test("a relay that won't take the entry says why", async () => {
  const { sent, append, refuses } = begin();
  const appended = append();
  refuses(new Uint8Array(32), "other");
  refuses(hashEntry(sodium, sent[0] as Uint8Array), "other");
  const error = { type: "refused", reason: "not-allowed", value: "other" };
  expect(await appended).toEqual({ ok: false, error });
});

test("a session that the relay ends ends what waits, and what is asked for later", async () => {
  const { append, refuses, follower } = begin();
  const appended = append();
  refuses(null, "rate");
  const error = { type: "refused", reason: "rate", value: "2" };
  expect(await appended).toEqual({ ok: false, error });
  expect(await append()).toEqual({ ok: false, error });
  const told: unknown[] = [];
  follower.onLost((lost) => told.push(lost));
  expect(told).toEqual([error]);
});

test("a connection that is gone is told at once, whoever waits", async () => {
  const { append, lose, follower } = begin();
  const told: unknown[] = [];
  const stop = follower.onLost((lost) => told.push(lost));
  const appended = append();
  lose();
  expect(await appended).toEqual({ ok: false, error: GONE });
  expect(told).toEqual([GONE]);
  stop();
});

test("an entry that doesn't follow ends it", async () => {
  const { world, append, comes } = begin();
  const appended = append();
  comes(world.entries[0] as Uint8Array);
  expect(await appended).toEqual({ ok: false, error: { type: "refused", reason: "broken-stream" } });
});

test("a relay that says nothing has failed", async () => {
  const { append, giveUp } = begin();
  const appended = append();
  giveUp();
  expect(await appended).toEqual({ ok: false, error: { type: "timeout", what: "relay" } });
});
