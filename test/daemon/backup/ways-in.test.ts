/**
 * Ways in that are added, replaced and removed later, the proof by each of them; and what somebody with one stolen
 * device can't do.
 */
import { expect, test } from "vitest";
import { drawPassphrase } from "../../../src/protocol/recovery-secret.ts";
import type { BackupMethods } from "../../../src/protocol/backup-api.ts";
import {
  approveElsewhere,
  backupOf,
  backUp,
  drawWords,
  rejectElsewhere,
  runJob,
  untilTyped,
  watchJob,
} from "../../sim/backing-up.ts";
import { ask, type SimDevice } from "../../sim/device.ts";
import { createDice } from "../../sim/dice.ts";
import { toggleNetwork } from "../../sim/faults.ts";
import { pair } from "../../sim/joining.ts";
import { addAccount } from "../../sim/people.ts";
import { turn } from "../../sim/relay-host.ts";
import { tell } from "../../sim/story.ts";
import { pass, until } from "../../sim/world.ts";

const dice = createDice("ways in");
/** Argon2id is meant to be slow. */
const SLOW = { timeout: 180_000 };
type Change = BackupMethods["backup.change"]["params"];

const running = (device: SimDevice) => {
  const service = device.service();
  if (service === undefined) throw new Error("it is off");
  return service;
};
const waysOf = (device: SimDevice) => backupOf(device).recovery.map(({ kind }) => kind);
const requestsOf = (device: SimDevice) => running(device).viewState()?.requests ?? [];
const verify = (device: SimDevice, words: string) => runJob(device, "backup.verify", { words });

/** A change that nobody waits for. */
async function begin(device: SimDevice, change: Change) {
  const job = watchJob(runJob(device, "backup.change", change));
  await turn();
  return job;
}

test(
  "[BK2] a passphrase is added by typing the words, is proven at once, and opens the backup with its handle alone",
  SLOW,
  async () => {
    const wrong = await tell({ names: "A" }, async ({ world, device }) => {
      const a = device("A");
      await addAccount(world, a, dice);
      const words = await backUp(world, a);
      const text = drawPassphrase(world.tools.random);
      const added = runJob(a, "backup.change", {
        change: "add",
        kind: "passphrase",
        passphrase: { handle: "anna", text },
        confirm: { words },
      });
      expect(await untilTyped(world, added)).toMatchObject({ type: "changed", backup: { state: "on" } });
      expect(waysOf(a)).toEqual(expect.arrayContaining(["words", "passphrase"]));
      const proof = await untilTyped(world, runJob(a, "backup.verify", { passphrase: text, handle: "anna" }));
      expect(proof).toMatchObject({ type: "verified", accounts: 1, differences: [] });
    });
    expect(wrong).toEqual([]);
  },
);

test("[BK2] words are replaced by typing the old ones: these open nothing afterwards, and the new ones everything", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device }) => {
    const a = device("A");
    await addAccount(world, a, dice);
    const old = await backUp(world, a);
    const words = drawWords(world);
    const change: Change = { change: "replace", kind: "words", words, confirm: { words: old } };
    expect(await until(world, runJob(a, "backup.change", change))).toMatchObject({ type: "changed" });
    expect(waysOf(a)).toEqual(["words"]);
    expect(backupOf(a)).toMatchObject({ state: "on", problem: null });
    await expect(until(world, verify(a, old))).rejects.toMatchObject({ error: { type: "wrong-key" } });
    expect(await until(world, verify(a, words))).toMatchObject({ accounts: 1, differences: [] });
  });
  expect(wrong).toEqual([]);
});

test("[BK2] a way in is removed when another device agrees, but never the last one", SLOW, async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const [a, b] = [device("A"), device("B")];
    const words = await backUp(world, a);
    const text = drawPassphrase(world.tools.random);
    const last = runJob(a, "backup.change", { change: "remove", kind: "words" });
    await expect(until(world, last)).rejects.toMatchObject({
      error: { type: "usage", reason: "last-way-in", value: "words" },
    });
    const passphrase = { handle: "anna", text };
    const added = { change: "add", kind: "passphrase", passphrase, confirm: { words } } as const;
    await untilTyped(world, runJob(a, "backup.change", added));
    const removed = runJob(a, "backup.change", { change: "remove", kind: "words" }, (event) => {
      if (event.type === "confirm") approveElsewhere(world, a);
    });
    expect(await until(world, removed)).toMatchObject({ type: "changed" });
    await pass(world, 2_000);
    for (const one of [a, b]) expect(waysOf(one)).toEqual(["passphrase"]);
    await expect(until(world, verify(a, words))).rejects.toMatchObject({ error: { type: "wrong-key" } });
  });
  expect(wrong).toEqual([]);
});

test("[BK2] while another device is waited for the words may be typed instead; wrong ones change nothing", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const a = device("A");
    const old = await backUp(world, a);
    const words = drawWords(world);
    const answers: unknown[] = [];
    const replaced = runJob(
      a,
      "backup.change",
      { change: "replace", kind: "words", words },
      async (event, jobId) => {
        if (event.type !== "confirm") return;
        const typed = { jobId, confirm: { words: drawWords(world) } };
        await ask(running(a), "backup.confirm", typed).catch(({ error }) => answers.push(error));
        answers.push(await ask(running(a), "backup.confirm", { jobId, confirm: { words: old } }));
      },
    );
    expect(await until(world, replaced)).toMatchObject({ type: "changed" });
    expect(answers).toMatchObject([{ type: "wrong-key", what: "words" }, { accepted: true }]);
    expect(await until(world, verify(a, words))).toMatchObject({ differences: [] });
  });
  expect(wrong).toEqual([]);
});

