/**
 * Devices that find that backup was turned off elsewhere: none loses an account, none puts anything back, and each may
 * be linked again.
 */
import { describe, expect, test } from "vitest";
import { approveElsewhere, backupOf, backUp, isErasedHere, runJob } from "../../sim/backing-up.ts";
import { ask, type SimDevice } from "../../sim/device.ts";
import { createDice } from "../../sim/dice.ts";
import { toggleLock, toggleNetwork } from "../../sim/faults.ts";
import { link, pair } from "../../sim/joining.ts";
import { addAccount } from "../../sim/people.ts";
import { envelopesIn, leftIn } from "../../sim/relay-bytes.ts";
import type { RelayHost } from "../../sim/relay-host.ts";
import { tell } from "../../sim/story.ts";
import { pass, start, until, type World } from "../../sim/world.ts";

const dice = createDice("erasure elsewhere");

const labelsOf = (device: SimDevice) => device.service()?.labels() ?? [];
const problemsOf = (device: SimDevice) =>
  device
    .service()
    ?.status()
    .problems.map(({ type }) => type) ?? [];
const linkOf = (device: SimDevice) => device.service()?.status().link;
const otherRelay = ({ relays }: World): RelayHost => relays[1] as RelayHost;

async function eraseAll(world: World, device: SimDevice, words: string): Promise<void> {
  const result = await until(
    world,
    runJob(device, "backup.disable", { keepSync: false, confirm: { words } }),
  );
  expect(result).toMatchObject({ state: "off", receipt: { what: "all" } });
}

async function activityOf(device: SimDevice): Promise<readonly string[]> {
  const service = device.service();
  if (service === undefined) throw new Error("it is off");
  return (await ask(service, "activity.list", { limit: 100 })).entries.map(({ type }) => type);
}

describe("[ER7] a device that was away when everything was erased", () => {
  type Leave = (world: World, b: SimDevice) => Promise<() => Promise<void>>;
  const ways: Readonly<Record<string, Leave>> = {
    "offline, with edits that nobody has": async (world, b) => {
      toggleNetwork(world, b);
      await addAccount(world, b, dice);
      return async () => toggleNetwork(world, b);
    },
    "switched off, with edits that nobody has": async (world, b) => {
      toggleNetwork(world, b);
      await addAccount(world, b, dice);
      b.stop();
      toggleNetwork(world, b);
      return () => start(world, b);
    },
    "locked, with an open connection": async (world, b) => {
      await toggleLock(world, b);
      return () => toggleLock(world, b);
    },
    "in the midst of reading": async (world, b) => {
      toggleNetwork(world, b);
      await addAccount(world, world.devices[0] as SimDevice, dice);
      toggleNetwork(world, b);
      await pass(world, 30);
      return async () => {};
    },
  };

  test.each(Object.entries(ways))("%s: keeps its accounts, and says by whom", async (_, leave) => {
    const wrong = await tell({ names: "AB" }, async ({ world, device, relay }) => {
      const [a, b] = [device("A"), device("B")];
      await addAccount(world, a, dice);
      const words = await backUp(world, a);
      await pass(world, 5_000);
      const back = await leave(world, b);
      const stored = envelopesIn(await relay.image());
      expect(stored.length).toBeGreaterThan(0);
      await eraseAll(world, a, words);
      await pass(world, 60_000);
      await back();
      const held = labelsOf(b).length;
      await pass(world, 60_000);
      expect(isErasedHere(b)).toBe(true);
      expect(backupOf(b).ended?.by).toContain("device A");
      expect(labelsOf(b).length).toBeGreaterThanOrEqual(Math.max(1, held));
      expect(problemsOf(b)).toEqual(["no-passphrase"]);
      const told = await activityOf(b);
      expect(told.filter((type) => type === "backup-off")).toHaveLength(1);
      expect(told.filter((type) => type === "backup-receipt")).toHaveLength(1);
      expect(told).not.toContain("relay-lost-data");
      await pass(world, 200_000);
      const image = await relay.image();
      expect(envelopesIn(image)).toEqual([]);
      expect(leftIn(image, stored)).toBe(0);
    });
    expect(wrong).toEqual([]);
  });
});

