/**
 * rpc.sock as anyone with a Unix socket sees it.
 */
import { readFileSync, statSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createFakeService } from "../../support/fake-service.ts";
import {
  connectRaw,
  type RawConnection,
  request,
  startTestDaemon,
  type TestDaemon,
  until,
} from "../../support/plane.ts";

let plane: TestDaemon;
let raw: RawConnection;

const restart = async (service = createFakeService()): Promise<void> => {
  plane = await startTestDaemon(service);
  raw = connectRaw(plane.home.paths.rpcSocket);
};
beforeEach(() => restart());
afterEach(async () => {
  raw.socket.destroy();
  await plane.end();
});

const otp = { type: "totp", secret: "s1" };

test("a request without hello is answered, as from a shell", async () => {
  raw.write(request(1, "accounts.list"));
  expect(await raw.next()).toEqual({ jsonrpc: "2.0", id: 1, result: { accounts: [] } });
});

test("a shell gets its answers when it ends its side at once", async () => {
  raw.socket.end(request(1, "daemon.status") + request(2, "accounts.list").trimEnd());
  expect((await raw.answers(2)).map(({ id }) => id)).toEqual([1, 2]);
  await raw.closed;
});

test("[LA2] many requests in one write are all answered under their ids", async () => {
  const ids = Array.from({ length: 200 }, (_, index) => index);
  raw.write(ids.map((id) => request(id, "accounts.list")).join(""));
  expect((await raw.answers(ids.length)).map(({ id }) => id)).toEqual(ids);
});

test("a request that takes long doesn't hold up the next one", async () => {
  raw.write(request(1, "audit.run") + request(2, "accounts.list"));
  expect((await raw.next())["id"]).toBe(2);
  plane.service.release();
  expect((await raw.next())["id"]).toBe(1);
});

test("[LA2] a character cut in two by the stream arrives whole", async () => {
  const bytes = Buffer.from(request(1, "accounts.add", { issuer: "Försäkringskassan 🏦", otp }));
  for (const byte of bytes) raw.write(new Uint8Array([byte]));
  const { result } = (await raw.next()) as { result: { account: { issuer: string } } };
  expect(result.account.issuer).toBe("Försäkringskassan 🏦");
});

const errorOf = async (): Promise<{ id: unknown; code: number; data?: Record<string, unknown> }> => {
  const { id, error } = (await raw.next()) as { id: unknown; error: { code: number; data?: never } };
  return { id, code: error.code, ...(error.data === undefined ? {} : { data: error.data }) };
};
const stillServed = async (): Promise<void> => {
  raw.write(request(99, "accounts.list"));
  expect((await raw.next())["id"]).toBe(99);
};

test.each([
  ["no JSON", "hello", null, -32700],
  ["cut JSON", '{"jsonrpc":"2.0","id":1', null, -32700],
  ["a number", "7", null, -32600],
  ["null", "null", null, -32600],
  ["a batch", `[${request(1, "accounts.list").trim()}]`, null, -32600],
  ["an empty batch", "[]", null, -32600],
  ["another version of JSON-RPC", '{"jsonrpc":"1.0","id":1,"method":"accounts.list"}', 1, -32600],
  ["no method", '{"jsonrpc":"2.0","id":"a"}', "a", -32600],
  ["an id that is an object", '{"jsonrpc":"2.0","id":{},"method":"accounts.list"}', null, -32600],
  ["an unknown method", request(1, "accounts.steal").trim(), 1, -32601],
  ["a method named like a part of the language", request(1, "__proto__").trim(), 1, -32601],
  ["parameters in an array", request(1, "accounts.list", []).trim(), 1, -32602],
  ["a parameter of the wrong type", request(1, "accounts.list", { query: 5 }).trim(), 1, -32602],
  ["a parameter that doesn't exist", request(1, "accounts.list", { qurey: "x" }).trim(), 1, -32602],
  ["a missing parameter", request(1, "accounts.show").trim(), 1, -32602],
])("%s is answered with JSON-RPC's error, and the connection lives on", async (_what, line, id, code) => {
  raw.write(`${line}\n`);
  expect(await errorOf()).toEqual({ id, code });
  await stillServed();
});

