/**
 * Recoveries that mustn't come to anything: what was typed is wrong, or the relay lies.
 */
import { describe, expect, test } from "vitest";
import { fingerprintOfRelay, formatFingerprint } from "../../../src/protocol/handshake.ts";
import { type Member, memberFromSeed } from "../../../src/protocol/keys.ts";
import { encodeRelayMessage, type RelayMessage } from "../../../src/protocol/messages.ts";
import { drawPassphrase, parseRecoveryWords } from "../../../src/protocol/recovery-secret.ts";
import { signJoin } from "../../../src/protocol/roster-make.ts";
import { backUp, drawWords, runJob, untilTyped } from "../../sim/backing-up.ts";
import { ask, type SimDevice } from "../../sim/device.ts";
import { createDice } from "../../sim/dice.ts";
import { addAccount } from "../../sim/people.ts";
import { failure, newMachine, recover, running } from "../../sim/recovering.ts";
import { readStored } from "../../sim/stored.ts";
import { tell } from "../../sim/story.ts";
import { pass, start, until, type World } from "../../sim/world.ts";
import { World as Roster } from "../../protocol/roster-world.ts";

const dice = createDice("recover attacks");
/** Of a key, several times, on a slow machine. */
const DERIVING_MS = 240_000;
const WRONG_WORDS = { type: "wrong-key", what: "words" };
const WRONG_PASSPHRASE = { type: "wrong-key", what: "recovery-passphrase" };
const MADE_UP = { type: "refused", reason: "fabricated-vault" };

const devicesOf = (device: SimDevice) =>
  (running(device).viewState()?.devices ?? []).flatMap(({ kind, memberId }) =>
    kind === "device" ? [memberId] : [],
  );

describe("what was typed is wrong", () => {
  test("[BK7] wrong words, words of another vault, and words where there is no backup at all: all the same", async () => {
    const wrong = await tell({ names: "A" }, async ({ world, device, relay }) => {
      const a = device("A");
      const n = await newMachine(world);
      const told = (words: string) => until(world, failure(recover(world, n, { secret: { words }, relay })));
      const replaced = drawWords(world);
      expect(await told(replaced)).toEqual(WRONG_WORDS);
      await backUp(world, a);
      expect(await told(replaced)).toEqual(WRONG_WORDS);
      expect(await told(drawWords(world))).toEqual(WRONG_WORDS);
      expect(running(n).status().vaultId).toBeNull();
      world.gone.add("N");
    });
    expect(wrong).toEqual([]);
  });

  test("what can be no words says which of them, without asking anyone", async () => {
    const wrong = await tell({ names: "A" }, async ({ world, relay }) => {
      const n = await newMachine(world);
      const words = "abandon abandon abandon";
      const told = await until(world, failure(recover(world, n, { secret: { words }, relay })));
      expect(told).toMatchObject({ ...WRONG_WORDS, typed: { reason: "count", at: 3 } });
      world.gone.add("N");
    });
    expect(wrong).toEqual([]);
  });

  test(
    "[BK7] a wrong passphrase and a handle that nobody has: all the same",
    { timeout: DERIVING_MS },
    async () => {
      const wrong = await tell({ names: "A" }, async ({ world, device, relay }) => {
        const a = device("A");
        const text = drawPassphrase(world.tools.random);
        const passphrase = { handle: "anna", text };
        await untilTyped(world, runJob(a, "backup.enable", { words: null, passphrase }));
        const n = await newMachine(world);
        const told = (handle: string, typed: string) =>
          untilTyped(world, failure(recover(world, n, { secret: { passphrase: typed, handle }, relay })));
        const other = drawPassphrase(world.tools.random);
        expect(await told("anna@relay-1.example.org", other)).toEqual(WRONG_PASSPHRASE);
        expect(await told("nobody@relay-1.example.org", text)).toEqual(WRONG_PASSPHRASE);
        world.gone.add("N");
      });
      expect(wrong).toEqual([]);
    },
  );

  test("who goes on guessing is told when to try again", async () => {
    const wrong = await tell({ names: "A" }, async ({ world, device, relay }) => {
      const words = await backUp(world, device("A"));
      const n = await newMachine(world);
      const told = (typed: string) =>
        until(world, failure(recover(world, n, { secret: { words: typed }, relay })));
      for (let attempt = 0; attempt < 5; attempt++) {
        expect(await told(drawWords(world))).toEqual(WRONG_WORDS);
      }
      const refused = { type: "refused", reason: "rate", value: expect.stringMatching(/^[1-9]\d*$/u) };
      expect(await told(words)).toEqual(refused);
      await pass(world, 60_000);
      await until(world, recover(world, n, { secret: { words }, relay }));
      expect(devicesOf(n)).toHaveLength(2);
    });
    expect(wrong).toEqual([]);
  });
});

