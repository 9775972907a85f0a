/**
 * What the daemon finds by itself: that the relay would give back what is here, or that it wouldn't, and since when.
 */
import { expect, test } from "vitest";
import { formatId } from "../../../src/protocol/ids.ts";
import { decodeSignedEntry, encodeEntryBody, encodeSignedEntry } from "../../../src/protocol/roster.ts";
import { makeRemoval } from "../../../src/protocol/roster-make.ts";
import { sign } from "../../../src/protocol/signature.ts";
import { TAGS } from "../../../src/protocol/tags.ts";
import { backupOf, backUp, drawWords, runJob } from "../../sim/backing-up.ts";
import { ask, type SimDevice } from "../../sim/device.ts";
import { createDice } from "../../sim/dice.ts";
import { toggleNetwork } from "../../sim/faults.ts";
import { type Hand, takeOver } from "../../sim/hand.ts";
import { addAccount } from "../../sim/people.ts";
import { tell } from "../../sim/story.ts";
import { pass, start, until, type World } from "../../sim/world.ts";

const dice = createDice("self-check");
const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

const secondsOf = ({ clock }: World): number => Math.floor(clock.now() / 1000);
function runningOf({ name, service }: SimDevice) {
  const running = service();
  if (running === undefined) throw new Error(`${name} is off`);
  return running;
}
async function failuresOf(device: SimDevice): Promise<readonly unknown[]> {
  const { entries } = await ask(runningOf(device), "activity.list", { limit: 100 });
  return entries.filter(({ type }) => type === "backup-failing").map(({ details }) => details["reason"]);
}

test("[BK12] every device looks by itself, soon after backup is on, and once a day", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const [a, b] = [device("A"), device("B")];
    await addAccount(world, a, dice);
    await backUp(world, a);
    await pass(world, 5 * 60_000);
    const first = [a, b].map((one) => backupOf(one).checkedAt ?? 0);
    for (const at of first) expect(secondsOf(world) - at).toBeLessThan(10 * 60);
    await pass(world, 23 * HOUR_MS);
    expect([a, b].map((one) => backupOf(one).checkedAt)).toEqual(first);
    await pass(world, 3 * HOUR_MS);
    for (const one of [a, b]) {
      const { state, checkedAt, snapshots, bytes } = backupOf(one);
      expect(state).toBe("on");
      expect(secondsOf(world) - (checkedAt ?? 0)).toBeLessThan(3 * 60 * 60);
      expect([snapshots, bytes]).toEqual([expect.any(Number), expect.any(Number)]);
      expect(await failuresOf(one)).toEqual([]);
    }
  });
  expect(wrong).toEqual([]);
});

test("[BK12] a relay that shows less to whoever comes anew is found, told of once, and again only after it was well", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device, relay }) => {
    const a = device("A");
    await backUp(world, a);
    const past = await relay.double("past");
    await addAccount(world, a, dice);
    await pass(world, 5_000);
    // The connection that stands goes on as it was; who recovers would come to the other.
    world.forks.set("A", past);
    await pass(world, 2 * DAY_MS);
    expect(backupOf(a)).toMatchObject({ state: "failing", problem: "relay-lost-data" });
    expect(await failuresOf(a)).toEqual(["relay-lost-data"]);
    const { since } = backupOf(a);
    expect(secondsOf(world) - (since ?? 0)).toBeGreaterThan(60 * 60);
    world.forks.delete("A");
    await pass(world, 2 * DAY_MS);
    expect(backupOf(a)).toMatchObject({ state: "on", problem: null, since: null });
    expect(await failuresOf(a)).toEqual(["relay-lost-data"]);
  });
  expect(wrong).toEqual([]);
});

test("[BK6] a drill on a relay that shows less proves nothing, and says why", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device, relay }) => {
    const a = device("A");
    const words = await backUp(world, a);
    const past = await relay.double("past");
    await addAccount(world, a, dice);
    await pass(world, 5_000);
    const { lastVerifiedAt } = backupOf(a);
    world.forks.set("A", past);
    await expect(until(world, runJob(a, "backup.verify", { words }))).rejects.toMatchObject({
      error: { type: "backup-unhealthy", reason: "relay-lost-data" },
    });
    expect(backupOf(a)).toMatchObject({ state: "failing", problem: "relay-lost-data", lastVerifiedAt });
    world.forks.delete("A");
    expect(await until(world, runJob(a, "backup.verify", { words }))).toMatchObject({ differences: [] });
    expect(backupOf(a)).toMatchObject({ state: "on", problem: null });
  });
  expect(wrong).toEqual([]);
});

