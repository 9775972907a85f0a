/**
 * What a relay takes into a roster; what becomes of those whom an entry lets in or removes.
 */
import { afterEach, describe, expect, test } from "vitest";
import { hashEntry } from "../../src/protocol/roster.ts";
import type { RelayLimits } from "../../src/relay/limits.ts";
import { logIn } from "../support/relay-client.ts";
import {
  enterVaultAt,
  openVaultAt,
  startTestRelay,
  type TestRelay,
  type VaultSession,
} from "../support/relay.ts";
import {
  admitDevice,
  admitWords,
  confirm,
  follow,
  makeEnvelope,
  moveHome,
  newMember,
  newVault,
  removeMembers,
  sodium,
  type TestVault,
  tools,
} from "../support/relay-vault.ts";

let relay: TestRelay;
afterEach(() => relay.end());

async function open(limits: Partial<RelayLimits> = {}): Promise<{ vault: TestVault; session: VaultSession }> {
  relay = await startTestRelay({ limits });
  const vault = newVault();
  return { vault, session: await openVaultAt(relay, vault) };
}

/** Appends what the vault takes over as its newest entry. */
async function append(session: VaultSession, vault: TestVault, entry: Uint8Array): Promise<void> {
  const before = session.log().cursor.position;
  session.client.send({ type: "append", entry: follow(vault, entry) });
  await session.until(before + 1);
}

async function refusalOf(session: VaultSession, entry: Uint8Array): Promise<string> {
  session.client.send({ type: "append", entry });
  const { what, reason } = await session.client.next("refused");
  expect(Buffer.from(what ?? [])).toEqual(Buffer.from(hashEntry(sodium, entry)));
  return reason;
}

describe("[RD5] an entry", () => {
  test("comes back to everyone, and whom it lets in can log in at once", async () => {
    const { vault, session } = await open();
    const other = await enterVaultAt(relay, vault.founder);
    const guest = newMember();
    const entry = admitDevice(vault, guest);
    await append(session, vault, entry);
    const { items } = await other.until(2);
    expect(items[1]).toMatchObject({ kind: "entry", position: 2 });
    expect(Buffer.from(items[1]?.bytes ?? [])).toEqual(Buffer.from(entry));
    const entered = await enterVaultAt(relay, guest);
    expect(entered.log().cursor).toEqual(other.log().cursor);
  });

  test("that follows another than the newest one is a conflict: of two that race, one is taken", async () => {
    const { vault, session } = await open();
    const other = await enterVaultAt(relay, vault.founder);
    const [one, two] = [admitDevice(vault, newMember()), admitDevice(vault, newMember())];
    session.client.send({ type: "append", entry: one });
    other.client.send({ type: "append", entry: two });
    await Promise.all([session.until(2), other.until(2)]);
    const answers = [session, other].map(({ client }) => client);
    const refused = await Promise.race(
      answers.map((client) => client.next("refused").catch(() => undefined)),
    );
    expect(refused).toMatchObject({ reason: "conflict" });
    expect(session.log().items).toHaveLength(2);
    expect(session.log().cursor).toEqual(other.log().cursor);
  });

  test("that breaks a rule, or is none, is refused, and the session goes on", async () => {
    const { vault, session } = await open();
    const entry = admitDevice(vault, newMember());
    const damaged = Uint8Array.from(entry);
    damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1;
    expect(await refusalOf(session, damaged)).toBe("invalid-entry");
    expect(await refusalOf(session, Uint8Array.of(1, 2, 3))).toBe("invalid-entry");
    await append(session, vault, entry);
  });

  test("[RD6] that comes once more is in the roster once", async () => {
    const { vault, session } = await open();
    const entry = follow(vault, admitDevice(vault, newMember()));
    for (let count = 0; count < 3; count++) session.client.send({ type: "append", entry });
    await session.until(2);
    await append(session, vault, admitDevice(vault, newMember()));
    expect(session.log().items).toHaveLength(3);
  });

  test("beyond its member's rate is refused for as long as is said", async () => {
    const { vault, session } = await open({ appendsPerMember: { burst: 1, perSecond: 0.5 } });
    await append(session, vault, admitDevice(vault, newMember()));
    session.client.send({ type: "append", entry: admitDevice(vault, newMember()) });
    expect(await session.client.next("refused")).toMatchObject({ reason: "rate", retryAfterMs: 2000 });
  });

  test("that makes a recovery member is refused where no backups are allowed", async () => {
    relay = await startTestRelay({ allowsBackups: false });
    const vault = newVault();
    const session = await openVaultAt(relay, vault);
    expect(await refusalOf(session, admitWords(vault, newMember()))).toBe("other");
    await append(session, vault, admitDevice(vault, newMember()));
  });
});

