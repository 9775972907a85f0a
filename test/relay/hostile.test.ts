/**
 * What somebody sends who wishes a relay ill; and what a relay gives away by what it writes down.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { formatHex, formatBase64 } from "../../src/protocol/bytes.ts";
import { encode } from "../../src/protocol/codec.ts";
import { formatId } from "../../src/protocol/ids.ts";
import { type ClientMessage, encodeClientMessage } from "../../src/protocol/messages.ts";
import { greet, logIn, type RelayClient } from "../support/relay-client.ts";
import { enterVaultAt, openVaultAt, startTestRelay, type TestRelay } from "../support/relay.ts";
import {
  admitDevice,
  follow,
  makeEnvelope,
  newMember,
  newVault,
  sodium,
  tools,
} from "../support/relay-vault.ts";
import { seededRandom } from "../support/vault-drafts.ts";

let relay: TestRelay;
afterEach(() => relay.end());

const bugs = (): readonly unknown[] => relay.logged.filter(({ event }) => event === "bug");

const vault = newVault();
const memberId = vault.founder.id;
const [id, guest] = [tools.random(32), tools.random(16)];
const MESSAGES: readonly ClientMessage[] = [
  { type: "hello", version: 1, nonce: tools.random(32) },
  { type: "login", purpose: "sync", memberId, signature: tools.random(64), cursor: null },
  { type: "open", entries: vault.entries, token: tools.random(20) },
  { type: "push", envelope: makeEnvelope(vault, { seen: { position: 1, hash: tools.random(32) } }).bytes },
  { type: "append", entry: admitDevice(vault, newMember()) },
  { type: "signal", bytes: tools.random(10) },
  { type: "mailbox-make", id, lifeSeconds: 60 },
  { type: "mailbox-join", id, guest },
  { type: "mailbox-post", id, slot: 0, bytes: tools.random(10) },
  { type: "mailbox-close", id },
];

/** Somebody in each status that a connection can have. */
const STAGES: readonly (readonly [string, () => Promise<RelayClient>])[] = [
  ["a new connection", () => relay.connect()],
  [
    "a greeted one",
    async () => {
      const client = await relay.connect();
      await greet(client, sodium);
      return client;
    },
  ],
  [
    "an unknown member",
    async () => {
      const client = await relay.connect();
      await logIn(client, sodium, { member: newMember() });
      await client.next("unknown");
      return client;
    },
  ],
  ["a member", async () => (await enterVaultAt(relay, vault.founder)).client],
];

describe.each(STAGES)("%s that sends damaged messages", (_, stage) => {
  test("is answered or sent away, and the relay goes on", async () => {
    relay = await startTestRelay({ limits: { freeFailures: 1000 } });
    const honest = await openVaultAt(relay, vault);
    const random = seededRandom(20_261_125);
    const pick = (count: number): number => (random(2)[0] ?? 0) % count;
    for (let round = 0; round < 60; round++) {
      const client = await stage();
      for (let sent = 0; sent < 4; sent++) {
        const message = encodeClientMessage(MESSAGES[pick(MESSAGES.length)] ?? MESSAGES[0]!);
        const damaged = Uint8Array.from(message);
        const kind = pick(4);
        if (kind === 0) client.sendRaw(damaged.slice(0, pick(damaged.length)));
        else if (kind === 1) client.sendRaw(random(pick(300)));
        else {
          damaged[pick(damaged.length)]! ^= 1 << pick(8);
          client.sendRaw(damaged);
        }
      }
      client.socket.close();
      await client.closed;
    }
    const before = honest.log().cursor;
    honest.client.send({ type: "push", envelope: makeEnvelope(vault, { seen: before }).bytes });
    await honest.until(before.position + 1);
    expect((await enterVaultAt(relay, vault.founder)).log().cursor).toEqual(honest.log().cursor);
    expect(bugs()).toEqual([]);
  });
});

test.each([
  ["a name that every object has", encode(["constructor"])],
  ["a name that no message has", encode(["pull", null])],
  ["nothing", new Uint8Array()],
  [
    "a list in a list in a list",
    encode(Array.from({ length: 15 }).reduce<never[]>((inner) => [inner] as never, [])),
  ],
  ["a field too many", encode(["hello", 1, new Uint8Array(32), null])],
  ["a list that says it is endless", Uint8Array.of(0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)],
  [
    "bytes that say they are endless",
    Uint8Array.of(
      0x82,
      0x65,
      0x68,
      0x65,
      0x6c,
      0x6c,
      0x6f,
      0x5b,
      0xff,
      0xff,
      0xff,
      0xff,
      0xff,
      0xff,
      0xff,
      0xff,
    ),
  ],
])("%s ends the session with a reason", async (_, bytes) => {
  relay = await startTestRelay();
  const client = await relay.connect();
  client.sendRaw(bytes);
  expect(await client.next("refused")).toMatchObject({ what: null, reason: "malformed" });
  await client.closed;
});