test("[LA2] bytes that are no UTF-8 are answered, and the connection lives on", async () => {
  raw.write(new Uint8Array([0xff, 0xfe, 0x0a]));
  expect(await errorOf()).toEqual({ id: null, code: -32700 });
  await stillServed();
});

test("a megabyte of junk in one line is answered, and the connection lives on", async () => {
  raw.write(`${"x".repeat(1024 * 1024)}\n`);
  expect(await errorOf()).toEqual({ id: null, code: -32700 });
  await stillServed();
});

test("a notification is done and not answered", async () => {
  const params = { issuer: "GitHub", otp };
  raw.write(`${JSON.stringify({ jsonrpc: "2.0", method: "accounts.add", params })}\n\n`);
  raw.write(request(1, "accounts.list"));
  const answer = (await raw.next()) as { id: unknown; result: { accounts: unknown[] } };
  expect(answer.id).toBe(1);
  expect(answer.result.accounts).toHaveLength(1);
});

test("[LA4] a locked vault says locked, and nothing of it is done", async () => {
  raw.write(request(1, "vault.lock") + request(2, "accounts.add", { otp }));
  expect(await raw.answers(2)).toMatchObject([
    { id: 1, result: { locked: true } },
    { id: 2, error: { code: -32000, message: "locked", data: { type: "locked" } } },
  ]);
  raw.write(request(3, "vault.unlock", { passphrase: "right" }) + request(4, "accounts.list"));
  expect(await raw.answers(2)).toMatchObject([
    { id: 3, result: { accounts: 0 } },
    { id: 4, result: { accounts: [] } },
  ]);
});

test("without a vault everything that needs one says no-vault, until there is one", async () => {
  await plane.end();
  await restart(createFakeService({ hasVault: false }));
  raw.write(request(1, "accounts.list"));
  expect(await errorOf()).toEqual({ id: 1, code: -32000, data: { type: "no-vault", movedTo: "/aside" } });
  raw.write(request(2, "vault.unlock", { passphrase: "right" }));
  expect(await errorOf()).toEqual({ id: 2, code: -32000, data: { type: "no-vault", movedTo: "/aside" } });
  raw.write(request(3, "vault.init", { device: "laptop", passphrase: null }) + request(4, "accounts.list"));
  expect(await raw.answers(2)).toMatchObject([{ id: 3 }, { id: 4, result: { accounts: [] } }]);
});

test("[LA4] a bug in one method is an internal error without content, and the daemon lives on", async () => {
  raw.write(request(1, "trash.empty"));
  expect(await raw.next()).toEqual({
    jsonrpc: "2.0",
    id: 1,
    error: { code: -32603, message: "internal", data: { type: "internal", detail: "TypeError" } },
  });
  const log = readFileSync(plane.home.paths.logFile, "utf8");
  expect(log).toContain('"event":"bug","method":"trash.empty","error":"TypeError"');
  expect(log).not.toContain("JBSWY3DPEHPK3PXP");
  await stillServed();
});

test("the log names methods and never what was said in them", async () => {
  raw.write(request(1, "accounts.add", { issuer: "Zanzibar Bank", otp: { ...otp, secret: "GEZDGNBV" } }));
  await raw.next();
  raw.write(request(2, "vault.unlock", { passphrase: "wrong horse" }));
  await raw.next();
  const log = readFileSync(plane.home.paths.logFile, "utf8");
  expect(log).toContain('"method":"accounts.add"');
  expect(log).toContain('"error":"wrong-key"');
  for (const said of ["Zanzibar", "GEZDGNBV", "wrong horse"]) expect(log).not.toContain(said);
});

test("[LA3] a front end of another version is refused everything but hello and handover", async () => {
  raw.write(request(1, "daemon.hello", { version: "2.0.0" }) + request(2, "accounts.list"));
  const data = { type: "version-mismatch", daemonVersion: "1.0.0", clientVersion: "2.0.0" };
  expect(await raw.answers(2)).toMatchObject([
    { id: 1, result: { version: "1.0.0", hasVault: true, locked: false } },
    { id: 2, error: { code: -32000, data } },
  ]);
  raw.write(request(3, "daemon.handover", { version: "2.0.0" }));
  expect(await raw.next()).toMatchObject({ id: 3, result: { stopping: true } });
  await plane.daemon.stopped;
  await raw.closed;
});