test("a relay that is away for days is a failing backup, also over restarts, and told of once", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device }) => {
    const a = device("A");
    await backUp(world, a);
    await pass(world, 60_000);
    const lastBackupAt = backupOf(a).lastBackupAt ?? 0;
    toggleNetwork(world, a);
    await pass(world, 23 * HOUR_MS);
    expect(backupOf(a)).toMatchObject({ state: "on", problem: null });
    await pass(world, 2 * HOUR_MS);
    expect(backupOf(a)).toMatchObject({ state: "failing", problem: "unreachable" });
    a.stop();
    await start(world, a);
    await pass(world, 5 * 60_000);
    expect(backupOf(a)).toMatchObject({ state: "failing", problem: "unreachable" });
    expect(Math.abs((backupOf(a).since ?? 0) - lastBackupAt)).toBeLessThan(120);
    await addAccount(world, a, dice);
    await pass(world, 5 * 60_000);
    expect(backupOf(a)).toMatchObject({ problem: "stale", pendingChanges: 1 });
    expect(await failuresOf(a)).toEqual(["stale", "unreachable"]);
    toggleNetwork(world, a);
    await pass(world, 20 * 60_000);
    expect(backupOf(a)).toMatchObject({ state: "on", problem: null, since: null, pendingChanges: 0 });
  });
  expect(wrong).toEqual([]);
});

test("[EP7] an epoch that the words would not open is found at once; replacing the words ends it", async () => {
  const wrong = await tell({ names: "ABC" }, async ({ world, device }) => {
    const [a, b] = [device("A"), device("B")];
    await addAccount(world, a, dice);
    for (const { id } of b.service()?.viewState()?.requests ?? []) {
      await until(world, ask(runningOf(b), "requests.approve", { id }));
    }
    const words = await backUp(world, a);
    await pass(world, 5_000);
    const memberOf = (one: SimDevice): string =>
      one.memberId || (one.service()?.viewState()?.device.memberId ?? "");
    const hand = await takeOver(world, b);
    world.gone.add("B");
    world.gone.add("C");
    hand.connect();
    await pass(world, 5_000);
    hand.append(spoiledEpoch(world, hand, memberOf(device("C"))));
    await pass(world, 5_000);
    expect(backupOf(a)).toMatchObject({ state: "failing", problem: "bad-box" });
    hand.end();
    await pass(world, 5 * 60_000);
    expect(await failuresOf(a)).toEqual(["bad-box"]);
    const verified = until(world, runJob(a, "backup.verify", { words }));
    await expect(verified).rejects.toMatchObject({ error: { type: "wrong-key", what: "epoch" } });
    const fresh = drawWords(world);
    const replacing = { change: "replace", kind: "words", words: fresh, confirm: { words } } as const;
    expect(await until(world, runJob(a, "backup.change", replacing))).toMatchObject({ type: "changed" });
    expect(backupOf(a)).toMatchObject({ state: "on", problem: null });
    expect(await until(world, runJob(a, "backup.verify", { words: fresh }))).toMatchObject({
      accounts: 1,
      differences: [],
    });
  });
  expect(wrong.filter((text) => !text.includes("bad-box"))).toEqual([]);
});

/** A member goes, and of the words' box in the new epoch one bit is another. */
function spoiledEpoch({ tools }: World, hand: Hand, goes: string): Uint8Array {
  const { sodium } = tools;
  const [state, epochKey] = [hand.roster(), hand.epochKey()];
  const target = state?.members.get(goes);
  if (state === undefined || epochKey === undefined || target === undefined) throw new Error("not in step");
  const made = makeRemoval(tools, { state, author: hand.member, epochKey, members: [target.id] });
  const decoded = made.ok ? decodeSignedEntry(made.value.entry) : made;
  if (!decoded.ok || decoded.value.entry.change.type !== "remove") throw new Error("no removal");
  const { entry } = decoded.value;
  const { change } = decoded.value.entry;
  if (change.type !== "remove" || change.epoch === null) throw new Error("no epoch");
  const boxes = change.epoch.boxes.map(({ member, box }) => {
    const isWords = state.members.get(formatId(member))?.kind === "words";
    return { member, box: isWords ? box.map((byte, at) => (at === 40 ? byte ^ 1 : byte)) : box };
  });
  const body = encodeEntryBody({ ...entry, change: { ...change, epoch: { ...change.epoch, boxes } } });
  const { signSecret: secretKey } = hand.member;
  return encodeSignedEntry(body, sign(sodium, { tag: TAGS.rosterEntry, message: body, secretKey }));
}
