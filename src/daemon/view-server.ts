/**
 * view.sock: the view document over y-websocket, for reading. Without a document (locked, or no vault) every
 * connection is closed with 4401, which y-websocket takes as final.
 *
 * One front end's nonsense or slowness ends its own connection and nothing else.
 */
import { createServer } from "node:http";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import type * as Y from "yjs";
import { VIEW_CLOSED_LOCKED, VIEW_ROOM } from "../protocol/view.ts";
import { listenOn, type SocketPlace, stopListening } from "./listen.ts";
import { answerFrame, SIGN_OF_LIFE, updateFrame } from "./view-frames.ts";

export interface ViewServer {
  listen(place: SocketPlace): Promise<void>;
  /** The vault was opened: from now on this document is served. */
  show(doc: Y.Doc): void;
  /** The vault was locked: all connections end with 4401. */
  hide(): void;
  stopAccepting(): void;
  /** Resolves when all connections are gone. */
  close(): Promise<void>;
}

/** A reader's frames are a state vector and presence: small. */
const LONGEST_FRAME = 1024 * 1024;
/** A terminal that is suspended reads nothing; when it is back it connects again. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;
/** y-websocket gives a silent connection up after 30 s; twice in that time is enough. */
const SIGN_OF_LIFE_MS = 13_000;
/** For the closing handshake; a stopped process never answers. */
const CLOSE_TIMEOUT_MS = 1_000;
const MALFORMED = 1007;

export function createViewServer(): ViewServer {
  const settings = { noServer: true, maxPayload: LONGEST_FRAME, closeTimeout: CLOSE_TIMEOUT_MS };
  const sockets = new WebSocketServer({ ...settings, perMessageDeflate: false });
  let doc: Y.Doc | undefined;
  let pulse: NodeJS.Timeout | undefined;

  const server = createServer((_request, response) => {
    response.writeHead(426, { connection: "close" }).end();
  });
  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => {});
    if (request.url?.split("?")[0] === `/${VIEW_ROOM}`) sockets.handleUpgrade(request, socket, head, serve);
    else socket.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n");
  });
  server.on("clientError", (_error, socket) => socket.destroy());
  server.on("error", () => {});

  const send = (socket: WebSocket, frame: Uint8Array): void => {
    if (socket.bufferedAmount > MAX_WAITING_BYTES) socket.terminate();
    else if (socket.readyState === socket.OPEN) socket.send(frame);
  };
  const sendToAll = (frame: Uint8Array): void => {
    for (const socket of sockets.clients) send(socket, frame);
  };
  const forward = (update: Uint8Array): void => sendToAll(updateFrame(update));

  const serve = (socket: WebSocket): void => {
    // Malformed WebSocket frames end here; ws closes the connection itself.
    socket.on("error", () => {});
    if (doc === undefined) return socket.close(VIEW_CLOSED_LOCKED, "locked");
    const served = doc;
    pulse ??= setInterval(() => sendToAll(SIGN_OF_LIFE), SIGN_OF_LIFE_MS);
    socket.on("message", (data, isBinary) => {
      if (socket.readyState !== socket.OPEN || doc !== served) return;
      const reaction = isBinary ? answerFrame(toBytes(data), served) : { type: "malformed" as const };
      if (reaction.type === "answer") send(socket, reaction.frame);
      else if (reaction.type === "malformed") socket.close(MALFORMED, "not a frame of y-websocket");
    });
    socket.on("close", () => {
      if (sockets.clients.size === 0) stopPulse();
    });
  };
  const stopPulse = (): void => {
    clearInterval(pulse);
    pulse = undefined;
  };
  const hide = (): void => {
    doc?.off("update", forward);
    doc = undefined;
    for (const socket of sockets.clients) socket.close(VIEW_CLOSED_LOCKED, "locked");
  };

  return {
    listen: (place) => listenOn(server, place),
    show(next) {
      hide();
      doc = next;
      next.on("update", forward);
    },
    hide,
    stopAccepting: () => stopListening(server),
    async close() {
      hide();
      await Promise.all(
        [...sockets.clients].map((socket) => new Promise((resolve) => socket.once("close", resolve))),
      );
      stopPulse();
      server.closeAllConnections();
    },
  };
}

function toBytes(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
