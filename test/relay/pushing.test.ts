/**
 * What a relay takes into a log, and why not.
 */
import { afterEach, describe, expect, test } from "vitest";
import { idOfEnvelope, decodeEnvelope, MAX_UPDATE_ENVELOPE_BYTES } from "../../src/protocol/envelope.ts";
import { DAY_MS, type RelayLimits } from "../../src/relay/limits.ts";
import {
  enterVaultAt,
  openVaultAt,
  startTestRelay,
  type TestRelay,
  type VaultSession,
} from "../support/relay.ts";
import {
  admitDevice,
  type EnvelopeOptions,
  follow,
  makeEnvelope,
  newMember,
  newVault,
  removeMembers,
  sodium,
  type TestVault,
  value,
} from "../support/relay-vault.ts";

let relay: TestRelay;
afterEach(() => relay.end());

/** Pushes; the reason for which it is refused, or undefined when it comes back. */
async function push(
  session: VaultSession,
  vault: TestVault,
  options: Partial<EnvelopeOptions> = {},
): Promise<string | undefined> {
  const { bytes, id } = makeEnvelope(vault, { seen: session.log().cursor, ...options });
  return pushBytes(session, bytes, id);
}

async function pushBytes(
  { client }: VaultSession,
  envelope: Uint8Array,
  id: Uint8Array,
): Promise<string | undefined> {
  client.send({ type: "push", envelope });
  for (;;) {
    const message = await client.any();
    const isOfThis = message.type === "refused" && Buffer.compare(message.what ?? new Uint8Array(), id) === 0;
    if (isOfThis) return message.reason;
    if (
      message.type === "records" &&
      message.items.some(({ bytes }) => Buffer.compare(bytes, envelope) === 0)
    ) {
      return undefined;
    }
  }
}

async function open(limits: Partial<RelayLimits> = {}): Promise<{ vault: TestVault; session: VaultSession }> {
  relay = await startTestRelay({ limits });
  const vault = newVault();
  return { vault, session: await openVaultAt(relay, vault) };
}

describe("[RD4] an envelope is refused", () => {
  test("of another author than the session's member", async () => {
    const { vault, session } = await open();
    const guest = newMember();
    session.client.send({ type: "append", entry: follow(vault, admitDevice(vault, guest)) });
    await session.until(2);
    expect(await push(session, vault, { author: guest })).toBe("author");
  });

  test("of another vault", async () => {
    const { vault, session } = await open();
    const other = newVault(vault.founder);
    expect(await push(session, other)).toBe("author");
  });

  test("whose author has seen what is not on the chain", async () => {
    const { vault, session } = await open();
    const { cursor } = session.log();
    const hash = new Uint8Array(32);
    expect(await push(session, vault, { seen: { ...cursor, hash } })).toBe("not-seen");
    expect(await push(session, vault, { seen: { ...cursor, position: 2 } })).toBe("not-seen");
    expect(await push(session, vault, { seen: { position: 0, hash } })).toBe("not-seen");
    expect(await push(session, vault, { seen: { position: 0, hash: cursor.log } })).toBeUndefined();
    expect(await push(session, vault)).toBeUndefined();
  });

  test("that is a snapshot, and doesn't speak of the whole roster at the place that it has seen", async () => {
    const { vault, session } = await open();
    const before = session.log().cursor;
    const guest = newMember();
    session.client.send({ type: "append", entry: follow(vault, admitDevice(vault, guest)) });
    await session.until(2);
    const snapshot = { kind: "snapshot" } as const;
    expect(await push(session, vault, { ...snapshot, seen: before })).toBe("not-seen");
    expect(await push(session, vault, { ...snapshot, rosterHead: vault.vaultId })).toBe("not-seen");
    expect(await push(session, vault, snapshot)).toBeUndefined();
  });

  test("under another epoch than the one in force", async () => {
    const { vault, session } = await open();
    expect(await push(session, vault, { epoch: 2 })).toBe("epoch");
    const guest = newMember();
    session.client.send({ type: "append", entry: follow(vault, admitDevice(vault, guest)) });
    await session.until(2);
    const removal = removeMembers(vault, [guest]);
    session.client.send({ type: "append", entry: follow(vault, removal.entry) });
    await session.until(3);
    expect(await push(session, vault, { epoch: 1 })).toBe("epoch");
    expect(await push(session, vault, { epoch: 2 })).toBeUndefined();
  });

  test("that is larger than an update may be", async () => {
    const { vault, session } = await open();
    expect(await push(session, vault, { size: MAX_UPDATE_ENVELOPE_BYTES })).toBe("too-large");
    expect(await push(session, vault, { size: MAX_UPDATE_ENVELOPE_BYTES, kind: "snapshot" })).toBeUndefined();
  });

  test("beyond the vault's room, but for the first snapshot under an epoch", async () => {
    const { vault, session } = await open({ bytesPerVault: 20_000 });
    expect(await push(session, vault, { kind: "snapshot", size: 30_000 })).toBeUndefined();
    expect(await push(session, vault)).toBe("quota");
    expect(await push(session, vault, { kind: "snapshot" })).toBe("quota");
  });

  test("beyond the number of records", async () => {
    const { vault, session } = await open({ recordsPerVault: 2 });
    expect(await push(session, vault)).toBeUndefined();
    expect(await push(session, vault)).toBeUndefined();
    expect(await push(session, vault)).toBe("quota");
  });

  test("beyond the number of a day's snapshots", async () => {
    const { vault, session } = await open({ snapshotsPerDay: 2 });
    expect(await push(session, vault, { kind: "snapshot" })).toBeUndefined();
    expect(await push(session, vault, { kind: "snapshot" })).toBeUndefined();
    expect(await push(session, vault, { kind: "snapshot" })).toBe("quota");
    relay.pass(DAY_MS);
    expect(await push(session, vault, { kind: "snapshot" })).toBeUndefined();
  });

  test("beyond its member's rate, for as long as is said", async () => {
    const { vault, session } = await open({ pushesPerMember: { burst: 2, perSecond: 1 } });
    expect(await push(session, vault)).toBeUndefined();
    expect(await push(session, vault)).toBeUndefined();
    const { bytes } = makeEnvelope(vault, { seen: session.log().cursor });
    session.client.send({ type: "push", envelope: bytes });
    expect(await session.client.next("refused")).toMatchObject({ reason: "rate", retryAfterMs: 1000 });
    relay.pass(1000);
    session.client.send({ type: "push", envelope: bytes });
    await session.until(4);
  });

  test("beyond its vault's rate, whoever of its members pushes", async () => {
    const { vault, session } = await open({ pushesPerVault: { burst: 2, perSecond: 1 } });
    const other = await enterVaultAt(relay, vault.founder);
    expect(await push(session, vault)).toBeUndefined();
    expect(await push(other, vault)).toBeUndefined();
    expect(await push(session, vault)).toBe("rate");
  });

  test("if it is a snapshot that its author didn't sign", async () => {
    const { vault, session } = await open();
    const { bytes, id } = makeEnvelope(vault, { seen: session.log().cursor, kind: "snapshot" });
    const damaged = Uint8Array.from(bytes);
    damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 1;
    const decoded = decodeEnvelope(damaged);
    if (!decoded.ok) throw new Error(decoded.error.reason);
    expect(await pushBytes(session, damaged, idOfEnvelope(sodium, decoded.value))).toBe("author");
    expect(await pushBytes(session, bytes, id)).toBeUndefined();
  });

  test("and the session goes on; only what is no envelope at all ends it", async () => {
    const { vault, session } = await open();
    expect(await push(session, vault, { epoch: 9 })).toBe("epoch");
    expect(await push(session, vault)).toBeUndefined();
    session.client.send({ type: "push", envelope: Uint8Array.of(0x80) });
    expect(await session.client.next("refused")).toMatchObject({ what: null, reason: "malformed" });
    await session.client.closed;
  });
});

