/**
 * Beginning again on a new machine: from words and from a passphrase, into nothing and beside accounts, whoever else is
 * there, and whatever breaks meanwhile.
 */
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { decodeClientMessage } from "../../../src/protocol/messages.ts";
import { drawPassphrase } from "../../../src/protocol/recovery-secret.ts";
import { backUp, runJob, untilTyped } from "../../sim/backing-up.ts";
import { ask, type SimDevice } from "../../sim/device.ts";
import { createDice } from "../../sim/dice.ts";
import { toggleLock, toggleNetwork } from "../../sim/faults.ts";
import { pair } from "../../sim/joining.ts";
import { addAccount } from "../../sim/people.ts";
import { failure, type Found, lose, newMachine, recover, running } from "../../sim/recovering.ts";
import { tell } from "../../sim/story.ts";
import { bury, pass, start, until, type World } from "../../sim/world.ts";

const dice = createDice("recover");
/** Of a key, several times, on a slow machine. */
const DERIVING_MS = 120_000;

const labelsOf = (device: SimDevice) => running(device).labels();
const linkOf = (device: SimDevice) => running(device).status().link;
const verifiedOf = (device: SimDevice) => labelsOf(device).map(({ verified }) => verified);
const devicesOf = (device: SimDevice) =>
  (running(device).viewState()?.devices ?? []).flatMap(({ kind, memberId }) =>
    kind === "device" ? [memberId] : [],
  );
const activityOf = async (device: SimDevice): Promise<readonly string[]> =>
  (await ask(running(device), "activity.list", { limit: 100 })).entries.map(({ type }) => type);

/** With a vault of its own, never linked, and one account in it. */
async function withVault(world: World): Promise<{ n: SimDevice; mine: string }> {
  const n = await newMachine(world);
  await ask(running(n), "vault.init", { device: "N", passphrase: null });
  await addAccount(world, n, dice);
  return { n, mine: labelsOf(n)[0]?.id ?? "" };
}

/** Of each account: was it this device's own, and is it to be tried? */
const triedOf = (device: SimDevice, mine: string) =>
  labelsOf(device)
    .map(({ id, verified }) => ({ isMine: id === mine, verified }))
    .toSorted((one, other) => Number(one.isMine) - Number(other.isMine));
const OWN_AND_FOUND = [
  { isMine: false, verified: false },
  { isMine: true, verified: null },
];

test("[BK7] [BK10] words bring everything to a new machine; the lost device is removed, the other one stays", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device, relay }) => {
    const [a, b] = [device("A"), device("B")];
    await addAccount(world, a, dice);
    await addAccount(world, b, dice);
    const words = await backUp(world, a);
    lose(world, a);
    const n = await newMachine(world);
    const steps: string[] = [];
    const shown: Found[] = [];
    const recovered = await until(
      world,
      recover(world, n, {
        secret: { words },
        relay,
        keep: () => [b.memberId],
        onEvent: (event) => {
          if (event.type === "found") shown.push(event);
          if (event.type === "step" && steps.at(-1) !== event.step) steps.push(event.step);
        },
      }),
    );
    const asked = ["deriving", "looking", "downloading", "admitting", "removing-devices", "syncing"];
    expect(steps).toEqual(asked);
    expect(shown).toMatchObject([{ ours: null, vault: { accounts: 2 } }]);
    expect(shown[0]?.vault.devices.map(({ memberId }) => memberId).toSorted()).toEqual(
      [a.memberId, b.memberId].toSorted(),
    );
    expect(recovered).toMatchObject({ accounts: 2 });
    expect(recovered.devices).toHaveLength(2);
    expect(verifiedOf(n)).toEqual([false, false]);
    expect(await activityOf(n)).toContain("recovered");
    await pass(world, 5_000);
    expect(devicesOf(b).toSorted()).toEqual([b.memberId, n.memberId].toSorted());
    const self = running(b)
      .viewState()
      ?.devices.find(({ memberId }) => memberId === n.memberId);
    expect(self).toMatchObject({ name: expect.stringContaining("device N"), provisional: false });
    expect(verifiedOf(b)).toEqual([false, false]);
    await addAccount(world, n, dice);
    await pass(world, 5_000);
    expect(labelsOf(b)).toHaveLength(3);
  });
  expect(wrong).toEqual([]);
});

