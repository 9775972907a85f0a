/**
 * A database that went back in time, in place, and meets a log that doesn't say so: another relay's, or one that was
 * begun anew. Others hold what it wrote in the time that it has forgotten.
 */
import { expect, test } from "vitest";
import { isErasedHere, runJob } from "./backing-up.ts";
import { createDice } from "./dice.ts";
import { backUp, goBack } from "./faults.ts";
import { link } from "./joining.ts";
import { addAccount } from "./people.ts";
import type { RelayHost } from "./relay-host.ts";
import { tell } from "./story.ts";
import { relink } from "./unlinking.ts";
import { pass, until } from "./world.ts";

const dice = createDice("restored elsewhere");

test("[GE2] what a restored device writes at a new relay takes the place of nothing that others hold of it", async () => {
  const wrong = await tell({ names: "AB", traits: ["restore"] }, async ({ world, device, relay }) => {
    const [a, b] = [device("A"), device("B")];
    const [, other] = world.relays as readonly [RelayHost, RelayHost];
    await addAccount(world, a, dice);
    await pass(world, 5_000);
    backUp(world, a);
    await addAccount(world, a, dice);
    await pass(world, 5_000);
    relay.isUp = false;
    relay.cutAll();
    await goBack(world, a, true);
    await addAccount(world, a, dice);
    await until(world, link(world, a, other));
    await until(world, link(world, b, other));
    await pass(world, 60_000);
    for (const one of [a, b]) expect(one.service()?.labels()).toHaveLength(3);
  });
  expect(wrong).toEqual([]);
});

test("[SY14] who goes back to between an erasure and the next link misses nothing, and blames nobody", async () => {
  const wrong = await tell({ names: "A", traits: ["restore", "erase"] }, async ({ world, device, relay }) => {
    const a = device("A");
    await addAccount(world, a, dice);
    await pass(world, 5_000);
    world.usedRelays.set(a.memberId, relay);
    world.backup.isErasing = true;
    await until(world, runJob(a, "backup.disable", { keepSync: false, later: false, waitSeconds: 200 }));
    await pass(world, 5_000);
    expect(isErasedHere(a)).toBe(true);
    backUp(world, a);
    relink(world, a);
    await pass(world, 60_000);
    await addAccount(world, a, dice);
    await pass(world, 5_000);
    await goBack(world, a, true);
    relink(world, a);
    await pass(world, 60_000);
    expect(a.service()?.labels()).toHaveLength(2);
  });
  expect(wrong).toEqual([]);
});
