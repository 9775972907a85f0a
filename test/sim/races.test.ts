/**
 * Races that the simulation found, each by its name.
 */
import { expect, test } from "vitest";
import type { AccountLabel } from "../../src/protocol/account.ts";
import { ask, type SimDevice } from "./device.ts";
import { createDice } from "./dice.ts";
import { backUp, clone, goBack, toggleLock, toggleNetwork } from "./faults.ts";
import { addAccount, editField, editTags, perform, restore, syncNow, trash } from "./people.ts";
import { tell } from "./story.ts";
import { link } from "./joining.ts";
import type { RelayHost } from "./relay-host.ts";
import { bury, pass, start, until } from "./world.ts";

const dice = createDice("races");

test("a deletion that comes back after a crash acknowledges nothing that was written since", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device, untilStored }) => {
    const b = device("B");
    await addAccount(world, b, dice);
    await editTags(world, b, dice);
    await pass(world, 5_000);
    const [label] = b.service()?.labels() ?? [];
    const [tag = ""] = label?.tags.filter((text) => text.includes(" tag ")) ?? [];
    world.accounts.tagsTaken.add(`${label?.tags.find((text) => text !== tag)}|${tag}`);
    await perform(world, b, {
      what: "takes a tag",
      run: (service) =>
        ask(service, "accounts.edit", { query: label?.id ?? "", changes: { removeTags: [tag] } }),
    });
    await untilStored(1);
    bury(world, b);
    await start(world, b);
    await editField(world, b, dice);
  });
  expect(wrong).toEqual([]);
});

test("an edit and a restoring that cross each other on the way find each other", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const [a, b] = [device("A"), device("B")];
    await addAccount(world, a, dice);
    await pass(world, 5_000);
    await editField(world, b, dice);
    const isEdited = edited(b);
    await trash(world, a, dice);
    await restore(world, a, dice);
    await pass(world, 10_000);
    for (const one of [a, b]) expect(one.service()?.labels().some(isEdited)).toBe(true);
  });
  expect(wrong).toEqual([]);
});

/** Shows what this device shows of its one account. */
function edited(device: SimDevice): (label: AccountLabel) => boolean {
  const [now] = device.service()?.labels() ?? [];
  return ({ issuer, name }) => issuer === now?.issuer && name === now.name;
}

test.each([1, 2, 3, 4])(
  "a device that goes back to a backup with an account that it had not sent (%i)",
  async (seed) => {
    const wrong = await tell({ names: "AB", seed }, async ({ world, device }) => {
      const [a, b] = [device("A"), device("B")];
      toggleNetwork(world, b);
      await addAccount(world, b, dice);
      backUp(world, b);
      toggleNetwork(world, b);
      await pass(world, 70_000);
      await editField(world, a, dice);
      await pass(world, 5_000);
      await goBack(world, b, false);
    });
    expect(wrong).toEqual([]);
  },
);

test.each([1, 2, 3, 4])(
  "a copy of a device that holds an account that it had not sent (%i)",
  async (seed) => {
    const wrong = await tell({ names: "AB", seed }, async ({ world, device }) => {
      const b = device("B");
      toggleNetwork(world, b);
      await addAccount(world, b, dice);
      backUp(world, b);
      await editTags(world, b, dice);
      await clone(world, b, false);
    });
    expect(wrong).toEqual([]);
  },
);

test.each([1, 2, 3, 4])(
  "a copy of a whole machine that goes on from the same place deletes nothing of its original's (%i)",
  async (seed) => {
    const wrong = await tell({ names: "AB", seed }, async ({ world, device }) => {
      const b = device("B");
      await addAccount(world, b, dice);
      await pass(world, 5_000);
      backUp(world, b);
      toggleNetwork(world, b);
      await clone(world, b, true);
      const copy = device("B'");
      toggleNetwork(world, copy);
      await addAccount(world, b, dice);
      for (let time = 0; time < 6; time++) await editField(world, copy, dice);
      for (const one of [b, copy]) {
        toggleNetwork(world, one);
        syncNow(world, one);
      }
      await pass(world, 10_000);
    });
    expect(wrong).toEqual([]);
  },
);

test.each([1, 2, 3, 4])(
  "what a device makes again out of a backup doesn't win against what was written since (%i)",
  async (seed) => {
    const wrong = await tell({ names: "AB", seed }, async ({ world, device }) => {
      const [a, b] = [device("A"), device("B")];
      await addAccount(world, b, dice);
      await pass(world, 5_000);
      toggleNetwork(world, b);
      for (let time = 0; time < 6; time++) await editField(world, b, dice);
      backUp(world, b);
      toggleNetwork(world, b);
      await pass(world, 70_000);
      for (let time = 0; time < 6; time++) await editField(world, a, dice);
      await pass(world, 5_000);
      await goBack(world, b, false);
    });
    expect(wrong).toEqual([]);
  },
);

test("a vault that moves in a moment without a connection takes the others along", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const a = device("A");
    await addAccount(world, a, dice);
    await pass(world, 5_000);
    for (const line of world.wires.lines()) line.cut();
    await until(world, link(world, a, world.relays[1] as RelayHost));
    await editField(world, device("B"), dice);
    await pass(world, 60_000);
    expect(device("B").service()?.status().link.relay).toBe(world.relays[1]?.url);
  });
  expect(wrong).toEqual([]);
});

test("a vault that can't store at its opening what came meanwhile connects anew, with the keys that it has then", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const a = device("A");
    await addAccount(world, a, dice);
    await pass(world, 5_000);
    await toggleLock(world, a);
    await editField(world, device("B"), dice);
    await pass(world, 5_000);
    // What comes now can't be kept: the connection ends, until it is unlocked.
    a.refuseWrites(1);
    await editField(world, device("B"), dice);
    await pass(world, 5_000);
    a.refuseWrites(2);
    await toggleLock(world, a);
    await trash(world, a, dice);
    await pass(world, 5_000);
    expect(a.service()?.status().link.state).toBe("online");
  });
  expect(wrong).toEqual([]);
});
