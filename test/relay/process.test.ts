/**
 * `holt relay` as its operator meets it: real processes, real files, kill -9.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { formatHex } from "../../src/protocol/bytes.ts";
import { formatId } from "../../src/protocol/ids.ts";
import { connectRelay, followLog, logIn, openAt } from "../support/relay-client.ts";
import { createOperator, type Operator } from "../support/relay-process.ts";
import { makeEnvelope, newVault, sodium, type TestVault } from "../support/relay-vault.ts";

let operator: Operator;
beforeEach(() => {
  operator = createOperator();
});
afterEach(() => operator.remove());

async function open(url: string, vault: TestVault, token: string | null = null) {
  const client = await connectRelay(url);
  const bytes = token === null ? null : new TextEncoder().encode(token);
  const { relayKey } = await openAt(client, sodium, {
    member: vault.founder,
    entries: vault.entries,
    token: bytes,
  });
  return { client, relayKey, log: () => followLog(sodium, client.received, relayKey) };
}

/** Why a new vault is not opened. */
async function refusalOf(url: string, token: string): Promise<string> {
  const client = await connectRelay(url);
  const { founder, entries } = newVault();
  await logIn(client, sodium, { member: founder });
  await client.next("unknown");
  client.send({ type: "open", entries, token: new TextEncoder().encode(token) });
  const { reason } = await client.next("refused");
  await client.end();
  return reason;
}

const errorOf = ({ stderr }: { readonly stderr: string }) =>
  (JSON.parse(stderr.trim().split("\n").at(-1) ?? "") as { error: { type: string; message: string } }).error;

