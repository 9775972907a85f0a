/**
 * Turning backup off: agreed to by what is typed, by another device, refused, withdrawn, and after seven days.
 */
import { expect, test } from "vitest";
import {
  approveElsewhere,
  backupOf,
  backUp,
  drawWords,
  isErasedHere,
  rejectElsewhere,
  runJob,
  type Told,
  watchJob,
} from "../../sim/backing-up.ts";
import { ask, type SimDevice } from "../../sim/device.ts";
import { createDice } from "../../sim/dice.ts";
import { toggleNetwork } from "../../sim/faults.ts";
import { pair } from "../../sim/joining.ts";
import { addAccount } from "../../sim/people.ts";
import { tell } from "../../sim/story.ts";
import { pass, start, until, type World } from "../../sim/world.ts";

const dice = createDice("erasure");
const DAY_MS = 24 * 60 * 60 * 1000;

const activityOf = async (device: SimDevice): Promise<readonly string[]> => {
  const service = device.service();
  if (service === undefined) throw new Error("it is off");
  const { entries } = await ask(service, "activity.list", { limit: 100 });
  return entries.map(({ type }) => type);
};

const receiptsOf = async (device: SimDevice) => {
  const service = device.service();
  if (service === undefined) throw new Error("it is off");
  return (await ask(service, "backup.receipts", {})).receipts;
};

const linkOf = (device: SimDevice) => device.service()?.viewState()?.link;
const problemsOf = (device: SimDevice) =>
  device
    .service()
    ?.status()
    .problems.map(({ type }) => type);

test("[ER1] whoever types the words turns backup off at once, and has the relay's receipt; sync goes on", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const [a, b] = [device("A"), device("B")];
    await addAccount(world, a, dice);
    const words = await backUp(world, a);
    const result = await until(world, runJob(a, "backup.disable", { keepSync: true, confirm: { words } }));
    expect(result).toMatchObject({ type: "disabled", state: "off", receipt: { what: "backup" } });
    const ended = { state: "off", recovery: [], ended: { scope: "backup" } };
    expect(backupOf(a)).toMatchObject(ended);
    await pass(world, 1_000);
    expect(backupOf(b)).toMatchObject(ended);
    await addAccount(world, b, dice);
    await pass(world, 5_000);
    expect([linkOf(a), linkOf(b)]).toMatchObject([
      { state: "online", pending: 0 },
      { state: "online", pending: 0 },
    ]);
    for (const one of [a, b]) {
      expect(await activityOf(one)).toEqual(expect.arrayContaining(["backup-off", "backup-receipt"]));
      expect(await receiptsOf(one)).toMatchObject([{ what: "backup" }]);
    }
  });
  expect(wrong).toEqual([]);
});

test("[ER1] wrong words turn nothing off, and leave nothing open", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device }) => {
    const a = device("A");
    await backUp(world, a);
    const confirm = { words: drawWords(world) };
    const job = watchJob(runJob(a, "backup.disable", { keepSync: true, confirm }));
    await pass(world, 5_000);
    expect(job.told()).toMatchObject({ failed: { type: "wrong-key" } });
    expect(backupOf(a).state).toBe("on");
    expect(a.service()?.viewState()?.requests).toEqual([]);
  });
  expect(wrong).toEqual([]);
});

test("[ER2] another device agrees; everything goes, and both stand alone with all of their accounts", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device, relay }) => {
    const [a, b] = [device("A"), device("B")];
    await addAccount(world, a, dice);
    await backUp(world, a);
    const result = await until(
      world,
      runJob(a, "backup.disable", { keepSync: false }, (event) => {
        if (event.type === "confirm") approveElsewhere(world, a);
      }),
    );
    expect(result).toMatchObject({ type: "disabled", state: "off", receipt: { what: "all" } });
    await pass(world, 5_000);
    for (const one of [a, b]) {
      expect(isErasedHere(one)).toBe(true);
      expect(problemsOf(one)).not.toContain("relay-lost-data");
      expect(one.service()?.labels()).toHaveLength(1);
      expect(await receiptsOf(one)).toMatchObject([{ what: "all", relay: relay.url }]);
    }
    await addAccount(world, b, dice);
    await pass(world, 60_000);
  });
  expect(wrong).toEqual([]);
});

