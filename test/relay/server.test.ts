/**
 * The relay's port: plain HTTP, who may open a WebSocket, TLS, and what one connection may use up.
 */
import { readFileSync } from "node:fs";
import { connect as connectTcp } from "node:net";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { afterEach, describe, expect, test } from "vitest";
import { encodeClientMessage } from "../../src/protocol/messages.ts";
import { createMetrics } from "../../src/relay/metrics.ts";
import type { RunningRelay } from "../../src/relay/start.ts";
import { connectRelay, greet, logIn } from "../support/relay-client.ts";
import { enterVaultAt, openVaultAt, startTestRelay, type TestRelay } from "../support/relay.ts";
import { makeEnvelope, newMember, newVault, sodium } from "../support/relay-vault.ts";

let relay: TestRelay;
afterEach(() => relay.end());

const fixture = (name: string): string =>
  readFileSync(join(import.meta.dirname, "..", "fixtures", name), "utf8");
const TLS = { cert: fixture("relay-tls-cert.pem"), key: fixture("relay-tls-key.pem") };
const SECOND_TLS = { cert: fixture("relay-tls-cert-2.pem"), key: fixture("relay-tls-key-2.pem") };

const get = (path: string, init?: RequestInit): Promise<Response> =>
  fetch(relay.url.replace(/^ws/, "http").replace(/\/$/, path), init);

describe("[RD13] plain HTTP", () => {
  test("says that the process lives and that its store writes", async () => {
    relay = await startTestRelay();
    for (const path of ["/healthz", "/readyz", "/readyz?probe=1"]) {
      const answer = await get(path);
      expect([answer.status, await answer.text()]).toEqual([200, "ok\n"]);
    }
  });

  test("finds nothing else", async () => {
    relay = await startTestRelay();
    for (const path of ["/", "/holt", "/metrics", "/relay.db", "/healthz/x"]) {
      expect((await get(path)).status).toBe(404);
    }
    expect((await get("/healthz", { method: "POST" })).status).toBe(404);
    expect(await (await get("/healthz", { method: "HEAD" })).text()).toBe("");
  });

  async function totalsOf(running: RunningRelay | undefined) {
    const totals = await running?.totals();
    return totals?.ok === true ? totals.value : undefined;
  }

  async function withMetrics(isMetricsOpen: boolean): Promise<void> {
    const metrics = createMetrics();
    let running: RunningRelay | undefined;
    relay = await startTestRelay({
      meter: metrics.meter,
      isMetricsOpen,
      metrics: metrics.endpoint(
        () => running && { sessions: running.sessions, totals: () => totalsOf(running) },
      ),
    });
    running = relay.relay;
  }

  test("gives numbers, in which nobody is named", async () => {
    await withMetrics(false);
    const vault = newVault();
    const session = await openVaultAt(relay, vault);
    session.client.send({
      type: "push",
      envelope: makeEnvelope(vault, { seen: session.log().cursor }).bytes,
    });
    await session.until(2);
    session.client.send({
      type: "push",
      envelope: makeEnvelope(vault, { seen: session.log().cursor, epoch: 7 }).bytes,
    });
    await session.client.next("refused");
    const answer = await get("/metrics");
    expect(answer.headers.get("content-type")).toContain("text/plain");
    const text = await answer.text();
    for (const line of [
      "holt_relay_sessions 1",
      "holt_relay_vaults 1",
      "holt_relay_records 1",
      "holt_relay_pushes_total 2",
      'holt_relay_refusals_total{reason="epoch"} 1',
      "holt_relay_commit_records_count 1",
    ]) {
      expect(text.split("\n")).toContain(line);
    }
    expect(text).toMatch(/^holt_relay_bytes \d+$/m);
    expect(text).toMatch(/^holt_relay_commit_seconds_count 1$/m);
  });

  test("gives them to this machine only, unless it is told otherwise", async () => {
    await withMetrics(false);
    const headers = { "x-forwarded-for": "192.0.2.7" };
    expect((await get("/metrics", { headers })).status).toBe(404);
    await relay.end();
    await withMetrics(true);
    expect((await get("/metrics", { headers })).status).toBe(200);
  });
});

