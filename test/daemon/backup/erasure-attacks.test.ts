/**
 * Relays that lie about erasures, and thieves who would like one.
 */
import { describe, expect, test } from "vitest";
import { HoltFailure } from "../../../src/protocol/errors.ts";
import { encodeRelayMessage } from "../../../src/protocol/messages.ts";
import { receiptMessage } from "../../../src/protocol/receipt.ts";
import { hashEntry } from "../../../src/protocol/roster.ts";
import { Secret } from "../../../src/protocol/secret.ts";
import { sign } from "../../../src/protocol/signature.ts";
import { TAGS } from "../../../src/protocol/tags.ts";
import { approveElsewhere, backupOf, backUp, isErasedHere, runJob } from "../../sim/backing-up.ts";
import { ask, type SimDevice } from "../../sim/device.ts";
import { createDice } from "../../sim/dice.ts";
import { setBack } from "../../sim/faults.ts";
import { link, pair } from "../../sim/joining.ts";
import { addAccount } from "../../sim/people.ts";
import type { RelayHost } from "../../sim/relay-host.ts";
import { readStored } from "../../sim/stored.ts";
import { tell } from "../../sim/story.ts";
import { pass, start, until, type World } from "../../sim/world.ts";

const dice = createDice("erasure attacks");

const labelsOf = (device: SimDevice) => device.service()?.labels() ?? [];
const problemsOf = (device: SimDevice) =>
  device
    .service()
    ?.status()
    .problems.map(({ type }) => type) ?? [];
const linkOf = (device: SimDevice) => device.service()?.status().link;
const relayKeyOf = (world: World, { name }: RelayHost) =>
  world.tools.sodium.signKeyPair(world.dice.child(`relay key ${name}`).bytes(32));

describe("[ER6] a receipt that proves nothing", () => {
  /** The relay falls silent where its receipt should come, and somebody says these instead. */
  test("is none: of another key, for another entry, of another scope", async () => {
    const wrong = await tell({ names: "A" }, async ({ world, device, relay }) => {
      const a = device("A");
      await addAccount(world, a, dice);
      const words = await backUp(world, a);
      const { sodium } = world.tools;
      const own = relayKeyOf(world, relay);
      expect(own.publicKey).toEqual(relay.relayKey);
      world.liar.withheld.add("receipt");
      const running = runJob(a, "backup.disable", { keepSync: true, confirm: { words } });
      const result = await until(world, running);
      expect(result).toMatchObject({ state: "deleting", receipt: null });
      a.stop();
      const { keyring, roster } = await readStored(world.tools, a);
      await start(world, a);
      await pass(world, 10_000);
      const { vaultId } = keyring;
      const last = roster.entries.at(-1) as Uint8Array;
      const entry = hashEntry(sodium, last);
      const stranger = sodium.signKeyPair(world.dice.child("stranger").bytes(32));
      const say = (
        what: { entry?: Uint8Array; scope?: "backup" | "all" },
        keys: { secretKey: Uint8Array },
      ): void => {
        const receipt = { vaultId, entry, scope: "backup" as const, atMs: world.clock.now(), ...what };
        const signature = sign(sodium, {
          tag: TAGS.receipt,
          message: receiptMessage(receipt),
          secretKey: new Secret(keys.secretKey),
        });
        for (const line of world.wires.lines())
          line.inject(encodeRelayMessage({ type: "receipt", ...receipt, signature }));
      };
      say({}, stranger);
      say({ entry: hashEntry(sodium, roster.entries[0] as Uint8Array) }, own);
      say({ scope: "all" }, own);
      await pass(world, 5_000);
      expect(backupOf(a)).toMatchObject({ state: "deleting" });
      expect((await ask(serviceOf(a), "backup.receipts", {})).receipts).toEqual([]);
      say({}, own);
      await pass(world, 5_000);
      expect(backupOf(a)).toMatchObject({ state: "off", ended: { scope: "backup" } });
    });
    expect(wrong).toEqual([]);
  });
});

