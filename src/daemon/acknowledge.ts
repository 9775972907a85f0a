/**
 * The daemon's word to its starter (protocol/start-ack.ts): said once, then the pipe is closed.
 */
import { closeSync, fstatSync, writeSync } from "node:fs";
import { formatStartAck, type StartAck, START_ACK_FD } from "../protocol/start-ack.ts";

export type Acknowledge = (ack: StartAck) => void;

/** Says nothing where the descriptor is no pipe: someone typed the flag by hand. */
export function acknowledgeStarter(): Acknowledge {
  let isSaid = !isPipe();
  return (ack) => {
    if (isSaid) return;
    isSaid = true;
    try {
      writeSync(START_ACK_FD, formatStartAck(ack));
      closeSync(START_ACK_FD);
    } catch {
      // The starter is gone; whoever comes next finds the socket.
    }
  };
}

function isPipe(): boolean {
  try {
    const facts = fstatSync(START_ACK_FD);
    return facts.isFIFO() || facts.isSocket();
  } catch {
    return false;
  }
}