describe("[LI1] a WebSocket", () => {
  const refused = (path: string, options?: Parameters<typeof connectRelay>[1]): Promise<string> =>
    connectRelay(relay.url.replace(/\/$/, path), options).then(
      () => "opened",
      (error: Error) => error.message,
    );

  test("is opened at / and at /holt, with holt's subprotocol", async () => {
    relay = await startTestRelay();
    for (const path of ["/", "/holt", "/?x"]) {
      const client = await connectRelay(relay.url.replace(/\/$/, path));
      await greet(client, sodium);
      expect(client.socket.protocol).toBe("holt.1");
      expect(client.socket.extensions).toBe("");
    }
  });

  test("is not opened elsewhere, for another protocol, or for a web page", async () => {
    relay = await startTestRelay();
    expect(await refused("/other")).toContain("404");
    expect(await refused("/", { subprotocol: "other.1" })).toContain("400");
    expect(await refused("/", { headers: { origin: "https://example.org" } })).toContain("403");
  });

  test("is not opened beyond the number of connections of one address, until one of them is gone", async () => {
    relay = await startTestRelay({ limits: { connectionsPerAddress: 2, isLoopbackFree: false } });
    const first = await relay.connect();
    await relay.connect();
    expect(await refused("/")).toContain("429");
    const elsewhere = { headers: { "x-forwarded-for": "192.0.2.7" } };
    expect(await refused("/", elsewhere)).toBe("opened");
    await first.end();
    await expect.poll(() => refused("/")).toBe("opened");
  });

  test("is not opened beyond the number of all connections", async () => {
    relay = await startTestRelay({ limits: { connections: 1 } });
    await relay.connect();
    expect(await refused("/")).toContain("429");
  });

  test("takes no text", async () => {
    relay = await startTestRelay();
    const client = await relay.connect();
    client.sendRaw("hello");
    expect(await client.next("refused")).toMatchObject({ reason: "malformed" });
    await client.closed;
  });
});

describe("[RD12] before a login", () => {
  const hello = encodeClientMessage({ type: "hello", version: 1, nonce: new Uint8Array(32) });

  test("little may come in, in one message or in a part of one", async () => {
    relay = await startTestRelay({ limits: { earlyBytes: 10_000 } });
    const client = await relay.connect();
    client.sendRaw(hello);
    await client.next("challenge");
    client.socket.send(new Uint8Array(20_000), { fin: false });
    expect(await client.next("refused")).toMatchObject({ reason: "too-large" });
    await client.closed;
  });

  test("all connections together may send so much that is no message yet, and no more", async () => {
    relay = await startTestRelay({ limits: { incomingBytes: 100_000 } });
    const vault = newVault();
    const members = [await openVaultAt(relay, vault), await enterVaultAt(relay, vault.founder)];
    for (const { client } of members) client.socket.send(new Uint8Array(60_000), { fin: false });
    const cut = await Promise.race(members.map(({ client }) => client.closed.then(() => client)));
    expect(cut.received.at(-1)).toMatchObject({ reason: "rate" });
    const [left] = members.filter(({ client }) => client !== cut);
    expect(left?.client.socket.readyState).toBe(1);
    await enterVaultAt(relay, vault.founder);
  });

  test("a roster of its full size is not too much", async () => {
    relay = await startTestRelay();
    const client = await relay.connect();
    await logIn(client, sodium, { member: newMember() });
    await client.next("unknown");
    client.send({
      type: "open",
      entries: Array.from({ length: 56 }, () => new Uint8Array(65_000)),
      token: null,
    });
    expect(await client.next("refused")).toMatchObject({ reason: "invalid-entry" });
  });

  test("and after it, much more may", async () => {
    relay = await startTestRelay({ limits: { earlyBytes: 10_000 } });
    const vault = newVault();
    const session = await openVaultAt(relay, vault);
    const { bytes } = makeEnvelope(vault, { seen: session.log().cursor, kind: "snapshot", size: 500_000 });
    session.client.send({ type: "push", envelope: bytes });
    expect((await session.until(2)).items).toHaveLength(2);
  });

  test("a connection that never becomes a WebSocket is not kept", async () => {
    relay = await startTestRelay();
    const socket = connectTcp(relay.relay.address.port, "127.0.0.1");
    socket.on("error", () => {});
    socket.write("nonsense\r\n\r\n");
    await new Promise((resolve) => socket.once("close", resolve));
    expect(relay.relay.sessions()).toBe(0);
  });
});

