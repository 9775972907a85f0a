/**
 * Mailboxes for pairing: a member hosts, one guest joins who is nobody yet, and two guests burn it.
 */
import { afterEach, describe, expect, test } from "vitest";
import type { RelayLimits } from "../../src/relay/limits.ts";
import { greet, logIn, type RelayClient, sendLogin } from "../support/relay-client.ts";
import {
  enterVaultAt,
  openVaultAt,
  startTestRelay,
  type TestRelay,
  type VaultSession,
} from "../support/relay.ts";
import {
  admitDevice,
  follow,
  newMember,
  newVault,
  sodium,
  type TestVault,
  tools,
} from "../support/relay-vault.ts";

let relay: TestRelay;
afterEach(() => relay.end());

interface Hosted {
  readonly vault: TestVault;
  readonly host: VaultSession;
  readonly id: Uint8Array;
}

async function open(limits: Partial<RelayLimits> = {}): Promise<Hosted> {
  relay = await startTestRelay({ limits });
  const vault = newVault();
  const host = await openVaultAt(relay, vault);
  const id = tools.random(32);
  host.client.send({ type: "mailbox-make", id, lifeSeconds: 600 });
  expect(await host.client.next("mailbox-ready")).toEqual({ type: "mailbox-ready", id });
  return { vault, host, id };
}

async function guestAt(id: Uint8Array, guest = tools.random(16)): Promise<RelayClient> {
  const client = await relay.connect();
  await greet(client, sodium);
  client.send({ type: "mailbox-join", id, guest });
  return client;
}

const post = (id: Uint8Array, slot: number, byte: number) =>
  ({ type: "mailbox-post", id, slot, bytes: Uint8Array.of(byte) }) as const;

