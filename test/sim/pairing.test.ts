/**
 * Pairing, with everything that comes between: connections that end, people who change their mind, machines that die.
 */
import { expect, test } from "vitest";
import type { JoinEvent, PairEvent } from "../../src/protocol/local-api.ts";
import { type ClientMessage, decodeClientMessage, encodeRelayMessage } from "../../src/protocol/messages.ts";
import type { VaultService } from "../../src/daemon/service.ts";
import { ask, type SimDevice } from "./device.ts";
import { createDice } from "./dice.ts";
import { toggleLock } from "./faults.ts";
import { nameOf } from "./joining.ts";
import { addAccount } from "./people.ts";
import { tell } from "./story.ts";
import { addDevice, bury, pass, start, until, type World } from "./world.ts";

const dice = createDice("pairing");

const serviceOf = ({ name, service }: SimDevice): VaultService => {
  const running = service();
  if (running === undefined) throw new Error(`${name} is off`);
  return running;
};

const cutAll = (world: World): void => {
  for (const line of world.wires.lines()) line.cut();
};

interface Pairing {
  readonly host: (type: PairEvent["type"]) => Promise<PairEvent>;
  readonly guest: (type: JoinEvent["type"]) => Promise<JoinEvent>;
  readonly pairingId: string;
  readonly joinId: string;
}

/** Until the host is asked. */
async function begin(world: World, host: SimDevice, guest: SimDevice): Promise<Pairing> {
  const { pairingId, link } = await until(world, ask(serviceOf(host), "pair.start", {}));
  const device = nameOf(world, guest.name);
  const { joinId } = await ask(serviceOf(guest), "join.start", { link, device, passphrase: null });
  const wait = async <E extends { readonly type: string }>(
    next: (after: number) => Promise<{ readonly event: E }>,
    type: E["type"],
  ): Promise<E> => {
    for (let after = 0; ; after++) {
      const { event } = await until(world, next(after));
      if (event.type === type) return event;
      if (event.type === "failed") throw new Error(JSON.stringify(event));
    }
  };
  return {
    pairingId,
    joinId,
    host: (type) => wait((after) => ask(serviceOf(host), "pair.wait", { pairingId, after }), type),
    guest: (type) => wait((after) => ask(serviceOf(guest), "join.wait", { joinId, after }), type),
  };
}

async function accept(host: SimDevice, { host: wait }: Pairing): Promise<void> {
  const asked = await wait("request");
  if (asked.type !== "request") throw new Error("nobody asked");
  await ask(serviceOf(host), "pair.answer", { requestId: asked.requestId, accept: true });
}

async function newGuest(world: World): Promise<SimDevice> {
  const guest = addDevice(world, "B");
  await start(world, guest);
  return guest;
}

function joined(device: SimDevice, event: JoinEvent): void {
  if (event.type === "joined") device.memberId = event.memberId;
}

/** Until somebody says such a thing to a relay; the mailbox that was written to last. */
async function said(world: World, type: ClientMessage["type"]): Promise<Uint8Array> {
  const { liar } = world;
  const up = liar.up.bind(liar);
  const heard = { isSaid: false, mailbox: new Uint8Array() };
  liar.up = (line, bytes) => {
    const decoded = decodeClientMessage(bytes);
    const message = decoded.ok ? decoded.value : undefined;
    heard.isSaid ||= message?.type === type;
    if (message?.type === "mailbox-post") heard.mailbox = new Uint8Array(message.id);
    return up(line, bytes);
  };
  for (let ms = 0; ms < 5_000 && !heard.isSaid; ms++) await pass(world, 1);
  liar.up = up;
  expect(heard.isSaid).toBe(true);
  return heard.mailbox;
}

test("[PA6] [PA7] both sides lose the relay after the guest has asked, and pairing goes on", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device }) => {
    const guest = await newGuest(world);
    const pairing = await begin(world, device("A"), guest);
    await pairing.host("request");
    cutAll(world);
    await pass(world, 5_000);
    await accept(device("A"), pairing);
    joined(guest, await pairing.guest("joined"));
  });
  expect(wrong).toEqual([]);
});

