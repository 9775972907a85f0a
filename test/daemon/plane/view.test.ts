/**
 * view.sock: what a y-websocket client sees, and what it can't do.
 */
import { connect } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { writeSyncStep1, writeSyncStep2, writeUpdate } from "y-protocols/sync";
import * as Y from "yjs";
import { createFakeService, fakeLabel } from "../../support/fake-service.ts";
import { connectRaw, request, startTestDaemon, type TestDaemon, until } from "../../support/plane.ts";

let plane: TestDaemon;
const open: WebSocket[] = [];
beforeEach(async () => {
  plane = await startTestDaemon();
});
afterEach(async () => {
  vi.useRealTimers();
  for (const socket of open.splice(0)) socket.terminate();
  await plane.end();
});

interface Reader {
  readonly socket: WebSocket;
  readonly doc: Y.Doc;
  readonly frames: Uint8Array[];
  readonly closed: Promise<number>;
  issuers(): string[];
}

/** The least that reads a view: asks with sync step 1, applies what comes. */
async function read(path = "/view"): Promise<Reader> {
  const socket = new WebSocket(`ws://localhost${path}`, {
    createConnection: () => connect(plane.home.paths.viewSocket),
  });
  open.push(socket);
  const doc = new Y.Doc();
  const frames: Uint8Array[] = [];
  const closed = new Promise<number>((resolve) => void socket.on("close", resolve));
  socket.on("message", (data: Buffer) => {
    const frame = new Uint8Array(data);
    frames.push(frame);
    const decoder = decoding.createDecoder(frame);
    if (decoding.readVarUint(decoder) !== 0) return;
    decoding.readVarUint(decoder);
    Y.applyUpdate(doc, decoding.readVarUint8Array(decoder));
  });
  await new Promise((resolve, reject) => {
    socket.on("open", resolve);
    socket.on("error", reject);
  });
  socket.send(sync((encoder) => writeSyncStep1(encoder, doc)));
  const issuers = (): string[] =>
    Object.values(doc.getMap<{ issuer: string }>("accounts").toJSON() as Record<string, { issuer: string }>)
      .map(({ issuer }) => issuer)
      .sort();
  return { socket, doc, frames, closed, issuers };
}

function sync(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, 0);
  write(encoder);
  return encoding.toUint8Array(encoder);
}

const add = async (id: string, issuer: string): Promise<void> => {
  await plane.service.handlers["accounts.add"]({ issuer, otp: { type: "totp", secret: id } });
};
const stateOf = (reader: Reader): Record<string, unknown> => reader.doc.getMap("state").toJSON();

test("[LA5] a reader gets the labels and the state, and what changes afterwards", async () => {
  await add("1", "GitHub");
  const reader = await read();
  await until(() => reader.issuers().length === 1);
  expect(reader.issuers()).toEqual(["GitHub"]);
  expect(stateOf(reader)).toMatchObject({
    vaultId: "v",
    device: { name: "laptop", memberId: "m" },
    activity: 1,
    locksAt: plane.clocks.wallMs() + 60 * 60_000,
    problems: [],
  });
  await add("2", "GitLab");
  await until(() => reader.issuers().length === 2);
  expect(stateOf(reader)["activity"]).toBe(2);
  plane.service.emit({ type: "accounts", changed: [], removed: ["id-1"] });
  await until(() => reader.issuers().length === 1);
  expect(reader.issuers()).toEqual(["GitLab"]);
});

test("one change is one update, with labels and state together", async () => {
  const reader = await read();
  await until(() => reader.frames.length === 1);
  const changed = Array.from({ length: 500 }, (_, index) => fakeLabel(`n${index}`, "Bulk"));
  plane.service.emit({ type: "accounts", changed, removed: [] });
  await until(() => reader.issuers().length === 500);
  expect(reader.frames).toHaveLength(2);
});

test("an event that changes nothing sends nothing", async () => {
  await add("1", "GitHub");
  const reader = await read();
  await until(() => reader.frames.length === 1);
  plane.service.emit({ type: "state" });
  plane.service.emit({ type: "accounts", changed: [fakeLabel("id-1", "GitHub")], removed: [] });
  await add("2", "GitLab");
  await until(() => reader.issuers().length === 2);
  expect(reader.frames).toHaveLength(2);
});

test("[LA5] what a reader writes reaches nobody", async () => {
  await add("1", "GitHub");
  const reader = await read();
  await until(() => reader.issuers().length === 1);
  const forged = new Y.Doc();
  forged.getMap("accounts").set("id-1", fakeLabel("id-1", "Forged"));
  forged.getMap("accounts").set("id-9", fakeLabel("id-9", "Forged"));
  reader.socket.send(sync((encoder) => writeSyncStep2(encoder, forged)));
  reader.socket.send(sync((encoder) => writeUpdate(encoder, Y.encodeStateAsUpdate(forged))));
  reader.socket.send(new Uint8Array([1, 1, 0]));
  reader.socket.send(new Uint8Array([3]));
  // Asked after them on the same connection, so answered after they were dropped.
  reader.socket.send(sync((encoder) => writeSyncStep1(encoder, new Y.Doc())));
  await until(() => reader.frames.length === 2);
  const other = await read();
  await until(() => other.frames.length === 1);
  expect(other.issuers()).toEqual(["GitHub"]);
  expect(reader.issuers()).toEqual(["GitHub"]);
});

