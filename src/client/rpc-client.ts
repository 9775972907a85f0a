/**
 * Calls over one connection to the daemon: ids, answers to their questions, and what a lost connection means.
 *
 * Knows nothing of starting daemons (connect.ts) and nothing of what the methods do. Loads node:net's types
 * only: a one-shot command lives or dies by its start-up.
 */
import type { Socket } from "node:net";
import type { HoltError } from "../protocol/errors.ts";
import { createLineSplitter } from "../protocol/lines.ts";
import type { RpcMethod, RpcParams, RpcResult } from "../protocol/local-api.ts";
import { err, ok, type Result } from "../protocol/result.ts";

export interface RpcClient {
  /** Never rejects. A lost connection answers every open call with `unreachable`. */
  call<M extends RpcMethod>(method: M, params: RpcParams<M>): Promise<Result<RpcResult<M>, HoltError>>;
  /** Resolves when the connection is gone, whoever ended it. */
  readonly closed: Promise<void>;
  close(): void;
}

/** An export of a large vault comes in one line. */
const MAX_ANSWER_BYTES = 1024 * 1024 * 1024;

type Answer = Result<unknown, HoltError>;

/** The socket may still be connecting: what is called before is sent as soon as it is through. */
export function createRpcClient(socket: Socket): RpcClient {
  const open = new Map<number, (answer: Answer) => void>();
  const splitter = createLineSplitter(MAX_ANSWER_BYTES);
  const ended = Promise.withResolvers<void>();
  let isOpen = true;
  let lastId = 0;

  const settle = (line: Uint8Array): void => {
    const message = parseAnswer(line);
    if (message === undefined) return void socket.destroy();
    open.get(message.id)?.(message.answer);
    open.delete(message.id);
  };

  socket.on("data", (chunk: Uint8Array) => {
    const lines = splitter.push(chunk);
    if (lines === "overflow") socket.destroy();
    else for (const line of lines) settle(line);
  });
  // "close" follows and says all there is to say.
  socket.on("error", () => {});
  socket.on("close", () => {
    isOpen = false;
    for (const answer of open.values()) answer(err(LOST));
    open.clear();
    ended.resolve();
  });

  return {
    call: (method, params) =>
      new Promise((resolve) => {
        if (!isOpen) return resolve(err(LOST));
        const id = ++lastId;
        open.set(id, resolve as (answer: Answer) => void);
        socket.write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
      }),
    closed: ended.promise,
    close: () => socket.destroy(),
  };
}

const LOST: HoltError = { type: "unreachable", what: "daemon", detail: "the connection was lost" };

/** Undefined for what no daemon of ours sends. */
function parseAnswer(line: Uint8Array): { readonly id: number; readonly answer: Answer } | undefined {
  let message: unknown;
  try {
    message = JSON.parse(Buffer.from(line).toString("utf8"));
  } catch {
    return undefined;
  }
  if (typeof message !== "object" || message === null) return undefined;
  const { id, result, error } = message as {
    id?: unknown;
    result?: unknown;
    error?: { message?: unknown; data?: HoltError };
  };
  if (typeof id !== "number") return undefined;
  if (error === undefined) return { id, answer: ok(result) };
  const detail = typeof error.message === "string" ? error.message : "the daemon failed";
  return { id, answer: err(error.data ?? { type: "internal", detail }) };
}
