/**
 * The bounds of one connection, with limits small enough to reach.
 */
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Answer } from "../../../src/daemon/rpc-message.ts";
import { type RpcConnection, serveRpc } from "../../../src/daemon/rpc-connection.ts";
import {
  connectRaw,
  createHome,
  type Home,
  type RawConnection,
  request,
  until,
} from "../../support/plane.ts";

let home: Home;
let server: Server;
let raw: RawConnection;
let connection: RpcConnection | undefined;
let working: ((answer: Answer) => void)[];
beforeEach(async () => {
  home = createHome();
  working = [];
  const path = join(home.directory, "socket");
  const respond = (method: string): Promise<Answer> =>
    method === "wait"
      ? new Promise((resolve) => void working.push(resolve))
      : Promise.resolve({ type: "result", result: method === "cyclic" ? cyclic() : method });
  server = createServer({ allowHalfOpen: true }, (socket) => {
    connection = serveRpc(socket, respond, 1_000);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  raw = connectRaw(path);
});
afterEach(() => {
  raw.socket.destroy();
  server.close();
  home.remove();
});

const cyclic = (): unknown => {
  const value: Record<string, unknown> = {};
  value["self"] = value;
  return value;
};
const done: Answer = { type: "result", result: "done" };

test.each([
  ["with its newline", `${"x".repeat(1_001)}\n`],
  ["without an end", "x".repeat(5_000)],
])("a line beyond the limit, %s, is refused in words, and the connection ends", async (_what, line) => {
  raw.write(line);
  expect(await raw.next()).toEqual({
    jsonrpc: "2.0",
    id: null,
    error: { code: -32600, message: "a line is at most 1000 bytes" },
  });
  await raw.closed;
});

test("whoever goes on sending after that is cut off", async () => {
  const more = setInterval(() => raw.write("x".repeat(10_000)), 1);
  raw.socket.removeAllListeners("end");
  await raw.closed;
  clearInterval(more);
  expect(raw.socket.destroyed).toBe(true);
});

test("so many requests are in work at once and no more; the others have their turn", async () => {
  for (let id = 0; id < 100; id++) raw.write(request(id, "wait"));
  await until(() => working.length === 32);
  raw.write(request(100, "echo"));
  working.shift()?.(done);
  await raw.next();
  await until(() => working.length === 32);
  let answered = 1;
  while (answered < 101) {
    working.shift()?.(done);
    await raw.next();
    answered += 1;
  }
  expect(working).toEqual([]);
});

test("an answer that can't be written ends that connection and leaves nothing in work", async () => {
  raw.write(request(1, "cyclic"));
  await raw.closed;
  await connection?.settled();
  expect(raw.socket.destroyed).toBe(true);
});

test("a front end that goes away in the middle of its request leaves nothing in work", async () => {
  raw.write(request(1, "wait"));
  await until(() => working.length === 1);
  raw.socket.destroy();
  await raw.closed;
  working.shift()?.(done);
  await expect(connection?.settled()).resolves.toBe(undefined);
});