describe("[RD12] a session that takes little in", () => {
  const LIMITS = { waitingBytes: 3_000_000 };
  type Pair = Readonly<Record<"session" | "slow", Awaited<ReturnType<typeof openVaultAt>>>> & {
    readonly vault: ReturnType<typeof newVault>;
  };

  async function open(): Promise<Pair> {
    relay = await startTestRelay({ limits: LIMITS });
    const vault = newVault();
    const session = await openVaultAt(relay, vault);
    const slow = await enterVaultAt(relay, vault.founder);
    slow.client.socket.pause();
    return { vault, session, slow };
  }

  /** One megabyte, which its author takes in at once. */
  async function push({ vault, session }: Pair): Promise<void> {
    const seen = session.log().cursor;
    const { bytes } = makeEnvelope(vault, { seen, kind: "snapshot", size: 900_000 });
    session.client.send({ type: "push", envelope: bytes });
    await session.until(seen.position + 1);
  }

  const isCutOff = (): boolean => relay.logged.some(({ event }) => event === "refused");

  test("is cut off when too much waits for it, and the others go on", async () => {
    const pair = await open();
    // What the two kernels buffer comes before what counts.
    for (let count = 0; count < 30 && !isCutOff(); count++) await push(pair);
    expect(relay.logged).toContainEqual({ event: "refused", facts: { reason: "slow" } });
    await push(pair);
    pair.slow.client.socket.resume();
    await pair.slow.client.closed;
  });

  test("is cut off where all together take too much, the slowest first", async () => {
    relay = await startTestRelay({ limits: { waitingBytesOfAll: 500_000 } });
    const vault = newVault();
    const session = await openVaultAt(relay, vault);
    const slow = await enterVaultAt(relay, vault.founder);
    slow.client.socket.pause();
    const pair = { vault, session, slow };
    for (let count = 0; count < 30 && !isCutOff(); count++) {
      await push(pair);
      relay.pass(1000);
    }
    expect(isCutOff()).toBe(true);
    await push(pair);
    slow.client.socket.terminate();
  });

  test("and is simply gone is noticed", async () => {
    relay = await startTestRelay({ limits: { pingEveryMs: 1000 } });
    const vault = newVault();
    const gone = await openVaultAt(relay, vault);
    const alive = await enterVaultAt(relay, vault.founder);
    gone.client.socket.pause();
    relay.pass(1000);
    // What answers this has answered the relay's ping before.
    const answered = new Promise((resolve) => alive.client.socket.once("pong", resolve));
    alive.client.socket.ping();
    await answered;
    expect(relay.relay.sessions()).toBe(2);
    relay.pass(1000);
    await expect.poll(() => relay.relay.sessions()).toBe(1);
    gone.client.socket.terminate();
    expect(alive.client.socket.readyState).toBe(1);
  });
});

describe("TLS", () => {
  test("carries sessions", async () => {
    relay = await startTestRelay({ tls: TLS });
    const { relayKey } = await greet(await relay.connect({ ca: TLS.cert }), sodium);
    expect(Buffer.from(relayKey)).toEqual(Buffer.from(relay.relay.relayKey));
  });

  test("takes a new certificate for new connections, and keeps the old ones", async () => {
    relay = await startTestRelay({ tls: TLS });
    const old = await relay.connect({ ca: TLS.cert });
    relay.relay.useTls(SECOND_TLS);
    const subject = await new Promise<string>((resolve) => {
      const { port } = relay.relay.address;
      const socket = connectTls({ host: "127.0.0.1", port, ca: [TLS.cert, SECOND_TLS.cert] }, () => {
        resolve(String(socket.getPeerCertificate().subject.CN));
        socket.destroy();
      });
    });
    expect(subject).toBe("second.example.org");
    await greet(old, sodium);
  });

  test("somebody who speaks none is not kept, and harms nobody", async () => {
    relay = await startTestRelay({ tls: TLS });
    const socket = connectTcp(relay.relay.address.port, "127.0.0.1");
    socket.on("error", () => {});
    socket.write("GET / HTTP/1.1\r\n\r\n");
    await new Promise((resolve) => socket.once("close", resolve));
    await greet(await relay.connect({ ca: TLS.cert }), sodium);
    expect(relay.relay.sessions()).toBe(1);
  });
});