test("[PA6] a yes while the relay can't be reached comes to the guest later", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device }) => {
    const guest = await newGuest(world);
    const pairing = await begin(world, device("A"), guest);
    await pairing.host("request");
    cutAll(world);
    await accept(device("A"), pairing);
    joined(guest, await pairing.guest("joined"));
  });
  expect(wrong).toEqual([]);
});

test("[PA6] who takes the link back while the guest is being admitted is too late", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device }) => {
    const a = device("A");
    const guest = await newGuest(world);
    const pairing = await begin(world, a, guest);
    await accept(a, pairing);
    await said(world, "append");
    await ask(serviceOf(a), "pair.cancel", { pairingId: pairing.pairingId });
    joined(guest, await pairing.guest("joined"));
  });
  expect(wrong).toEqual([]);
});

test("[RM6] a relay that ends the mailbox while the guest is being admitted ends pairing, and nothing else", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device }) => {
    const a = device("A");
    const guest = await newGuest(world);
    const pairing = await begin(world, a, guest);
    await accept(a, pairing);
    const id = await said(world, "append");
    for (const line of world.wires.lines()) {
      line.inject(encodeRelayMessage({ type: "mailbox-gone", id, reason: "burnt" }));
    }
    await expect(pairing.host("joined")).rejects.toThrow("link-used-twice");
    await pass(world, 5_000);
    guest.stop();
    world.gone.add(guest.name);
  });
  expect(wrong).toEqual([]);
});

/** A vault of its own, with an account in it. */
async function newGuestWithAccount(world: World): Promise<SimDevice> {
  const guest = await newGuest(world);
  await ask(serviceOf(guest), "vault.init", { device: nameOf(world, "B"), passphrase: null });
  await addAccount(world, guest, dice);
  return guest;
}

/** Until it has the other vault, and before it has read anything of it. */
async function joinAndAdopt(world: World, host: SimDevice, guest: SimDevice): Promise<Pairing> {
  const before = serviceOf(guest).status().vaultId;
  const pairing = await begin(world, host, guest);
  await accept(host, pairing);
  await pairing.guest("merge");
  await ask(serviceOf(guest), "join.answer", { joinId: pairing.joinId, merge: true });
  for (let ms = 0; ms < 5_000 && serviceOf(guest).status().vaultId === before; ms++) await pass(world, 1);
  expect(serviceOf(guest).status().vaultId).toBe(serviceOf(host).status().vaultId);
  guest.memberId = serviceOf(guest).status().device?.memberId ?? "";
  return pairing;
}

test("[PA9] accounts that were brought along go in, although the device dies before it has read the log", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device }) => {
    const guest = await newGuestWithAccount(world);
    await joinAndAdopt(world, device("A"), guest);
    bury(world, guest);
    await start(world, guest);
    await pass(world, 10_000);
    expect(serviceOf(device("A")).labels()).toHaveLength(1);
  });
  expect(wrong).toEqual([]);
});

test("[PA9] accounts that were brought along go in, although the vault is locked before it has read the log", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device }) => {
    const guest = await newGuestWithAccount(world);
    const pairing = await joinAndAdopt(world, device("A"), guest);
    await toggleLock(world, guest);
    await pass(world, 2_000);
    await toggleLock(world, guest);
    joined(guest, await pairing.guest("joined"));
    expect(serviceOf(device("A")).labels()).toHaveLength(1);
  });
  expect(wrong).toEqual([]);
});

test("[PA9] where the disk has no room for the other vault, the own one stays", async () => {
  const wrong = await tell({ names: "A" }, async ({ world, device }) => {
    const guest = await newGuestWithAccount(world);
    const { vaultId } = serviceOf(guest).status();
    const pairing = await begin(world, device("A"), guest);
    await accept(device("A"), pairing);
    await pairing.guest("merge");
    // That it was locked, and the other vault.
    guest.refuseWrites(2);
    await ask(serviceOf(guest), "join.answer", { joinId: pairing.joinId, merge: true });
    await expect(pairing.guest("joined")).rejects.toThrow("storage");
    expect(serviceOf(guest).status().vaultId).toBe(vaultId);
    await ask(serviceOf(guest), "vault.unlock", { passphrase: "" });
    expect(serviceOf(guest).labels()).toHaveLength(1);
    guest.stop();
    world.gone.add(guest.name);
  });
  expect(wrong).toEqual([]);
});