test("a connection that is cut in any moment leaves nothing behind", async () => {
  relay = await startTestRelay();
  const random = seededRandom(7);
  const own = newVault();
  const honest = await openVaultAt(relay, own);
  for (let round = 0; round < 40; round++) {
    const client = await relay.connect();
    const cut = (random(1)[0] ?? 0) % 4;
    const greeting = logIn(client, sodium, { member: own.founder }).catch(() => undefined);
    if (cut > 0) await greeting;
    if (cut > 1) await client.next("welcome");
    if (cut > 2)
      client.send({ type: "push", envelope: makeEnvelope(own, { seen: honest.log().cursor }).bytes });
    client.socket.terminate();
    await Promise.all([client.closed, greeting]);
  }
  await expect.poll(() => relay.relay.sessions()).toBe(1);
  expect(bugs()).toEqual([]);
});

test("neither the log nor numbers hold content, keys, whole ids or addresses", async () => {
  relay = await startTestRelay();
  const own = newVault();
  const session = await openVaultAt(relay, own);
  const content = new TextEncoder().encode("JBSWY3DPEHPK3PXP");
  const envelope = makeEnvelope(own, { seen: session.log().cursor, content });
  session.client.send({ type: "push", envelope: envelope.bytes });
  await session.until(2);
  session.client.send({ type: "append", entry: follow(own, admitDevice(own, newMember())) });
  await session.until(3);
  session.client.send({ type: "push", envelope: Uint8Array.of(1) });
  await session.client.closed;
  const wrong = await relay.connect();
  await logIn(wrong, sodium, { member: { ...newMember(), id: own.founder.id } });
  await wrong.closed;
  const text = JSON.stringify(relay.logged);
  expect(relay.logged.map(({ event }) => event)).toEqual(["vault-opened", "refused", "refused"]);
  const secretOrPrivate = [
    formatId(own.vaultId),
    formatId(own.founder.id),
    ...[own.vaultId, own.founder.id, envelope.id, envelope.bytes, content].flatMap((bytes) => [
      formatHex(bytes),
      formatBase64(bytes),
    ]),
    "127.0.0.1",
    "JBSWY3DPEHPK3PXP",
  ];
  for (const one of secretOrPrivate) expect(text).not.toContain(one);
});

test("a flood of refusals doesn't fill the disk with lines, and is counted", async () => {
  relay = await startTestRelay();
  const knock = async (): Promise<void> => {
    const client = await relay.connect();
    client.sendRaw(Uint8Array.of(1));
    await client.closed;
  };
  for (let count = 0; count < 130; count++) await knock();
  expect(relay.logged).toHaveLength(100);
  relay.pass(1000);
  await knock();
  expect(relay.logged.at(-1)).toEqual({ event: "refused", facts: { reason: "malformed", unsaid: 30 } });
});

test("addresses are written down where the operator asks for them", async () => {
  relay = await startTestRelay({ logsAddresses: true });
  const client = await relay.connect();
  client.sendRaw(Uint8Array.of(1));
  await client.closed;
  expect(relay.logged).toEqual([{ event: "refused", facts: { reason: "malformed", address: "127.0.0.1" } }]);
});

test("of a deleted mailbox, a dropped envelope and a removed vault nothing stays in the files", async () => {
  relay = await startTestRelay({ limits: { retainMs: 0 } });
  const own = newVault();
  const session = await openVaultAt(relay, own);
  const seen = session.log().cursor;
  const { bytes } = makeEnvelope(own, { seen, size: 3000 });
  session.client.send({ type: "push", envelope: bytes });
  await session.until(2);
  const posted = tools.random(1000);
  session.client.send({ type: "mailbox-make", id, lifeSeconds: 60 });
  session.client.send({ type: "mailbox-post", id, slot: 0, bytes: posted });
  session.client.send({ type: "mailbox-close", id });
  await session.client.next("mailbox-gone");
  const inFiles = (part: Uint8Array): boolean =>
    readdirSync(relay.directory).some((name) =>
      readFileSync(join(relay.directory, name)).includes(Buffer.from(part)),
    );
  expect(inFiles(bytes.subarray(500, 600))).toBe(true);
  const snapshot = makeEnvelope(own, { seen: session.log().cursor, kind: "snapshot" });
  session.client.send({ type: "push", envelope: snapshot.bytes });
  await session.until(3);
  relay.pass(3_600_001);
  await expect.poll(() => relay.logged.map(({ event }) => event)).toContain("dropped-covered");
  await expect.poll(() => inFiles(bytes.subarray(500, 600))).toBe(false);
  expect(inFiles(posted.subarray(100, 200))).toBe(false);
});