describe("holt relay serve", () => {
  test("says where it listens and by which key, logs to stderr, and starts no daemon", async () => {
    const serving = await operator.serve();
    const { ready, errors } = serving;
    expect(ready).toMatchObject({
      address: "127.0.0.1",
      fingerprint: expect.stringMatching(/^([a-z2-7]{4}-){7}[a-z2-7]{4}$/),
    });
    expect(ready.port).toBeGreaterThan(0);
    expect(existsSync(join(operator.home, "h", "run"))).toBe(false);
    expect(await serving.end()).toBe(0);
    const events = errors()
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { event: string }).event);
    expect(events).toEqual(["started", "stopped"]);
  });

  test("keeps its files to its user, and its key over restarts", async () => {
    const first = await operator.serve();
    const { directory } = operator;
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(directory)) expect(statSync(join(directory, name)).mode & 0o077).toBe(0);
    expect(statSync(join(directory, "relay.key")).size).toBe(32);
    await first.end();
    const second = await operator.serve();
    expect(second.ready.relayKey).toBe(first.ready.relayKey);
    expect((await operator.run("fingerprint")).stdout.trim()).toBe(first.ready.fingerprint);
  });

  test("serves a directory once: the second one ends with exit code 10", async () => {
    await operator.serve();
    const second = await operator.run("serve", "--listen", "127.0.0.1:0", "--json");
    expect(second.code).toBe(10);
    expect(second.stdout).toBe("");
    expect(errorOf(second).type).toBe("already-running");
  });

  test("keeps what it has acknowledged when it is killed", async () => {
    const vault = newVault();
    const serving = await operator.serve();
    const { client, log, relayKey } = await open(serving.url, vault);
    const seen = log().cursor;
    for (let count = 0; count < 200; count++) {
      client.send({ type: "push", envelope: makeEnvelope(vault, { seen }).bytes });
    }
    for (let count = 0; count < 5; count++) await client.next("records");
    await serving.end("SIGKILL");
    await client.closed;
    const { cursor } = log();
    expect(cursor.position).toBeGreaterThan(1);
    const again = await operator.serve();
    const back = await connectRelay(again.url);
    await logIn(back, sodium, { member: vault.founder, cursor });
    expect(await back.next("welcome")).toMatchObject({ isOnChain: true });
    await back.next("synced");
    const whole = followLog(sodium, back.received, relayKey, cursor).cursor;
    back.send({ type: "push", envelope: makeEnvelope(vault, { seen: whole }).bytes });
    await expect
      .poll(() => followLog(sodium, back.received, relayKey, cursor).cursor.position)
      .toBe(whole.position + 1);
  });

  test("takes leave of its sessions when it is stopped, and leaves no journal", async () => {
    const serving = await operator.serve();
    const { client } = await open(serving.url, newVault());
    const ended = serving.end("SIGINT");
    expect(await client.next("refused")).toMatchObject({ what: null, reason: "stopping" });
    await client.closed;
    expect(await ended).toBe(0);
    expect(readdirSync(operator.directory).toSorted()).toEqual(["relay.db", "relay.key", "relay.lock"]);
  });

  test("ends with its terminal", async () => {
    const serving = await operator.serve();
    expect(await serving.end("SIGHUP")).toBe(0);
  });

  test("is closed by a file of tokens, each of which is good once, over restarts too", async () => {
    const file = join(operator.home, "tokens");
    writeFileSync(file, "# for the family\nfirst-token\n\n  second-token  \n");
    const serving = await operator.serve("--token-file", file);
    await open(serving.url, newVault(), "first-token");
    await serving.end();
    const again = await operator.serve("--token-file", file);
    expect(await refusalOf(again.url, "first-token")).toBe("token-refused");
    await open(again.url, newVault(), "second-token");
  });

  test("answers its operator's monitoring", async () => {
    const serving = await operator.serve();
    await open(serving.url, newVault());
    const get = async (path: string) => (await fetch(serving.url.replace("ws:", "http:") + path)).text();
    expect(await get("healthz")).toBe("ok\n");
    expect(await get("readyz")).toBe("ok\n");
    expect(await get("metrics")).toMatch(/^holt_relay_vaults 1$/m);
  });

  test("serves by TLS, and reads its certificate again on SIGHUP", async () => {
    const fixtures = join(import.meta.dirname, "..", "fixtures");
    const [cert, key] = [join(operator.home, "cert.pem"), join(operator.home, "key.pem")];
    const use = (number: string): void => {
      copyFileSync(join(fixtures, `relay-tls-cert${number}.pem`), cert);
      copyFileSync(join(fixtures, `relay-tls-key${number}.pem`), key);
    };
    use("");
    const { url, child, errors } = await operator.serve("--tls-cert", cert, "--tls-key", key);
    await (await connectRelay(url, { ca: readFileSync(cert, "utf8") })).end();
    use("-2");
    child.kill("SIGHUP");
    await expect.poll(errors).toContain('"tls-reloaded"');
    await (await connectRelay(url, { ca: readFileSync(cert, "utf8") })).end();
    writeFileSync(cert, "damaged");
    child.kill("SIGHUP");
    await expect.poll(errors).toContain('"tls-not-reloaded"');
    const second = readFileSync(join(fixtures, "relay-tls-cert-2.pem"), "utf8");
    await (await connectRelay(url, { ca: second })).end();
  });

  test("says so where others reach it without TLS", async () => {
    const { errors, ready, url } = await operator.serve("--listen", ":0");
    expect(["::", "0.0.0.0"]).toContain(ready.address);
    expect(errors()).toContain("without TLS");
    await open(url, newVault());
  });

  test.each([
    ["--listen nonsense:x", ["--listen", "nonsense:x"], 2, "usage"],
    ["--listen 127.0.0.1:99999", ["--listen", "127.0.0.1:99999"], 2, "usage"],
    ["--tls-cert alone", ["--tls-cert", "x"], 2, "usage"],
    ["a certificate that isn't there", ["--tls-cert", "/nowhere", "--tls-key", "/nowhere"], 2, "usage"],
    ["a certificate that is none", ["--tls-cert", "/dev/null", "--tls-key", "/dev/null"], 6, "malformed"],
    ["tokens that aren't there", ["--token-file", "/nowhere"], 2, "usage"],
    ["--quota-mb many", ["--quota-mb", "many"], 2, "usage"],
    ["a directory that can't be made", ["--data", "/dev/null/x"], 7, "storage"],
  ])("refuses %s", async (_, args, code, type) => {
    const ended = await operator.run("serve", "--json", ...args);
    expect([ended.code, errorOf(ended).type]).toEqual([code, type]);
    expect(ended.stdout).toBe("");
  });

  test("says that its port is taken", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const ended = await operator.run("serve", "--json", "--listen", `127.0.0.1:${port}`);
    server.close();
    expect(ended.code).toBe(5);
    expect(errorOf(ended).message).toContain("EADDRINUSE");
  });
});

