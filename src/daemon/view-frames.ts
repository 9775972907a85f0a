/**
 * The y-websocket frames that view.sock speaks: sync step 1 in; step 2, updates and a sign of life out. Pure.
 *
 * Front ends are readers: their step 2, updates and presence are understood, and dropped.
 */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import {
  messageYjsSyncStep1,
  messageYjsSyncStep2,
  messageYjsUpdate,
  writeSyncStep2,
  writeUpdate,
} from "y-protocols/sync";
import type * as Y from "yjs";

/** y-websocket's message types; its auth message (2) goes from server to client only. */
const SYNC = 0;
const AWARENESS = 1;
const QUERY_AWARENESS = 3;

export type Reaction =
  | { readonly type: "answer"; readonly frame: Uint8Array }
  | { readonly type: "ignore" }
  | { readonly type: "malformed" };

export function answerFrame(frame: Uint8Array, doc: Y.Doc): Reaction {
  try {
    const decoder = decoding.createDecoder(frame);
    const type = decoding.readVarUint(decoder);
    if (type === AWARENESS || type === QUERY_AWARENESS) return { type: "ignore" };
    if (type !== SYNC) return { type: "malformed" };
    const step = decoding.readVarUint(decoder);
    const body = decoding.readVarUint8Array(decoder);
    if (step === messageYjsSyncStep2 || step === messageYjsUpdate) return { type: "ignore" };
    if (step !== messageYjsSyncStep1) return { type: "malformed" };
    return {
      type: "answer",
      frame: syncFrame((encoder) => writeSyncStep2(encoder, doc, body)),
    };
  } catch {
    return { type: "malformed" };
  }
}

export const updateFrame = (update: Uint8Array): Uint8Array =>
  syncFrame((encoder) => writeUpdate(encoder, update));

/** Presence of nobody: a message, so that y-websocket's watchdog sees life, that changes nothing. */
export const SIGN_OF_LIFE: Uint8Array = new Uint8Array([AWARENESS, 1, 0]);

function syncFrame(write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, SYNC);
  write(encoder);
  return encoding.toUint8Array(encoder);
}
