/**
 * systemd's socket activation (sd_listen_fds(3)): the sockets that it opened for this process, if it did.
 */
import type { SocketPlace } from "./listen.ts";

export interface SocketPlaces {
  readonly rpc: SocketPlace;
  readonly view: SocketPlace;
}

const FIRST_FD = 3;

/** Undefined where systemd gave none, gave them to another process, or gave another number of them. */
export function activatedSockets(
  env: Readonly<Record<string, string | undefined>>,
  pid: number,
): SocketPlaces | undefined {
  if (env["LISTEN_PID"] !== String(pid) || env["LISTEN_FDS"] !== "2") return undefined;
  return { rpc: { fd: FIRST_FD }, view: { fd: FIRST_FD + 1 } };
}
