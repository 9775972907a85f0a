/**
 * What is coming in and is no message yet, of one connection and of all: memory that somebody else fills.
 *
 * Before a login, all that a connection ever sends is counted, too.
 */
import type { Socket } from "node:net";
import type { RelayLimits } from "./limits.ts";
import type { RelaySocket } from "./web-socket.ts";

export interface Intake {
  watch(carrier: Socket, socket: RelaySocket): void;
  /** What came of this one is a message now, or is dropped. */
  taken(socket: RelaySocket): void;
}

export function createIntake({ earlyBytes, incomingBytes }: RelayLimits): Intake {
  const socketOf = new WeakMap<Socket, RelaySocket>();
  let total = 0;

  function taken(socket: RelaySocket): void {
    total -= socket.heldBytes;
    socket.heldBytes = 0;
  }

  function onData(this: Socket, chunk: Uint8Array): void {
    const socket = socketOf.get(this);
    const session = socket?.session;
    if (socket === undefined || session === undefined) return;
    socket.heldBytes += chunk.length;
    total += chunk.length;
    const isTooMuch = session.isEarly && this.bytesRead > earlyBytes;
    if (!isTooMuch && total <= incomingBytes) return;
    session.drop(isTooMuch ? "too-large" : "rate");
    socket.cut();
  }

  return {
    watch(carrier, socket) {
      socketOf.set(carrier, socket);
      // Before the WebSocket's own, which makes messages of it.
      carrier.prependListener("data", onData);
    },
    taken,
  };
}