describe("[ER7], [ER8]: a relay that doesn't show the erasure", () => {
  test("to one of them: it goes on as before, and follows as soon as it is shown", async () => {
    const wrong = await tell({ names: "AB" }, async ({ world, device, relay }) => {
      const [a, b] = [device("A"), device("B")];
      await addAccount(world, a, dice);
      const words = await backUp(world, a);
      await pass(world, 5_000);
      const other = await relay.double("the other history");
      world.forks.set("B", other);
      for (const line of world.wires.lines()) if (line.station.name === "B") line.cut();
      await pass(world, 5_000);
      const erased = await until(world, runJob(a, "backup.disable", { keepSync: false, confirm: { words } }));
      expect(erased).toMatchObject({ state: "off" });
      await addAccount(world, b, dice);
      await pass(world, 60_000);
      expect(backupOf(b)).toMatchObject({ state: "on", ended: null });
      world.forks.clear();
      other.cutAll();
      other.end();
      await pass(world, 100_000);
      expect(isErasedHere(b)).toBe(true);
      expect(labelsOf(b)).toHaveLength(2);
    });
    expect(wrong).toEqual([]);
  });

  test.each([true, false])(
    "that was set back to before it: nobody takes back the old ways in, and what is missing is put back (keepSync: %s)",
    async (keepSync) => {
      const wrong = await tell({ names: "AB", traits: ["rollback"] }, async ({ world, device, relay }) => {
        const [a, b] = [device("A"), device("B")];
        await addAccount(world, a, dice);
        const words = await backUp(world, a);
        await pass(world, 5_000);
        const image = await relay.image();
        await until(world, runJob(a, "backup.disable", { keepSync, confirm: { words } }));
        await pass(world, 10_000);
        await addAccount(world, b, dice);
        await pass(world, 5_000);
        await setBack(world, relay, image);
        await pass(world, 30_000);
        if (!keepSync) await until(world, link(world, a, relay));
        await pass(world, 100_000);
        for (const one of [a, b]) {
          expect(backupOf(one)).toMatchObject({ state: "off", recovery: [] });
          expect(labelsOf(one).length).toBeGreaterThan(0);
        }
        // Who has left it can't miss anything there.
        expect(problemsOf(a).includes("relay-lost-data")).toBe(keepSync);
        // Whoever links it again does so after the erasure: it is one that the relay has to carry out once more.
        if (!keepSync) await until(world, link(world, b, relay));
        await pass(world, 60_000);
        for (const one of [a, b]) {
          expect(linkOf(one)).toMatchObject({ state: "online", pending: 0 });
          expect(labelsOf(one)).toHaveLength(2);
        }
      });
      expect(wrong).toEqual([]);
    },
  );
});

test.each([true, false])(
  "[ER8] a relay that lost everything before its receipt came is asked again, and gives it (keepSync: %s)",
  async (keepSync) => {
    const wrong = await tell({ names: "AB", traits: ["wipe"] }, async ({ world, device, relay }) => {
      const [a, b] = [device("A"), device("B")];
      await addAccount(world, a, dice);
      const words = await backUp(world, a);
      await pass(world, 5_000);
      world.liar.withheld.add("receipt");
      const asked = await until(world, runJob(a, "backup.disable", { keepSync, confirm: { words } }));
      expect(asked).toMatchObject({ state: "deleting" });
      await setBack(world, relay, null);
      world.liar.withheld.clear();
      await pass(world, 100_000);
      for (const one of [a, b]) {
        expect(backupOf(one)).toMatchObject({ state: "off", ended: { scope: keepSync ? "backup" : "all" } });
        expect(labelsOf(one)).toHaveLength(1);
      }
    });
    expect(wrong).toEqual([]);
  },
);

describe("[ER4] a thief with one device, unlocked", () => {
  test("can't carry out what it asked for before seven days have passed", async () => {
    const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
      const [a, b] = [device("A"), device("B")];
      await backUp(world, a);
      await until(world, runJob(b, "backup.disable", { keepSync: false, later: true }));
      const [request] = serviceOf(a).viewState()?.requests ?? [];
      expect(request).toMatchObject({ type: "erase" });
      const id = request?.id ?? "";
      let told: unknown;
      ask(serviceOf(b), "requests.approve", { id }).catch((thrown: unknown) => {
        told = thrown instanceof HoltFailure ? thrown.error : thrown;
      });
      await pass(world, 5_000);
      expect(told).toMatchObject({ type: "usage" });
      await until(world, runJob(b, "backup.disable", { keepSync: false, later: true }));
      expect(backupOf(a)).toMatchObject({ state: "deleting", recovery: [{ kind: "words" }] });
      await until(world, ask(serviceOf(a), "requests.reject", { id }));
      await pass(world, 1_000);
      expect(backupOf(b)).toMatchObject({ state: "on" });
    });
    expect(wrong).toEqual([]);
  });

  test("can't do it by asking twice, nor by removing the others first", async () => {
    const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
      const [a, b] = [device("A"), device("B")];
      await addAccount(world, a, dice);
      await backUp(world, a);
      const member = a.memberId;
      await until(world, ask(serviceOf(b), "devices.revoke", { member }));
      await until(world, runJob(b, "backup.disable", { keepSync: false, later: true }));
      await pass(world, 120_000);
      // The words are a full member still: they could take it all back.
      expect(backupOf(b)).toMatchObject({ state: "deleting", recovery: [{ kind: "words" }], ended: null });
    });
    expect(wrong).toEqual([]);
  });
});

test("[ER3] a device that is no full member can't turn it off", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const a = device("A");
    await backUp(world, a);
    await pair(world, a, "C");
    await pass(world, 5_000);
    const c = device("C");
    let told: unknown;
    runJob(c, "backup.disable", { keepSync: true }).catch((thrown: unknown) => {
      told = thrown instanceof HoltFailure ? thrown.error : thrown;
    });
    await pass(world, 5_000);
    expect(told).toMatchObject({ type: "refused", value: "standing" });
    approveElsewhere(world, c);
    await pass(world, 5_000);
  });
  expect(wrong).toEqual([]);
});

function serviceOf({ service }: SimDevice) {
  const running = service();
  if (running === undefined) throw new Error("it is off");
  return running;
}
