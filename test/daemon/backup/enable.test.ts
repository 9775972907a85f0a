/**
 * Turning backup on: alone, agreed to by another device or by what is typed, refused, not in time, and interrupted.
 */
import { expect, test } from "vitest";
import { drawPassphrase } from "../../../src/protocol/recovery-secret.ts";
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
import { toggleLock } from "../../sim/faults.ts";
import { addAccount } from "../../sim/people.ts";
import { turn } from "../../sim/relay-host.ts";
import { tell } from "../../sim/story.ts";
import { addDevice, pass, start, until, type World } from "../../sim/world.ts";

const dice = createDice("enable");
/** Argon2id is meant to be slow. */
const SLOW = { timeout: 180_000 };
const MINUTE_MS = 60_000;

const running = (device: SimDevice) => {
  const service = device.service();
  if (service === undefined) throw new Error("it is off");
  return service;
};
const activityOf = async (device: SimDevice): Promise<readonly string[]> =>
  (await ask(running(device), "activity.list", { limit: 100 })).entries.map(({ type }) => type);
const requestsOf = (device: SimDevice) => running(device).viewState()?.requests ?? [];
const waysOf = (device: SimDevice) => backupOf(device).recovery.map(({ kind }) => kind);
const memberOf = ({ service }: SimDevice) => service()?.viewState()?.device.memberId ?? "";

/** Words that are proposed, and wait. */
async function propose(world: World, device: SimDevice, waitSeconds?: number) {
  const words = drawWords(world);
  const job = watchJob(
    runJob(device, "backup.enable", {
      words,
      passphrase: null,
      ...(waitSeconds !== undefined && { waitSeconds }),
    }),
  );
  await turn();
  return { job, words };
}

test(
  "[BK5] alone: words and passphrase are in at once, each has read everything back, and then it is on",
  SLOW,
  async () => {
    const wrong = await tell({ names: "A" }, async ({ world, device }) => {
      const a = device("A");
      await addAccount(world, a, dice);
      const words = drawWords(world);
      const text = drawPassphrase(world.tools.random);
      const steps: string[] = [];
      const result = await untilTyped(
        world,
        runJob(a, "backup.enable", { words, passphrase: { handle: "anna", text } }, (event) => {
          if (event.type === "step" && steps.at(-1) !== event.step) steps.push(event.step);
        }),
      );
      expect(result).toMatchObject({ type: "enabled", backup: { state: "on", problem: null } });
      const read = ["reading-back", "comparing"];
      expect(steps).toEqual(["deriving", "asking", "uploading", ...read, ...read]);
      const view = backupOf(a);
      expect(view).toMatchObject({ state: "on", handle: "anna@relay-1.example.org", pendingChanges: 0 });
      expect(waysOf(a)).toEqual(expect.arrayContaining(["words", "passphrase"]));
      for (const { since } of view.recovery) expect(since).toBeTypeOf("number");
      expect(view.lastVerifiedAt).toBeTypeOf("number");
      expect(await activityOf(a)).toEqual(
        expect.arrayContaining(["recovery-added", "backup-verified", "backup-on"]),
      );
    });
    expect(wrong).toEqual([]);
  },
);

test(
  "[BK2] another device agrees to the words, is asked once, and knows the backup as this one does",
  SLOW,
  async () => {
    const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
      const [a, b] = [device("A"), device("B")];
      const text = drawPassphrase(world.tools.random);
      const events: string[] = [];
      const asked = runJob(
        a,
        "backup.enable",
        { words: drawWords(world), passphrase: { handle: "anna@relay-1.example.org", text } },
        (event) => {
          events.push(event.type);
          if (event.type !== "confirm") return;
          expect(event.fingerprint).not.toBe("");
          expect(event.devices).toHaveLength(1);
          approveElsewhere(world, a);
        },
      );
      expect(await untilTyped(world, asked)).toMatchObject({ type: "enabled" });
      expect(events.filter((type) => type !== "step")).toEqual(["confirm", "confirmed"]);
      await pass(world, 5_000);
      const { relay, handle, state, lastVerifiedAt, recovery } = backupOf(a);
      expect(state).toBe("on");
      expect(backupOf(b)).toMatchObject({ relay, handle, state, lastVerifiedAt, recovery });
    });
    expect(wrong).toEqual([]);
  },
);

test("[BK2] it is nothing that waits, and not on, before another device has agreed", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const [a, b] = [device("A"), device("B")];
    const { job } = await propose(world, a);
    await pass(world, 2_000);
    expect(job.told()).toEqual({});
    expect(backupOf(a)).toMatchObject({ state: "waiting", recovery: [], lastVerifiedAt: null });
    expect(backupOf(b)).toMatchObject({ state: "off", recovery: [] });
    expect(requestsOf(b)).toMatchObject([{ type: "recovery-change" }]);
    approveElsewhere(world, a);
    await pass(world, 10_000);
    expect(job.told()).toMatchObject({ done: { type: "enabled" } });
  });
  expect(wrong).toEqual([]);
});

