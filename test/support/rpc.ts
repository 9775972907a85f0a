/**
 * One connection to a device's daemon, for tests that ask it much: a thousand commands would be a thousand processes.
 *
 * A daemon is started by a command: what the client starts in this process would be the daemon of whoever runs the tests.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connect, type Connection } from "../../src/client/connect.ts";
import type { RpcMethod, RpcParams, RpcResult } from "../../src/protocol/local-api.ts";
import { resolvePaths } from "../../src/protocol/paths.ts";
import { expect } from "vitest";
import { eventually } from "./eventually.ts";
import { type Program, ROOT } from "./program.ts";

export interface Rpc {
  /** Fails where the daemon refuses. */
  call<M extends RpcMethod>(method: M, params: RpcParams<M>): Promise<RpcResult<M>>;
  close(): void;
}

const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };

/** Starts the daemon where none runs. */
export async function openRpc(program: Program): Promise<Rpc> {
  const connection = (await connectTo(program)) ?? (await startAndConnect(program));
  return {
    async call(method, params) {
      const answer = await connection.call(method, params);
      if (!answer.ok) throw new Error(`${method}: ${JSON.stringify(answer.error)}`);
      return answer.value;
    },
    close: () => connection.close(),
  };
}

/** Resolves when its process is gone, which writes to its home to the last; at once where none runs. */
export async function stopDaemon(program: Program): Promise<void> {
  const connection = await connectTo(program);
  if (connection === undefined) return;
  await connection.call("daemon.stop", {});
  await connection.closed;
  await eventually(
    () => isRunning(connection.hello.pid),
    (runs) => expect(runs).toBe(false),
  );
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function startAndConnect(program: Program): Promise<Connection> {
  await program.ok(["daemon", "start"]);
  const connection = await connectTo(program);
  if (connection === undefined) throw new Error("a daemon that was started isn't there");
  return connection;
}

/** Undefined where none runs. */
async function connectTo({ env, home }: Program): Promise<Connection | undefined> {
  const paths = resolvePaths({ env, homeDirectory: home, uid: process.getuid?.() ?? 0 });
  const connected = await connect({ paths, version, start: false });
  return connected.ok ? connected.value : undefined;
}
