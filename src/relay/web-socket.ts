/**
 * A WebSocket that carries a session: one object per connection, with methods shared by all.
 */
import { WebSocket } from "ws";
import type { Connection, Session } from "./session.ts";

export class RelaySocket extends WebSocket implements Connection {
  session: Session | undefined;
  address = "";
  isLoopback = false;
  /** What has come in and is no message yet (intake.ts). */
  heldBytes = 0;
  #isPinged = false;
  #waitedAtPing = 0;

  get waitingBytes(): number {
    return this.bufferedAmount;
  }

  deliver(message: Uint8Array, onTaken: () => void = ignore): void {
    if (this.readyState === WebSocket.OPEN) this.send(message, BINARY, onTaken);
    else onTaken();
  }

  finish(): void {
    this.close(NORMAL);
  }

  cut(): void {
    this.terminate();
  }

  /** Something came from the other side. */
  heard(): void {
    this.#isPinged = false;
  }

  /** False: it neither answered the last ping nor took anything in since. */
  check(): boolean {
    const waiting = this.waitingBytes;
    const isMoving = waiting > 0 && waiting < this.#waitedAtPing;
    if (this.#isPinged && !isMoving) return false;
    this.#isPinged = true;
    this.#waitedAtPing = waiting;
    if (this.readyState === WebSocket.OPEN) this.ping(undefined, false, ignore);
    return true;
  }
}

const BINARY = { binary: true } as const;
const NORMAL = 1000;
const ignore = (): void => undefined;