test("[ER3] another device refuses: nothing is deleted", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const [a, b] = [device("A"), device("B")];
    await backUp(world, a);
    const job = watchJob(
      runJob(a, "backup.disable", { keepSync: true }, (event) => {
        if (event.type === "confirm") rejectElsewhere(world, a);
      }),
    );
    await pass(world, 5_000);
    expect(job.told()).toMatchObject({ failed: { type: "refused", reason: "rejected" } });
    for (const one of [a, b]) expect(backupOf(one)).toMatchObject({ state: "on", ended: null });
    expect(await activityOf(b)).toContain("request-rejected");
  });
  expect(wrong).toEqual([]);
});

test("[ER3] nobody answers in time: what was asked is withdrawn", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const [a, b] = [device("A"), device("B")];
    await backUp(world, a);
    const job = watchJob(runJob(a, "backup.disable", { keepSync: true, waitSeconds: 20 }));
    await pass(world, 10_000);
    expect(b.service()?.viewState()?.requests).toMatchObject([{ type: "erase" }]);
    await pass(world, 15_000);
    expect(job.told()).toMatchObject({ failed: { type: "timeout", what: "confirmation" } });
    for (const one of [a, b]) {
      expect(backupOf(one).state).toBe("on");
      expect(one.service()?.viewState()?.requests).toEqual([]);
    }
  });
  expect(wrong).toEqual([]);
});

async function askLater(world: World, device: SimDevice, keepSync: boolean): Promise<Told> {
  const result = await until(world, runJob(device, "backup.disable", { keepSync, later: true }));
  return { done: result };
}

test.each([true, false])(
  "[ER4] by one signature alone: after seven days, over restarts (keepSync: %s)",
  async (keepSync) => {
    const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
      const [a, b] = [device("A"), device("B")];
      await addAccount(world, a, dice);
      await backUp(world, a);
      const dueAt = Math.floor((world.clock.now() + 7 * DAY_MS) / 1000);
      const { done } = await askLater(world, a, keepSync);
      expect(done).toMatchObject({ type: "disabled", state: "deleting", receipt: null });
      for (const one of [a, b]) {
        const { state, deletesAt } = backupOf(one);
        expect(state).toBe("deleting");
        expect(Math.abs((deletesAt ?? 0) - dueAt)).toBeLessThan(10);
      }
      a.stop();
      world.clock.jump(6 * DAY_MS);
      await start(world, a);
      await pass(world, 60_000);
      expect(backupOf(a)).toMatchObject({ state: "deleting", ended: null });
      world.clock.jump(DAY_MS);
      await pass(world, 120_000);
      for (const one of [a, b]) {
        expect(backupOf(one)).toMatchObject({ state: "off", ended: { scope: keepSync ? "backup" : "all" } });
        expect(await receiptsOf(one)).toHaveLength(1);
      }
      expect(isErasedHere(a)).toBe(!keepSync);
    });
    expect(wrong).toEqual([]);
  },
);

test("[ER4] another device refuses within seven days, and nothing is deleted afterwards", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const [a, b] = [device("A"), device("B")];
    await backUp(world, a);
    await askLater(world, a, false);
    rejectElsewhere(world, a);
    await pass(world, 5_000);
    for (const one of [a, b]) expect(backupOf(one)).toMatchObject({ state: "on", deletesAt: null });
    expect(await activityOf(a)).toContain("request-rejected");
    world.clock.jump(8 * DAY_MS);
    await pass(world, 120_000);
    for (const one of [a, b]) expect(backupOf(one)).toMatchObject({ state: "on", ended: null });
  });
  expect(wrong).toEqual([]);
});

