/**
 * What a relay does with a vault that has a backup: recovery logins, points in time, and erasing, after which not one
 * byte of what was stored is left in its files.
 */
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Member } from "../../src/protocol/keys.ts";
import { isReceiptSignedBy } from "../../src/protocol/receipt.ts";
import { hashEntry } from "../../src/protocol/roster.ts";
import {
  makeConfirmation,
  makeRecoveryAdmission,
  makeRejection,
  makeRemoval,
  signJoin,
} from "../../src/protocol/roster-make.ts";
import { epochInForce } from "../../src/protocol/roster-state.ts";
import { DAY_MS } from "../../src/relay/limits.ts";
import { append, confirming, erasing, holdsAnyOf, openWithWords, push } from "../support/relay-backups.ts";
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
  sodium,
  type TestVault,
  tools,
  value,
} from "../support/relay-vault.ts";

let relay: TestRelay;
afterEach(() => relay.end());

const HANDLE = new Uint8Array(32).fill(5);

function admitPassphrase(vault: TestVault, passphrase: Member): Uint8Array {
  const { state, epochKey, vaultId, founder: author } = vault;
  const joined = signJoin(sodium, passphrase, vaultId);
  const member = { kind: "passphrase", keys: passphrase.publicKeys, handle: HANDLE } as const;
  const input = { state, author, epochKey, member, join: joined, replaces: null };
  return value(makeRecoveryAdmission(tools, input));
}

const answerOf = async (member: Member, options: { handle?: Uint8Array } = {}) => {
  const client = await relay.connect();
  await logIn(client, sodium, { member, purpose: "recover", ...options });
  const answer = await client.any();
  await client.end();
  return answer;
};

describe("[RD2] a recovery login", () => {
  test("of the words reads everything, and may only append", async () => {
    relay = await startTestRelay();
    const { vault, words, session } = await openWithWords(relay);
    await push(session, vault, "update");
    const client = await relay.connect();
    await logIn(client, sodium, { member: words, purpose: "recover" });
    expect(await client.next("synced")).toMatchObject({ position: 4 });
    const phone = newMember();
    client.send({ type: "append", entry: follow(vault, admitDevice(vault, phone, words)) });
    await session.until(5);
    client.send({ type: "signal", bytes: new Uint8Array(3) });
    expect(await client.next("refused")).toMatchObject({ reason: "malformed" });
    await client.closed;
  });

  test("is the same for a wrong passphrase, an unknown handle, another handle and a device", async () => {
    relay = await startTestRelay();
    const vault = newVault();
    const passphrase = newMember();
    follow(vault, admitPassphrase(vault, passphrase));
    await openVaultAt(relay, vault);
    const unknown = { type: "unknown", isClosed: true };
    expect(await answerOf(newMember(), { handle: HANDLE })).toEqual(unknown);
    expect(await answerOf(newMember(), { handle: new Uint8Array(32) })).toEqual(unknown);
    expect(await answerOf(passphrase, { handle: new Uint8Array(32) })).toEqual(unknown);
    relay.pass(60 * 60_000 + 1);
    expect(await answerOf(passphrase)).toEqual(unknown);
    expect(await answerOf(vault.founder)).toEqual(unknown);
    expect(await answerOf(passphrase, { handle: HANDLE })).toMatchObject({ type: "welcome" });
  });

  test.each([
    ["known", true],
    ["unknown", false],
  ])("is slowed down by its handle from the fifth failure on, where that is %s", async (_, isKnown) => {
    relay = await startTestRelay();
    const vault = newVault();
    const [passphrase, words] = [newMember(), newMember()];
    follow(vault, admitWords(vault, words));
    follow(vault, admitPassphrase(vault, passphrase));
    follow(vault, confirm(vault, 2, words));
    await openVaultAt(relay, vault);
    const handle = isKnown ? HANDLE : new Uint8Array(32).fill(9);
    const answers = [];
    for (let count = 0; count < 6; count++) {
      const client = await relay.connect({ headers: { "x-forwarded-for": `203.0.113.${count}` } });
      await logIn(client, sodium, { member: newMember(), purpose: "recover", handle });
      answers.push((await client.any()).type);
      await client.end();
    }
    expect(answers).toEqual(["unknown", "unknown", "unknown", "unknown", "unknown", "refused"]);
    // Nobody is slowed down but who names that handle.
    const client = await relay.connect({ headers: { "x-forwarded-for": "203.0.113.77" } });
    await logIn(client, sodium, { member: words, purpose: "recover" });
    expect(await client.any()).toMatchObject({ type: "welcome" });
  });

  test("is no way to open a vault, and no way in for sync", async () => {
    relay = await startTestRelay();
    const { words } = await openWithWords(relay);
    const client = await relay.connect();
    await logIn(client, sodium, { member: words });
    expect(await client.next("refused")).toMatchObject({ reason: "login" });
    const stranger = await relay.connect();
    await logIn(stranger, sodium, { member: newMember(), purpose: "recover" });
    await stranger.next("unknown");
    await stranger.closed;
  });
});