test("[BK3] another device refuses: the job says so, and nothing is left of it", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const [a, b] = [device("A"), device("B")];
    const { job } = await propose(world, a);
    rejectElsewhere(world, a);
    await pass(world, 10_000);
    expect(job.told()).toMatchObject({ failed: { type: "refused", reason: "rejected" } });
    for (const one of [a, b]) expect(backupOf(one)).toMatchObject({ state: "off", recovery: [] });
    expect(requestsOf(b)).toEqual([]);
  });
  expect(wrong).toEqual([]);
});

test("[BK3] nobody agrees in time: what was proposed is withdrawn", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const [a, b] = [device("A"), device("B")];
    const { job } = await propose(world, a, 20);
    await pass(world, 10_000);
    expect(requestsOf(b)).toHaveLength(1);
    await pass(world, 15_000);
    expect(job.told()).toMatchObject({ failed: { type: "timeout", what: "confirmation" } });
    expect(requestsOf(b)).toEqual([]);
    expect(backupOf(a).state).toBe("off");
  });
  expect(wrong).toEqual([]);
});

test("[BK3] a person calls it off: what was proposed is withdrawn", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const [a, b] = [device("A"), device("B")];
    const params = { words: drawWords(world), passphrase: null };
    const asked = runJob(a, "backup.enable", params, async (event, jobId) => {
      if (event.type === "confirm") await ask(running(a), "backup.cancel", { jobId });
    });
    await expect(until(world, asked)).rejects.toMatchObject({ error: { type: "interrupted" } });
    await pass(world, 1_000);
    expect(requestsOf(b)).toEqual([]);
    expect(backupOf(a).state).toBe("off");
  });
  expect(wrong).toEqual([]);
});

test("[BK3] the relay goes away while it waits: withdrawn as soon as the relay is there again", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device, relay }) => {
    const [a, b] = [device("A"), device("B")];
    const { job } = await propose(world, a, 30);
    await pass(world, 5_000);
    expect(requestsOf(b)).toHaveLength(1);
    relay.isUp = false;
    relay.cutAll();
    await pass(world, MINUTE_MS);
    expect(job.told()).toMatchObject({ failed: { type: "timeout" } });
    relay.isUp = true;
    await pass(world, 10 * MINUTE_MS);
    expect(requestsOf(b)).toEqual([]);
    expect(backupOf(a)).toMatchObject({ state: "off", recovery: [] });
  });
  expect(wrong).toEqual([]);
});

test("[BK3] the daemon stops while it waits: its next run withdraws what nobody waits for any more", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const [a, b] = [device("A"), device("B")];
    await propose(world, a);
    await pass(world, 5_000);
    expect(requestsOf(b)).toHaveLength(1);
    a.stop();
    await start(world, a);
    await pass(world, 2 * MINUTE_MS);
    expect(requestsOf(b)).toEqual([]);
    expect(backupOf(a)).toMatchObject({ state: "off", recovery: [] });
  });
  expect(wrong).toEqual([]);
});

test("[BK3] the vault is locked while it waits: unlocked again, it withdraws", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const [a, b] = [device("A"), device("B")];
    const { job } = await propose(world, a);
    await pass(world, 5_000);
    await toggleLock(world, a);
    await pass(world, 5_000);
    expect(job.told()).toMatchObject({ failed: { type: "locked" } });
    await toggleLock(world, a);
    await pass(world, 2 * MINUTE_MS);
    expect(requestsOf(b)).toEqual([]);
  });
  expect(wrong).toEqual([]);
});

test("[BK2] the only device that could agree is revoked meanwhile: then this one's word suffices", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const [a, b] = [device("A"), device("B")];
    const { job } = await propose(world, a);
    await pass(world, 5_000);
    await until(world, ask(running(a), "devices.revoke", { member: memberOf(b), dryRun: false }));
    world.gone.add("B");
    await pass(world, 30_000);
    expect(job.told()).toMatchObject({ done: { type: "enabled", backup: { state: "on" } } });
  });
  expect(wrong).toEqual([]);
});

test("[BK5] the relay goes away before it was read back: not on, and it says so until it is proven", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device, relay }) => {
    const a = device("A");
    await addAccount(world, a, dice);
    const words = drawWords(world);
    const job = watchJob(
      runJob(a, "backup.enable", { words, passphrase: null }, (event) => {
        if (event.type !== "step" || event.step !== "reading-back") return;
        relay.isUp = false;
        relay.cutAll();
      }),
    );
    await pass(world, 5 * MINUTE_MS);
    expect(job.told()).toHaveProperty("failed");
    expect(backupOf(a).state).not.toBe("on");
    relay.isUp = true;
    await pass(world, 20 * MINUTE_MS);
    expect(backupOf(a)).toMatchObject({ state: "failing", problem: "unproven", lastVerifiedAt: null });
    expect((await activityOf(a)).filter((type) => type === "backup-failing")).toHaveLength(1);
    expect(await until(world, runJob(a, "backup.verify", { words }))).toMatchObject({ differences: [] });
    expect(backupOf(a)).toMatchObject({ state: "on", problem: null, since: null });
  });
  expect(wrong).toEqual([]);
});

