/**
 * One connection to a device's daemon, for tests that ask it much: a thousand commands would be a thousand processes.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../src/client/connect.ts";
import type { RpcMethod, RpcParams, RpcResult } from "../../src/protocol/local-api.ts";
import { resolvePaths } from "../../src/protocol/paths.ts";
import { type Program, ROOT } from "./program.ts";

export interface Rpc {
  /** Fails where the daemon refuses. */
  call<M extends RpcMethod>(method: M, params: RpcParams<M>): Promise<RpcResult<M>>;
  close(): void;
}

const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };

export async function openRpc({ env, home }: Program): Promise<Rpc> {
  const paths = resolvePaths({ env, homeDirectory: home, uid: process.getuid?.() ?? 0 });
  const connected = await connect({ paths, version, start: true });
  if (!connected.ok) throw new Error(JSON.stringify(connected.error));
  const { value: connection } = connected;
  return {
    async call(method, params) {
      const answer = await connection.call(method, params);
      if (!answer.ok) throw new Error(`${method}: ${JSON.stringify(answer.error)}`);
      return answer.value;
    },
    close: () => connection.close(),
  };
}