describe("a database that can't be served", () => {
  const file = (): string => join(operator.directory, "relay.db");
  const fill = (make: (database: InstanceType<typeof SqliteDatabase>) => void): void => {
    mkdirSync(operator.directory, { recursive: true, mode: 0o700 });
    const database = new SqliteDatabase(file());
    make(database);
    database.close();
  };

  test.each([
    [
      "damaged",
      "damaged",
      () => {
        mkdirSync(operator.directory, { recursive: true, mode: 0o700 });
        writeFileSync(file(), Buffer.alloc(8192, 7), { mode: 0o600 });
      },
    ],
    [
      "of something else",
      "not one of holt",
      () => fill((database) => database.exec("CREATE TABLE cats (name TEXT)")),
    ],
  ])("is left as it is: %s", async (_, reason, make) => {
    make();
    const before = readFileSync(file());
    const ended = await operator.run("serve", "--json", "--listen", "127.0.0.1:0");
    expect([ended.code, errorOf(ended).type]).toEqual([7, "storage"]);
    expect(errorOf(ended).message).toContain(reason);
    const listed = await operator.run("vaults", "--json");
    expect(listed.code).toBe(7);
    expect(readFileSync(file()).equals(before)).toBe(true);
    expect(existsSync(join(operator.directory, "relay.key"))).toBe(false);
  });

  test("is left as it is: of a newer holt", async () => {
    const serving = await operator.serve();
    await serving.end();
    const keyFile = join(operator.directory, "relay.key");
    fill((database) => database.pragma("user_version = 99"));
    const key = readFileSync(keyFile);
    const ended = await operator.run("serve", "--json", "--listen", "127.0.0.1:0");
    expect([ended.code, errorOf(ended).message]).toEqual([7, expect.stringContaining("newer holt")]);
    expect(readFileSync(keyFile).equals(key)).toBe(true);
  });

  test("is not served under another key, nor under a new one", async () => {
    const serving = await operator.serve();
    await serving.end();
    const keyFile = join(operator.directory, "relay.key");
    writeFileSync(keyFile, Buffer.alloc(32, 1));
    const other = await operator.run("serve", "--json", "--listen", "127.0.0.1:0");
    expect([other.code, errorOf(other).type]).toEqual([6, "malformed"]);
    rmSync(keyFile);
    const missing = await operator.run("serve", "--json", "--listen", "127.0.0.1:0");
    expect([missing.code, errorOf(missing).type]).toEqual([6, "malformed"]);
    expect(existsSync(keyFile)).toBe(false);
  });
});