test("[LA5] a lock closes the view with 4401, and while it is locked nobody gets in", async () => {
  const reader = await read();
  await until(() => reader.frames.length === 1);
  plane.service.lock("asked");
  expect(await reader.closed).toBe(4401);
  const late = await read();
  expect(await late.closed).toBe(4401);
  expect(late.frames).toEqual([]);
  await plane.service.handlers["vault.unlock"]({ passphrase: "right" });
  const back = await read();
  await until(() => back.frames.length === 1);
  expect(stateOf(back)["vaultId"]).toBe("v");
});

test("[LA5] without a vault the view is closed with 4401", async () => {
  await plane.end();
  plane = await startTestDaemon(createFakeService({ hasVault: false }));
  expect(await (await read()).closed).toBe(4401);
});

test("a view that was locked and opened again carries nothing of the old one", async () => {
  await add("1", "Removed");
  const first = await read();
  await until(() => first.issuers().length === 1);
  plane.service.lock("asked");
  await first.closed;
  plane.service.emit({ type: "accounts", changed: [], removed: ["id-1"] });
  await plane.service.handlers["vault.unlock"]({ passphrase: "right" });
  const second = await read();
  await until(() => second.frames.length === 1);
  expect(stateOf(second)["locksAt"]).toBe(plane.clocks.wallMs() + 60 * 60_000);
});

test.each([
  ["nothing", new Uint8Array([])],
  ["an unknown kind of message", new Uint8Array([9, 1, 2])],
  ["an unknown sync step", new Uint8Array([0, 7, 0])],
  ["a length beyond the frame", new Uint8Array([0, 0, 0xff, 0xff, 0xff, 0x7f])],
  ["a state vector that is none", new Uint8Array([0, 0, 2, 0xff, 0xff])],
  ["a number without end", new Uint8Array(64).fill(0xff)],
  ["text", "hello"],
])("%s as a frame ends that connection and no other", async (_what, frame) => {
  const good = await read();
  await until(() => good.frames.length === 1);
  const bad = await read();
  bad.socket.send(frame);
  expect(await bad.closed).toBe(1007);
  await add("1", "GitHub");
  await until(() => good.issuers().length === 1);
});

test("bytes that are no WebSocket, and another path, are turned away", async () => {
  const socket = connect(plane.home.paths.viewSocket);
  const ended = new Promise((resolve) => socket.on("close", resolve));
  socket.on("error", () => {});
  socket.resume();
  socket.write(new Uint8Array(100_000).fill(0x80));
  await ended;
  await expect(read("/other")).rejects.toThrow("404");
  const reader = await read();
  await until(() => reader.frames.length === 1);
});

test("a frame larger than any reader needs ends its connection alone", async () => {
  const good = await read();
  const bad = await read();
  bad.socket.on("error", () => {});
  bad.socket.send(new Uint8Array(2 * 1024 * 1024));
  expect(await bad.closed).toBe(1009);
  await until(() => good.frames.length === 1);
});

test("a reader that stopped reading is let go, and the others are served", async () => {
  const stuck = await read();
  await until(() => stuck.frames.length === 1);
  stuck.socket.pause();
  const good = await read();
  const text = "x".repeat(256 * 1024);
  await until(() => good.frames.length === 1);
  for (let round = 0; round < 100; round++) {
    plane.service.emit({ type: "accounts", changed: [fakeLabel("big", `${round}${text}`)], removed: [] });
    await until(() => good.frames.length === round + 2);
  }
  stuck.socket.resume();
  expect(await stuck.closed).toBe(1006);
});

test("a sign of life comes often enough for y-websocket's watchdog", async () => {
  await plane.end();
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  plane = await startTestDaemon();
  const reader = await read();
  await vi.waitFor(() => expect(reader.frames).toHaveLength(1));
  vi.advanceTimersByTime(30_000);
  vi.useRealTimers();
  await until(() => reader.frames.length === 3);
  expect([...(reader.frames[1] ?? [])]).toEqual([1, 1, 0]);
});

test("on the way to a lock by itself the view says nothing that isn't so", async () => {
  const reader = await read();
  await until(() => reader.frames.length === 1);
  const lock = plane.service.lock.bind(plane.service);
  // As the vault does it: the lock is an entry of the activity first.
  Object.assign(plane.service, {
    lock: (reason: "idle") => {
      plane.service.emit({ type: "state" });
      lock(reason);
    },
  });
  plane.clocks.pass(61 * 60_000);
  const raw = connectRaw(plane.home.paths.rpcSocket);
  raw.write(request(1, "codes.peek", { ids: [] }));
  expect(await raw.next()).toMatchObject({ error: { message: "locked" } });
  raw.socket.destroy();
  expect(await reader.closed).toBe(4401);
  expect(reader.frames).toHaveLength(1);
});

test("use moves the shown deadline without flooding the view", async () => {
  const reader = await read();
  await until(() => reader.frames.length === 1);
  const first = Number(stateOf(reader)["locksAt"]);
  const raw = connectRaw(plane.home.paths.rpcSocket);
  for (let use = 0; use < 60; use++) {
    plane.clocks.pass(100);
    raw.write(request(use, "daemon.touch"));
    await raw.next();
  }
  raw.socket.destroy();
  await until(() => Number(stateOf(reader)["locksAt"]) === first + 5_000);
  expect(reader.frames).toHaveLength(2);
});
