/**
 * What the log lacks and no draft says: it stays owed, whatever happens before it was sent.
 */
import { expect, test } from "vitest";
import { ask, type SimDevice } from "./device.ts";
import { createDice } from "./dice.ts";
import { backUp, clone, toggleLock, toggleNetwork } from "./faults.ts";
import { link } from "./joining.ts";
import { addAccount, editField } from "./people.ts";
import type { RelayHost } from "./relay-host.ts";
import { tell } from "./story.ts";
import { bury, pass, start, type World } from "./world.ts";

const dice = createDice("owed");

const stateOf = (device: SimDevice) => device.service()?.status().link.state;

async function unlink(device: SimDevice): Promise<void> {
  const service = device.service();
  if (service !== undefined) await ask(service, "link.clear", {});
}

/** Until it has read the log, and before anything that it sends has arrived. */
async function linkAndRead(world: World, device: SimDevice, relay: RelayHost): Promise<void> {
  const linking = link(world, device, relay);
  linking.catch(() => {});
  for (let ms = 0; ms < 5_000 && stateOf(device) !== "online"; ms++) await pass(world, 1);
  expect(stateOf(device)).toBe("online");
}

test("[SY14] what was written without a relay is sent, although the device dies before that", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device, relay }) => {
    const b = device("B");
    await unlink(b);
    await addAccount(world, b, dice);
    await linkAndRead(world, b, relay);
    bury(world, b);
    await start(world, b);
    await pass(world, 5_000);
    await editField(world, b, dice);
  });
  expect(wrong).toEqual([]);
});

test("[SY14] what was written without a relay is sent, although the device is locked before that", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device, relay }) => {
    const b = device("B");
    await unlink(b);
    await addAccount(world, b, dice);
    await linkAndRead(world, b, relay);
    toggleNetwork(world, b);
    await toggleLock(world, b);
    await toggleLock(world, b);
    toggleNetwork(world, b);
    await pass(world, 5_000);
    await editField(world, b, dice);
  });
  expect(wrong).toEqual([]);
});

test("[GE3] what waits when a snapshot shows another's writing under the own name is still sent", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device, relay }) => {
    const b = device("B");
    backUp(world, b);
    await clone(world, b, true);
    const copy = device("B'");
    await pass(world, 5_000);
    toggleNetwork(world, b);
    await addAccount(world, b, dice);
    await unlink(copy);
    await addAccount(world, copy, dice);
    await linkAndRead(world, copy, relay);
    await pass(world, 5_000);
    toggleNetwork(world, b);
    await pass(world, 5_000);
    await editField(world, b, dice);
  });
  expect(wrong).toEqual([]);
});