describe("[ER9] after everything was erased", () => {
  test.each([false, true])(
    "the vault is linked again (another relay: %s) without the old ways in, and devices find each other",
    async (isOther) => {
      const wrong = await tell({ names: "AB" }, async ({ world, device, relay }) => {
        const [a, b] = [device("A"), device("B")];
        await addAccount(world, a, dice);
        const words = await backUp(world, a);
        await pass(world, 5_000);
        await eraseAll(world, a, words);
        await pass(world, 5_000);
        await addAccount(world, a, dice);
        await addAccount(world, b, dice);
        const next = isOther ? otherRelay(world) : relay;
        await until(world, link(world, a, next));
        await pass(world, 5_000);
        expect(backupOf(a)).toMatchObject({ state: "off", recovery: [] });
        await until(world, link(world, b, next));
        await pass(world, 40_000);
        for (const one of [a, b]) {
          expect(linkOf(one)).toMatchObject({ state: "online", pending: 0, relay: next.url });
          expect(labelsOf(one)).toHaveLength(3);
          expect(backupOf(one)).toMatchObject({ state: "off", recovery: [] });
        }
        const words2 = await backUp(world, b);
        expect(words2).not.toBe(words);
        expect(backupOf(b)).toMatchObject({ state: "on", recovery: [{ kind: "words" }] });
        await pair(world, a, "C");
        await pass(world, 10_000);
        expect(labelsOf(device("C"))).toHaveLength(3);
      });
      expect(wrong).toEqual([]);
    },
  );

  test("a device that was away over both the end and the new beginning goes on as if nothing had happened", async () => {
    const wrong = await tell({ names: "AB" }, async ({ world, device, relay }) => {
      const [a, b] = [device("A"), device("B")];
      await addAccount(world, a, dice);
      const words = await backUp(world, a);
      await pass(world, 5_000);
      toggleNetwork(world, b);
      await addAccount(world, b, dice);
      await eraseAll(world, a, words);
      await addAccount(world, a, dice);
      await until(world, link(world, a, relay));
      await pass(world, 5_000);
      toggleNetwork(world, b);
      await pass(world, 100_000);
      for (const one of [a, b]) {
        expect(linkOf(one)).toMatchObject({ state: "online", pending: 0 });
        expect(labelsOf(one)).toHaveLength(3);
      }
      expect(problemsOf(b)).toEqual(["no-passphrase"]);
      expect(backupOf(b)).toMatchObject({ state: "off", recovery: [] });
    });
    expect(wrong).toEqual([]);
  });
});

describe("[ER6] where sync goes on", () => {
  test("nothing of what the former ways in could read is left once somebody has written a snapshot", async () => {
    const wrong = await tell({ names: "AB" }, async ({ world, device, relay }) => {
      const [a, b] = [device("A"), device("B")];
      await addAccount(world, a, dice);
      await backUp(world, a);
      await addAccount(world, b, dice);
      await pass(world, 5_000);
      const stored = envelopesIn(await relay.image());
      await until(
        world,
        runJob(a, "backup.disable", { keepSync: true }, (event) => {
          if (event.type === "confirm") approveElsewhere(world, a);
        }),
      );
      const image = await relay.image();
      expect(leftIn(image, stored)).toBe(0);
      expect(envelopesIn(image)).toHaveLength(1);
    });
    expect(wrong).toEqual([]);
  });

  test("the snapshot is another's to write where whoever agreed is gone at once", async () => {
    const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
      const [a, b] = [device("A"), device("B")];
      await addAccount(world, a, dice);
      const words = await backUp(world, a);
      await pass(world, 5_000);
      void runJob(a, "backup.disable", { keepSync: true, confirm: { words } }).catch(() => {});
      const isInForce = (): boolean => backupOf(b).recovery.length === 0;
      for (let ms = 0; ms < 5_000 && !isInForce(); ms++) await pass(world, 1);
      a.stop();
      await pass(world, 60_000);
      expect(backupOf(b)).toMatchObject({ state: "off", ended: { scope: "backup" } });
      await start(world, a);
      await pass(world, 30_000);
      expect(backupOf(a)).toMatchObject({ state: "off", ended: { scope: "backup" } });
    });
    expect(wrong).toEqual([]);
  });
});