describe("[RD14] points in time", () => {
  const pointsOf = async (session: VaultSession) => {
    session.client.send({ type: "points" });
    return session.client.next("points");
  };

  test("are the first snapshot of a day, kept beyond its time, and given as it came", async () => {
    relay = await startTestRelay();
    const { vault, session } = await openWithWords(relay);
    const first = await push(session, vault, "snapshot");
    await push(session, vault, "snapshot");
    relay.pass(DAY_MS);
    const third = await push(session, vault, "snapshot");
    relay.pass(40 * DAY_MS);
    await vi.waitFor(() => expect(relay.logged.map(({ event }) => event)).toContain("dropped-covered"));
    const again = await enterVaultAt(relay, vault.founder);
    const { points } = await pointsOf(again);
    expect(points.map(({ position }) => position)).toEqual([first.position, third.position]);
    again.client.send({ type: "point", position: first.position });
    const { snapshot } = await again.client.next("point");
    expect(Buffer.from(snapshot)).toEqual(Buffer.from(first.bytes));
    again.client.send({ type: "point", position: 77 });
    expect((await again.client.next("point")).snapshot).toHaveLength(0);
  });

  test("are not kept of a vault without recovery members", async () => {
    relay = await startTestRelay();
    const vault = newVault();
    const session = await openVaultAt(relay, vault);
    await push(session, vault, "snapshot");
    expect((await pointsOf(session)).points).toEqual([]);
  });

  test("go with the last recovery member, by whatever entry, and not before", async () => {
    relay = await startTestRelay();
    const { vault, words, session } = await openWithWords(relay);
    await push(session, vault, "snapshot");
    const { state, epochKey, founder: author } = vault;
    const removal = value(makeRemoval(tools, { state, author, epochKey, members: [words.id] }));
    await append(session, follow(vault, removal.entry));
    expect((await pointsOf(session)).points).toHaveLength(1);
    await append(session, confirming(vault, words));
    expect((await pointsOf(session)).points).toEqual([]);
    relay = await relay.restart();
    const again = await enterVaultAt(relay, vault.founder);
    expect((await pointsOf(again)).points).toEqual([]);
    expect(again.client.received.map(({ type }) => type)).not.toContain("receipt");
  });

  test("count in what is told of a vault's bytes, and are none of its quota", async () => {
    const seen = { position: 0, hash: new Uint8Array(32) };
    const size = makeEnvelope(newVault(), { seen, size: 300 }).bytes.length;
    relay = await startTestRelay({ limits: { bytesPerVault: 2 * size + 100 } });
    const { vault, session } = await openWithWords(relay);
    const before = (await pointsOf(session)).bytes;
    const { bytes } = await push(session, vault, "snapshot");
    expect((await pointsOf(session)).bytes).toBe(before + 2 * bytes.length);
    await push(session, vault, "update");
    const { cursor } = session.log();
    session.client.send({ type: "push", envelope: makeEnvelope(vault, { seen: cursor, size: 300 }).bytes });
    expect(await session.client.next("refused")).toMatchObject({ reason: "quota" });
  });

  test("are there after a restart", async () => {
    relay = await startTestRelay();
    const { vault, session } = await openWithWords(relay);
    await push(session, vault, "snapshot");
    relay = await relay.restart();
    const again = await enterVaultAt(relay, vault.founder);
    expect((await pointsOf(again)).points).toHaveLength(1);
  });
});