describe("[RD7] a removal", () => {
  async function withGuest(): Promise<{
    vault: TestVault;
    session: VaultSession;
    guest: ReturnType<typeof newMember>;
    guestSession: VaultSession;
  }> {
    const { vault, session } = await open();
    const guest = newMember();
    await append(session, vault, admitDevice(vault, guest));
    return { vault, session, guest, guestSession: await enterVaultAt(relay, guest) };
  }

  test("reaches whom it removes, who is then told goodbye", async () => {
    const { vault, session, guest, guestSession } = await withGuest();
    await append(session, vault, removeMembers(vault, [guest]).entry);
    expect(await guestSession.client.next("refused")).toMatchObject({ what: null, reason: "removed" });
    await guestSession.client.closed;
    expect(guestSession.log().cursor).toEqual(session.log().cursor);
    const again = await relay.connect();
    await logIn(again, sodium, { member: guest });
    expect((await again.next("former")).entries).toHaveLength(3);
  });

  test("takes along whom the removed one admitted and nobody confirmed", async () => {
    const { vault, session, guest } = await withGuest();
    const [child, grown] = [newMember(), newMember()];
    await append(session, vault, admitDevice(vault, child, guest));
    await append(session, vault, admitDevice(vault, grown, guest));
    const proposed = vault.state.head.index;
    await append(session, vault, confirm(vault, proposed, vault.founder));
    const sessions = { child: await enterVaultAt(relay, child), grown: await enterVaultAt(relay, grown) };
    await append(session, vault, removeMembers(vault, [guest]).entry);
    await sessions.child.client.next("refused");
    await sessions.child.client.closed;
    await sessions.grown.until(session.log().cursor.position);
    expect(sessions.grown.client.socket.readyState).toBe(1);
  });

  test("while the removed one pushes: what came before is in the log, what comes after is not", async () => {
    const { vault, session, guest, guestSession } = await withGuest();
    const seen = guestSession.log().cursor;
    const push = (): void =>
      guestSession.client.send({
        type: "push",
        envelope: makeEnvelope(vault, { seen, author: guest }).bytes,
      });
    const { entry } = removeMembers(vault, [guest]);
    for (let count = 0; count < 20; count++) push();
    session.client.send({ type: "append", entry });
    for (let count = 0; count < 20; count++) push();
    await guestSession.client.closed;
    const removal = guestSession
      .log()
      .items.findIndex(({ kind, position }) => kind === "entry" && position > 2);
    expect(removal).toBe(guestSession.log().items.length - 1);
    await session.until(guestSession.log().cursor.position);
    const { items } = (await enterVaultAt(relay, vault.founder)).log();
    expect(items).toHaveLength(guestSession.log().items.length);
  });

  test("of a device that is still reading ends its reading at the removal", async () => {
    const { vault, session, guest } = await withGuest();
    const seen = session.log().cursor;
    for (let count = 0; count < 60; count++) {
      session.client.send({ type: "push", envelope: makeEnvelope(vault, { seen, size: 60_000 }).bytes });
    }
    await session.until(62);
    const slow = await relay.connect();
    await logIn(slow, sodium, { member: guest });
    slow.socket.pause();
    await append(session, vault, removeMembers(vault, [guest]).entry);
    session.client.send({
      type: "push",
      envelope: makeEnvelope(vault, { seen: session.log().cursor }).bytes,
    });
    await session.until(64);
    slow.socket.resume();
    expect(await slow.next("refused")).toMatchObject({ reason: "removed" });
    const records = slow.received.filter((message) => message.type === "records");
    const last = records.at(-1);
    expect((last?.first ?? 0) + (last?.items.length ?? 0) - 1).toBeLessThanOrEqual(63);
  });

  test("is taken when the vault's room is used up, and so is the snapshot after it, and then edits", async () => {
    relay = await startTestRelay({ limits: { bytesPerVault: 100_000 } });
    const vault = newVault();
    const session = await openVaultAt(relay, vault);
    const thief = newMember();
    await append(session, vault, admitDevice(vault, thief));
    const theirs = await enterVaultAt(relay, thief);
    const fill = (): Uint8Array =>
      makeEnvelope(vault, { seen: theirs.log().cursor, author: thief, size: 60_000 }).bytes;
    theirs.client.send({ type: "push", envelope: fill() });
    theirs.client.send({ type: "push", envelope: fill() });
    expect(await theirs.client.next("refused")).toMatchObject({ reason: "quota" });
    await session.until(3);
    const removal = removeMembers(vault, [thief]);
    await append(session, vault, removal.entry);
    vault.epochKey = removal.epochKey;
    const seen = session.log().cursor;
    const snapshot = makeEnvelope(vault, { seen, kind: "snapshot", size: 90_000 });
    session.client.send({ type: "push", envelope: snapshot.bytes });
    await session.until(5);
    session.client.send({ type: "push", envelope: makeEnvelope(vault, { seen }).bytes });
    await session.until(6);
  });

  test("is taken when the roster's room is nearly used up, and nothing else is", async () => {
    relay = await startTestRelay({ limits: { entriesPerVault: 10 } });
    const vault = newVault();
    const session = await openVaultAt(relay, vault);
    const thief = newMember();
    await append(session, vault, admitDevice(vault, thief));
    while (vault.state.head.index < 8) {
      await append(session, vault, moveHome(vault, relay.relay.relayKey));
    }
    expect(await refusalOf(session, moveHome(vault, relay.relay.relayKey))).toBe("quota");
    await append(session, vault, removeMembers(vault, [thief]).entry);
  });
});

describe("[RD5] a home", () => {
  test("at another relay is the last that is taken here; reading goes on", async () => {
    const { vault, session } = await open();
    await append(session, vault, moveHome(vault, tools.random(32)));
    expect(await refusalOf(session, moveHome(vault, relay.relay.relayKey))).toBe("moved");
    const { cursor } = session.log();
    const { bytes, id } = makeEnvelope(vault, { seen: cursor });
    session.client.send({ type: "push", envelope: bytes });
    const refused = await session.client.next("refused");
    expect([Buffer.from(refused.what ?? []), refused.reason]).toEqual([Buffer.from(id), "moved"]);
    const reader = await enterVaultAt(relay, vault.founder);
    expect(reader.log().cursor).toEqual(cursor);
  });

  test("here changes nothing", async () => {
    const { vault, session } = await open();
    await append(session, vault, moveHome(vault, relay.relay.relayKey));
    session.client.send({
      type: "push",
      envelope: makeEnvelope(vault, { seen: session.log().cursor }).bytes,
    });
    expect((await session.until(3)).items).toHaveLength(3);
  });
});
