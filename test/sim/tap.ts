/**
 * Listens to every message between devices and relays, in both directions, for anything that a person typed.
 *
 * All texts, tags, notes, device names and secrets of a simulated world contain one mark, so a single look finds any of
 * them, as they are or as base32 or base64.
 */
import { formatBase32, formatBase64, utf8ToBytes } from "../../src/protocol/bytes.ts";
import { MARK } from "./marks.ts";

const NEEDLES = [MARK, formatBase32(utf8ToBytes(MARK)), formatBase64(utf8ToBytes(MARK))].map((text) =>
  Buffer.from(text),
);

export interface Tap {
  readonly hear: (bytes: Uint8Array) => void;
  /** Messages that said something in plain. */
  leaks(): number;
  messages(): number;
  bytes(): number;
}

export function createTap(): Tap {
  let leaks = 0;
  let messages = 0;
  let total = 0;
  return {
    hear: (bytes) => {
      messages += 1;
      total += bytes.length;
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
      if (NEEDLES.some((needle) => buffer.includes(needle))) leaks += 1;
    },
    leaks: () => leaks,
    messages: () => messages,
    bytes: () => total,
  };
}