test("[BK5] what came to nothing half-way may be begun anew, with other words", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device, relay }) => {
    const a = device("A");
    const first = drawWords(world);
    const job = watchJob(
      runJob(a, "backup.enable", { words: first, passphrase: null }, (event) => {
        if (event.type === "step" && event.step === "reading-back") relay.cutAll();
        if (event.type === "step" && event.step === "reading-back") relay.isUp = false;
      }),
    );
    await pass(world, 5 * MINUTE_MS);
    expect(job.told()).toHaveProperty("failed");
    relay.isUp = true;
    await pass(world, 5 * MINUTE_MS);
    const second = drawWords(world);
    const confirm = { words: first };
    const enabled = runJob(a, "backup.enable", { words: second, passphrase: null, confirm });
    expect(await until(world, enabled)).toMatchObject({ type: "enabled", backup: { state: "on" } });
    const old = until(world, runJob(a, "backup.verify", { words: first }));
    await expect(old).rejects.toMatchObject({ error: { type: "wrong-key" } });
  });
  expect(wrong).toEqual([]);
});

test.each([1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20])(
  "[BK5] the machine dies in the midst of it, %i draws on: never on without proof, and begun again it is on",
  async (draws) => {
    const wrong = await tell({ names: "A" }, async ({ world, device }) => {
      const a = device("A");
      await addAccount(world, a, dice);
      await pass(world, 5_000);
      const words = drawWords(world);
      a.lightFuse(draws);
      const job = watchJob(runJob(a, "backup.enable", { words, passphrase: null }));
      await turn();
      await pass(world, 60_000);
      const isDead = a.service() === undefined;
      a.lightFuse(0);
      expect(isDead || job.told().done !== undefined).toBe(true);
      if (isDead) await start(world, a);
      const { state, lastVerifiedAt } = backupOf(a);
      expect(state === "on").toBe(lastVerifiedAt !== null);
      await pass(world, 60_000);
      expect(await until(world, runJob(a, "backup.enable", { words, passphrase: null }))).toMatchObject({
        backup: { state: "on", problem: null },
      });
      const proof = await until(world, runJob(a, "backup.verify", { words }));
      expect(proof).toMatchObject({ accounts: 1, differences: [] });
    });
    expect(wrong).toEqual([]);
  },
);

test("a vault without a relay needs one first, and one without a way in is no backup", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device }) => {
    const a = device("A");
    const none = until(world, runJob(a, "backup.enable", { words: null, passphrase: null }));
    await expect(none).rejects.toMatchObject({ error: { reason: "no-recovery-member" } });
    await ask(running(a), "link.clear", {});
    const unlinked = until(world, runJob(a, "backup.enable", { words: drawWords(world), passphrase: null }));
    await expect(unlinked).rejects.toMatchObject({ error: { type: "usage", reason: "relay-needed" } });
    const alone = addDevice(world, "Z");
    world.gone.add("Z");
    await start(world, alone);
    await expect(
      ask(running(alone), "backup.enable", { words: drawWords(world), passphrase: null }),
    ).rejects.toMatchObject({ error: { type: "no-vault" } });
    alone.stop();
    world.gone.add("A");
  });
  expect(wrong).toEqual([]);
});

test("a weak passphrase is refused, with the reason, before anything is asked of the relay", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device }) => {
    const a = device("A");
    const passphrase = { handle: "anna", text: "P4ssw0rd!2024" };
    const weak = runJob(a, "backup.enable", { words: drawWords(world), passphrase });
    await expect(until(world, weak)).rejects.toMatchObject({
      error: { type: "usage", reason: "weak-passphrase", value: "guessable" },
    });
    expect(waysOf(a)).toEqual([]);
  });
  expect(wrong).toEqual([]);
});

test("an erasure that waits is taken back by who turns backup on again", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const [a, b] = [device("A"), device("B")];
    const words = await backUp(world, a);
    await until(world, runJob(a, "backup.disable", { keepSync: true, later: true }));
    expect(backupOf(a).state).toBe("deleting");
    const enabled = runJob(a, "backup.enable", { words, passphrase: null });
    expect(await until(world, enabled)).toMatchObject({ type: "enabled" });
    await pass(world, 2_000);
    for (const one of [a, b]) expect(backupOf(one)).toMatchObject({ state: "on", deletesAt: null });
  });
  expect(wrong).toEqual([]);
});
