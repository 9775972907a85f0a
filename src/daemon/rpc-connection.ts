/**
 * One front end on rpc.sock: lines in, answers out, each under its own id, in whatever order they are done.
 *
 * Bounded: a line by MAX_LINE_BYTES, the requests in work by MAX_IN_WORK, and nothing more is read from whoever
 * doesn't read his answers. Who ends his side after asking (`nc -N`) still gets them.
 */
import type { Socket } from "node:net";
import { createLineSplitter } from "../protocol/lines.ts";
import { MAX_LINE_BYTES, RPC_CODES, type RpcResponse } from "../protocol/local-api.ts";
import type { Caller, Respond } from "./requests.ts";
import { parseMessage, toResponse } from "./rpc-message.ts";

export interface RpcConnection {
  /** Takes no further request; those in work are still answered. */
  stopReading(): void;
  /** Resolves when nothing is in work. */
  settled(): Promise<void>;
  /** Ends when what was answered is sent, at the latest after `graceMs`. */
  end(graceMs: number): void;
}

const MAX_IN_WORK = 32;
/** Answers that wait in memory for a slow reader before his requests wait too. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;
const REFUSED_GRACE_MS = 1_000;

export function serveRpc(socket: Socket, respond: Respond, maxLineBytes = MAX_LINE_BYTES): RpcConnection {
  const splitter = createLineSplitter(maxLineBytes);
  const caller: Caller = { version: undefined };
  const lines: Uint8Array[] = [];
  const whenSettled: (() => void)[] = [];
  let inWork = 0;
  let isReading = true;
  let hasEnded = false;
  let isRefused = false;

  const send = (response: RpcResponse): void => {
    if (socket.writable) socket.write(`${JSON.stringify(response)}\n`);
  };
  const work = async (line: Uint8Array): Promise<void> => {
    const message = parseMessage(line);
    if (message === undefined) return;
    if (message.type === "invalid") return send(message.answer);
    const answer = await respond(message.method, message.params, caller);
    if (message.id !== undefined) send(toResponse(message.id, answer));
  };
  const canWork = (): boolean =>
    isReading && lines.length > 0 && inWork < MAX_IN_WORK && socket.writableLength <= MAX_WAITING_BYTES;

  const pump = (): void => {
    while (canWork()) void serve(lines.shift() ?? new Uint8Array());
    if (lines.length > 0 || !isReading) socket.pause();
    else socket.resume();
    if (inWork > 0) return;
    for (const resolve of whenSettled.splice(0)) resolve();
    if (hasEnded && lines.length === 0) socket.end();
  };
  const serve = async (line: Uint8Array): Promise<void> => {
    inWork += 1;
    try {
      await work(line);
    } catch {
      // An answer that no JSON text can hold: this connection is of no more use.
      socket.destroy();
    }
    inWork -= 1;
    pump();
  };
  /** Says why and drops what still comes, so that the other side gets to read it. */
  const refuseLine = (): void => {
    const message = `a line is at most ${maxLineBytes} bytes`;
    send({ jsonrpc: "2.0", id: null, error: { code: RPC_CODES.invalidRequest, message } });
    isRefused = true;
    lines.length = 0;
    socket.end();
    const timer = setTimeout(() => socket.destroy(), REFUSED_GRACE_MS);
    socket.once("close", () => clearTimeout(timer));
  };

  socket.on("data", (chunk: Uint8Array) => {
    if (isRefused) return;
    const more = splitter.push(chunk);
    if (more === "overflow") return refuseLine();
    lines.push(...more);
    pump();
  });
  socket.on("end", () => {
    hasEnded = true;
    const rest = isRefused ? undefined : splitter.rest();
    if (rest !== undefined && rest.length > 0) lines.push(rest);
    pump();
  });
  socket.on("drain", pump);
  // "close" follows; what was in work is finished and its answer dropped.
  socket.on("error", () => {});
  socket.on("close", () => {
    isReading = false;
    lines.length = 0;
  });

  return {
    stopReading() {
      isReading = false;
      lines.length = 0;
      socket.pause();
    },
    settled: () =>
      inWork === 0 ? Promise.resolve() : new Promise((resolve) => void whenSettled.push(resolve)),
    end(graceMs) {
      const timer = setTimeout(() => socket.destroy(), graceMs);
      socket.once("close", () => clearTimeout(timer));
      socket.destroySoon();
    },
  };
}
