/**
 * What comes while a vault is locked.
 */
import { expect, test } from "vitest";
import { encodeRelayMessage } from "../../src/protocol/messages.ts";
import { createDice } from "./dice.ts";
import { toggleLock } from "./faults.ts";
import { addAccount } from "./people.ts";
import { tell } from "./story.ts";
import { pass } from "./world.ts";

const dice = createDice("locked");

test("[ST8] a relay that sends without end to a locked device is left, and unlocking is none the worse", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const [a, b] = [device("A"), device("B")];
    await toggleLock(world, b);
    const items = [{ kind: "envelope", bytes: new Uint8Array(44 * 1024 * 1024) }] as const;
    for (let count = 0; count < 3; count++) {
      const line = world.wires.lines().find(({ station }) => station.name === "B");
      line?.inject(encodeRelayMessage({ type: "records", first: 1_000 + count, items }));
      await pass(world, 100);
    }
    expect(b.service()?.status().link.state).toBe("waiting");
    await addAccount(world, a, dice);
    await toggleLock(world, b);
    await pass(world, 5_000);
    expect(b.service()?.labels()).toHaveLength(1);
  });
  expect(wrong).toEqual([]);
});