describe("[RD7] an envelope that is taken", () => {
  test("comes back to its author byte for byte: that is the acknowledgement", async () => {
    const { vault, session } = await open();
    const { bytes, id } = makeEnvelope(vault, { seen: session.log().cursor });
    session.client.send({ type: "push", envelope: bytes });
    const { items } = await session.until(2);
    expect(Buffer.from(items[1]?.bytes ?? [])).toEqual(Buffer.from(bytes));
    const decoded = value(decodeEnvelope(items[1]?.bytes ?? new Uint8Array()));
    expect(Buffer.from(idOfEnvelope(sodium, decoded))).toEqual(Buffer.from(id));
  });

  test("[RD6] and comes once more is in the log once", async () => {
    const { vault, session } = await open();
    const { bytes } = makeEnvelope(vault, { seen: session.log().cursor });
    for (let count = 0; count < 3; count++) session.client.send({ type: "push", envelope: bytes });
    await session.until(2);
    session.client.send({ type: "push", envelope: bytes });
    expect(await push(session, vault)).toBeUndefined();
    expect(session.log().items).toHaveLength(3);
  });

  test("stands in one order for all, however many push at once", async () => {
    const { vault, session } = await open();
    const others = await Promise.all([1, 2, 3].map(() => enterVaultAt(relay, vault.founder)));
    const all = [session, ...others];
    for (let round = 0; round < 50; round++) {
      for (const one of all) {
        const { bytes } = makeEnvelope(vault, { seen: session.log().cursor });
        one.client.send({ type: "push", envelope: bytes });
      }
    }
    const logs = await Promise.all(all.map((one) => one.until(201)));
    for (const { cursor } of logs) expect(cursor).toEqual(logs[0]?.cursor);
  });

  test("leaves a sleeping vault's log as it was after a restart, and the chain goes on", async () => {
    const { vault, session } = await open();
    expect(await push(session, vault)).toBeUndefined();
    const { cursor } = session.log();
    relay = await relay.restart();
    const back = await enterVaultAt(relay, vault.founder, cursor);
    expect(await push(back, vault)).toBeUndefined();
    expect(back.log().cursor.position).toBe(3);
  });
});

test("a signal goes to the vault's other sessions, and is stored nowhere", async () => {
  const { vault, session } = await open({ signalsPerMember: { burst: 2, perSecond: 1 } });
  const other = await enterVaultAt(relay, vault.founder);
  const stranger = await openVaultAt(relay, newVault());
  for (const byte of [1, 2, 3]) session.client.send({ type: "signal", bytes: Uint8Array.of(byte) });
  expect(await push(session, vault)).toBeUndefined();
  await other.until(2);
  expect(other.client.received.filter(({ type }) => type === "signal")).toMatchObject([
    { bytes: Uint8Array.of(1) },
    { bytes: Uint8Array.of(2) },
  ]);
  for (const { client } of [session, stranger]) {
    expect(client.received.map(({ type }) => type)).not.toContain("signal");
  }
  expect((await enterVaultAt(relay, vault.founder)).log().items).toHaveLength(2);
});
