/**
 * A listener on the wire between devices and their relay: passes everything on, and keeps it, in both directions.
 */
import { connect, createServer, type Socket } from "node:net";

export interface WireTap {
  /** ws://127.0.0.1:PORT */
  readonly url: string;
  /** Every byte as it went over the wire: requests, answers, frames. */
  raw(): Buffer;
  /** What was said in the frames of WebSocket: devices mask theirs. */
  messages(): { readonly fromDevices: readonly Buffer[]; readonly fromRelay: readonly Buffer[] };
  stop(): Promise<void>;
}

interface Heard {
  readonly fromDevice: Buffer[];
  readonly fromRelay: Buffer[];
}

export async function tapWire(relayPort: number): Promise<WireTap> {
  const heard: Heard[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((device) => {
    const relay = connect(relayPort, "127.0.0.1");
    const both: Heard = { fromDevice: [], fromRelay: [] };
    heard.push(both);
    for (const [from, to, kept] of [
      [device, relay, both.fromDevice],
      [relay, device, both.fromRelay],
    ] as const) {
      sockets.add(from);
      from.on("data", (chunk: Buffer) => {
        kept.push(chunk);
        to.write(chunk);
      });
      from.on("error", () => {});
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `ws://127.0.0.1:${port}`,
    raw: () => Buffer.concat(heard.flatMap(({ fromDevice, fromRelay }) => [...fromDevice, ...fromRelay])),
    messages: () => ({
      fromDevices: heard.flatMap(({ fromDevice }) => payloadsOf(Buffer.concat(fromDevice))),
      fromRelay: heard.flatMap(({ fromRelay }) => payloadsOf(Buffer.concat(fromRelay))),
    }),
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

const END_OF_HEAD = "\r\n\r\n";
const MASKED = 0x80;

/** The payloads of one direction's frames (RFC 6455, section 5.2), unmasked; a last incomplete frame is left out. */
function payloadsOf(stream: Buffer): readonly Buffer[] {
  const payloads: Buffer[] = [];
  let at = stream.indexOf(END_OF_HEAD) + END_OF_HEAD.length;
  while (at + 2 <= stream.length) {
    const second = stream[at + 1] ?? 0;
    let length = second & ~MASKED;
    let head = 2;
    if (length === 126) {
      length = stream.readUInt16BE(at + 2);
      head = 4;
    } else if (length === 127) {
      length = Number(stream.readBigUInt64BE(at + 2));
      head = 10;
    }
    const isMasked = (second & MASKED) !== 0;
    const mask = stream.subarray(at + head, at + head + 4);
    const start = at + head + (isMasked ? 4 : 0);
    if (start + length > stream.length) break;
    const payload = Buffer.from(stream.subarray(start, start + length));
    if (isMasked) for (let index = 0; index < length; index++) payload[index]! ^= mask[index % 4] ?? 0;
    payloads.push(payload);
    at = start + length;
  }
  return payloads;
}
