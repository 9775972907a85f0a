/**
 * Who is let in, as what, and who is not.
 */
import { afterEach, describe, expect, test } from "vitest";
import { greet, logIn, openAt, sendLogin } from "../support/relay-client.ts";
import { enterVaultAt, openVaultAt, startTestRelay, type TestRelay } from "../support/relay.ts";
import {
  admitDevice,
  admitWords,
  follow,
  moveHome,
  newMember,
  newVault,
  removeMembers,
  sodium,
  tools,
} from "../support/relay-vault.ts";

let relay: TestRelay;
afterEach(() => relay.end());

describe("[RD2] a login", () => {
  test("of an unknown member is told so, and the vault is opened by its roster", async () => {
    relay = await startTestRelay();
    const vault = newVault();
    const client = await relay.connect();
    const greeted = await logIn(client, sodium, { member: vault.founder });
    expect(await client.next("unknown")).toEqual({ type: "unknown", isClosed: false });
    client.send({ type: "open", entries: vault.entries, token: null });
    const welcome = await client.next("welcome");
    expect(Buffer.from(welcome.vaultId)).toEqual(Buffer.from(vault.vaultId));
    expect(welcome).toMatchObject({ position: 1, isOnChain: false });
    await client.next("synced");
    expect(Buffer.from(greeted.relayKey)).toEqual(Buffer.from(relay.relay.relayKey));
  });

  test("[LI3] is good for one challenge only", async () => {
    relay = await startTestRelay();
    const vault = newVault();
    await openVaultAt(relay, vault);
    const [first, second] = [await relay.connect(), await relay.connect()];
    const greeted = await greet(first, sodium);
    await greet(second, sodium);
    sendLogin(second, sodium, { greeted, member: vault.founder });
    expect(await second.next("refused")).toMatchObject({ what: null, reason: "login" });
    await second.closed;
  });

  test("with another member's key is refused", async () => {
    relay = await startTestRelay();
    const vault = newVault();
    await openVaultAt(relay, vault);
    const client = await relay.connect();
    await logIn(client, sodium, { member: { ...newMember(), id: vault.founder.id } });
    expect(await client.next("refused")).toMatchObject({ reason: "login" });
    await client.closed;
  });

  test("is slowed down from the fifth failure of an address on, for right ones of that address, too", async () => {
    relay = await startTestRelay();
    const vault = newVault();
    await openVaultAt(relay, vault);
    const fail = async (): Promise<string> => {
      const client = await relay.connect();
      await logIn(client, sodium, { member: { ...newMember(), id: vault.founder.id } });
      const { reason } = await client.next("refused");
      await client.closed;
      return reason;
    };
    const reasons = [];
    for (let count = 0; count < 6; count++) reasons.push(await fail());
    expect(reasons).toEqual(["login", "login", "login", "login", "login", "rate"]);
    const right = await relay.connect();
    await logIn(right, sodium, { member: vault.founder });
    expect(await right.next("refused")).toMatchObject({ reason: "rate", retryAfterMs: 1000 });
    relay.pass(1000);
    await enterVaultAt(relay, vault.founder);
  });

  test("of an unknown recovery member counts as a failure, of an unknown device it doesn't", async () => {
    relay = await startTestRelay();
    const ask = async (purpose: "sync" | "recover"): Promise<string> => {
      const client = await relay.connect();
      await logIn(client, sodium, { member: newMember(), purpose });
      const answer = await client.any();
      await client.end();
      return answer.type;
    };
    for (let count = 0; count < 8; count++) expect(await ask("sync")).toBe("unknown");
    for (let count = 0; count < 5; count++) expect(await ask("recover")).toBe("unknown");
    expect(await ask("recover")).toBe("refused");
  });

  test("of a recovery member is a login like any other", async () => {
    relay = await startTestRelay();
    const vault = newVault();
    const words = newMember();
    follow(vault, admitWords(vault, words));
    await openVaultAt(relay, vault);
    const client = await relay.connect();
    await logIn(client, sodium, { member: words, purpose: "recover" });
    expect(await client.next("synced")).toMatchObject({ position: 2 });
  });

  test("of a former member gets the roster and nothing else", async () => {
    relay = await startTestRelay();
    const vault = newVault();
    const guest = newMember();
    follow(vault, admitDevice(vault, guest));
    follow(vault, removeMembers(vault, [guest]).entry);
    await openVaultAt(relay, vault);
    const client = await relay.connect();
    await logIn(client, sodium, { member: guest });
    const { entries } = await client.next("former");
    expect(entries.map((entry) => Buffer.from(entry))).toEqual(
      vault.entries.map((entry) => Buffer.from(entry)),
    );
    await client.closed;
    expect(client.received.map(({ type }) => type)).toEqual(["challenge", "former"]);
  });

  test("of a former member with another's key is refused like any wrong one", async () => {
    relay = await startTestRelay();
    const vault = newVault();
    const guest = newMember();
    follow(vault, admitDevice(vault, guest));
    follow(vault, removeMembers(vault, [guest]).entry);
    await openVaultAt(relay, vault);
    const client = await relay.connect();
    await logIn(client, sodium, { member: { ...newMember(), id: guest.id } });
    expect(await client.next("refused")).toMatchObject({ reason: "login" });
  });

  test("of one member is possible twice at a time", async () => {
    relay = await startTestRelay();
    const vault = newVault();
    const first = await openVaultAt(relay, vault);
    const second = await enterVaultAt(relay, vault.founder);
    first.client.send({ type: "signal", bytes: Uint8Array.of(7) });
    expect(await second.client.next("signal")).toMatchObject({ bytes: Uint8Array.of(7) });
  });

  test("that doesn't come in ten seconds is not waited for", async () => {
    relay = await startTestRelay();
    const [silent, greeted, unknown] = [await relay.connect(), await relay.connect(), await relay.connect()];
    await greet(greeted, sodium);
    await logIn(unknown, sodium, { member: newMember() });
    await unknown.next("unknown");
    const member = await openVaultAt(relay, newVault());
    relay.pass(9_999);
    relay.pass(1);
    for (const client of [silent, greeted, unknown]) {
      expect(await client.next("refused")).toMatchObject({ reason: "login" });
      await client.closed;
    }
    member.client.send({ type: "signal", bytes: new Uint8Array() });
    expect(member.client.socket.readyState).toBe(1);
  });
});

