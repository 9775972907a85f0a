/**
 * rpc.sock: takes connections and keeps count of them. What is said on one is rpc-connection.ts, what is
 * answered requests.ts.
 */
import { createServer } from "node:net";
import { listenOn, type SocketPlace, stopListening } from "./listen.ts";
import type { Respond } from "./requests.ts";
import { type RpcConnection, serveRpc } from "./rpc-connection.ts";

export interface RpcServer {
  listen(place: SocketPlace): Promise<void>;
  /** No new connections, no new requests. */
  stopAccepting(): void;
  /** Resolves when every request in work is answered. */
  settled(): Promise<void>;
  /** Resolves when all connections are gone. */
  close(): Promise<void>;
}

/** A front end that doesn't read its last answer holds the end up no longer than this. */
const END_GRACE_MS = 1_000;

export function createRpcServer(respond: Respond): RpcServer {
  const connections = new Set<RpcConnection>();
  let whenEmpty: (() => void) | undefined;

  // A front end may end its side before its answers are there.
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const connection = serveRpc(socket, respond);
    connections.add(connection);
    socket.once("close", () => {
      connections.delete(connection);
      if (connections.size === 0) whenEmpty?.();
    });
  });
  server.on("error", () => {});

  return {
    listen: (place) => listenOn(server, place),
    stopAccepting() {
      stopListening(server);
      for (const connection of connections) connection.stopReading();
    },
    async settled() {
      await Promise.all([...connections].map((connection) => connection.settled()));
    },
    close: () =>
      new Promise((resolve) => {
        if (connections.size === 0) return resolve();
        whenEmpty = resolve;
        for (const connection of connections) connection.end(END_GRACE_MS);
      }),
  };
}
