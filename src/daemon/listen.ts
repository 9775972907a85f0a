/**
 * Makes a server listen on a Unix socket that only its owner can use, or on one that systemd made.
 *
 * Call it only while holding the process lock: a socket that is already there is then a dead daemon's.
 */
import { chmodSync, lstatSync, rmSync } from "node:fs";
import type { Server } from "node:net";

export type SocketPlace = { readonly path: string } | { readonly fd: number };

/** Rejects with what the system says (EACCES, ENOSPC …). */
export async function listenOn(server: Server, place: SocketPlace): Promise<void> {
  if ("path" in place && lstatSync(place.path, { throwIfNoEntry: false }) !== undefined) rmSync(place.path);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(place, () => {
      server.off("error", reject);
      resolve();
    });
  });
  // Under umask 077 it was never open to others; this takes away what a socket has no use for.
  if ("path" in place) chmodSync(place.path, 0o600);
}

/** Stops accepting; a path that we made goes away with it. Connections live on. */
export function stopListening(server: Server): void {
  if (server.listening) server.close();
}
