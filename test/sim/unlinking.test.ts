/**
 * Devices that stop using their relay and use it again, and what comes between.
 */
import { expect, test } from "vitest";
import { HoltFailure } from "../../src/protocol/errors.ts";
import { ask, type SimDevice } from "./device.ts";
import { createDice } from "./dice.ts";
import { toggleLock } from "./faults.ts";
import { link } from "./joining.ts";
import { addAccount } from "./people.ts";
import type { RelayHost } from "./relay-host.ts";
import { tell } from "./story.ts";
import { relink, unlink } from "./unlinking.ts";
import { pass, until, type World } from "./world.ts";

const dice = createDice("unlinking");

const linkOf = (device: SimDevice) => device.service()?.status().link;
const otherRelay = ({ relays }: World): RelayHost => relays[1] as RelayHost;

/** What it was told in the end; undefined: nothing yet. */
function watch(work: Promise<unknown>): () => unknown {
  let told: unknown;
  work.then(
    () => (told = "done"),
    (thrown: unknown) => (told = thrown instanceof HoltFailure ? thrown.error : thrown),
  );
  return () => told;
}

test("two that were unlinked for a while blame nobody for what either of them wrote", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const both = [device("A"), device("B")];
    for (let round = 0; round < 3; round++) {
      for (const one of both) await unlink(world, one);
      for (const one of both) await addAccount(world, one, dice);
      for (const one of both) relink(world, one);
      await pass(world, 60_000);
      for (const one of both) expect(linkOf(one)).toMatchObject({ state: "online", pending: 0 });
    }
  });
  expect(wrong).toEqual([]);
});

test("what was written without a relay counts as not sent until the relay has it", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device }) => {
    const b = device("B");
    await unlink(world, b);
    await addAccount(world, b, dice);
    relink(world, b);
    for (let ms = 0; ms < 5_000 && linkOf(b)?.state !== "online"; ms++) await pass(world, 1);
    expect(linkOf(b)).toMatchObject({ state: "online", pending: 1 });
    await pass(world, 5_000);
    expect(linkOf(b)).toMatchObject({ state: "online", pending: 0 });
  });
  expect(wrong).toEqual([]);
});

test("who uses the old relay again after the vault has moved is told where it is now", async () => {
  const wrong = await tell({ names: "AB" }, async ({ world, device, relay }) => {
    const b = device("B");
    await unlink(world, b);
    await until(world, link(world, device("A"), otherRelay(world)));
    await addAccount(world, b, dice);
    const service = b.service();
    if (service === undefined) throw new Error("B is off");
    const told = await until(world, ask(service, "link.set", { url: relay.url }), 15_000);
    expect(told.relay).toBe(otherRelay(world).url);
    expect(linkOf(b)).toMatchObject({ relay: otherRelay(world).url, state: "online" });
  });
  expect(wrong).toEqual([]);
});

test.each([0, 20, 40, 80, 120, 200])(
  "who unlinks %i ms after a move to a relay that is away stays without a relay",
  async (ms) => {
    const wrong = await tell({ names: "A" }, async ({ world, device, relay }) => {
      const a = device("A");
      relay.isUp = false;
      relay.cutAll();
      const told = watch(link(world, a, otherRelay(world)));
      for (let passed = 0; passed < 60_000 && linkOf(a)?.relay !== otherRelay(world).url; passed++)
        await pass(world, 1);
      await pass(world, ms);
      if (told() === "done") return;
      await unlink(world, a);
      await pass(world, 100_000);
      expect(linkOf(a)).toMatchObject({ relay: null, state: "off" });
      world.usedRelays.set(a.memberId, otherRelay(world));
    });
    expect(wrong).toEqual([]);
  },
);

test.each(Array.from({ length: 10 }, (_, index) => index * 12))(
  "a vault that is locked %i ms after a link was asked for answers, and goes on when it is opened",
  async (ms) => {
    const wrong = await tell({ names: "AB" }, async ({ world, device, relay }) => {
      const a = device("A");
      await unlink(world, a);
      await addAccount(world, a, dice);
      const told = watch(link(world, a, relay));
      await pass(world, ms);
      await toggleLock(world, a);
      await pass(world, 100_000);
      expect(told()).toBeDefined();
      expect(told()).not.toBeInstanceOf(Error);
      await toggleLock(world, a);
    });
    expect(wrong).toEqual([]);
  },
);

test.each([2, 20, 40, 60, 80, 120, 200])(
  "who unlinks %i ms after a move was asked for leaves no one behind",
  async (ms) => {
    const wrong = await tell({ names: "AB" }, async ({ world, device, relay }) => {
      const a = device("A");
      const told = watch(link(world, a, otherRelay(world)));
      await pass(world, ms);
      await unlink(world, a);
      await pass(world, 100_000);
      expect(told()).toBeDefined();
      world.usedRelays.set(a.memberId, relay);
      relink(world, a);
      await pass(world, 60_000);
      expect(linkOf(a)).toMatchObject({ relay: linkOf(device("B"))?.relay, state: "online" });
    });
    expect(wrong).toEqual([]);
  },
);