describe("[RD10] a mailbox", () => {
  test("carries messages both ways, to whoever is there", async () => {
    const { host, id } = await open();
    host.client.send(post(id, 0, 10));
    const guest = await guestAt(id);
    expect(await guest.next("mailbox")).toMatchObject({ slot: 0, bytes: Uint8Array.of(10) });
    guest.send(post(id, 1, 11));
    expect(await host.client.next("mailbox")).toMatchObject({ slot: 1, bytes: Uint8Array.of(11) });
    host.client.send(post(id, 2, 12));
    expect(await guest.next("mailbox")).toMatchObject({ slot: 2, bytes: Uint8Array.of(12) });
  });

  test("that nobody made is refused, and the session may try another", async () => {
    const { id } = await open();
    const guest = await guestAt(tools.random(32));
    expect(await guest.next("refused")).toMatchObject({ reason: "no-mailbox" });
    guest.send({ type: "mailbox-join", id, guest: tools.random(16) });
    guest.send(post(id, 1, 1));
    expect(guest.socket.readyState).toBe(1);
  });

  test("outlives the relay's restart, and both sides get what they have missed", async () => {
    const { vault, host, id } = await open();
    const value = tools.random(16);
    const guest = await guestAt(id, value);
    host.client.send(post(id, 0, 10));
    await guest.next("mailbox");
    guest.send(post(id, 1, 11));
    await host.client.next("mailbox");
    relay = await relay.restart();
    const back = await guestAt(id, value);
    expect(await back.next("mailbox")).toMatchObject({ slot: 0 });
    const hostBack = await enterVaultAt(relay, vault.founder);
    hostBack.client.send({ type: "mailbox-make", id, lifeSeconds: 600 });
    await hostBack.client.next("mailbox-ready");
    expect(await hostBack.client.next("mailbox")).toMatchObject({ slot: 1 });
    back.send(post(id, 3, 13));
    expect(await hostBack.client.next("mailbox")).toMatchObject({ slot: 3 });
  });

  test("takes a slot's message once: the same bytes are harmless, others are a conflict", async () => {
    const { host, id } = await open();
    const guest = await guestAt(id);
    for (const byte of [10, 10, 11]) host.client.send(post(id, 0, byte));
    expect(await host.client.next("refused")).toMatchObject({ what: id, reason: "conflict" });
    host.client.send(post(id, 2, 12));
    expect((await guest.next("mailbox")).slot).toBe(0);
    expect((await guest.next("mailbox")).slot).toBe(2);
  });

  test("is burnt when two guests touch it: both sides are told, and nothing of it is left", async () => {
    const { host, id } = await open();
    host.client.send(post(id, 0, 10));
    const first = await guestAt(id);
    await first.next("mailbox");
    const second = await guestAt(id);
    const gone = { type: "mailbox-gone", id, reason: "burnt" };
    expect(await second.any()).toEqual(gone);
    expect(await first.next("mailbox-gone")).toEqual(gone);
    expect(await host.client.next("mailbox-gone")).toEqual(gone);
    host.client.send(post(id, 2, 12));
    expect(await host.client.next("refused")).toMatchObject({ reason: "no-mailbox" });
    expect(await (await guestAt(id)).any()).toEqual(gone);
    host.client.send({ type: "mailbox-make", id, lifeSeconds: 600 });
    expect(await host.client.next("mailbox-gone")).toEqual(gone);
  });

  test("of two that join in the same moment is neither's", async () => {
    const { host, id } = await open();
    const [one, other] = await Promise.all([guestAt(id), guestAt(id)]);
    for (const client of [one, other, host.client]) {
      expect(await client.next("mailbox-gone")).toMatchObject({ reason: "burnt" });
    }
  });

  test("is not burnt by the same guest on another connection, to which messages go from then on", async () => {
    const { host, id } = await open();
    const value = tools.random(16);
    const first = await guestAt(id, value);
    host.client.send(post(id, 0, 10));
    await first.next("mailbox");
    const second = await guestAt(id, value);
    await second.next("mailbox");
    host.client.send(post(id, 2, 12));
    expect(await second.next("mailbox")).toMatchObject({ slot: 2 });
    expect(first.received.filter(({ type }) => type === "mailbox")).toHaveLength(1);
  });

  test("is closed by its host, and by nobody else", async () => {
    const { vault, host, id } = await open();
    const other = newMember();
    host.client.send({ type: "append", entry: follow(vault, admitDevice(vault, other)) });
    await host.until(2);
    const otherSession = await enterVaultAt(relay, other);
    const guest = await guestAt(id);
    otherSession.client.send({ type: "mailbox-close", id });
    expect(await otherSession.client.next("refused")).toMatchObject({ reason: "no-mailbox" });
    otherSession.client.send({ type: "mailbox-make", id, lifeSeconds: 600 });
    expect(await otherSession.client.next("refused")).toMatchObject({ reason: "conflict" });
    host.client.send({ type: "mailbox-close", id });
    for (const client of [guest, host.client]) {
      expect(await client.next("mailbox-gone")).toMatchObject({ reason: "closed" });
    }
    expect(await (await guestAt(id)).any()).toMatchObject({ reason: "closed" });
  });

  test("expires, and both sides are told", async () => {
    const { host, id } = await open();
    const guest = await guestAt(id);
    host.client.send(post(id, 0, 1));
    await guest.next("mailbox");
    relay.pass(599_999);
    relay.pass(5_000);
    for (const client of [guest, host.client]) {
      expect(await client.next("mailbox-gone")).toMatchObject({ reason: "expired" });
    }
    expect(await (await guestAt(id)).next("refused")).toMatchObject({ reason: "no-mailbox" });
  });

  test("lets its guest wait for its whole life, and then ten seconds more", async () => {
    const { host, id } = await open();
    const guest = await guestAt(id);
    host.client.send(post(id, 0, 1));
    await guest.next("mailbox");
    relay.pass(590_000);
    expect(guest.socket.readyState).toBe(1);
    relay.pass(15_000);
    await guest.next("mailbox-gone");
    relay.pass(10_000);
    expect(await guest.next("refused")).toMatchObject({ reason: "login" });
    await guest.closed;
  });

  test("leads to a login on the guest's own connection, once it is let in", async () => {
    const { vault, host, id } = await open();
    const member = newMember();
    const client = await relay.connect();
    const greeted = await greet(client, sodium);
    client.send({ type: "mailbox-join", id, guest: tools.random(16) });
    client.send(post(id, 1, 1));
    await host.client.next("mailbox");
    host.client.send({ type: "append", entry: follow(vault, admitDevice(vault, member)) });
    await host.until(2);
    sendLogin(client, sodium, { greeted, member });
    expect(await client.next("synced")).toMatchObject({ position: 2 });
  });
});

describe("[RD12] there is an end to", () => {
  test("how many mailboxes one vault has", async () => {
    const { host } = await open({ mailboxesPerVault: 1 });
    const id = tools.random(32);
    host.client.send({ type: "mailbox-make", id, lifeSeconds: 600 });
    expect(await host.client.next("refused")).toMatchObject({ what: id, reason: "too-many" });
  });

  test("how often guests of one address knock", async () => {
    await open({ joinsPerAddress: { burst: 1, perSecond: 0.1 }, isLoopbackFree: false });
    await (await guestAt(tools.random(32))).next("refused");
    const refused = await (await guestAt(tools.random(32))).next("refused");
    expect(refused).toMatchObject({ reason: "rate", retryAfterMs: 10_000 });
  });
});

test("what one side asks of its mailboxes has a rate", async () => {
  const { host, id } = await open({ postsPerSide: { burst: 2, perSecond: 1 } });
  host.client.send(post(id, 0, 1));
  host.client.send(post(id, 2, 1));
  expect(await host.client.next("refused")).toMatchObject({ what: id, reason: "rate", retryAfterMs: 1000 });
});

test("who is no member posts as nobody's host", async () => {
  const { id } = await open();
  const stranger = await relay.connect();
  await logIn(stranger, sodium, { member: newMember() });
  await stranger.next("unknown");
  stranger.send(post(id, 0, 1));
  expect(await stranger.next("refused")).toMatchObject({ what: null, reason: "malformed" });
});