describe("[RD8] a vault is opened", () => {
  async function refusalOf(
    vault: ReturnType<typeof newVault>,
    options: { member?: ReturnType<typeof newMember>; entries?: Uint8Array[]; token?: Uint8Array } = {},
  ): Promise<string> {
    const client = await relay.connect();
    await logIn(client, sodium, { member: options.member ?? vault.founder });
    await client.next("unknown");
    client.send({ type: "open", entries: options.entries ?? vault.entries, token: options.token ?? null });
    const { reason } = await client.next("refused");
    client.socket.close();
    return reason;
  }

  test("only by a present member, whose login fits the roster", async () => {
    relay = await startTestRelay();
    const vault = newVault();
    expect(await refusalOf(vault, { member: newMember() })).toBe("login");
    const guest = newMember();
    follow(vault, admitDevice(vault, guest));
    follow(vault, removeMembers(vault, [guest]).entry);
    expect(await refusalOf(vault, { member: guest })).toBe("login");
    expect(await refusalOf(vault, { member: { ...newMember(), id: vault.founder.id } })).toBe("login");
  });

  test("only with a roster that is one", async () => {
    relay = await startTestRelay();
    const vault = newVault();
    expect(await refusalOf(vault, { entries: [] })).toBe("invalid-entry");
    expect(await refusalOf(vault, { entries: [Uint8Array.of(1, 2)] })).toBe("invalid-entry");
    const [entry = new Uint8Array()] = vault.entries;
    expect(await refusalOf(vault, { entries: [entry, entry] })).toBe("invalid-entry");
  });

  test("only where its home is, if it has one", async () => {
    relay = await startTestRelay();
    const elsewhere = newVault();
    follow(elsewhere, moveHome(elsewhere, tools.random(32)));
    expect(await refusalOf(elsewhere)).toBe("moved");
    const here = newVault();
    follow(here, moveHome(here, relay.relay.relayKey));
    await openVaultAt(relay, here);
  });

  test("once: another roster of the same vault is a conflict", async () => {
    relay = await startTestRelay();
    const vault = newVault();
    const [a, b] = [newMember(), newMember()];
    const fork = { ...vault, entries: [...vault.entries] };
    follow(vault, admitDevice(vault, a));
    follow(fork, admitDevice(fork, b));
    await openVaultAt(relay, vault);
    expect(await refusalOf(fork, { member: b })).toBe("conflict");
  });

  test("[RD11] at a closed relay with a token that is good once", async () => {
    relay = await startTestRelay();
    const made = await relay.relay.makeToken();
    const token = new TextEncoder().encode(made.ok ? made.value : "");
    const vault = newVault();
    const client = await relay.connect();
    await logIn(client, sodium, { member: vault.founder });
    expect(await client.next("unknown")).toMatchObject({ isClosed: true });
    client.send({ type: "open", entries: vault.entries, token: null });
    expect(await client.next("refused")).toMatchObject({ what: null, reason: "token-needed" });
    client.send({ type: "open", entries: vault.entries, token: Uint8Array.of(1) });
    expect(await client.next("refused")).toMatchObject({ what: null, reason: "token-refused" });
    client.send({ type: "open", entries: vault.entries, token });
    await client.next("synced");
    expect(await refusalOf(newVault(), { token })).toBe("token-refused");
    await enterVaultAt(relay, vault.founder);
  });

  test("at a relay that is closed by its host only with a token that the host made", async () => {
    relay = await startTestRelay({ isOpen: false });
    const vault = newVault();
    expect(await refusalOf(vault)).toBe("token-needed");
    const made = await relay.relay.makeToken();
    await openVaultAt(relay, vault, { token: new TextEncoder().encode(made.ok ? made.value : "") });
  });

  test("by two devices in the same moment, for both of them", async () => {
    relay = await startTestRelay();
    const vault = newVault();
    const guest = newMember();
    follow(vault, admitDevice(vault, guest));
    const [one, other] = [await relay.connect(), await relay.connect()];
    await Promise.all([
      openAt(one, sodium, { member: vault.founder, entries: vault.entries }),
      openAt(other, sodium, { member: guest, entries: vault.entries }),
    ]);
    const [first, second] = [await one.next("welcome"), await other.next("welcome")];
    expect(first).toEqual(second);
  });

  test("with what its roster has grown by elsewhere, where this relay has its beginning", async () => {
    relay = await startTestRelay();
    const vault = newVault();
    const first = await openVaultAt(relay, vault);
    follow(vault, moveHome(vault, tools.random(32)));
    first.client.send({ type: "append", entry: vault.entries[1] ?? new Uint8Array() });
    await first.until(2);
    const guest = newMember();
    follow(vault, admitDevice(vault, guest));
    expect(await refusalOf(vault, { member: guest })).toBe("moved");
    follow(vault, moveHome(vault, relay.relay.relayKey));
    const back = await openVaultAt(relay, vault, { member: guest });
    expect(back.log().cursor.position).toBe(4);
    await first.until(4);
  });

  test("with what its roster has grown by elsewhere, by a member that is there already", async () => {
    relay = await startTestRelay();
    const vault = newVault();
    const session = await openVaultAt(relay, vault);
    const { client } = session;
    const elsewhere = tools.random(32);
    client.send({ type: "append", entry: follow(vault, moveHome(vault, elsewhere)) });
    await session.until(2);
    client.send({ type: "open", entries: vault.entries, token: null });
    expect(await client.next("refused")).toMatchObject({ what: null, reason: "moved" });
    const other = newVault();
    client.send({ type: "open", entries: other.entries, token: null });
    expect(await client.next("refused")).toMatchObject({ what: null, reason: "login" });
    follow(vault, admitDevice(vault, newMember()));
    follow(vault, moveHome(vault, relay.relay.relayKey));
    client.send({ type: "open", entries: vault.entries, token: null });
    expect((await session.until(4)).items).toHaveLength(4);
  });

  test("only without recovery members at a relay that allows no backups", async () => {
    relay = await startTestRelay({ allowsBackups: false });
    const vault = newVault();
    await openVaultAt(relay, vault);
    const other = newVault();
    follow(other, admitWords(other, newMember()));
    expect(await refusalOf(other)).toBe("other");
  });
});