test("[VD10] an account that is to be enrolled again is backed up and comes back, and is not asked to be tried", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device, relay }) => {
    const a = device("A");
    await addAccount(world, a, dice);
    const duo = JSON.stringify([{ name: "Work", pkey: "p", accountType: "duo" }]);
    const files = [{ name: "duo.json", bytes: Buffer.from(duo).toString("base64") }];
    await ask(running(a), "import.run", { files, enrolAgain: "also" });
    const words = await backUp(world, a);
    lose(world, a);
    const n = await newMachine(world);
    await until(world, recover(world, n, { secret: { words }, relay, keep: () => [] }));
    const tried = labelsOf(n).map(({ type, verified }) => ({ isNamed: type === "none", verified }));
    expect(tried.toSorted((one, other) => Number(one.isNamed) - Number(other.isNamed))).toEqual([
      { isNamed: false, verified: false },
      { isNamed: true, verified: null },
    ]);
  });
  // The one that was imported: the story's ledger knows those that people typed.
  expect(wrong).toEqual(["there is an account that nobody made"]);
});

test(
  "[BK7] handle and passphrase say where the vault is, and open it",
  { timeout: DERIVING_MS },
  async () => {
    const wrong = await tell({ names: "A" }, async ({ world, device }) => {
      const a = device("A");
      await addAccount(world, a, dice);
      const text = drawPassphrase(world.tools.random);
      const passphrase = { handle: "anna", text };
      await untilTyped(world, runJob(a, "backup.enable", { words: null, passphrase }));
      lose(world, a);
      const n = await newMachine(world);
      const secret = { passphrase: text, handle: "anna@relay-1.example.org" };
      await untilTyped(world, recover(world, n, { secret, relay: undefined, keep: () => [] }));
      expect(verifiedOf(n)).toEqual([false]);
      expect(devicesOf(n)).toEqual([n.memberId]);
    });
    expect(wrong).toEqual([]);
  },
);

test("[BK8] [BK10] a device that has accounts brings them along where a person says so: they aren't to be tried again", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device, relay }) => {
    const a = device("A");
    await addAccount(world, a, dice);
    const words = await backUp(world, a);
    lose(world, a);
    const { n, mine } = await withVault(world);
    const before = running(n).status().vaultId;
    const shown: Found[] = [];
    await until(
      world,
      recover(world, n, {
        secret: { words },
        relay,
        merge: true,
        onEvent: (event) => {
          if (event.type === "found") shown.push(event);
        },
      }),
    );
    expect(shown).toMatchObject([{ ours: 1 }]);
    expect(running(n).status().vaultId).not.toBe(before);
    expect(triedOf(n, mine)).toEqual(OWN_AND_FOUND);
    expect(readdirSync(n.directory).some((name) => name.includes(".left-"))).toBe(true);
    await pass(world, 5_000);
    expect(linkOf(n)).toMatchObject({ state: "online", pending: 0 });
  });
  expect(wrong).toEqual([]);
});

test("[BK8] without that yes the device keeps its vault, and nobody is let in", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device, relay }) => {
    const a = device("A");
    const words = await backUp(world, a);
    const { n, mine } = await withVault(world);
    const before = running(n).status().vaultId;
    const told = failure(recover(world, n, { secret: { words }, relay }));
    expect(await until(world, told)).toEqual({ type: "refused", reason: "rejected" });
    expect(running(n).status().vaultId).toBe(before);
    expect(labelsOf(n)).toMatchObject([{ id: mine }]);
    await pass(world, 5_000);
    expect(devicesOf(a)).toEqual([a.memberId]);
    world.gone.add("N");
  });
  expect(wrong).toEqual([]);
});

