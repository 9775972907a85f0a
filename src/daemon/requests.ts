/**
 * A request → its answer: the gates that the request table names, then the handler, then what its failure means.
 *
 * Nothing that a handler throws leaves as it is: a HoltFailure becomes its error, anything else `internal`, said
 * without content, and the daemon lives on. Knows no sockets.
 */
import { HoltFailure, type HoltError } from "../protocol/errors.ts";
import { RPC_CODES, type RpcMethod } from "../protocol/local-api.ts";
import { describeBug, type Log } from "./log.ts";
import type { IdleTimer } from "./idle-timer.ts";
import type { RequestRow } from "./request-row.ts";
import { isRpcMethod, REQUEST_TABLE } from "./request-table.ts";
import { type Answer, holtErrorAnswer } from "./rpc-message.ts";
import type { Handler } from "./service.ts";

/** What the daemon remembers of one connection. */
export interface Caller {
  /** As said in `daemon.hello`; undefined for whoever didn't say. */
  version: string | undefined;
}

export interface RequestsOptions {
  readonly version: string;
  /** The handlers of all methods; those of the process are told who calls. */
  readonly handlers: { readonly [M in RpcMethod]: Handler<M> };
  /** Whether a vault exists and is open, now. */
  readonly gate: () => "none" | "locked" | "open";
  /** What is said where there is none. */
  readonly noVault: () => HoltError;
  readonly idleTimer: Pick<IdleTimer, "check" | "touch">;
  readonly log: Log;
  readonly monotonicMs: () => number;
}

export type Respond = (method: string, params: unknown, caller: Caller) => Promise<Answer>;

/** Up to here nothing is logged of a request that went well and is quiet. */
const SLOW_MS = 500;
const ANY_VERSION: readonly RpcMethod[] = ["daemon.hello", "daemon.handover"];

export function createRequests(options: RequestsOptions): Respond {
  const { version, handlers, gate, noVault, idleTimer, log, monotonicMs } = options;

  const refuse = (row: RequestRow<RpcMethod>): HoltError | undefined => {
    if (row.needs === "nothing") return undefined;
    const state = gate();
    if (state === "none") return noVault();
    return row.needs === "open" && state === "locked" ? { type: "locked" } : undefined;
  };

  return async (method, params, caller) => {
    if (!isRpcMethod(method)) return failure(RPC_CODES.methodNotFound, "no such method");
    if (caller.version !== undefined && caller.version !== version && !ANY_VERSION.includes(method)) {
      const mismatch = { daemonVersion: version, clientVersion: caller.version };
      return holtErrorAnswer({ type: "version-mismatch", ...mismatch });
    }
    const row = REQUEST_TABLE[method] as RequestRow<RpcMethod>;
    const given = params ?? {};
    const problem = row.params.look(given, "");
    if (problem !== undefined) return failure(RPC_CODES.invalidParams, `params: ${problem || "an object"}`);
    // Before anything is served after waking up.
    idleTimer.check();
    const refusal = refuse(row);
    if (refusal !== undefined) return holtErrorAnswer(refusal);
    if (row.isUse) idleTimer.touch();
    if (method === "daemon.hello") caller.version = (given as { version: string }).version;

    const startedMs = monotonicMs();
    const answer = await run(handlers[method] as Handler<RpcMethod>, given, (facts) =>
      log.write("bug", { method, ...facts }),
    );
    // Work that took long counts to its end.
    if (row.isUse) idleTimer.touch();
    const tookMs = Math.round(monotonicMs() - startedMs);
    if (answer.type === "error") log.write("request", { method, tookMs, error: answer.message });
    else if (row.isQuiet !== true || tookMs >= SLOW_MS) log.write("request", { method, tookMs });
    return answer;
  };
}

async function run(
  handler: Handler<RpcMethod>,
  params: unknown,
  report: (facts: ReturnType<typeof describeBug>) => void,
): Promise<Answer> {
  try {
    return { type: "result", result: await handler(params as never) };
  } catch (thrown) {
    if (thrown instanceof HoltFailure) return holtErrorAnswer(thrown.error);
    report(describeBug(thrown));
    return {
      ...failure(RPC_CODES.internalError, "internal"),
      data: { type: "internal", detail: nameOf(thrown) },
    };
  }
}

const failure = (code: number, message: string): Extract<Answer, { type: "error" }> => ({
  type: "error",
  code,
  message,
});
const nameOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.name : typeof thrown);
