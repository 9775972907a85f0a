/**
 * Points in time: what the relay kept, brought back as edits of today.
 */
import { expect, test } from "vitest";
import type { RpcParams } from "../../../src/protocol/local-api.ts";
import { backUp } from "../../sim/backing-up.ts";
import { ask, type SimDevice } from "../../sim/device.ts";
import { createDice } from "../../sim/dice.ts";
import { addAccount } from "../../sim/people.ts";
import { failure, running } from "../../sim/recovering.ts";
import { tell } from "../../sim/story.ts";
import { pass, until, type World } from "../../sim/world.ts";

const dice = createDice("points");

const labelsOf = (device: SimDevice) => running(device).labels();

async function pointOf(world: World, device: SimDevice): Promise<string> {
  const { points } = await until(world, ask(running(device), "backup.points", {}));
  expect(points.length).toBeGreaterThan(0);
  return points[0]?.id ?? "";
}

const restore = (world: World, device: SimDevice, params: RpcParams<"backup.restore">) =>
  until(world, ask(running(device), "backup.restore", params));

test("[BK11] an account that was changed since gets back what it had; done twice, nothing changes", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const [a, b] = [device("A"), device("B")];
    await addAccount(world, a, dice);
    await backUp(world, a);
    await pass(world, 60_000);
    const id = await pointOf(world, a);
    const [label] = labelsOf(a);
    const { id: account = "", issuer = "" } = label ?? {};
    await ask(running(a), "accounts.edit", { query: account, changes: { note: "of now" } });
    await ask(running(a), "accounts.verify", { query: account });
    await pass(world, 5_000);
    const looked = await restore(world, b, { id, dryRun: true });
    expect(looked).toMatchObject({ differences: [{ id: account, fields: ["note"] }], restored: 0 });
    expect(await restore(world, b, { id, query: "nothing like it" })).toMatchObject({ restored: 0 });
    expect(await restore(world, b, { id, accounts: [] })).toMatchObject({ differences: [], restored: 0 });
    expect(await restore(world, b, { id, accounts: [account], dryRun: true })).toMatchObject({
      differences: [{ id: account }],
    });
    expect(await restore(world, b, { id, query: issuer })).toMatchObject({ restored: 1 });
    await pass(world, 5_000);
    for (const one of [a, b]) {
      expect(await restore(world, one, { id })).toMatchObject({ differences: [], restored: 0 });
      expect(labelsOf(one)).toMatchObject([{ id: account, verified: true }]);
    }
  });
  expect(wrong).toEqual([]);
});

test("[BK11] an account that was in the trash since and came back is the same one", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device }) => {
    const a = device("A");
    await addAccount(world, a, dice);
    await backUp(world, a);
    await pass(world, 60_000);
    const id = await pointOf(world, a);
    const [{ id: account } = { id: "" }] = labelsOf(a);
    world.accounts.restored.add(account);
    await ask(running(a), "accounts.trash", { query: account });
    await pass(world, 2_000);
    await ask(running(a), "accounts.restore", { query: account });
    expect(labelsOf(a)).toHaveLength(1);
    expect(await restore(world, a, { id })).toMatchObject({ differences: [], restored: 0 });
    expect(labelsOf(a)).toHaveLength(1);
  });
  expect(wrong).toEqual([]);
});

test("a point that the relay doesn't have is named", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device }) => {
    const a = device("A");
    await backUp(world, a);
    for (const id of ["999999", "0", "x"]) {
      const told = await until(world, failure(ask(running(a), "backup.restore", { id })));
      expect(told).toEqual({ type: "usage", reason: "no-such-point", value: id });
    }
  });
  expect(wrong).toEqual([]);
});
