/**
 * A connection that a long-lived front end can rely on: connects at the first call, and again after it was lost.
 *
 * A call whose connection breaks is answered with `unreachable` and never sent twice: it may have been done.
 * The next call connects anew, and starts a daemon where `start` allows it.
 */
import type { HoltError } from "../protocol/errors.ts";
import type { RpcMethod, RpcParams, RpcResult } from "../protocol/local-api.ts";
import type { Result } from "../protocol/result.ts";
import { connect, type ConnectOptions, type Connection } from "./connect.ts";

export interface Session {
  call<M extends RpcMethod>(method: M, params: RpcParams<M>): Promise<Result<RpcResult<M>, HoltError>>;
  /** Connects where there is no connection now; says what the daemon said of itself. */
  connect(): Promise<Result<Connection, HoltError>>;
  close(): void;
}

export function createSession(options: ConnectOptions): Session {
  let current: Promise<Result<Connection, HoltError>> | undefined;

  const reach = (): Promise<Result<Connection, HoltError>> => {
    if (current !== undefined) return current;
    const attempt = connect(options);
    current = attempt;
    const forget = (): void => {
      if (current === attempt) current = undefined;
    };
    void attempt.then((connected) => (connected.ok ? connected.value.closed.then(forget) : forget()));
    return attempt;
  };

  return {
    async call(method, params) {
      const connected = await reach();
      return connected.ok ? connected.value.call(method, params) : connected;
    },
    connect: reach,
    close() {
      const last = current;
      current = undefined;
      void last?.then((connected) => connected.ok && connected.value.close());
    },
  };
}