test("[BK7] a relay with another key than the one that was given is asked nothing", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device, relay }) => {
    const words = await backUp(world, device("A"));
    const n = await newMachine(world);
    const { sodium } = world.tools;
    const { jobId } = await ask(running(n), "recover.start", {
      secret: { words },
      relay: {
        url: relay.url,
        fingerprint: formatFingerprint(fingerprintOfRelay(sodium, new Uint8Array(32))),
      },
      device: "N",
      passphrase: null,
    });
    const last = async (): Promise<unknown> => {
      for (let after = 0; ; after++) {
        const { event } = await ask(running(n), "backup.wait", { jobId, after });
        if (event.type !== "step") return event;
      }
    };
    const error = { type: "wrong-key", what: "relay" };
    expect(await until(world, last())).toEqual({ type: "failed", error });
    world.gone.add("N");
  });
  expect(wrong).toEqual([]);
});

describe("[BK7] a vault that the relay made up", () => {
  /** What the relay says to N instead, once it has logged in; gives what the recovery fails with. */
  const lieTo = async (
    world: World,
    n: SimDevice,
    { words, roster }: { readonly words: string; readonly roster: Roster },
  ): Promise<unknown> => {
    const [relay] = world.relays;
    const { entries, state } = roster;
    const position = entries.length;
    const items = entries.map((bytes) => ({ kind: "entry" as const, bytes }));
    const logNonce = world.tools.random(32);
    const lies: readonly RelayMessage[] = [
      { type: "welcome", vaultId: state.vaultId, logNonce, position, isOnChain: false },
      { type: "records", first: 1, items },
      { type: "synced", position },
    ];
    const down = world.liar.down.bind(world.liar);
    let heard = 0;
    world.liar.down = (line, bytes) => {
      if (line.station.name !== "N") return down(line, bytes);
      heard += 1;
      if (heard === 1) return [bytes];
      return heard === 2 ? lies.map((lie) => encodeRelayMessage(lie)) : [];
    };
    const told = await until(world, failure(recover(world, n, { secret: { words }, relay })));
    world.liar.down = down;
    expect(running(n).status().vaultId).toBeNull();
    world.gone.add("N");
    return told;
  };

  const memberOf = (world: World, words: string): Member => {
    const seed = parseRecoveryWords(words);
    if (!seed.ok) throw new Error("no words");
    return memberFromSeed(world.tools.sodium, seed.value);
  };

  test("without these words in it", async () => {
    const wrong = await tell({ names: "A" }, async ({ world, device }) => {
      const words = await backUp(world, device("A"));
      const n = await newMachine(world);
      expect(await lieTo(world, n, { words, roster: new Roster(world.tools) })).toEqual(MADE_UP);
    });
    expect(wrong).toEqual([]);
  });

  test("around the words' public keys, with the signature by which they joined the true one", async () => {
    const wrong = await tell({ names: "A" }, async ({ world, device }) => {
      const a = device("A");
      const words = await backUp(world, a);
      a.stop();
      const { keyring } = await readStored(world.tools, a);
      await start(world, a);
      const member = memberOf(world, words);
      const roster = new Roster(world.tools);
      const join = signJoin(world.tools.sodium, member, keyring.vaultId);
      const made = roster.fork();
      made.recovery(made.founder, "words", { guest: member });
      // All that the true admission has, but for the vault that was joined.
      const box = made.state.epochs.at(-1)?.boxByMember.get([...made.state.members.keys()][1] ?? "") ?? null;
      const { signKey, boxKey } = member.publicKeys;
      const admission = roster.signed(roster.founder, {
        type: "admit",
        member: { kind: "words", signKey, boxKey, handle: null },
        join,
        box,
        replaces: null,
        epoch: null,
      });
      expect(roster.breaks(admission)).toBe("join");
      roster.entries.push(admission);
      const n = await newMachine(world);
      expect(await lieTo(world, n, { words, roster })).toEqual(MADE_UP);
    });
    expect(wrong).toEqual([]);
  });

  test("in which the words are a device", async () => {
    const wrong = await tell({ names: "A" }, async ({ world, device }) => {
      const words = await backUp(world, device("A"));
      const member = memberOf(world, words);
      const roster = new Roster(world.tools);
      // They would have to sign for it; even so it is no way in.
      roster.device(roster.founder, member);
      const n = await newMachine(world);
      expect(await lieTo(world, n, { words, roster })).toEqual(MADE_UP);
    });
    expect(wrong).toEqual([]);
  });
});

test("a relay that cuts the roster short while a person answers lets nobody in", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device, relay }) => {
    const a = device("A");
    await addAccount(world, a, dice);
    const words = await backUp(world, a);
    const n = await newMachine(world);
    const told = failure(
      recover(world, n, {
        secret: { words },
        relay,
        onEvent: async (event) => {
          if (event.type !== "found") return;
          const items = [{ kind: "entry" as const, bytes: new Roster(world.tools).entries[0] as Uint8Array }];
          for (const line of world.wires.lines()) {
            if (line.station.name === "N")
              line.inject(encodeRelayMessage({ type: "records", first: 99, items }));
          }
          await pass(world, 1_000);
        },
      }),
    );
    expect(await until(world, told)).toEqual({ type: "refused", reason: "broken-stream" });
    await pass(world, 1_000);
    expect(devicesOf(a)).toEqual([a.memberId]);
    world.gone.add("N");
  });
  expect(wrong).toEqual([]);
});