test("a stopping daemon answers what is in work, then closes the vault, then the connection", async () => {
  raw.write(request(1, "audit.run"));
  await until(() => plane.service.waiting() === 1);
  plane.daemon.stop("asked");
  const late = connectRaw(plane.home.paths.rpcSocket);
  await late.closed;
  expect(plane.service.isClosed()).toBe(false);
  plane.service.release();
  expect(await raw.next()).toMatchObject({ id: 1, result: { findings: [] } });
  await raw.closed;
  await plane.daemon.stopped;
  expect(plane.service.isClosed()).toBe(true);
});

test("an answer of many megabytes arrives whole", async () => {
  raw.write(request(1, "export.run", { format: String(20 * 1024 * 1024) }));
  const answer = (await raw.next()) as { result: { files: { bytes: string }[] } };
  expect(answer.result.files[0]?.bytes).toHaveLength(20 * 1024 * 1024);
});

test("whoever doesn't read his answers gets no more of them made", async () => {
  raw.socket.pause();
  const asks = 100;
  for (let id = 0; id < asks; id++) raw.write(request(id, "export.run", { format: String(1024 * 1024) }));
  const other = connectRaw(plane.home.paths.rpcSocket);
  other.write(request(1, "accounts.list"));
  expect((await other.next())["id"]).toBe(1);
  const made = (): number =>
    readFileSync(plane.home.paths.logFile, "utf8").split('"method":"export.run"').length - 1;
  await until(() => made() > 0);
  expect(made()).toBeLessThan(asks);
  raw.socket.resume();
  for (let id = 0; id < asks; id++) expect(await raw.next()).toHaveProperty("result");
  expect(made()).toBe(asks);
  other.socket.destroy();
});

test("use puts the idle lock off; what a screen asks by itself doesn't", async () => {
  const deadline = async (id: number): Promise<number> => {
    raw.write(request(id, "daemon.status"));
    return ((await raw.next()) as { result: { locksAtMs: number } }).result.locksAtMs;
  };
  const first = await deadline(1);
  expect(first).toBe(plane.clocks.wallMs() + 60 * 60_000);
  plane.clocks.pass(30_000);
  raw.write(request(2, "codes.peek", { ids: [] }) + request(3, "activity.list"));
  await raw.next();
  await raw.next();
  expect(await deadline(4)).toBe(first);
  raw.write(request(5, "daemon.touch"));
  expect(await raw.next()).toMatchObject({ result: { locksAtMs: first + 30_000 } });
});

test("a vault without a passphrase isn't locked by time, until it gets one", async () => {
  await plane.end();
  await restart(createFakeService({ hasPassphrase: false }));
  const locksAt = async (): Promise<unknown> => {
    raw.write(request(1, "daemon.status"));
    return ((await raw.next()) as { result: { locksAtMs: unknown } }).result.locksAtMs;
  };
  expect(await locksAt()).toBe(null);
  plane.clocks.sleep(10 * 60 * 60_000);
  raw.write(request(2, "accounts.list"));
  expect(await raw.next()).toMatchObject({ result: { accounts: [] } });
  raw.write(request(3, "vault.passwd", { current: null, next: "new" }));
  await raw.next();
  expect(await locksAt()).toBe(plane.clocks.wallMs() + 60 * 60_000);
});

test("after a suspension the first request finds the vault locked", async () => {
  plane.clocks.sleep(60 * 60_000);
  raw.write(request(1, "codes.peek", { ids: [] }));
  expect(await errorOf()).toMatchObject({ data: { type: "locked" } });
  expect(plane.service.locks).toEqual(["suspended"]);
});

test("[LA1] both sockets and the log are for their owner alone", () => {
  const { paths } = plane.home;
  const mode = (path: string): number => statSync(path).mode & 0o777;
  expect(mode(paths.runtimeDirectory)).toBe(0o700);
  expect([paths.rpcSocket, paths.viewSocket, paths.logFile].map(mode)).toEqual([0o600, 0o600, 0o600]);
});