test("[BK8] who calls it off before answering has changed nothing", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device, relay }) => {
    const a = device("A");
    const words = await backUp(world, a);
    const n = await newMachine(world);
    const told = failure(
      recover(world, n, {
        secret: { words },
        relay,
        onEvent: (event, jobId) =>
          event.type === "found" ? ask(running(n), "backup.cancel", { jobId }) : undefined,
      }),
    );
    expect(await until(world, told)).toEqual({ type: "interrupted" });
    expect(running(n).status().vaultId).toBeNull();
    await pass(world, 5_000);
    expect(devicesOf(a)).toEqual([a.memberId]);
    world.gone.add("N");
  });
  expect(wrong).toEqual([]);
});

test("a device of this vault has nothing to recover", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device, relay }) => {
    const a = device("A");
    const words = await backUp(world, a);
    const told = failure(recover(world, a, { secret: { words }, relay }));
    expect(await until(world, told)).toEqual({ type: "usage", reason: "already-member" });
  });
  expect(wrong).toEqual([]);
});

test("[BK10] a device that dies before the vault is all here asks for each account when it is", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device, relay }) => {
    const a = device("A");
    await addAccount(world, a, dice);
    const words = await backUp(world, a);
    lose(world, a);
    const { n, mine } = await withVault(world);
    const death = { isThere: false };
    const recovering = recover(world, n, {
      secret: { words },
      relay,
      merge: true,
      onEvent: (event) => {
        if (event.type !== "step" || event.step !== "syncing") return;
        toggleNetwork(world, n);
        bury(world, n);
        death.isThere = true;
      },
    });
    recovering.catch(() => {});
    for (let ms = 0; ms < 5_000 && !death.isThere; ms++) await pass(world, 1);
    expect(death.isThere).toBe(true);
    await start(world, n);
    await pass(world, 1_000);
    expect(labelsOf(n)).toEqual([]);
    toggleNetwork(world, n);
    await pass(world, 60_000);
    expect(triedOf(n, mine)).toEqual(OWN_AND_FOUND);
    const activity = await activityOf(n);
    expect(activity.filter((type) => type === "recovered")).toHaveLength(1);
    n.memberId = running(n).viewState()?.device.memberId ?? "";
    const self = running(n)
      .viewState()
      ?.devices.find(({ memberId }) => memberId === n.memberId);
    expect(self?.name).toContain("device N");
    expect(self?.addedAt).toBeTypeOf("number");
  });
  expect(wrong).toEqual([]);
});

test("[BK10] what a person tried meanwhile isn't asked for once more", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device, relay }) => {
    const a = device("A");
    await addAccount(world, a, dice);
    const words = await backUp(world, a);
    lose(world, a);
    const n = await newMachine(world);
    await until(world, recover(world, n, { secret: { words }, relay }));
    const [label] = labelsOf(n);
    await ask(running(n), "accounts.verify", { query: label?.id ?? "" });
    await pass(world, 5_000);
    bury(world, n);
    await start(world, n);
    await pass(world, 60_000);
    expect(verifiedOf(n)).toEqual([true]);
  });
  expect(wrong).toEqual([]);
});