describe("a relay's operator", () => {
  test("sees what is stored while the relay runs: ids, sizes, ages", async () => {
    expect((await operator.run("vaults", "--json")).stdout).toBe("[]\n");
    const serving = await operator.serve();
    const vault = newVault();
    const { client, log } = await open(serving.url, vault);
    const envelope = makeEnvelope(vault, { seen: log().cursor });
    client.send({ type: "push", envelope: envelope.bytes });
    await expect.poll(() => log().items.length).toBe(2);
    const listed = JSON.parse((await operator.run("vaults", "--json")).stdout) as Record<string, unknown>[];
    const bytes = envelope.bytes.length + (vault.entries[0]?.length ?? 0);
    expect(listed).toMatchObject([{ vaultId: formatId(vault.vaultId), records: 2, bytes, members: 1 }]);
    const { createdAt, lastWrittenAt } = listed[0] as { createdAt: number; lastWrittenAt: number };
    expect(Math.abs(Date.now() / 1000 - createdAt)).toBeLessThan(60);
    expect(lastWrittenAt).toBeGreaterThanOrEqual(createdAt);
    const table = await operator.run("vaults");
    expect(table.stdout).toContain(formatId(vault.vaultId));
  });

  test("removes a vault, whose sessions end; its devices may open it again", async () => {
    const serving = await operator.serve();
    const vault = newVault();
    const { client } = await open(serving.url, vault);
    const other = await open(serving.url, newVault());
    const id = formatId(vault.vaultId);
    const asked = await operator.run("remove", id, "--json");
    expect([asked.code, errorOf(asked).type]).toEqual([2, "usage"]);
    const unknown = await operator.run("remove", "zzzz", "--yes", "--json");
    expect([unknown.code, errorOf(unknown).type]).toEqual([2, "usage"]);
    const removed = await operator.run("remove", id.slice(0, 10), "--yes", "--json");
    expect(JSON.parse(removed.stdout)).toEqual({ removed: id });
    const stored = readdirSync(operator.directory).map((name) =>
      readFileSync(join(operator.directory, name)),
    );
    expect(stored.some((file) => file.includes(Buffer.from(vault.entries[0] ?? [])))).toBe(false);
    client.send({
      type: "push",
      envelope: makeEnvelope(vault, { seen: followLog(sodium, client.received, other.relayKey).cursor })
        .bytes,
    });
    await client.closed;
    await open(serving.url, vault);
    expect(other.client.socket.readyState).toBe(1);
  });

  test("makes tokens, which are printed once, listed by their ids, and revoked", async () => {
    const made = await operator.run("token");
    expect(made.code).toBe(0);
    const token = made.stdout.trim();
    expect(token).toMatch(/^([a-z2-7]{4}-){7}[a-z2-7]{4}$/);
    const second = JSON.parse((await operator.run("token", "--json")).stdout) as { token: string };
    const listed = JSON.parse((await operator.run("token", "--list", "--json")).stdout) as {
      id: string;
      usedAt: number | null;
    }[];
    expect(listed.map(({ usedAt }) => usedAt)).toEqual([null, null]);
    const files = readdirSync(operator.directory).map((name) => readFileSync(join(operator.directory, name)));
    expect(files.some((file) => file.includes(token))).toBe(false);
    const serving = await operator.serve();
    await open(serving.url, newVault(), second.token);
    const [left] = (
      JSON.parse((await operator.run("token", "--list", "--json")).stdout) as typeof listed
    ).filter(({ usedAt }) => usedAt === null);
    expect((await operator.run("token", "--revoke", left?.id ?? "")).code).toBe(0);
    expect((await operator.run("token", "--revoke", left?.id ?? "")).code).toBe(2);
    expect(await refusalOf(serving.url, token)).toBe("token-refused");
    expect((await operator.run("token", "--open")).code).toBe(0);
    await open(serving.url, newVault());
  });

  test("learns the fingerprint before the relay ever served", async () => {
    const { stdout } = await operator.run("fingerprint", "--json");
    const { fingerprint } = JSON.parse(stdout) as { fingerprint: string };
    const { ready } = await operator.serve();
    expect(ready.fingerprint).toBe(fingerprint);
    expect(ready.relayKey).toHaveLength(formatHex(new Uint8Array(32)).length);
  });

  test("names another directory with --data", async () => {
    const data = join(operator.home, "elsewhere");
    const { ready } = await operator.serve("--data", data);
    expect(existsSync(join(data, "relay.db"))).toBe(true);
    expect(existsSync(operator.directory)).toBe(false);
    expect((await operator.run("fingerprint", "--data", data)).stdout.trim()).toBe(ready.fingerprint);
  });
});