describe("[RD15] erasing everything", () => {
  async function eraseAll(): Promise<{ vault: TestVault; stored: readonly Uint8Array[]; entry: Uint8Array }> {
    const { vault, words, session } = await openWithWords(relay);
    const stored = [];
    for (const kind of ["update", "snapshot", "update"] as const) {
      stored.push((await push(session, vault, kind)).bytes);
    }
    await append(session, follow(vault, erasing(vault, "all")));
    const entry = confirming(vault, words);
    session.client.send({ type: "append", entry });
    await session.client.closed;
    return { vault, stored, entry };
  }

  test("leaves not one byte, begins the log anew with the roster, and is receipted", async () => {
    relay = await startTestRelay();
    const { vault, stored, entry } = await eraseAll();
    const again = await enterVaultAt(relay, vault.founder);
    const receipt = await again.client.next("receipt");
    expect(Buffer.from(receipt.entry)).toEqual(Buffer.from(hashEntry(sodium, entry)));
    const whole = { ...receipt, vaultId: vault.vaultId };
    expect(isReceiptSignedBy(sodium, whole, relay.relay.relayKey)).toBe(true);
    expect(holdsAnyOf(relay.directory, stored)).toBe(false);
    expect(again.log().items.map(({ kind }) => kind)).toEqual(vault.entries.map(() => "entry"));
    const { bytes } = makeEnvelope(vault, { seen: again.log().cursor });
    again.client.send({ type: "push", envelope: bytes });
    expect(await again.client.next("refused")).toMatchObject({ reason: "erased" });
  });

  test("is not receipted while somebody reads, and is when they are done", async () => {
    relay = await startTestRelay();
    const { vault, session, words } = await openWithWords(relay);
    const { bytes: stored } = await push(session, vault, "update");
    const reader = new SqliteDatabase(join(relay.directory, "relay.db"), { readonly: true });
    const rows = reader.prepare("SELECT position FROM record").iterate();
    rows.next();
    await append(session, follow(vault, erasing(vault, "all")));
    session.client.send({ type: "append", entry: confirming(vault, words) });
    await session.client.closed;
    await vi.waitFor(() => expect(relay.logged.map(({ event }) => event)).toContain("scrub-delayed"), {
      timeout: 20_000,
    });
    const early = await enterVaultAt(relay, vault.founder);
    expect(early.client.received.map(({ type }) => type)).not.toContain("receipt");
    relay.pass(1000);
    relay.pass(1000);
    rows.return?.();
    reader.close();
    relay.pass(1000);
    await early.client.next("receipt");
    expect(relay.logged.filter(({ event }) => event === "scrub-delayed")).toHaveLength(1);
    expect(holdsAnyOf(relay.directory, [stored])).toBe(false);
  });

  test("goes on after a relay was stopped in between", async () => {
    relay = await startTestRelay();
    const { vault, session, words } = await openWithWords(relay);
    const { bytes: stored } = await push(session, vault, "update");
    const reader = new SqliteDatabase(join(relay.directory, "relay.db"), { readonly: true });
    const rows = reader.prepare("SELECT position FROM record").iterate();
    rows.next();
    await append(session, follow(vault, erasing(vault, "all")));
    session.client.send({ type: "append", entry: confirming(vault, words) });
    await session.client.closed;
    rows.return?.();
    reader.close();
    relay = await relay.restart();
    const again = await enterVaultAt(relay, vault.founder);
    relay.pass(1000);
    await again.client.next("receipt");
    expect(holdsAnyOf(relay.directory, [stored])).toBe(false);
  });

  test("ends with the next home: the vault goes on here", async () => {
    relay = await startTestRelay();
    const { vault } = await eraseAll();
    const again = await enterVaultAt(relay, vault.founder);
    await again.client.next("receipt");
    await append(again, follow(vault, moveHome(vault, relay.relay.relayKey)));
    const { position } = await push(again, vault, "snapshot");
    expect(position).toBe(vault.entries.length + 1);
  });
});

describe("[RD16] erasing a backup", () => {
  test("waits for a snapshot under the new epoch, and leaves nothing from before it", async () => {
    relay = await startTestRelay();
    const { vault, words, session } = await openWithWords(relay);
    const stored = [];
    for (const kind of ["update", "snapshot", "update"] as const) {
      stored.push((await push(session, vault, kind)).bytes);
    }
    await append(session, follow(vault, erasing(vault, "backup")));
    await append(session, confirming(vault, words));
    relay.pass(1000);
    const fresh = await push(session, vault, "snapshot");
    relay.pass(1000);
    await session.client.next("receipt");
    expect(holdsAnyOf(relay.directory, stored)).toBe(false);
    expect(holdsAnyOf(relay.directory, [fresh.bytes])).toBe(true);
    session.client.send({ type: "points" });
    expect((await session.client.next("points")).points).toEqual([]);
    expect(await answerOf(words)).toMatchObject({ type: "unknown" });
    await push(session, vault, "update");
    expect(epochInForce(vault.state).number).toBe(2);
  });
});

describe("[RD17] an erasure by one signature", () => {
  test("waits seven days, over a restart, and says until when", async () => {
    relay = await startTestRelay();
    const { vault, session } = await openWithWords(relay);
    await append(session, follow(vault, erasing(vault, "backup")));
    const { atMs, index } = await session.client.next("erasure-due");
    expect(index).toBe(3);
    const early = value(
      makeConfirmation(tools, {
        state: vault.state,
        author: vault.founder,
        epochKey: vault.epochKey,
        entry: 3,
      }),
    );
    session.client.send({ type: "append", entry: early.entry });
    expect(await session.client.next("refused")).toMatchObject({
      reason: "too-early",
      retryAfterMs: 7 * DAY_MS,
    });
    relay = await relay.restart();
    const again = await enterVaultAt(relay, vault.founder);
    expect(await again.client.next("erasure-due")).toEqual({ type: "erasure-due", index, atMs });
    relay.pass(7 * DAY_MS);
    await append(again, early.entry);
  });

  test("is rejected by another full member meanwhile", async () => {
    relay = await startTestRelay();
    const { vault, words, session } = await openWithWords(relay);
    await append(session, follow(vault, erasing(vault, "backup")));
    const client = await relay.connect();
    await logIn(client, sodium, { member: words, purpose: "recover" });
    await client.next("erasure-due");
    const making = { state: vault.state, author: words, entry: 3 };
    await append(session, follow(vault, value(makeRejection(tools, making))));
    relay.pass(8 * DAY_MS);
    const late = await enterVaultAt(relay, vault.founder);
    expect(late.client.received.map(({ type }) => type)).not.toContain("erasure-due");
  });
});
