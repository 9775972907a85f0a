/**
 * What a starting daemon tells whoever started it: one line of JSON, then the end of the stream.
 *
 * The starter passes `--acknowledge` and a pipe as file descriptor START_ACK_FD. "ready" is said when both
 * sockets listen; a stream that ends without a line means that the daemon died.
 */
import type { HoltError } from "./errors.ts";

export const START_ACK_FD = 3;
/** `holt daemon run` where another daemon holds this vault (CLI.md, exit codes). */
export const ALREADY_RUNNING_EXIT = 10;

export type StartAck =
  | { readonly type: "ready"; readonly pid: number; readonly version: string }
  | { readonly type: "error"; readonly error: HoltError };

export const formatStartAck = (ack: StartAck): string => `${JSON.stringify(ack)}\n`;

/** Undefined for anything that no daemon writes. */
export function parseStartAck(text: string): StartAck | undefined {
  try {
    const ack = JSON.parse(text) as Partial<StartAck> | null;
    if (ack?.type === "ready" && typeof ack.pid === "number" && typeof ack.version === "string") {
      return { type: "ready", pid: ack.pid, version: ack.version };
    }
    if (ack?.type === "error" && typeof ack.error?.type === "string")
      return { type: "error", error: ack.error };
    return undefined;
  } catch {
    return undefined;
  }
}