test("[BK2] who has the words may approve with them what this very device asks for, and nothing with others", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const [a, b] = [device("A"), device("B")];
    const old = await backUp(world, a);
    const words = drawWords(world);
    const job = await begin(a, { change: "replace", kind: "words", words });
    await pass(world, 5_000);
    const [request] = requestsOf(b);
    expect(request).toMatchObject({ type: "recovery-change" });
    const id = request?.id ?? "";
    const approve = (confirm: { words: string }) =>
      until(world, ask(running(a), "requests.approve", { id, confirm }));
    await expect(approve({ words: drawWords(world) })).rejects.toMatchObject({
      error: { type: "wrong-key" },
    });
    expect(job.told()).toEqual({});
    await approve({ words: old });
    await pass(world, 10_000);
    expect(job.told()).toMatchObject({ done: { type: "changed" } });
    expect(requestsOf(b)).toEqual([]);
  });
  expect(wrong).toEqual([]);
});

test("what doesn't fit is refused before anybody is asked", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device }) => {
    const a = device("A");
    const words = drawWords(world);
    const refusal = (change: Change): Promise<unknown> =>
      until(world, runJob(a, "backup.change", change)).catch(({ error }) => error);
    expect(await refusal({ change: "add", kind: "words", words })).toMatchObject({ reason: "backup-is-off" });
    await backUp(world, a);
    expect(await refusal({ change: "add", kind: "words", words })).toMatchObject({
      reason: "recovery-member-there",
    });
    for (const change of ["replace", "remove"] as const) {
      expect(await refusal({ change, kind: "passphrase" })).toMatchObject({ reason: "no-recovery-member" });
    }
    expect(await refusal({ change: "replace", kind: "words" })).toMatchObject({ type: "usage" });
    expect(await refusal({ change: "replace", kind: "words", words: "one two" })).toMatchObject({
      type: "wrong-key",
      typed: { reason: "count" },
    });
  });
  expect(wrong).toEqual([]);
});

test("one stolen device alone neither adds, replaces nor removes a way in", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const [stolen, b] = [device("A"), device("B")];
    const words = await backUp(world, b);
    await pass(world, 2_000);
    toggleNetwork(world, b);
    const tries: readonly Change[] = [
      { change: "replace", kind: "words", words: drawWords(world), waitSeconds: 60 },
      { change: "replace", kind: "words", words: drawWords(world), confirm: { words: drawWords(world) } },
    ];
    for (const attempt of tries) {
      const job = await begin(stolen, attempt);
      await pass(world, 2 * 60_000);
      expect(job.told()).toHaveProperty("failed");
    }
    const again = watchJob(
      runJob(stolen, "backup.enable", { words: drawWords(world), passphrase: null, waitSeconds: 60 }),
    );
    await turn();
    await pass(world, 2 * 60_000);
    expect(again.told()).toMatchObject({ failed: { type: "timeout", what: "confirmation" } });
    toggleNetwork(world, b);
    await pass(world, 10_000);
    expect(requestsOf(b)).toEqual([]);
    expect(await until(world, verify(b, words))).toMatchObject({ differences: [] });
  });
  expect(wrong).toEqual([]);
});

test("a device that nobody has confirmed yet can't touch the ways in, whoever would agree", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const a = device("A");
    const words = await backUp(world, a);
    await pair(world, a, "C");
    const c = device("C");
    await pass(world, 5_000);
    const self = running(c)
      .viewState()
      ?.devices.find(({ memberId }) => memberId === c.memberId);
    expect(self).toMatchObject({ provisional: true });
    const job = await begin(c, { change: "replace", kind: "words", words: drawWords(world) });
    await pass(world, 10_000);
    expect(job.told()).toMatchObject({ failed: { type: "refused", reason: "not-allowed" } });
    expect(requestsOf(a).filter(({ type }) => type === "recovery-change")).toEqual([]);
    expect(await until(world, verify(a, words))).toMatchObject({ differences: [] });
  });
  expect(wrong).toEqual([]);
});

test("[BK3] another device refuses a replacement: the old words still open everything, and it is on", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const [a, b] = [device("A"), device("B")];
    const words = await backUp(world, a);
    const job = await begin(a, { change: "replace", kind: "words", words: drawWords(world) });
    rejectElsewhere(world, a);
    await pass(world, 10_000);
    expect(job.told()).toMatchObject({ failed: { type: "refused", reason: "rejected" } });
    for (const one of [a, b]) expect(backupOf(one)).toMatchObject({ state: "on", problem: null });
    expect(await until(world, verify(b, words))).toMatchObject({ differences: [] });
  });
  expect(wrong).toEqual([]);
});

test("[BK5] the words of another vault prove nothing here, and no kit is made with them", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device }) => {
    const a = device("A");
    const words = await backUp(world, a);
    const foreign = drawWords(world);
    const error = { type: "wrong-key", what: "words" };
    await expect(until(world, verify(a, foreign))).rejects.toMatchObject({ error });
    await expect(ask(running(a), "backup.kit", { words: foreign })).rejects.toMatchObject({ error });
    const short = words
      .split(" ")
      .map((word) => word.slice(0, 4).toUpperCase())
      .join(", ");
    const kit = await ask(running(a), "backup.kit", { words: short });
    expect(kit).toMatchObject({ words: words.split(" "), recovery: ["words"], handle: null });
    expect(kit.wordsQr?.length).toBe(kit.wordsQr?.[0]?.length);
    expect(await ask(running(a), "backup.kit", {})).toMatchObject({ words: null, wordsQr: null });
  });
  expect(wrong).toEqual([]);
});