for (const step of ["looking", "downloading", "found", "admitting", "removing-devices"] as const) {
  test(`the relay is gone at "${step}": it is told at once, and the machine is as it was`, async () => {
    const wrong = await tell({ names: "AB" }, async ({ world, device, relay }) => {
      const a = device("A");
      await addAccount(world, a, dice);
      const words = await backUp(world, a);
      const n = await newMachine(world);
      let cutAtMs = Infinity;
      const told = failure(
        recover(world, n, {
          secret: { words },
          relay,
          keep: () => [a.memberId],
          onEvent: (event) => {
            const at = event.type === "step" ? event.step : event.type;
            if (at !== step || !n.isOnline) return undefined;
            toggleNetwork(world, n);
            cutAtMs = world.clock.now();
            // Nobody answers.
            return step === "found" ? pass(world, 100) : undefined;
          },
        }),
      );
      expect(await until(world, told)).toEqual({ type: "unreachable", what: "relay" });
      expect(world.clock.now() - cutAtMs).toBeLessThan(1_000);
      expect(running(n).status().vaultId).toBeNull();
      toggleNetwork(world, n);
      // Whom the relay had heard of is there, without anyone behind it: the next recovery removes it.
      await until(world, recover(world, n, { secret: { words }, relay, keep: () => [a.memberId] }));
      expect(devicesOf(n).toSorted()).toEqual([a.memberId, n.memberId].toSorted());
    });
    expect(wrong).toEqual([]);
  });
}

test("the relay is gone while the vault comes: it goes on when the relay is back", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device, relay }) => {
    const a = device("A");
    await addAccount(world, a, dice);
    const words = await backUp(world, a);
    const n = await newMachine(world);
    const recovered = await until(
      world,
      recover(world, n, {
        secret: { words },
        relay,
        onEvent: (event) => {
          if (event.type !== "step" || event.step !== "syncing") return;
          toggleNetwork(world, n);
          world.clock.schedule(() => toggleNetwork(world, n), 10_000);
        },
      }),
    );
    expect(recovered).toMatchObject({ accounts: 1 });
    expect(verifiedOf(n)).toEqual([false]);
  });
  expect(wrong).toEqual([]);
});

test("[BK9] another device's entry that comes first doesn't stop it; whom nobody was shown stays", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device, relay }) => {
    const [a, b] = [device("A"), device("B")];
    const words = await backUp(world, a);
    const n = await newMachine(world);
    const recovering = recover(world, n, {
      secret: { words },
      relay,
      keep: () => [b.memberId],
      onEvent: async (event) => {
        if (event.type !== "found") return;
        expect(event.vault.devices).toHaveLength(2);
        await pair(world, b, "C");
        await pass(world, 2_000);
      },
    });
    await until(world, recovering);
    const c = device("C");
    expect(devicesOf(n).toSorted()).toEqual([b.memberId, c.memberId, n.memberId].toSorted());
    await pass(world, 5_000);
    expect(linkOf(c)).toMatchObject({ state: "online" });
  });
  expect(wrong).toEqual([]);
});

test("[BK9] an entry that lost the race is made anew", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device, relay }) => {
    const [a, b] = [device("A"), device("B")];
    const words = await backUp(world, a);
    const n = await newMachine(world);
    const up = world.liar.up.bind(world.liar);
    let held = 0;
    world.liar.up = (line, bytes) => {
      const decoded = decodeClientMessage(bytes);
      const isAppend = decoded.ok && decoded.value.type === "append";
      if (!isAppend || line.station.name !== "N" || held > 0) return up(line, bytes);
      held += 1;
      // It comes when the other entry is in.
      void pair(world, b, "C");
      return [];
    };
    await until(world, recover(world, n, { secret: { words }, relay }));
    world.liar.up = up;
    expect(held).toBe(1);
    const c = device("C");
    await pass(world, 5_000);
    expect(devicesOf(n).toSorted()).toEqual([a.memberId, b.memberId, c.memberId, n.memberId].toSorted());
  });
  expect(wrong).toEqual([]);
});

test("a vault that is locked while a person answers ends it before anyone is let in", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device, relay }) => {
    const a = device("A");
    const words = await backUp(world, a);
    const { n } = await withVault(world);
    const told = failure(
      recover(world, n, {
        secret: { words },
        relay,
        merge: true,
        onEvent: (event) => (event.type === "found" ? toggleLock(world, n) : undefined),
      }),
    );
    expect(await until(world, told)).toEqual({ type: "locked" });
    await pass(world, 1_000);
    expect(devicesOf(a)).toEqual([a.memberId]);
    world.gone.add("N");
  });
  expect(wrong).toEqual([]);
});
