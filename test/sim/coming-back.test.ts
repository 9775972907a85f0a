/**
 * What coming back costs when nothing happened meanwhile.
 */
import { expect, test } from "vitest";
import { createDice } from "./dice.ts";
import { toggleNetwork } from "./faults.ts";
import { addAccount } from "./people.ts";
import { tell } from "./story.ts";
import { pass } from "./world.ts";

test("a device that comes back to nothing new says where it is once, and is answered once", async () => {
  const dice = createDice("coming back");
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const b = device("B");
    await addAccount(world, b, dice);
    await pass(world, 5_000);
    toggleNetwork(world, b);
    await pass(world, 2_000);
    const { tap } = world;
    const before = { messages: tap.messages(), bytes: tap.bytes() };
    toggleNetwork(world, b);
    await pass(world, 10_000);
    // Hello, challenge, login, welcome, synced; each of the two signals is heard on its way up and on its way down.
    expect(tap.messages() - before.messages).toBe(9);
    expect(tap.bytes() - before.bytes).toBeLessThan(2_200);
  });
  expect(wrong).toEqual([]);
});