test("[ER5] without a relay the wish waits, and isn't told as done", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device }) => {
    const a = device("A");
    const words = await backUp(world, a);
    toggleNetwork(world, a);
    const result = await until(world, runJob(a, "backup.disable", { keepSync: false, confirm: { words } }));
    expect(result).toMatchObject({ state: "deleting", receipt: null });
    expect(backupOf(a)).toMatchObject({ state: "deleting", ended: null });
    a.stop();
    await start(world, a);
    await pass(world, 60_000);
    expect(backupOf(a)).toMatchObject({ state: "deleting", ended: null });
    toggleNetwork(world, a);
    await pass(world, 200_000);
    expect(backupOf(a)).toMatchObject({ state: "off", ended: { scope: "all" } });
    expect(isErasedHere(a)).toBe(true);
    expect(await receiptsOf(a)).toMatchObject([{ what: "all" }]);
  });
  expect(wrong).toEqual([]);
});

test("[ER5] what was signed without a relay is void where the roster has grown: others are asked, or its time", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const [a, b] = [device("A"), device("B")];
    await addAccount(world, a, dice);
    const words = await backUp(world, a);
    await pass(world, 5_000);
    toggleNetwork(world, b);
    const kept = await until(world, runJob(b, "backup.disable", { keepSync: false, confirm: { words } }));
    expect(kept).toMatchObject({ state: "deleting", receipt: null });
    await pair(world, a, "C");
    toggleNetwork(world, b);
    await pass(world, 100_000);
    expect(backupOf(b)).toMatchObject({ state: "deleting", ended: null, recovery: [{ kind: "words" }] });
    expect(backupOf(b).deletesAt).not.toBeNull();
    const [request] =
      a
        .service()
        ?.viewState()
        ?.requests.filter(({ type }) => type === "erase") ?? [];
    await until(world, approve(a, request?.id ?? ""));
    await pass(world, 30_000);
    for (const one of [a, b, device("C")]) {
      expect(isErasedHere(one)).toBe(true);
      expect(one.service()?.labels()).toHaveLength(1);
    }
  });
  expect(wrong).toEqual([]);
});

test("[ER5] without a relay and without a second signature, it is asked for when the relay is there", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const [a, b] = [device("A"), device("B")];
    await backUp(world, a);
    await pass(world, 5_000);
    toggleNetwork(world, a);
    await until(world, runJob(a, "backup.disable", { keepSync: true, later: true }));
    toggleNetwork(world, a);
    await pass(world, 100_000);
    for (const one of [a, b]) expect(backupOf(one).state).toBe("deleting");
    expect(backupOf(a).deletesAt).not.toBeNull();
    // The same, wanted by two: nobody has to wait any more.
    const result = await until(world, runJob(b, "backup.disable", { keepSync: true }));
    expect(result).toMatchObject({ state: "off", receipt: { what: "backup" } });
    await pass(world, 5_000);
    expect(backupOf(a)).toMatchObject({ state: "off", ended: { scope: "backup" } });
  });
  expect(wrong).toEqual([]);
});

test("[ER1] what another asked for with another scope is for that one to settle first", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const [a, b] = [device("A"), device("B")];
    const words = await backUp(world, a);
    await pass(world, 5_000);
    await askLater(world, a, true);
    const job = watchJob(runJob(b, "backup.disable", { keepSync: false }));
    await pass(world, 5_000);
    expect(job.told()).toMatchObject({ failed: { type: "usage", reason: "erasure-asked" } });
    // Who asked may still settle it by typing.
    const done = await until(world, runJob(a, "backup.disable", { keepSync: true, confirm: { words } }));
    expect(done).toMatchObject({ state: "off" });
  });
  expect(wrong).toEqual([]);
});

async function approve(device: SimDevice, id: string): Promise<void> {
  const service = device.service();
  if (service === undefined) throw new Error("it is off");
  await ask(service, "requests.approve", { id });
}
